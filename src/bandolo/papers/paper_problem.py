"""What is wrong with a paper, where, and what would be right?"""

from typing import NamedTuple

from bandolo.rules.money import show_euro
from bandolo.rules.rule import Words


class PaperProblem(NamedTuple):
    """One thing wrong in a paper: `where` is the path in it, `line` its line (0: not known)."""

    where: str
    line: int
    words: Words


class UnreadableError(ValueError):
    """A paper that cannot be read at all, with what is wrong in words for who handed it in."""

    def __init__(self, it: str, en: str, line: int = 0) -> None:
        super().__init__(en)
        self.problem = PaperProblem("", line, Words(it=it, en=en))


def problem(where: str, line: int, it: str, en: str, *cents: int) -> PaperProblem:
    """A problem from its place and its words; amounts in cents fill the `{}` of both languages."""
    return PaperProblem(where, line, with_amounts(it, en, *cents))


def with_amounts(it: str, en: str, *cents: int) -> Words:
    """Words in both languages whose `{}` are filled with amounts in cents; without amounts, as they are."""
    if not cents:
        return Words(it=it, en=en)
    told = {lang: [show_euro(one, lang) for one in cents] for lang in ("it", "en")}
    return Words(it=it.format(*told["it"]), en=en.format(*told["en"]))
