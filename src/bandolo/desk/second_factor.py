"""Does a code come from the person's device (RFC 6238), and was it not used before?"""

from datetime import datetime

from pyotp import TOTP, random_base32

# Steps of thirty seconds that a clock may be off, either way (RFC 6238, 5.2).
DRIFT = 1


def new_secret() -> str:
    """A secret of 160 bits, in base 32."""
    return random_base32()


def step_of(secret: str, code: str, wall: datetime, after: int) -> int | None:
    """The step of which a code is, if it is later than the last one used; None if it is of none."""
    clock = TOTP(secret)
    now = clock.timecode(wall)
    bare = code.replace(" ", "")
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and clock.verify(bare, for_time=step * clock.interval):
            return step
    return None


def enrolment(secret: str, who: str, body: str) -> str:
    """The address that a device reads from a picture (otpauth://)."""
    return TOTP(secret).provisioning_uri(name=who, issuer_name=body)
