"""What can be known of an application, in which unit, and who can attest it?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal, TypeVar

from bandolo.rules.money import read_cents, read_rate
from bandolo.rules.rule import Split, Words

FactType = Literal["yes_no", "count", "amount", "percent", "date", "instant", "choice", "choices", "text"]
Attester = Literal[
    "applicant",
    "supplier",
    "business_register",
    "durc",
    "state_aid_register",
    "chamber",
    "officer",
    "committee",
    "body",
    "bank",
    "system",
]
Value = bool | int | Fraction | date | datetime | str | frozenset[str]
LONGEST_TEXT = 20_000
LARGEST_COUNT = 10**12
FIRST_YEAR, LAST_YEAR = 1900, 2200
Day = TypeVar("Day", date, datetime)

_TYPE_WORDS: Mapping[str, str] = {
    "yes_no": "true or false",
    "count": "a whole number, zero or more",
    "amount": "an amount in euro with at most two decimals, such as 1250.00",
    "percent": 'a percentage in quotes, such as "12.5%"',
    "date": "a date, such as 2026-02-05",
    "instant": "a date and time with its zone, such as 2026-02-05T09:00:00+01:00",
    "choice": "one of the choices, in quotes",
    "choices": "a list of choices, each in quotes",
    "text": "a text in quotes",
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that can be known: of the application or, with `of`, of each record of those kinds.

    `choices` names what a choice can be; `any_choice` admits further codes (country codes, say);
    `attested_by` says who can vouch for it, the first of them is who is asked; `tells` names the events that
    happened on the day that it holds; `until_said` is what a desk takes while no officer has said
    otherwise. A text `at_length` takes more than a line.
    """

    id: str
    type: FactType
    ask: Words
    of: tuple[str, ...] = ()
    attested_by: tuple[Attester, ...] = ("applicant",)
    unit: str | None = None
    choices: Mapping[str, Words] | None = None
    any_choice: bool = False
    tells: tuple[str, ...] = ()
    until_said: bool | None = None
    at_length: bool = False
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A kind of record that an application can hold any number of, such as quotes or partners of a group.

    `named_by` is the text that tells one from another: whatever else has that fact belongs to the one of
    that name. `has` are facts of the application that each of them has in its place. `split` says how a cut
    of the whole falls on them: in proportion, or on the last of the file first.
    """

    id: str
    words: Words
    named_by: str | None = None
    has: tuple[str, ...] = ()
    split: Split = "pro_rata"


def read_value(fact: Fact, raw: object) -> Value:
    """The value of a fact as the rules use it (cents, fraction, set); ValueError says what would be right."""
    value = _READERS[fact.type](raw)
    if value is None:
        raise ValueError(f"should be {_TYPE_WORDS[fact.type]}")
    if fact.choices is not None and not fact.any_choice:
        strange = sorted(({value} if isinstance(value, str) else _set_of(value)) - fact.choices.keys())
        if strange:
            raise ValueError(
                f"{', '.join(map(repr, strange))} is not a choice; one of {', '.join(fact.choices)}"
            )
    return value


def _set_of(value: object) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()


def _read_yes_no(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _read_count(raw: object) -> int | None:
    is_count = isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LARGEST_COUNT
    return raw if is_count and isinstance(raw, int) else None


def _read_date(raw: object) -> date | None:
    found = raw
    if isinstance(raw, str):
        try:
            found = date.fromisoformat(raw)
        except ValueError:
            return None
    if not isinstance(found, date) or isinstance(found, datetime):
        return None
    return _within_years(found)


def _within_years(found: Day) -> Day:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"a date is between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def read_instant(raw: object) -> datetime | None:
    """An aware instant from a TOML date-time or an ISO 8601 string; ValueError where the zone is missing."""
    if isinstance(raw, str) and _INSTANT.fullmatch(raw):
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError:
            return None
    if isinstance(raw, datetime):
        if raw.tzinfo is None:
            raise ValueError("an instant needs its zone, such as 2026-02-05T09:00:00+01:00")
        return _within_years(raw)
    if isinstance(raw, str | date):
        raise ValueError("an instant is a date and time with its zone, such as 2026-02-05T09:00:00+01:00")
    return None


def _read_text(raw: object) -> str | None:
    if isinstance(raw, str) and len(raw) > LONGEST_TEXT:
        raise ValueError(f"a text has at most {LONGEST_TEXT} characters")
    return raw if isinstance(raw, str) else None


def _read_choices(raw: object) -> frozenset[str] | None:
    if not isinstance(raw, list | tuple) or not all(isinstance(one, str) for one in raw):
        return None
    return frozenset(raw)


_READERS = {
    "yes_no": _read_yes_no,
    "count": _read_count,
    "amount": read_cents,
    "percent": read_rate,
    "date": _read_date,
    "instant": read_instant,
    "choice": _read_text,
    "choices": _read_choices,
    "text": _read_text,
}
