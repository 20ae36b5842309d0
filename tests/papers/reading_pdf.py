"""What does a PDF say to a reader, to an archive and to assistive technology?"""

import io
import re
from collections import Counter
from collections.abc import Iterator

import pdfplumber
import pikepdf


def text_of(pdf: bytes) -> str:
    """The words on all pages, single spaces between them, without the places where a word may break."""
    with pdfplumber.open(io.BytesIO(pdf)) as pages:
        found = " ".join(page.extract_text(x_tolerance=2) for page in pages.pages)
    return re.sub(r"\s+", " ", found.replace("\u200b", ""))


def letters_of(text: str) -> str:
    """A text without its spaces, so that where lines break is of no account."""
    return re.sub(r"[\s\u200b]+", "", text)


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pdfplumber.open(io.BytesIO(pdf)) as pages:
        return [page.extract_text(x_tolerance=2) for page in pages.pages]


def tags_of(pdf: bytes) -> Counter[str]:
    """How often each standard tag stands in the structure."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return Counter(str(element.S) for element in _elements(opened))


def alternatives_of(pdf: bytes) -> list[str]:
    """What stands in words for each figure."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [str(element.get("/Alt", "")) for element in _elements(opened) if element.S == "/Figure"]


def _elements(opened: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    waiting = [opened.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, pikepdf.Dictionary):
            if "/S" in one:
                yield one
            if "/K" in one:
                waiting.append(one.K)
