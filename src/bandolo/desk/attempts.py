"""How long must whoever fails to log in wait before the next attempt?"""

from datetime import timedelta

# Failures that cost nothing: of one person, and from one address, behind which many may sit.
FREE = {"person": 5, "address": 50}
FIRST = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)
# After so long without a failure, nothing is held against anybody.
FORGOTTEN = timedelta(hours=1)


def wait_after(failures: int, free: int) -> timedelta:
    """The wait after so many failures in a row: it doubles with each, up to a quarter of an hour."""
    over = failures - free
    if over < 0:
        return timedelta(0)
    return min(FIRST * (1 << min(over, 10)), LONGEST)
