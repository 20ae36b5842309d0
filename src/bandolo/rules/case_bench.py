"""What do worked cases run on, and how is it told where what comes out differs from what they expect?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bandolo.rules.any_case import Told
from bandolo.rules.application import Application, read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.build import Path, read_rome
from bandolo.rules.money import show_cents

Fault = tuple[Path, str]


@dataclass(frozen=True, slots=True)
class Bench:
    """What cases run on: the call with its functions, and what the file gives."""

    assessor: Assessor
    given: Mapping[str, Any]

    def application(
        self, case: Told, replaced: Mapping[str, object] | None = None
    ) -> tuple[Application, list[Fault]]:
        """The application of a case; its problems are placed in the case where they can be."""
        given = self.given.get("facts", {})
        if not isinstance(given, dict):
            raise ValueError("given.facts should be a table")
        facts = {key: one for key, one in given.items() if key not in case.without}
        raw: dict[str, Any] = {**self.given, **(case.records or {}), "facts": {**facts, **(case.facts or {})}}
        raw |= {key: value for key, value in (replaced or {}).items() if value is not None}
        raw = {key: value for key, value in raw.items() if key not in case.without}
        application, found = read_application(self.assessor.call, raw, self.assessor.law)
        return application, [
            (("facts",) if path[:1] == ("facts",) else ("records",), message) for path, message in found
        ]

    def instant(self, at: datetime | None) -> datetime:
        """The instant of a case: its own, or the opening of the window; ValueError where there is neither."""
        call = self.assessor.call
        if at is not None:
            return at
        if call.window is not None:
            return call.window.opens
        if call.published is not None:
            return read_rome(datetime(call.published.year, call.published.month, call.published.day))  # noqa: DTZ001
        raise ValueError("the case needs the instant of assessment, at = ...")


def differs(path: Path, what: str, expected: object, found: object) -> Iterator[Fault]:
    """The fault where two values are not the same."""
    if expected != found:
        yield path, f"{what} should be {_show(expected)}, is {_show(found)}"


def euro(path: Path, what: str, expected: int | None, found: int) -> Iterator[Fault]:
    """The fault where cents are not those expected; with nothing expected they are not compared."""
    if expected is not None and expected != found:
        yield path, f"{what} should be {show_cents(expected)}, is {show_cents(found)}"


def shown_cents(values: Mapping[str, int]) -> dict[str, str]:
    """Amounts by name as people read them, by name."""
    return {key: show_cents(amount) for key, amount in sorted(values.items())}


def _show(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_show(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[" + ", ".join(map(_show, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, str) else str(value)
