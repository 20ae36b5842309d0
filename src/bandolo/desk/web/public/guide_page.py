"""How does a guide in Markdown become the sections of a page, its citations links?"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import NamedTuple
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

from bandolo.desk.queries.editions import guide_of, rules_of

# What the call file says is text: no HTML of its own passes.
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_READING = re.compile(r"\b(lettura|reading) (\d+)(?=[,)])")
_READING_ITEM = re.compile(r"<li>(?=\s*(?:<p>)?<strong>)")


class Section(NamedTuple):
    """A section of the guide; one that `is_reference` is looked up rather than read."""

    id: str
    title: str
    html: SafeString
    is_reference: bool


@lru_cache(maxsize=128)
def sections_of(edition: UUID, lang: str) -> tuple[Section, ...]:
    """The sections of an edition's guide, after its title and summary, in the order of the guide."""
    clauses = [clause.id for clause in rules_of(edition).clauses]
    return tuple(_sections(guide_of(edition, lang), clauses))


def _sections(text: str, clauses: list[str]) -> Iterator[Section]:
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    titles = parts[::2]
    for number, (title, body) in enumerate(zip(titles, parts[1::2], strict=True), 1):
        # The last two of a guide: the readings, then the clauses.
        is_clauses = bool(clauses) and number == len(titles)
        is_readings = not is_clauses and body.lstrip().startswith("1. **")
        html = _MARKDOWN.render(body)
        if is_clauses:
            html = re.sub(
                r"<li>\s*(?:<p>)?<strong>([^<]+)</strong>", r'<li id="c-\1"><strong>\1</strong>', html
            )
        else:
            html = _cited(html, clauses)
        if is_readings:
            html = _numbered(html)
        # Safe: rendered without HTML of the text's own, and the links are made of ids of clauses.
        safe = mark_safe(html.replace("<h3>", '<h3 class="h5">'))  # noqa: S308
        yield Section(slugify(title), title, safe, is_clauses or is_readings)


def _numbered(html: str) -> str:
    """The readings with their numbers as places."""
    numbers = count(1)

    def place(_: re.Match[str]) -> str:
        return f'<li id="r-{next(numbers)}">'

    return _READING_ITEM.sub(place, html)


def _cited(html: str, clauses: list[str]) -> str:
    """The ids of clauses and the numbers of readings as links to where they stand."""
    if clauses:
        longest = sorted(map(re.escape, clauses), key=len, reverse=True)
        # In brackets only: elsewhere the same letters can be anything.
        known = re.compile(rf"(?<![\w-])({'|'.join(longest)})(?=[,)])")
        html = known.sub(r'<a class="clause" href="#c-\1">\1</a>', html)
    return _READING.sub(r'<a class="clause" href="#r-\2">\1 \2</a>', html)
