"""Is the glossary in order, does it have the Italian terms of the guide, and does the code have its names?"""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.house.guide import GUIDE

GLOSSARY = Path("docs/glossary.md")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
ITALIAN = re.compile(r"\(\*([^*\n]+)\*")


class Term(NamedTuple):
    """A row of the glossary: the Italian term and the English words, names of code among them."""

    italian: str
    english: str


def terms_of(text: str) -> list[Term]:
    """The rows of the glossary, without its head."""
    return [Term(*row) for row in ROW.findall(text)[2:]]


def in_order(word: str) -> str:
    """What an Italian term is sorted by: without case and accents."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def lacking(guide: str, terms: list[Term]) -> list[str]:
    """The terms in brackets in the guide that the glossary does not have."""
    known = {word.strip().casefold() for term in terms for word in re.split(r"[,()]", term.italian)}
    told = {word.strip() for listed in ITALIAN.findall(guide) for word in listed.split(",")}
    return sorted(word for word in told if word.casefold() not in known)


def strange(terms: list[Term], code: str) -> list[str]:
    """The names of code in the glossary that the code does not have."""
    words = frozenset(re.findall(r"\w+", code))
    return sorted({name for term in terms for name in re.findall(r"`(\w+)`", term.english)} - words)


def test_terms_stand_in_order_and_once(texts: Mapping[Path, str]) -> None:
    words = [in_order(term.italian) for term in terms_of(texts[GLOSSARY])]
    assert words == sorted(set(words))


def test_every_term_of_the_guide_is_there(texts: Mapping[Path, str]) -> None:
    assert lacking(texts[GUIDE], terms_of(texts[GLOSSARY])) == []


def test_every_name_is_one_of_the_code(texts: Mapping[Path, str]) -> None:
    code = "\n".join(text for place, text in texts.items() if place.parts[0] in {"src", "calls"})
    assert strange(terms_of(texts[GLOSSARY]), code) == []


def test_what_is_wrong_is_found() -> None:
    terms = terms_of("| Italian | English |\n| --- | --- |\n| bando, avviso | call (`Call`, `Kall`) | x |\n")
    assert terms == [Term("bando, avviso", "call (`Call`, `Kall`)")]
    assert lacking("a call (*bando*), an application (*domanda*)", terms) == ["domanda"]
    assert strange(terms, "class Call: ...") == ["Kall"]
    assert in_order("Età") == "eta"
