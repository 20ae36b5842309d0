"""Does every example of the guide to call files work, and does a wrong one get the message that it shows?"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.build import Path as Place
from bandolo.rules.build import Reading, build
from bandolo.rules.call import Call
from bandolo.rules.cases import CaseFile
from bandolo.rules.entries import read_entries
from bandolo.rules.load import law, read_call, show_path
from bandolo.rules.run_cases import run_cases
from tests.house.guide import (
    CATALOGUE,
    GUIDE,
    Example,
    Tables,
    base_of,
    put_into,
    read_guide,
    sections,
    tables_of,
    topics,
)

Fault = tuple[Place, str]


@pytest.fixture(scope="module")
def guide(root: Path) -> str:
    """The text of the guide."""
    return read_guide(root)


def case_faults(call: Call, raw: Tables) -> list[Fault]:
    """Where the cases of an example differ from the call."""
    reading = Reading()
    file = build(reading, CaseFile, raw)
    if file is None:
        return reading.problems
    assessor = Assessor(call, law())
    return run_cases(assessor, file)


def example_faults(example: Example, base: Tables, call: Call | None) -> list[Fault]:
    """What is wrong with an example; `call` is the base with all parts of its section."""
    raw = tables_of(example.text)
    match example.mark:
        case "whole":
            return read_call(raw)[1]
        case "part" | "wrong":
            return read_call(put_into(base, [raw]))[1]
        case "cases" if call is not None:
            return case_faults(call, raw)
        case "application" if call is not None:
            return read_application(call, raw, law())[1]
        case "line" if call is not None:
            return read_entries(call, raw["entry"], ("entry",))[1]
    return [((), f'the mark "{example.mark}" means nothing, or the parts of the section do not fit')]


def topic_faults(topic: Sequence[Example], base: Tables) -> Iterator[str]:
    """What is wrong with the examples of a section, by line; of a wrong one, what differs from its answer."""
    call, _ = read_call(put_into(base, [tables_of(one.text) for one in topic if one.mark == "part"]))
    for one in topic:
        found = [
            f"{show_path(path)}: {message}".removeprefix(": ")
            for path, message in example_faults(one, base, call)
        ]
        told = one.answer.splitlines() if one.mark == "wrong" else []
        yield from (f"{one.line}: {message}" for message in found if message not in told)
        yield from (f"{one.line}: not said: {message}" for message in told if message not in found)


def test_every_example_works(guide: str) -> None:
    base = base_of(guide)
    assert [fault for topic in topics(guide) for fault in topic_faults(topic, base)] == []


def test_every_link_within_and_between_the_pages_leads_somewhere(texts: Mapping[Path, str]) -> None:
    heads = {
        page.name: {
            re.sub(r"[^\w -]", "", one.title.lower()).replace(" ", "-") for one in sections(texts[page])
        }
        for page in (GUIDE, CATALOGUE)
    }
    broken = [
        f"{page}: {name}#{head}"
        for page in texts
        if page.suffix == ".md" and page.parts[0] == "docs"
        for name, head in re.findall(r"\]\(([\w-]*\.md)?#([^)]*)\)", texts[page])
        if head not in heads.get(name or page.name, {head})
    ]
    assert broken == []


def test_an_example_that_does_not_work_is_found(guide: str) -> None:
    part = '[[limit]]\nid = "l"\nwords = { it = "a", en = "a" }\non = "shop"\ncap = 1.00\n'
    topic = [Example(7, "part", part, ""), Example(8, "wrong", part, "told"), Example(9, "later", "", "")]
    found = [fault.partition(";")[0] for fault in topic_faults(topic, base_of(guide))]
    assert found == [
        '7: limit[2].on: unknown line or group "shop"',
        '8: limit[2].on: unknown line or group "shop"',
        "8: not said: told",
        '9: the mark "later" means nothing, or the parts of the section do not fit',
    ]
