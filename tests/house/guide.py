"""What stands in the guide to call files and the catalogue: which examples, which calls?

In both pages a comment before each TOML block says what the block is. `whole`: a call file, the first of them
the one that parts are put into. `part`: tables that replace those of the same id, or are added.
`wrong`: a part with the problems that the text block after it lists. `cases`, `application` and `line`: a
case file, an application, a line of applications of the call with the parts of their section.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bandolo.rules.load import parse

GUIDE = Path("docs/writing-a-call.md")
CATALOGUE = Path("docs/catalogue.md")
HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^(?:<!-- (\w+) -->\n)?```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TOPIC_LEVEL = 3
Tables = dict[str, Any]


class Section(NamedTuple):
    """A heading with what stands below it up to the next one, and its line."""

    level: int
    title: str
    line: int
    text: str


class Example(NamedTuple):
    """A TOML block: the line that it starts on, its mark, and the text block that follows it."""

    line: int
    mark: str
    text: str
    answer: str


def read_guide(root: Path) -> str:
    """The text of the catalogue, then that of the guide: what a part of either is put into stands in one."""
    return "\n".join((root / page).read_text(encoding="utf-8") for page in (CATALOGUE, GUIDE))


def without_blocks(text: str) -> str:
    """A text with its code blocks blank, so that they are not taken for headings or tables."""
    return BLOCK.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text)


def sections(text: str) -> list[Section]:
    """The sections of a page, in order."""
    heads = list(HEADING.finditer(without_blocks(text)))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        Section(len(head[1]), head[2], 1 + text.count("\n", 0, head.start()), text[head.end() : end])
        for head, end in zip(heads, ends, strict=True)
    ]


def section_of(text: str, title: str) -> Section:
    """The section of a title."""
    return next(one for one in sections(text) if one.title == title)


def examples(section: Section) -> Iterator[Example]:
    """The TOML blocks of a section."""
    blocks = list(BLOCK.finditer(section.text))
    for at, block in enumerate(blocks):
        line = section.line + section.text.count("\n", 0, block.start())
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        answer = after[3] if after is not None and after[2] == "text" else ""
        if block[2] == "toml":
            yield Example(line, block[1] or "", block[3], answer)


def topics(text: str) -> list[list[Example]]:
    """The examples of each section together with those of the smaller sections below it."""
    found: list[list[Example]] = []
    for section in sections(text):
        if section.level <= TOPIC_LEVEL:
            found.append([])
        found[-1].extend(examples(section))
    return found


@cache
def tables_of(text: str) -> Tables:
    """The tables of an example, which nobody changes."""
    return parse(text.encode(), "example")


def base_of(text: str) -> Tables:
    """The first whole call of the guide."""
    return tables_of(next(one.text for topic in topics(text) for one in topic if one.mark == "whole"))


def put_into(base: Tables, parts: Sequence[Tables]) -> Tables:
    """The base with the parts; clauses that only a part cites are added."""
    whole = dict(base)
    for part in parts:
        for key, value in part.items():
            if isinstance(value, list) and isinstance(value[0], dict):
                new = {one["id"]: one for one in value}
                kept = [new.pop(one["id"], one) for one in whole.get(key, ())]
                whole[key] = [*kept, *new.values()]
            else:
                whole[key] = value
    known = {clause["id"] for clause in whole["clause"]}
    added = [
        {"id": id, "where": "art. 0", "says": {"it": id, "en": id}}
        for id in dict.fromkeys(_cited(whole))
        if id not in known
    ]
    return {**whole, "clause": [*whole["clause"], *added]}


def _cited(raw: object) -> Iterator[str]:
    """Every clause that a table cites, at any depth."""
    if isinstance(raw, dict):
        yield from raw.get("clauses", ())
        for one in raw.values():
            yield from _cited(one)
    elif isinstance(raw, list):
        for one in raw:
            yield from _cited(one)
