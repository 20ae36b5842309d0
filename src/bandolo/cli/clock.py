"""What time is it? The only place of the command line that asks."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)
