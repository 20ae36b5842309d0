"""How is an instant written: as microseconds since 1970 in the line, as text for people and programs?"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_datetime(micros: int) -> datetime:
    """The aware instant, in UTC."""
    return EPOCH + micros * MICROSECOND


def to_micros(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant; exact."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its zone, such as 2026-02-05T09:00:00+01:00")
    return (instant - EPOCH) // MICROSECOND


def show_micros(micros: int) -> str:
    """Such as 2026-03-02T08:00:00.001046Z: always six digits, always UTC."""
    return to_datetime(micros).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_micros(text: str) -> int:
    """What `show_micros` wrote; ValueError otherwise."""
    return to_micros(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC))
