"""What do the words of a command line mean: which call, which file, which instant, date or amount?"""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import bandolo
from bandolo.rules.application import Application, read_application
from bandolo.rules.build import nearest, shown
from bandolo.rules.days import day_in_rome
from bandolo.rules.facts import read_instant
from bandolo.rules.load import Edition, RefusedError, law, load_call, parse, placed, read_stream, read_text
from bandolo.rules.problem import Problem
from bandolo.rules.so_far import SoFar, read_so_far

STANDARD_INPUT = "-"
CALL_FILE = "call.toml"
S = TypeVar("S")
T = TypeVar("T")


def refuse(name: str, message: str) -> NoReturn:
    """Bad input: RefusedError with one problem."""
    raise RefusedError((Problem(name, 0, "", message),))


def calls_folder() -> Path:
    """Where the calls are: BANDOLO_CALLS, else those shipped with the program."""
    if named := os.environ.get("BANDOLO_CALLS"):
        return Path(named)
    package = Path(bandolo.__file__).parent
    shipped = package / "calls"
    # In a clone the calls stand at its root, two levels above the package.
    return shipped if shipped.is_dir() else package.parents[1] / "calls"


def call_files(folder: Path) -> dict[str, Path]:
    """The call file of each folder of calls, by its name."""
    return {path.parent.name: path for path in sorted(folder.glob(f"*/{CALL_FILE}"))}


def call_file(name: str) -> Path:
    """The file of a call named by its id or by its path; RefusedError says which calls there are."""
    known = call_files(calls_folder())
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix or len(path.parts) > 1 or path.is_dir():
        return path / CALL_FILE if path.is_dir() else path
    refuse(name, f"no call has this id, and no file this name; {nearest(name, known)}")


def edition_of(name: str) -> Edition:
    """The call named, checked."""
    return load_call(call_file(name))


def tables_of(file: str) -> tuple[str, bytes, dict[str, Any]]:
    """Name, text and tables of a file or of standard input."""
    if file == STANDARD_INPUT:
        name, text = "standard input", read_stream(sys.stdin.buffer, "standard input")
    else:
        name, text = file, read_text(Path(file))
    return name, text, parse(text, name)


def application_of(edition: Edition, file: str) -> tuple[Application, SoFar, datetime | None]:
    """The application of a file, what has happened so far, and the instant that it is of where it says one.

    RefusedError with every problem and its place.
    """
    name, text, raw = tables_of(file)
    application, found = read_application(edition.call, raw, law())
    so_far, faults = read_so_far(edition.call, raw)
    found = [*found, *faults]
    at: datetime | None = None
    if "at" in raw:
        try:
            at = zoned(raw["at"])
        except ValueError as problem:
            found = [*found, (("at",), f"{problem}; found {shown(raw['at'])}")]
    if found:
        raise RefusedError(placed(name, text, found))
    return application, so_far, at


def instant_of(option: str, text: str) -> datetime:
    """An instant with its zone, between the years that the calendar knows."""
    return value_of(option, text, zoned)


def date_of(option: str, text: str) -> date:
    """A date such as 2026-02-05."""
    return value_of(option, text, _date)


def event_of(option: str, text: str) -> date | datetime:
    """A date, or an instant with its zone."""
    return value_of(option, text, zoned if "T" in text or " " in text else _date)


def value_of(option: str, text: S, read: Callable[[S], T]) -> T:
    """What a reader of values makes of an argument; RefusedError names the option."""
    try:
        return read(text)
    except ValueError as problem:
        refuse(option, f"{problem}; found {shown(text)}")


def zoned(raw: object) -> datetime:
    """An instant with its zone, of a year that the calendar knows; ValueError otherwise."""
    instant = read_instant(raw)
    if instant is None:
        raise ValueError("an instant is a date and time with its zone, such as 2026-02-05T09:00:00+01:00")
    day_in_rome(instant)
    return instant


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError("a date is year, month and day, such as 2026-02-05") from None
    return day_in_rome(day)
