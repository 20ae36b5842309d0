"""Who may choose the password of an account, until when? Whoever holds a link that the desk has signed."""

from dataclasses import asdict, dataclass

from django.core import signing

SALT = "bandolo invitation"
# Seconds that a link holds: two days.
TERM = 2 * 24 * 3600


@dataclass(frozen=True)
class Invitation:
    """Whose account: `is_staff` where the body made it, else of whoever reads the mail of that address."""

    fiscal_code: str
    given_name: str
    family_name: str
    email: str
    is_staff: bool


def signed(invitation: Invitation) -> str:
    """The end of the link."""
    return signing.dumps(asdict(invitation), salt=SALT, compress=True)


def invited(text: str) -> Invitation | None:
    """The invitation of a link, None if the desk did not sign it or too long ago."""
    try:
        return Invitation(**signing.loads(text, salt=SALT, max_age=TERM))
    except signing.BadSignature:
        return None
