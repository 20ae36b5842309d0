"""Which call, law table, application or case does a file hold, and what is wrong with it?

The only module of the rules that reads files.
"""

import functools
import hashlib
import json
import re
import tomllib
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from bandolo.rules.assess import Assessor
from bandolo.rules.build import MOST_PROBLEMS, Reading, build
from bandolo.rules.build import Path as Place
from bandolo.rules.build_condition import read_condition, read_number
from bandolo.rules.build_table import read_cents_table, read_rate_table
from bandolo.rules.call import Call, EventName
from bandolo.rules.cases import CaseFile
from bandolo.rules.conditions import Condition, Number
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.grammar import KindPage
from bandolo.rules.law_tables import Law
from bandolo.rules.lint import lint
from bandolo.rules.places import line_of, lines_of
from bandolo.rules.problem import Problem
from bandolo.rules.recovery import InterestTable
from bandolo.rules.run_cases import counted_cases, run_cases
from bandolo.rules.size import SizeTable
from bandolo.rules.tables import CentsTable, RateTable

# Where the cases of an edition stand that did not come from a file: there are none.
NOWHERE = Path("/nonexistent")
LARGEST_FILE = 2_000_000
LARGEST_NUMBER = 10**18
DEEPEST = 40
# A dotted key of twenty parts: longer ones take the parser a time that grows with their square. A key
# stands on one line, and lines with so many dots are rare: the others need no search.
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_MOST_DOTS = 19
_LONG_KEY = re.compile(rf"""(?<![\w"'-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{_MOST_DOTS + 1}}}""")
# What other rules name by its id.
_REFERRED = ("fact", "record", "event", "line", "group", "deadline", "aid", "criterion", "score")
LAW = Path(__file__).parent / "law"
KINDS = Path(__file__).parent / "kinds"
T = TypeVar("T")
READERS = {
    Condition: read_condition,
    Number: read_number,
    CentsTable: read_cents_table,
    RateTable: read_rate_table,
}


class RefusedError(Exception):
    """A file that cannot be used, with every problem found in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The facts, records and names of events that every call can use (law/facts.toml)."""

    facts: tuple[Fact, ...]
    records: tuple[RecordKind, ...]
    events: tuple[EventName, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """A call as loaded, with the SHA-256 of its bytes."""

    call: Call
    digest: str
    folder: Path


def read_text(path: Path) -> bytes:
    """The bytes of a file of at most 2 MB; RefusedError otherwise."""
    try:
        with path.open("rb") as file:
            return read_stream(file, str(path))
    except OSError as problem:
        raise _refused(str(path), 0, problem.strerror or "cannot be read") from None
    except ValueError as problem:
        raise _refused(repr(str(path)), 0, f"cannot be opened: {problem}") from None


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """The bytes of a stream, such as standard input, of at most 2 MB; RefusedError otherwise."""
    text = stream.read(LARGEST_FILE + 1)
    if len(text) > LARGEST_FILE:
        raise _refused(name, 0, "is over 2 MB, which no call or application is")
    return text


def parse(text: bytes, name: str) -> dict[str, Any]:
    """The tables of a TOML or JSON text, decimals exact; RefusedError with the line of the first error."""
    try:
        # Some editors put a mark before the text that says it is UTF-8.
        decoded = text.decode("utf-8-sig")
        parsed = _parse_json(decoded) if decoded.lstrip()[:1] == "{" else _parse_toml(decoded)
        _check_size(parsed)
    except UnicodeDecodeError as problem:
        raise _refused(name, text.count(b"\n", 0, problem.start) + 1, "is not UTF-8 text") from None
    except json.JSONDecodeError as problem:
        raise _refused(name, problem.lineno, f"is not JSON: {problem.msg}") from None
    except tomllib.TOMLDecodeError as problem:
        found = re.search(r"at line (\d+)", str(problem))
        line = int(found[1]) if found else text.count(b"\n") + 1
        message = re.sub(r" \(at .*\)$", "", str(problem))
        raise _refused(name, line, f"is not TOML: {message}") from None
    except RecursionError:
        raise _refused(name, 0, "has lists or tables nested deeper than any call or application") from None
    except ValueError as problem:
        raise _refused(name, 0, f"cannot be read: {problem}") from None
    return parsed


def _refused(name: str, line: int, message: str) -> RefusedError:
    return RefusedError((Problem(name, line, "", message),))


def _parse_json(text: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(
        text, parse_float=_exact, parse_constant=_no_constant, object_pairs_hook=_unique
    )
    return parsed


def _parse_toml(text: str) -> dict[str, Any]:
    dotted = (line for line in text.split("\n") if line.count(".") > _MOST_DOTS)
    if any(map(_LONG_KEY.search, dotted)):
        raise ValueError("a key has more parts than any key of a call or application")
    return tomllib.loads(text, parse_float=_exact)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; of a name that stands twice nobody knows which value was meant."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError(f"an object has a name twice, among {', '.join(sorted(table))[:200]}")
    return table


def _check_size(parsed: object) -> None:
    """Refuses what could only be made to break a reader: ValueError for depth or numbers beyond any use."""
    layer = [parsed]
    for _ in range(DEEPEST):
        inner: list[object] = []
        for one in layer:
            if isinstance(one, dict):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
            elif isinstance(one, int) and abs(one) > LARGEST_NUMBER:
                raise ValueError("a number is larger than any that a call or application needs")
        if not inner:
            return
        layer = inner
    raise RecursionError


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text} is not a number") from None


def _no_constant(text: str) -> Decimal:
    raise ValueError(f"{text} is not a number")


def placed(name: str, text: bytes, found: list[tuple[Place, str]]) -> tuple[Problem, ...]:
    """Problems with the lines of their paths, in the order of the file."""
    is_json = text.decode("utf-8-sig", "replace").lstrip()[:1] == "{"
    lines = {} if is_json or not found else lines_of(text)
    problems = [
        Problem(name, line_of(lines, path) if lines else 0, show_path(path), message)
        for path, message in found
    ]
    return tuple(sorted(problems))


def show_path(path: Place) -> str:
    """A key path for people: ("limit", 2, "cap") is limit[3].cap."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def law() -> Law:
    """The tables of the law that the rules need."""
    return Law(
        law_file(DeMinimisTable, "de_minimis"),
        law_file(SizeTable, "size"),
        law_file(InterestTable, "interest"),
    )


def law_file(cls: type[T], name: str) -> T:
    """A table of the law, from law/NAME.toml; RefusedError when the file shipped is broken."""
    return cast("T", _law_file(cast("Hashable", cls), name))


@functools.cache
def _law_file(cls: Any, name: str) -> object:
    path = LAW / f"{name}.toml"
    text = read_text(path)
    reading = Reading()
    table = build(reading, cls, parse(text, path.name))
    if table is None:
        raise RefusedError(placed(path.name, text, reading.problems))
    return table


def kind_pages() -> tuple[str, Mapping[str, KindPage]]:
    """The skeleton of the catalogue, and what people read of each kind by its name, from kinds/."""
    pages = {}
    for path in sorted(KINDS.glob("*.toml")):
        text, reading = read_text(path), Reading()
        page = build(reading, KindPage, parse(text, path.name))
        if page is None:
            raise RefusedError(placed(path.name, text, reading.problems))
        pages[path.stem] = page
    return read_text(KINDS / "skeleton.txt").decode(), pages


def load_call(path: Path) -> Edition:
    """The call of a file, checked; RefusedError with every problem, its line and what would be right."""
    return read_edition(read_text(path), str(path), path.parent)


def read_edition(text: bytes, name: str, folder: Path = NOWHERE) -> Edition:
    """As `load_call`, of bytes that stand elsewhere than in a file; `name` says where."""
    raw = parse(text, name)
    call, found = read_call(raw)
    if call is None or found:
        raise RefusedError(placed(name, text, found))
    return Edition(call, hashlib.sha256(text).hexdigest(), folder)


def read_published(text: bytes, name: str) -> Call:
    """The call of an edition that binds already; RefusedError only where it can no longer be read at all.

    A fault that the checks have learned to find since it was published does not take it away from anybody.
    """
    call, found = read_call(parse(text, name))
    if call is None:
        raise RefusedError(placed(name, text, found))
    return call


def read_call(raw: Mapping[str, Any]) -> tuple[Call | None, list[tuple[Place, str]]]:
    """The call of parsed tables and the problems found; facts are read first, since conditions name them."""
    common = law_file(Vocabulary, "facts")
    facts = _readable(Fact, raw.get("fact"))
    records = _readable(RecordKind, raw.get("record"))
    known = {fact.id: _owned(fact, records) for fact in (*common.facts, *facts)}
    kinds = frozenset(kind.id for kind in (*common.records, *records))
    reading = Reading(known, kinds, READERS)
    call = build(reading, Call, raw)
    if call is None:
        return None, reading.problems + _faults_of_the_rest(raw, reading.problems)
    whole = replace(
        call,
        facts=tuple(known.values()),
        records=(*common.records, *records),
        events=(*common.events, *call.events),
    )
    ids = frozenset(
        [fact.id for fact in common.facts]
        + [kind.id for kind in common.records]
        + [event.id for event in common.events]
    )
    return whole, reading.problems + lint(whole, call, ids, law().de_minimis)


def _owned(fact: Fact, kinds: Iterable[RecordKind]) -> Fact:
    """A fact of the application, or of the kinds of records that have it in its place."""
    owners = tuple(kind.id for kind in kinds if fact.id in kind.has)
    return replace(fact, of=owners) if owners and not fact.of else fact


def _faults_of_the_rest(raw: Mapping[str, Any], found: list[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """What contradicts itself among the rules that could be read, so that one look tells all.

    Nothing where one of those that others refer to could not be read: half of what would be said were
    only an echo of that. For the same reason nobody is told what the unread rules would have carried.
    """
    if len(found) >= MOST_PROBLEMS:
        return []
    broken = {path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1] for path, _ in found}
    keys = {path[0] for path in broken if path}
    if () in broken or keys & set(_REFERRED):
        return []
    kept = {
        key: [at for at in range(len(one)) if (key, at) not in broken]
        for key, one in raw.items()
        if isinstance(one, list) and (key,) not in broken
    }
    rest = {key: one for key, one in raw.items() if (key,) not in broken}
    rest |= {key: [raw[key][at] for at in ats] for key, ats in kept.items()}
    call, faults = read_call(rest)
    return [
        (
            (path[0], kept[str(path[0])][int(path[1])], *path[2:])
            if path[0] in kept and len(path) > 1
            else path,
            message,
        )
        for path, message in (faults if call is not None else ())
        if path and path[0] not in ("clause", "interpretation")
    ]


def _readable(cls: type[T], raw: object) -> list[T]:
    """Those of a list of tables that can be read; the others are reported when the whole is."""
    listed = raw if isinstance(raw, list) else []
    read = [build(Reading(), cls, one) for one in listed]
    return [one for one in read if one is not None]


def load_cases(edition: Edition) -> tuple[int, tuple[Problem, ...]]:
    """How many cases the call's folder holds, and every difference between them and what the call says."""
    unread: list[Problem] = []
    texts: list[tuple[str, bytes]] = []
    for path in sorted((edition.folder / "cases").glob("*.toml")):
        try:
            texts.append((str(path), read_text(path)))
        except RefusedError as refused:
            unread += refused.problems
    count, problems = run_texts(edition.call, texts)
    return count, (*unread, *problems)


def run_texts(call: Call, texts: Iterable[tuple[str, bytes]]) -> tuple[int, tuple[Problem, ...]]:
    """As `load_cases`, of files by name and bytes, wherever they stand."""
    assessor = Assessor(call, law())
    count = 0
    problems: list[Problem] = []
    for name, text in texts:
        try:
            raw = parse(text, name)
        except RefusedError as refused:
            problems += refused.problems
            continue
        reading = Reading()
        file = build(reading, CaseFile, raw)
        found = reading.problems
        if file is not None:
            count += counted_cases(file)
            found = run_cases(assessor, file)
        problems += placed(name, text, found)
    return count, tuple(problems)
