"""Does any file name a package registry, a path of somebody's machine, or work left undone?"""

import re
from collections.abc import Mapping
from pathlib import Path

# Written apart, so that this file does not say what it looks for.
HOSTS = ("pypi|org", "pythonhosted|org", "npmjs|org", "npmjs|com", "debian|org", "crates|io", "golang|org")
REGISTRY = re.compile("|".join(re.escape(host.replace("|", ".")) for host in HOSTS))
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:root|work|home|Users|opt|mnt)/\w")
UNDONE = re.compile(r"\b(?:TO(?:DO)|FIX(?:ME)|XX(?:X))\b")


def lines_with(pattern: re.Pattern[str], texts: Mapping[Path, str]) -> list[str]:
    """Place and text of each line that the pattern is found in."""
    return [
        f"{place}:{number}: {line.strip()}"
        for place, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_registry_is_named(texts: Mapping[Path, str]) -> None:
    assert lines_with(REGISTRY, texts) == []


def test_no_path_of_a_machine_is_named(texts: Mapping[Path, str]) -> None:
    assert lines_with(MACHINE_PATH, texts) == []


def test_nothing_is_left_undone(texts: Mapping[Path, str]) -> None:
    assert lines_with(UNDONE, texts) == []


def test_each_is_found() -> None:
    here = Path("a.txt")
    assert lines_with(REGISTRY, {here: "see\nhttps://" + "files.pythonhosted" + ".org/x"}) == [
        "a.txt:2: https://files.pythonhosted" + ".org/x"
    ]
    assert lines_with(MACHINE_PATH, {here: "in /" + "home/anna/x"}) == ["a.txt:1: in /" + "home/anna/x"]
    assert lines_with(UNDONE, {here: "# TO" + "DO: later"}) == ["a.txt:1: # TO" + "DO: later"]
