"""Does the guide to call files tell all that a call file and its cases can say, and nothing else?"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from bandolo.rules import conditions
from bandolo.rules.aid import AidStep, AnyAidStep
from bandolo.rules.any_case import AnyCase
from bandolo.rules.build import slots
from bandolo.rules.build_condition import QUANTIFIERS
from bandolo.rules.call import Call
from bandolo.rules.cases import CaseFile
from bandolo.rules.conditions import OPERATORS
from bandolo.rules.costs import Base
from bandolo.rules.entries import Listing
from bandolo.rules.facts import FactType
from bandolo.rules.load import Vocabulary, law_file
from bandolo.rules.money import Rounding
from bandolo.rules.requirements import Effect
from bandolo.rules.rule import Moment, Rule, Words
from tests.house.guide import Section, read_guide, section_of, sections, tables_of, topics, without_blocks

TABLE = re.compile(r"^\| field \| needed \|.*\n((?:\|.*\n)+)", re.MULTILINE)
ROW = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \|", re.MULTILINE)
MESSAGE = re.compile(r"^\| `([^`|]+)` \|", re.MULTILINE)
# Told once, in sections of their own.
SHARED_KINDS = (Words, Base)
SHARED_WORDS = (Moment, Effect, Rounding)
# Keys at the top of the file and the two tables that belong to them.
HEAD = ("format", "id", "title", "summary", "body", "published")
# A kind, and which of its fields are told elsewhere.
Kind = tuple[type, frozenset[str]]


@pytest.fixture(scope="module")
def guide(root: Path) -> str:
    """The text of the guide."""
    return read_guide(root)


def inner_kinds(hint: object) -> Iterator[type]:
    """The kinds of tables within an annotation, but for conditions and those told once."""
    told_once = hint in SHARED_KINDS or getattr(hint, "__module__", "") == conditions.__name__
    if isinstance(hint, type) and is_dataclass(hint) and not told_once:
        yield hint
    for inner in get_args(hint):
        yield from inner_kinds(inner)


def fields_of(kind: type, known: Iterable[str] = ()) -> dict[str, bool]:
    """The fields of a kind beside those known, in dotted form, and whether each is needed."""
    hints = get_type_hints(kind)
    found: dict[str, bool] = {}
    for slot in slots(kind):
        if slot.key not in known:
            found[slot.key] = slot.required
            tables = [fields_of(inner) for inner in inner_kinds(hints[slot.name])]
            keys = dict.fromkeys(key for table in tables for key in table)
            found |= {f"{slot.key}.{key}": _is_needed(key, tables) for key in keys}
    return found


def _is_needed(key: str, tables: Sequence[Mapping[str, bool]]) -> bool:
    """Whether a key is needed in each of several kinds that can stand in one place, where its table is."""
    outer = key.rpartition(".")[0]
    return all(table.get(key, False) for table in tables if not outer or outer in table)


def words_within(hint: object) -> Iterator[str]:
    """The words that can be written where an annotation stands, but for those told once."""
    if hint in SHARED_WORDS:
        return
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    for inner in get_args(hint):
        yield from words_within(inner)
    for kind in inner_kinds(hint) if isinstance(hint, type) else ():
        yield from words_of(kind, ())


def words_of(kind: type, known: Iterable[str]) -> Iterator[str]:
    """The words that the fields of a kind beside those known can hold."""
    hints = get_type_hints(kind)
    return (word for slot in slots(kind) if slot.key not in known for word in words_within(hints[slot.name]))


def call_kinds() -> dict[str, Kind]:
    """What the guide has a section for, by how its title starts."""
    rule, step = frozenset(fields_of(Rule)), frozenset(fields_of(AidStep))
    found: dict[str, Kind] = {}
    hints = get_type_hints(Call)
    for slot in slots(Call):
        if slot.key not in (*HEAD, "aid"):
            kind = next(inner_kinds(hints[slot.name]))
            is_many = get_origin(hints[slot.name]) is tuple
            title = f"`[[{slot.key}]]`" if is_many else f"`[{slot.key}]`"
            found[title] = kind, rule if issubclass(kind, Rule) else frozenset()
    for kind in get_args(AnyAidStep):
        [word] = get_args(get_type_hints(kind)["kind"])
        found[f'`kind = "{word}"`'] = kind, rule | step | {"kind"}
    return found


def case_kinds() -> dict[str, Kind]:
    """As `call_kinds`, for the kinds of cases."""
    every, hints = frozenset(fields_of(AnyCase)), get_type_hints(CaseFile)
    return {
        f"`[[{slot.key}]]`": (get_args(hints[slot.name])[0], every)
        for slot in slots(CaseFile)
        if slot.key != "given"
    }


def fields_told(section: Section) -> dict[str, bool]:
    """The fields that a section tells of, and whether it calls each needed."""
    tables = TABLE.findall(without_blocks(section.text) + "\n")
    return {match[1]: match[2].strip() == "yes" for table in tables for match in ROW.finditer(table)}


def untold(guide: str, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """What the section of each kind lacks, has too much, or calls needed where it is not."""
    for title, (kind, known) in kinds.items():
        section = next((one for one in sections(guide) if one.title.startswith(title)), None)
        if section is None:
            yield f"{title} has no section"
            continue
        told, fields = fields_told(section), fields_of(kind, known)
        yield from (f"{title} says nothing of {key}" for key in fields if key not in told)
        yield from (f"{title} tells of {key}, which it has not" for key in told if key not in fields)
        wrong = [key for key, needed in fields.items() if told.get(key, needed) is not needed]
        yield from (f"{title}: {key} is {'' if fields[key] else 'not '}needed" for key in wrong)
        words = sorted(set(words_of(kind, known)))
        yield from (f'{title} does not say "{word}"' for word in words if f'`"{word}"`' not in section.text)


def test_every_kind_of_rule_is_told(guide: str) -> None:
    assert list(untold(guide, call_kinds())) == []


def test_every_kind_of_case_is_told(guide: str) -> None:
    assert list(untold(guide, case_kinds())) == []


def test_every_kind_has_an_example(guide: str) -> None:
    whole = [tables_of(one.text) for topic in topics(guide) for one in topic if one.mark == "whole"]
    small = [tables_of(one.text) for topic in topics(guide) for one in topic if one.mark in ("part", "cases")]
    steps = {f'`kind = "{step["kind"]}"`' for raw in small for step in raw.get("aid", ())}
    tables = {
        f"`[[{key}]]`" if isinstance(one, list) else f"`[{key}]`" for raw in small for key, one in raw.items()
    }
    assert len(whole) > 0
    assert sorted({*call_kinds(), *case_kinds()} - steps - tables) == []


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("What every rule has", fields_of(Rule) | fields_of(Words)),
        ("Stages and bases", fields_of(Base)),
        ("`[[aid]]`: from the costs to the aid", {"kind": True, **fields_of(AidStep, fields_of(Rule))}),
        ("Worked cases", fields_of(AnyCase)),
        ("A file of applications in line", fields_of(Listing)),
    ],
)
def test_what_many_kinds_share_is_told_once(guide: str, title: str, fields: Mapping[str, bool]) -> None:
    assert fields_told(section_of(guide, title)) == fields


def test_the_head_of_the_file_is_told(guide: str) -> None:
    head = {key: needed for key, needed in fields_of(Call).items() if key.split(".")[0] in HEAD}
    assert fields_told(section_of(guide, "The head of the file")) == head


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Moments and effects", (*get_args(Moment), *get_args(Effect))),
        (
            "Conditions",
            (*OPERATORS, *QUANTIFIERS, "all", "any", "not", "where", "holds", "times", "plus_days"),
        ),
        ("Rounding", get_args(Rounding)),
        ("`[[fact]]`: what must be known", get_args(FactType)),
    ],
)
def test_every_word_of_the_grammar_is_told(guide: str, title: str, words: Sequence[str]) -> None:
    told = {
        word
        for code in re.findall(r"`([^`\n]+)`", section_of(guide, title).text)
        for word in re.findall(r"\w+", code)
    }
    assert sorted(set(words) - told) == []


def test_what_every_call_has_is_told(guide: str) -> None:
    common = law_file(Vocabulary, "facts")
    wanted = {kind.id: [fact.id for fact in common.facts if kind.id in fact.of] for kind in common.records}
    wanted |= {
        "": [fact.id for fact in common.facts if not fact.of],
        "events": [one.id for one in common.events],
    }
    text = section_of(guide, "Facts that every call has").text
    lists = [re.findall(r"`(\w+)`", one) for one in text.split("\n\n") if one.strip().startswith("`")]
    told = {
        row[0]: re.findall(r"`(\w+)`", row[1])
        for row in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", text, re.MULTILINE)
    }
    assert told | dict(zip(("", "events"), lists, strict=True)) == wanted


def test_every_message_explained_is_one_that_is_printed(guide: str, trees: Mapping[Path, ast.Module]) -> None:
    nodes = (node for place, tree in trees.items() if place.parts[0] == "src" for node in ast.walk(tree))
    said = "\n".join(
        node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    start = section_of(guide, "What the messages mean").line
    told = [
        one for section in sections(guide) if section.line > start for one in MESSAGE.findall(section.text)
    ]
    assert len(told) > 0
    assert [one for one in told for piece in one.split("…") if piece.strip() not in said] == []


def test_a_kind_that_is_not_told_is_found() -> None:
    rows = '| `counts` | no | `"never"` |\n| `rate` | yes | a rate |'
    page = f"### `[vat]`: VAT\n\n| field | needed | what |\n| --- | --- | --- |\n{rows}\n"
    kinds = {title: kind for title, kind in call_kinds().items() if title in ("`[vat]`", "`[loan]`")}
    assert list(untold(page, kinds)) == [
        "`[vat]` tells of rate, which it has not",
        "`[vat]`: counts is needed",
        '`[vat]` does not say "unrecoverable"',
        "`[loan]` has no section",
    ]
