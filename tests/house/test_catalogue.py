"""Do the catalogue and the guide tell all that a call file and its cases can say, and nothing else?"""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from bandolo.rules.aid import AidStep
from bandolo.rules.any_case import AnyCase
from bandolo.rules.build_condition import QUANTIFIERS
from bandolo.rules.call import Call
from bandolo.rules.catalogue import catalogue
from bandolo.rules.conditions import OPERATORS
from bandolo.rules.costs import Base
from bandolo.rules.entries import Listing
from bandolo.rules.facts import FactType
from bandolo.rules.grammar import HEAD, fields_of, kinds
from bandolo.rules.guide import guide as guide_of
from bandolo.rules.load import Vocabulary, kind_pages, law_file, read_call
from bandolo.rules.money import Rounding
from bandolo.rules.requirements import Effect
from bandolo.rules.rule import Moment, Rule, Words
from tests.house.guide import (
    CATALOGUE,
    Section,
    base_of,
    put_into,
    read_guide,
    section_of,
    sections,
    tables_of,
    without_blocks,
)

TABLE = re.compile(r"^\| field \| needed \|.*\n((?:\|.*\n)+)", re.MULTILINE)
ROW = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \|", re.MULTILINE)
MESSAGE = re.compile(r"^\| `([^`|]+)` \|", re.MULTILINE)
RULES = [name for name, kind in kinds().items() if issubclass(kind.record, Rule) and "." not in name]


@pytest.fixture(scope="module")
def guide(root: Path) -> str:
    """The text of the guide."""
    return read_guide(root)


def needed(kind: type, told: frozenset[str] = frozenset()) -> dict[str, bool]:
    """The fields of a kind in dotted form, and whether each is needed."""
    return {one.key: one.is_needed for one in fields_of(kind, told)}


def fields_told(section: Section) -> dict[str, bool]:
    """The fields that a section tells of, and whether it calls each needed."""
    tables = TABLE.findall(without_blocks(section.text) + "\n")
    return {match[1]: match[2].strip() == "yes" for table in tables for match in ROW.finditer(table)}


def test_the_catalogue_is_what_the_kinds_say(root: Path) -> None:
    told = (root / CATALOGUE).read_text(encoding="utf-8")
    assert told == catalogue(*kind_pages()), "run: bandolo catalogue > docs/catalogue.md"


def test_every_kind_has_an_example_of_its_own() -> None:
    _, pages = kind_pages()
    without = {name for name in kinds() if not pages[name].example}
    # The step needs the table of its name, whose example has it; cases need a call.
    assert without == {"aid.cumulation", "case"}
    for name in kinds().keys() - without:
        key, _, step = name.partition(".")
        raw = tables_of(pages[name].example)
        assert key in raw, name
        assert not step or step in {one["kind"] for one in raw["aid"]}, name


@pytest.mark.parametrize("lang", ["it", "en"])
def test_every_example_yields_its_words(guide: str, lang: str) -> None:
    base, (_, pages) = base_of(guide), kind_pages()
    own = {name: page for name, page in pages.items() if name in RULES and page.example}
    assert len(own) > 0
    for name, page in own.items():
        raw = tables_of(page.example)
        call, _ = read_call(put_into(base, [raw]))
        assert call is not None, name
        made = guide_of(call, lang).casefold()
        rules = raw[name] if isinstance(raw[name], list) else [raw[name]]
        assert [
            rule["id"] for rule in rules if rule["words"][lang].rstrip(".").casefold() not in made
        ] == [], name


def test_a_field_that_is_not_told_is_found() -> None:
    skeleton, pages = kind_pages()
    vat = pages["vat"]
    with pytest.raises(ValueError, match="vat: not told: counts; told and not there: rate"):
        catalogue(skeleton, {**pages, "vat": replace(vat, fields={"rate": "?"})})
    with pytest.raises(ValueError, match="no place for loan"):
        catalogue(skeleton.replace("### `[loan]`", "### loan"), pages)


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("What every rule has", needed(Rule) | needed(Words)),
        ("Stages and bases", needed(Base)),
        ("`[[aid]]`: from the costs to the aid", {"kind": True, **needed(AidStep, frozenset(needed(Rule)))}),
        ("Worked cases", needed(AnyCase)),
        ("A file of applications in line", needed(Listing)),
    ],
)
def test_what_many_kinds_share_is_told_once(guide: str, title: str, fields: Mapping[str, bool]) -> None:
    assert fields_told(section_of(guide, title)) == fields


def test_the_head_of_the_file_is_told(guide: str) -> None:
    head = {key: one for key, one in needed(Call).items() if key.split(".")[0] in HEAD}
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
