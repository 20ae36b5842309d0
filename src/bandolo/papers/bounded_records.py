"""How does a record cross from one process to another, when what comes back must not be trusted?

As JSON, read by the annotations of the record: unlike a pickle it can name no code.
"""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
_PLAIN = (bool, int, str)
_WRITTEN = (date, datetime, Decimal, Fraction)


def to_json(value: object) -> Json:
    """A record, or a tuple or mapping of records, as values of JSON.

    Instants and days are written in ISO 8601, exact numbers as texts (`12.50`, `11/50`). Texts lose what no
    database keeps: NUL, and halves of pairs of UTF-16.
    """
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, _PLAIN):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return to_json(value._asdict())
    if isinstance(value, Mapping):
        return {str(key): to_json(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [to_json(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    raise ValueError(f"{type(value).__name__} cannot be written as JSON")


def _text(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def from_json(kind: type[T], raw: object) -> T:
    """A record of a kind from values of JSON; ValueError where they are none of it."""
    value: T = _read(kind, raw)
    return value


def _read(kind: Any, raw: object) -> Any:  # noqa: ANN401  # what a kind holds is anything until it has been read
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _read_optional(inside, raw)
    if origin is Literal:
        if raw not in inside:
            raise ValueError(f"one of {', '.join(map(str, inside))} was expected")
        return raw
    if origin is tuple:
        if not isinstance(raw, list):
            raise ValueError(f"a list was expected, not {type(raw).__name__}")
        return tuple(_read(inside[0], one) for one in raw)
    if kind in _WRITTEN or (isinstance(kind, type) and issubclass(kind, Enum)):
        if not isinstance(raw, str):
            raise ValueError(f"{kind.__name__} is written as a text")
        return _written(kind, raw)
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        return _read_record(kind, raw)
    if type(raw) is not kind:
        raise ValueError(f"{kind.__name__} was expected, not {type(raw).__name__}")
    return raw


def _written(kind: Any, text: str) -> Any:  # noqa: ANN401  # as _read
    if kind in (date, datetime):
        return kind.fromisoformat(text)
    try:
        return kind(text)
    except (InvalidOperation, ZeroDivisionError):
        raise ValueError(f"{text!r} is no {kind.__name__}") from None


def _read_optional(inside: tuple[Any, ...], raw: object) -> Any:  # noqa: ANN401  # as _read
    if raw is None and type(None) in inside:
        return None
    (kind,) = (one for one in inside if one is not type(None))
    return _read(kind, raw)


def _read_record(kind: Any, raw: object) -> Any:  # noqa: ANN401  # as _read
    if not isinstance(raw, dict):
        raise ValueError(f"{kind.__name__} is written as an object")
    hints = get_type_hints(kind)
    names = set(kind._fields) if hasattr(kind, "_fields") else {field.name for field in fields(kind)}
    if raw.keys() != names:
        raise ValueError(f"{kind.__name__} has {', '.join(sorted(names))}")
    return kind(**{name: _read(hints[name], raw[name]) for name in names})
