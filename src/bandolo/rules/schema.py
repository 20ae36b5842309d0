"""What does an editor need to know of a call file, as a JSON Schema made from the kinds themselves?

A schema sees one value at a time: what one rule says of another, and the ids of facts, `bandolo check` tells.
Days and instants are texts, as editors for TOML hand them over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin, get_type_hints

from bandolo.rules.aid import AidStep
from bandolo.rules.build import Listed, Tables
from bandolo.rules.build_condition import QUANTIFIERS
from bandolo.rules.call import Call
from bandolo.rules.cases import CaseFile
from bandolo.rules.conditions import FUNCTIONS, OPERATORS, Condition, Number
from bandolo.rules.costs import Base
from bandolo.rules.grammar import KindPage, key_of
from bandolo.rules.money import Cents
from bandolo.rules.rule import Words
from bandolo.rules.tables import CentsTable, RateTable

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_REFERRED: Mapping[Any, str] = {
    Words: "words",
    Base: "base",
    Condition: "condition",
    Number: "number",
    CentsTable: "table_of_amounts",
    RateTable: "table_of_rates",
    Cents: "amount",
    Fraction: "rate",
    date: "day",
    datetime: "instant",
}
_PLAIN: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Tables: {"type": "object"},
    Listed: {"type": "array"},
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands: the page that tells of its kind, and its dotted key there."""

    pages: Mapping[str, KindPage]
    page: str = ""
    key: str = ""

    def at(self, key: str) -> "_Place":
        """The place of a field."""
        return _Place(self.pages, self.page, f"{self.key}.{key}".lstrip("."))

    @property
    def says(self) -> str:
        """What people read of it; what every rule has is told once, on the page of no kind."""
        for page, key in ((self.page, self.key), ("every", self.key.rpartition(".")[2])):
            found = self.pages[page].meaning(key) if page in self.pages else None
            if found is not None:
                return found.says
        return ""


def call_schema(pages: Mapping[str, KindPage]) -> Schema:
    """The schema of a call file."""
    return _whole(Call, "A call for grants (bandolo)", pages)


def case_schema(pages: Mapping[str, KindPage]) -> Schema:
    """The schema of a file of worked cases."""
    return _whole(CaseFile, "Worked cases of a call (bandolo)", pages)


def _whole(record: type, title: str, pages: Mapping[str, KindPage]) -> Schema:
    hints, top = get_type_hints(record), {}
    for one in fields(record):
        key = key_of(one)
        place = _Place(pages, key) if key in pages else _Place(pages, "", key)
        top[key] = _of(hints[one.name], place) | ({"title": pages[key].title} if key in pages else {})
    return {
        "$schema": DRAFT,
        "title": title,
        **table_schema(top, [key_of(one) for one in fields(record) if _is_needed(one)]),
        "$defs": _shared(pages),
    }


def _is_needed(one: Any) -> bool:  # noqa: ANN401
    return one.default is MISSING and one.default_factory is MISSING


def table_schema(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """A table of these keys and no other."""
    found: Schema = {"type": "object", "properties": dict(properties), "additionalProperties": False}
    return found | ({"required": [*required]} if required else {})


def record_schema(record: type) -> Schema:
    """A table that a dataclass describes."""
    return _record(record, _Place({}))


def shared_schemas() -> Schema:
    """What schemas refer to for amounts, rates, days and instants."""
    return {name: _shared({})[name] for name in ("amount", "rate", "day", "instant")}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _of(hint: Any, place: _Place) -> Schema:  # noqa: ANN401
    """The schema of a value of a type, with what people read of it."""
    found = _bare(hint, place)
    return found | ({"description": place.says} if place.says else {})


def _bare(hint: Any, place: _Place) -> Schema:  # noqa: ANN401
    if hint in _REFERRED:
        return _ref(_REFERRED[hint])
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": [*args]}
    if origin is tuple:
        return {"type": "array", "items": _bare(args[0], place)}
    if origin is Mapping:
        names = {"propertyNames": _bare(args[0], place)} if get_origin(args[0]) is Literal else {}
        return {"type": "object", "additionalProperties": _bare(args[1], place), **names}
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, place)
    members = [one for one in args if one is not type(None)]
    for whole in (Condition, Number):
        inside = get_args(whole)
        if all(one in members for one in inside):
            members = [whole, *(one for one in members if one not in inside)]
    found = [_bare(one, place) for one in members]
    return found[0] if len(found) == 1 else {"anyOf": found}


def _record(record: type, place: _Place) -> Schema:
    hints = get_type_hints(record)
    if issubclass(record, AidStep):
        place = _Place(place.pages, f"aid.{get_args(hints['kind'])[0]}")
    properties = {key_of(one): _of(hints[one.name], place.at(key_of(one))) for one in fields(record)}
    return table_schema(properties, [key_of(one) for one in fields(record) if _is_needed(one)])


def _shared(pages: Mapping[str, KindPage]) -> Schema:
    rate = {"type": "string", "pattern": r"^\s*(\d+(\.\d+)?\s*%|\d+/\d+)\s*$"}
    amount: Schema = {
        "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d+(\.\d+)?$"}]
    }
    return {
        "words": _record(Words, _Place(pages)),
        "base": _record(Base, _Place(pages)),
        "amount": amount | {"description": "An amount in euro, such as 1250.00"},
        "rate": rate | {"description": 'A rate in quotes, such as "60%" or "1/3"'},
        "day": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$", "description": "A day, without quotes"},
        "instant": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d",
            "description": "A day and hour",
        },
        **{
            name: _values_table(_ref(of))
            for name, of in (("table_of_amounts", "amount"), ("table_of_rates", "rate"))
        },
        "condition": _condition(),
        "number": {
            "anyOf": [
                table_schema({"fact": {"type": "string"}}, ["fact"]),
                table_schema({"count": {"type": "string"}, "where": _ref("condition")}, ["count"]),
                *(_aggregate(one) for one in FUNCTIONS),
            ]
        },
    }


def _values_table(value: Schema) -> Schema:
    rows = {
        "type": "array",
        "minItems": 1,
        "items": {"type": "object", "properties": {"gives": value}, "required": ["gives"]},
    }
    by = table_schema(
        {"by": {"type": "string"}, "values": {"type": "object", "additionalProperties": value}},
        ["by", "values"],
    )
    return {"anyOf": [by, table_schema({"rows": rows}, ["rows"])]}


def _aggregate(function: str) -> Schema:
    own = {
        function: {"type": "string"},
        "over": {"type": "string"},
        "where": _ref("condition"),
        "times": _ref("rate"),
    }
    return table_schema(own, [function, "over"])


def _condition() -> Schema:
    """Conditions are read by hand, so their grammar is written out here, from the same words."""
    inner, text = _ref("condition"), {"type": "string"}
    several = {"type": "array", "items": inner, "minItems": 1}
    bounds = {edge: {"type": "integer", "minimum": 0} for edge in ("at_least", "at_most")}
    joined = [
        table_schema({"all": several}, ["all"]),
        table_schema({"any": several}, ["any"]),
        table_schema({"not": inner}, ["not"]),
    ]
    over = [
        table_schema({one: text, "where": inner, "holds": inner}, [one, "holds"])
        for one in QUANTIFIERS
        if one != "count"
    ]
    counted = table_schema({"count": text, "where": inner, **bounds}, ["count"])
    operators: Schema = {operator: {} for operator in OPERATORS} | {
        "in": {"type": "array", "minItems": 1},
        "filled": {"type": "boolean"},
    }
    one_operator = {"oneOf": [{"required": [operator]} for operator in OPERATORS]}
    tests = [table_schema({left: text, **operators}, [left]) | one_operator for left in ("fact", "amount")]
    tests += [
        table_schema({one: text, "over": text, "where": inner, **operators}, [one, "over"]) | one_operator
        for one in FUNCTIONS
    ]
    return {
        "anyOf": [*joined, *over, counted, *tests],
        "description": "A condition: one comparison, or several joined",
    }
