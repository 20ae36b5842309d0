"""Does the project have what its documents show: the commands, the targets, the files they link to?"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer.main

from bandolo.cli import app

BLOCK = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?bandolo ([a-z][\w-]*)", re.MULTILINE)
MAKE = re.compile(r"^(?:\$ )?make ([a-z][\w-]*)", re.MULTILINE)
LINK = re.compile(r"\[[^\]\n]*\]\(<?([^)\s>]+)>?[^)]*\)")


def documents(texts: Mapping[Path, str]) -> dict[Path, str]:
    """The Markdown files of the project."""
    return {place: text for place, text in texts.items() if place.suffix == ".md"}


def shown(pattern: re.Pattern[str], texts: Mapping[Path, str]) -> set[str]:
    """What the code blocks of the documents show after `bandolo`, or after `make`."""
    return {
        found
        for text in documents(texts).values()
        for block in BLOCK.findall(text)
        for found in pattern.findall(block)
    }


def broken_links(root: Path, texts: Mapping[Path, str]) -> Iterator[str]:
    """Each link to a file that does not exist, with the document that has it."""
    for place, text in documents(texts).items():
        for target in LINK.findall(BLOCK.sub("", text)):
            path, _, _ = target.partition("#")
            if path and not re.match(r"[a-z]+:", target) and not (root / place.parent / path).exists():
                yield f"{place}: {target}"


def test_every_command_shown_exists(texts: Mapping[Path, str]) -> None:
    commands = typer.main.get_command(app)
    assert sorted(shown(COMMAND, texts) - getattr(commands, "commands", {}).keys()) == []


def test_every_target_shown_exists(texts: Mapping[Path, str]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", texts[Path("Makefile")], re.MULTILINE))
    assert sorted(shown(MAKE, texts) - targets) == []


def test_every_command_is_documented(texts: Mapping[Path, str]) -> None:
    commands = typer.main.get_command(app)
    assert sorted(getattr(commands, "commands", {}).keys() - shown(COMMAND, texts)) == []


def test_every_link_leads_somewhere(root: Path, texts: Mapping[Path, str]) -> None:
    assert list(broken_links(root, texts)) == []


def test_what_is_missing_is_found(tmp_path: Path) -> None:
    texts = {Path("a.md"): "[x](no.md#y) [z](https://example.org)\n```sh\nbandolo fly\nmake tea\n```\n"}
    assert shown(COMMAND, texts) == {"fly"}
    assert shown(MAKE, texts) == {"tea"}
    assert list(broken_links(tmp_path, texts)) == ["a.md: no.md#y"]
