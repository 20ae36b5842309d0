"""What does every worked case have, and what can it say of an application?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bandolo.rules.build import Tables
from bandolo.rules.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyCase:
    """What every case has: a name, the reason why the answer is right, the clauses it exercises."""

    id: str
    why: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(AnyCase):
    """The application given with the file, with facts changed or taken away and records replaced."""

    facts: Tables | None = None
    without: tuple[str, ...] = ()
    records: Tables | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Told):
    """As told, with named amounts such as those that an assessment gives."""

    amounts: Mapping[str, Cents] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed(Known):
    """As known, with the events from which the deadlines of the call are counted."""

    events: Mapping[str, datetime | date] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
