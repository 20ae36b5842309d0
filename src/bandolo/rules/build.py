"""How does a parsed file become frozen records, with every problem found and placed?

The annotations of a dataclass are its grammar. Nothing here knows a call: a new rule kind needs no
change. A problem is noted with its path and reading goes on, so that all are found at once.
"""

import difflib
import functools
import types
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import (
    Any,
    Literal,
    NamedTuple,
    NewType,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from bandolo.rules.conditions import Condition, Number
from bandolo.rules.days import FIRST_YEAR, LAST_YEAR, ROME, fault_of
from bandolo.rules.facts import Fact
from bandolo.rules.money import Cents, read_cents, read_rate
from bandolo.rules.tables import CentsTable, RateTable

MOST_PROBLEMS = 200
LONGEST_WORD = 60
LARGEST_SHOWN = 10**30
Path = tuple[str | int, ...]
# Parsed tables and lists that somebody else reads: an application within a case, say.
Tables = NewType("Tables", dict[str, Any])
Listed = NewType("Listed", list[Any])
T = TypeVar("T")
_NO_FACTS: Mapping[Any, Any] = types.MappingProxyType({})
# Kinds that a reading brings its own readers for.
_GIVEN = (CentsTable, RateTable, Number)


class _Failed:
    """Stands for a value that could not be read; its problem is noted already."""


FAILED = _Failed()


class Reading:
    """One reading of one file: the facts and records that conditions may name, the problems found so far."""

    def __init__(
        self,
        facts: Mapping[str, Fact] = _NO_FACTS,
        records: frozenset[str] = frozenset(),
        readers: "Mapping[Any, Reader]" = _NO_FACTS,
    ) -> None:
        self.facts = facts
        self.records = records
        self.readers = readers
        self.scope: tuple[str, ...] = ()
        self.problems: list[tuple[Path, str]] = []

    @property
    def is_full(self) -> bool:
        """Whether there are problems enough for anyone: no more are noted, and no hint is worked out."""
        return len(self.problems) >= MOST_PROBLEMS

    def fail(self, path: Path, message: str) -> _Failed:
        """Note a problem."""
        if not self.is_full:
            self.problems.append((path, message))
        return FAILED

    def fail_unknown(self, path: Path, what: str, word: object, known: Iterable[str]) -> _Failed:
        """Note a word that is not known here, with the one that was probably meant."""
        return FAILED if self.is_full else self.fail(path, f"{unknown_word(what, word, known)}")


Reader = Callable[[Reading, Any, Path], Any]


def build(reading: Reading, cls: type[T], raw: object, path: Path = ()) -> T | None:
    """The record of a parsed table, or None with the problems noted in `reading`."""
    value = _reader(cast("Hashable", cls))(reading, raw, path)
    return None if value is FAILED else value


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a word that is not known: the one that was probably meant, or all of them."""
    words = sorted(known)
    close = difflib.get_close_matches(word[:LONGEST_WORD], words, 1)
    return f'did you mean "{close[0]}"?' if close else f"known are: {', '.join(words) or 'none'}"


def unknown_word(what: str, word: object, known: Iterable[str]) -> str:
    """What to say of a word that is not known."""
    return f"unknown {what} {shown(word)}; {nearest(str(word) if isinstance(word, str) else '', known)}"


def shown(raw: object) -> str:
    """A raw value in a message: short, and only what it is where it has parts."""
    if isinstance(raw, str):
        return f'"{raw}"' if len(raw) <= LONGEST_WORD else f'"{raw[:LONGEST_WORD]}..."'
    if isinstance(raw, dict | list):
        return "a table" if isinstance(raw, dict) else "a list"
    if isinstance(raw, int) and abs(raw) > LARGEST_SHOWN:
        return "a number of many digits"
    return str(raw)[:LONGEST_WORD]


@functools.cache
def _reader(kind: Any) -> Reader:
    """The reader of a type; each type is looked at once."""
    if kind == Condition or kind in _GIVEN:
        return _given_reader(kind)
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if is_dataclass(kind) and isinstance(kind, type):
        return _table_reader(kind)
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _literal_reader(args)
    if origin is tuple:
        return _array_reader(args[0])
    if origin is Mapping or kind is Mapping:
        return _mapping_reader(args[0], args[1])
    if origin in (Union, types.UnionType):
        return _union_reader(tuple(arg for arg in args if arg is not type(None)))
    raise TypeError(f"no grammar for {kind}")


class _Slot(NamedTuple):
    name: str
    key: str
    read: Reader
    required: bool


@functools.cache
def slots(cls: type) -> tuple[_Slot, ...]:
    """The fields of a dataclass as keys of a table."""
    hints = get_type_hints(cls)
    return tuple(
        _Slot(one.name, one.metadata.get("key", one.name), _reader(hints[one.name]), _is_required(one))
        for one in fields(cls)
    )


def _is_required(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _table_reader(cls: type) -> Reader:
    by_key: dict[str, _Slot] = {}
    scope_key: str | None = getattr(cls, "SCOPE", None)
    scopes: tuple[str, ...] = getattr(cls, "SCOPES", ())

    def read(reading: Reading, raw: Any, path: Path) -> Any:
        if not isinstance(raw, dict):
            return reading.fail(path, f"should be a table with {', '.join(slot.key for slot in slots(cls))}")
        if not by_key:
            by_key.update({slot.key: slot for slot in slots(cls)})
        outer = reading.scope
        reading.scope = (*outer, *scopes)
        if scope_key is not None:
            reading.scope = (*outer, raw[scope_key]) if isinstance(raw.get(scope_key), str) else outer
        values: dict[str, Any] = {}
        for key, one in raw.items():
            if (slot := by_key.get(key)) is None:
                values[key] = reading.fail_unknown((*path, key), "key", key, by_key)
            else:
                values[slot.name] = slot.read(reading, one, (*path, key))
        reading.scope = outer
        for slot in by_key.values():
            if slot.required and slot.key not in raw:
                values[slot.name] = reading.fail(path, f'the key "{slot.key}" is missing')
        return FAILED if FAILED in values.values() else cls(**values)

    return read


def _literal_reader(choices: tuple[Any, ...]) -> Reader:
    def read(reading: Reading, raw: Any, path: Path) -> Any:
        if isinstance(raw, str) and raw in choices:
            return raw
        return reading.fail(path, f"{shown(raw)} is not known here; one of {', '.join(map(str, choices))}")

    return read


def _array_reader(kind: Any) -> Reader:
    def read(reading: Reading, raw: Any, path: Path) -> Any:
        if not isinstance(raw, list):
            return reading.fail(path, "should be a list, in square brackets")
        one = _reader(kind)
        values = tuple([one(reading, value, (*path, at)) for at, value in enumerate(raw)])
        return FAILED if FAILED in values else values

    return read


def _mapping_reader(key_kind: Any, kind: Any) -> Reader:
    def read(reading: Reading, raw: Any, path: Path) -> Any:
        if not isinstance(raw, dict):
            return reading.fail(path, "should be a table")
        key_of, value_of = _reader(key_kind), _reader(kind)
        values = {
            key_of(reading, key, (*path, key)): value_of(reading, value, (*path, key))
            for key, value in raw.items()
        }
        return FAILED if FAILED in values or FAILED in values.values() else types.MappingProxyType(values)

    return read


def _union_reader(members: tuple[Any, ...]) -> Reader:
    """One of several: tables are told apart by their `kind`, a table from a plain value by being one."""
    if len(members) == 1:
        return _reader(members[0])
    for union in (Condition, Number):
        if members == get_args(union):
            return _given_reader(union)
    tables = tuple(one for one in members if is_dataclass(one))
    plain = tuple(one for one in members if not is_dataclass(one) and one not in _GIVEN)
    given = [one for one in members if is_dataclass(one) or one in _GIVEN]
    kinds = {get_args(get_type_hints(one)["kind"])[0]: one for one in tables if "kind" in get_type_hints(one)}

    def read(reading: Reading, raw: Any, path: Path) -> Any:
        if kinds:
            found = raw.get("kind") if isinstance(raw, dict) else raw
            if not isinstance(found, str) or found not in kinds:
                place = (*path, "kind") if isinstance(raw, dict) and "kind" in raw else path
                return reading.fail_unknown(place, "kind", found, kinds)
            return _reader(cast("Hashable", kinds[found]))(reading, raw, path)
        if isinstance(raw, dict) and given:
            return _reader(cast("Hashable", given[0]))(reading, raw, path)
        return _first_that_fits(reading, raw, path, plain)

    return read


def _first_that_fits(reading: Reading, raw: Any, path: Path, members: tuple[Any, ...]) -> Any:
    """The value as the first member that can read it; where none can, the problem of the last."""
    known = len(reading.problems)
    for member in members:
        del reading.problems[known:]
        value = _reader(member)(reading, raw, path)
        if value is not FAILED:
            return value
    return FAILED


def _given_reader(kind: Any) -> Reader:
    """The reader that the reading brings for a kind, such as conditions, which need to know the facts."""

    def read(reading: Reading, raw: Any, path: Path) -> Any:
        if kind not in reading.readers:
            return reading.fail(path, "this cannot stand here")
        return reading.readers[kind](reading, raw, path)

    return read


def _plain(kind: type, wanted: str) -> Reader:
    def read(reading: Reading, raw: Any, path: Path) -> Any:
        return raw if type(raw) is kind else reading.fail(path, f"should be {wanted}, not {shown(raw)}")

    return read


def converted(convert: Callable[[Any], Any]) -> Reader:
    """A reader of what `convert` makes of a value; its ValueError becomes a problem at the place."""

    def read(reading: Reading, raw: Any, path: Path) -> Any:
        try:
            return convert(raw)
        except ValueError as problem:
            return reading.fail(path, f"{problem}, not {shown(raw)}")

    return read


def read_rome(raw: object) -> datetime:
    """An aware instant; a TOML date-time without zone is Italian time.

    ValueError in the hour that summer time skips or repeats, where only a zone can tell.
    """
    if not isinstance(raw, datetime):
        raise ValueError("should be a date and time, such as 2026-02-05T09:00:00")
    if not FIRST_YEAR < raw.year < LAST_YEAR:
        raise ValueError(f"a date is between {FIRST_YEAR + 1} and {LAST_YEAR - 1}")
    if raw.tzinfo is not None:
        return raw.astimezone(ROME)
    if fault := fault_of(raw.replace(tzinfo=ROME)):
        raise ValueError(fault)
    return raw.replace(tzinfo=ROME)


_SIMPLE: dict[Any, Reader] = {
    str: _plain(str, "a text in quotes"),
    int: _plain(int, "a whole number"),
    bool: _plain(bool, "true or false"),
    date: _plain(date, "a date, such as 2026-02-05"),
    datetime: converted(read_rome),
    Cents: converted(read_cents),
    Tables: _plain(dict, "a table"),
    Listed: _plain(list, "a list, in square brackets"),
    Fraction: converted(read_rate),
}
