"""How many bytes of files does a dossier still take, by its call?

A call says so of the fact `files_bytes` (L12-36): in a requirement of the moment, or in a step of the report.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Literal

from django.db.models import Sum

from bandolo.desk.models import Application, Attachment
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.outside.uploads import ADMITTED, words_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import request_paper
from bandolo.papers.upload_check import size_findings
from bandolo.papers.upload_words import size_words
from bandolo.rules.call import Call as Rules
from bandolo.rules.conditions import All, Comparison, Condition, Constant, FactValue
from bandolo.rules.rule import Words

Moment = Literal["submission", "reporting"]
BYTES = "files_bytes"
_LEFT = Words(
    it="I file sono finora {} su {} in tutto: ne restano {}.",
    en="The files have {} so far, of {} in all: {} are left.",
)
_FULL = Words(
    it="I file sono {}, più di {}, il massimo in tutto: ridurli o toglierne.",
    en="The files have {}, above {}, the most in all: make them smaller or take some away.",
)


@dataclass(frozen=True)
class Room:
    """The bytes of the files that count, the most that the call takes (None: no limit), and its clauses."""

    used: int
    most: int | None = None
    clauses: tuple[str, ...] = ()

    @property
    def words(self) -> Words | None:
        """What is there and what is left, for people; None where there is no limit."""
        if self.most is None:
            return None
        sizes = (self.used, self.most, self.most - self.used)
        said = [size_words(max(one, 0)) for one in sizes]
        words = _FULL if self.used > self.most else _LEFT
        return Words(
            it=words.it.format(*(one.it for one in said)), en=words.en.format(*(one.en for one in said))
        )

    def against(self, size: int) -> Words | None:
        """What stands against another file of a size in bytes, with how to mend it; None where it fits."""
        found = size_findings(replace(ADMITTED, in_all=self.most), size, (self.used,))
        if not found:
            return None
        words = words_of(found)
        is_of_call = any(one.code == "total_too_large" for one in found) and self.clauses
        cited = f" ({', '.join(self.clauses)})" if is_of_call else ""
        return Words(it=f"{words.it}{cited}", en=f"{words.en}{cited}")


def room_of(application: Application, moment: Moment) -> Room:
    """The room of an application, or of its report; one or two questions."""
    rules = rules_of(application.edition_id)
    files = Attachment.objects.filter(application=application, state__in=ATTACHED)
    handed = 0
    if moment == "reporting":
        itself = request_paper(rules)
        files = files.filter(document__in=[one.id for one in rules.documents if "reporting" in one.at])
        files = files if itself is None else files.exclude(document=itself.id)
        handed = application.handed.filter(removed_at=None).aggregate(bytes=Sum("size"))["bytes"] or 0
    used = handed + (files.aggregate(bytes=Sum("size"))["bytes"] or 0)
    bound = min(_bounds(rules, moment), key=itemgetter(0), default=None)
    return Room(used) if bound is None else Room(used, *bound)


def _bounds(rules: Rules, moment: Moment) -> Iterator[tuple[int, tuple[str, ...]]]:
    for one in rules.requirements:
        if moment in one.failing and one.where is None:
            yield from ((most, one.clauses) for most in _most(one.holds))
    for step in rules.report_steps if moment == "reporting" else ():
        yield from ((most, step.clauses) for most in _most(step.complete))


def _most(condition: Condition) -> Iterable[int]:
    """The most bytes that a condition lets pass, alone or joined with others that must hold too."""
    match condition:
        case All():
            for part in condition.parts:
                yield from _most(part)
        case Comparison(FactValue(fact, None, None), "at_most", Constant(value)) if fact == BYTES:
            if isinstance(value, int):
                yield value
