"""Which fields does a kind of rule have, of which type, needed or not, and what does each say?

The annotations that `build.py` reads are read here for people: for the catalogue and for editors.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from bandolo.rules import conditions
from bandolo.rules.aid import AidStep, AnyAidStep
from bandolo.rules.any_case import AnyCase
from bandolo.rules.build import Listed, Tables
from bandolo.rules.call import Call
from bandolo.rules.cases import CaseFile
from bandolo.rules.conditions import Condition, Number
from bandolo.rules.costs import Base
from bandolo.rules.money import Cents, Rounding, show_rate
from bandolo.rules.requirements import Effect
from bandolo.rules.rule import Moment, Rule, Words
from bandolo.rules.tables import CentsTable, RateTable

# Keys at the top of the file and the two tables that belong to them.
HEAD = ("format", "id", "title", "summary", "body", "published")
# Told once, in sections of their own.
SHARED_KINDS = (Words, Base)
_PLAIN: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "yes or no",
    date: "day",
    datetime: "instant",
    Cents: "amount",
    Fraction: "rate",
    Words: "words",
    Tables: "table",
    Listed: "list",
    CentsTable: "[table of amounts](#amounts-that-depend-on-facts)",
    RateTable: "[table of rates](#amounts-that-depend-on-facts)",
    Number: "[number](#lump-sums-by-number)",
    Condition: "[condition](#conditions)",
    Base: "[base](#stages-and-bases)",
    Moment: "[moment](#moments-and-effects)",
    Effect: "[effect](#moments-and-effects)",
    Rounding: "[rounding](#rounding)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a field says; what holds `without` it, or where it is `needed`, if the kind itself cannot tell."""

    says: str
    without: str | None = None
    needed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindPage:
    """What people read of a kind: title, texts, the smallest example, and what each field says."""

    title: str
    text: str = ""
    notes: str = ""
    example: str = ""
    more: str = ""
    fields: Mapping[str, str | Meaning] = field(default_factory=dict)

    def meaning(self, key: str) -> Meaning | None:
        """What a field says, in dotted form."""
        found = self.fields.get(key)
        return Meaning(says=found) if isinstance(found, str) else found


class Kind(NamedTuple):
    """A kind of rule or case: how its table is written, its record, and the fields told elsewhere."""

    head: str
    record: type
    told: frozenset[str]
    is_case: bool = False


class Told(NamedTuple):
    """A field in dotted form: how its value is written, whether it is needed, what it is without."""

    key: str
    type: str
    is_needed: bool
    default: str


def kinds() -> Mapping[str, Kind]:
    """Every kind of a call file by its name ("line", "aid.share"), then those of a case file ("case")."""
    rule, step, case = (frozenset(key_of(one) for one in fields(kind)) for kind in (Rule, AidStep, AnyCase))
    found: dict[str, Kind] = {}
    hints = get_type_hints(Call)
    for one in fields(Call):
        key, hint = key_of(one), hints[one.name]
        if key in (*HEAD, "aid"):
            continue
        record = next(_records(hint))
        found[key] = Kind(_head(key, hint), record, rule if issubclass(record, Rule) else frozenset())
    for record in get_args(AnyAidStep):
        [word] = get_args(get_type_hints(record)["kind"])
        found[f"aid.{word}"] = Kind(f'`kind = "{word}"`', record, rule | step | {"kind"})
    for one in fields(CaseFile):
        if one.name != "given":
            hint = get_type_hints(CaseFile)[one.name]
            found[key_of(one)] = Kind(_head(key_of(one), hint), get_args(hint)[0], case, is_case=True)
    return found


def _head(key: str, hint: object) -> str:
    return f"`[[{key}]]`" if get_origin(hint) is tuple else f"`[{key}]`"


def key_of(one: Field[Any]) -> str:
    """How a field is written in a file."""
    key: str = one.metadata.get("key", one.name)
    return key


def fields_of(record: type, told: frozenset[str] = frozenset()) -> tuple[Told, ...]:
    """The fields of a record beside those told elsewhere, those of the tables within them after each."""
    hints, found = get_type_hints(record), []
    for one in fields(record):
        key, hint = key_of(one), hints[one.name]
        if key in told:
            continue
        is_needed = one.default is MISSING and one.default_factory is MISSING
        found.append(Told(key, type_words(hint), is_needed, _default(one)))
        inner = [{each.key: each for each in fields_of(table)} for table in _records(hint)]
        for name in dict.fromkeys(name for table in inner for name in table):
            outer = name.rpartition(".")[0]
            told_in = [table for table in inner if not outer or outer in table]
            types = dict.fromkeys(table[name].type for table in inner if name in table)
            first = next(table[name] for table in inner if name in table)
            needed = all(name in table and table[name].is_needed for table in told_in)
            found.append(Told(f"{key}.{name}", " or ".join(types), needed, first.default))
    return tuple(found)


def _records(hint: object) -> Iterator[type]:
    """The kinds of tables within an annotation, but for conditions and those told once."""
    told_once = hint in SHARED_KINDS or getattr(hint, "__module__", "") == conditions.__name__
    if isinstance(hint, type) and is_dataclass(hint) and not told_once:
        yield hint
    for inner in get_args(hint):
        yield from _records(inner)


def _default(one: Field[Any]) -> str:
    """How what holds without a field is written, where that can be written at all."""
    match one.default:
        case bool():
            return str(one.default).lower()
        case str():
            return f'"{one.default}"'
        case Fraction():
            return f'"{show_rate(one.default, "en")}"'
        case _:
            return ""


def type_words(hint: Any) -> str:  # noqa: ANN401
    """How a value is written, in words: "list of text", "amount or rate", or the words that it can be."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ", ".join(f'`"{word}"`' for word in args)
    if origin is tuple:
        inner = type_words(args[0])
        return "list" if inner == "table" else f"list of {inner}"
    if origin is Mapping:
        return f"table of {type_words(args[1])} by {'name' if args[0] is str else type_words(args[0])}"
    if origin is not None:
        members = [one for one in args if one is not type(None)]
        for whole in (Condition, Number):
            inside = [one for one in members if one in get_args(whole)]
            if len(inside) == len(get_args(whole)):
                members = [whole, *(one for one in members if one not in inside)]
        return " or ".join(dict.fromkeys(type_words(one) for one in members))
    return "table"
