"""What can be said of a signature, in which words, and what does it do to the verdict?"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bandolo.rules.rule import Words


class Weight(StrEnum):
    """What a finding does: it refutes the signature, leaves it open, or is only to be known."""

    REFUTES = "refutes"
    LEAVES_OPEN = "leaves_open"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: its code, its weight, what is so and what would be right, if anything."""

    code: str
    weight: Weight
    words: Words
    mend: Words | None


Sayings = Mapping[str, Mapping[str, str]]


def sayings_in(name: str) -> Sayings:
    """What a file beside this one says, by code."""
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


_SAYINGS = sayings_in("signature_words.toml")


def finding(code: str, *values: str | int | Words) -> Finding:
    """The finding of a code; `values` fill its words in order, each in both languages where it has them."""
    return finding_of(_SAYINGS, code, *values)


def finding_of(sayings: Sayings, code: str, *values: str | int | Words) -> Finding:
    """The finding of a code of other sayings."""
    saying = sayings[code]
    italian = [value.it if isinstance(value, Words) else value for value in values]
    english = [value.en if isinstance(value, Words) else value for value in values]
    mend = Words(it=saying["mend_it"], en=saying["mend_en"]) if "mend_it" in saying else None
    words = Words(it=saying["it"].format(*italian), en=saying["en"].format(*english))
    return Finding(code, Weight(saying["weight"]), words, mend)


def said(problem: BaseException) -> str:
    """The first line of what a library says is wrong."""
    return str(problem).split("\n", maxsplit=1)[0][:200] or type(problem).__name__
