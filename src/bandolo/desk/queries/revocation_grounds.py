"""For which reasons would an award have to be taken back, as the rules find them, and how much of it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bandolo.desk.models import Application
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.inspections import LAW, OUTCOMES, inspected_facts, last_inspection
from bandolo.desk.queries.later import AfterAward, Later, later_of
from bandolo.rules.answer import Spoken, reasons_of
from bandolo.rules.comparisons import Compared
from bandolo.rules.days import show_day
from bandolo.rules.deadlines import Due, Missing, is_in_time
from bandolo.rules.rule import Rule, Words
from bandolo.rules.so_far import SoFar

Extent = Literal["total", "partial"]
MOMENTS: tuple[AfterAward, ...] = ("reporting", "payment")
_ORDER = {True: 0, None: 1, False: 2}


@dataclass(frozen=True)
class Proposed:
    """A ground of revocation: `verdict` True where the rules find it, None where they cannot know.

    `cents` is what a partial one takes, where a rule says so. `id` has its kind before it: `ground/...`,
    `deadline/...`, `requirement/...`, `reduction/...`.
    """

    id: str
    words: Words
    clauses: tuple[str, ...]
    extent: Extent
    verdict: bool | None
    reasons: tuple[Words, ...] = ()
    cents: int | None = None


def proposed_grounds(application: Application, now: datetime) -> tuple[Proposed, ...]:
    """Every ground of the call, those that the rules find first, then those that nobody knows yet.

    Looked at as of now: the grounds of the call, requirements that must still hold, terms that revoke and are
    over, reductions. Those that do not hold come last, since an officer can know better.
    """
    found: dict[str, Proposed] = {}
    for moment in MOMENTS:
        for one in _of_moment(later_of(application, moment, now), now):
            before = found.get(one.id)
            if before is None or _ORDER[one.verdict] < _ORDER[before.verdict]:
                found[one.id] = one
    for one in _of_inspection(application):
        found[one.id] = one
    return tuple(sorted(found.values(), key=lambda one: _ORDER[one.verdict]))


def _of_inspection(application: Application) -> Iterator[Proposed]:
    """What an inspection found that no rule of the call knows: an officer says whether it revokes."""
    last = last_inspection(application)
    if last is None or last.outcome == "regular":
        return
    if not inspected_facts(rules_of(application.edition_id), application):
        said = OUTCOMES[last.outcome]
        words = Words(
            it=f"Ispezione del {show_day(last.held_on, 'it')}: {said.it}.",
            en=f"Inspection of {show_day(last.held_on, 'en')}: {said.en}.",
        )
        why = (Words(it=last.findings, en=last.findings),)
        yield Proposed(f"inspection/{last.id}", words, LAW, "total", None, why)


def _of_moment(later: Later, now: datetime) -> Iterator[Proposed]:
    assessment, found = later.assessment, later.consequences
    if assessment is None or found is None:
        return
    spoken = Spoken(assessment.call)
    for one in found.grounds:
        reasons = _said(spoken, one.reasons) if one.verdict is not False else ()
        yield _proposed("ground", one.ground, one.ground.extent, one.verdict, reasons)
    for lost in assessment.outcome.requirements:
        if lost.effect == "revoked" and lost.concerns and lost.verdict is not True:
            reasons = _said(spoken, reasons_of(assessment, lost.rule.id))
            yield _proposed(
                "requirement", lost.rule, "total", None if lost.verdict is None else True, reasons
            )
    yield from _missed(found.dates, later.so_far, now)
    reduced = found.after_award.reduced
    for cut in reduced.cuts if reduced is not None else ():
        if cut.amount:
            extent: Extent = "total" if cut.is_revoked else "partial"
            yield _proposed("reduction", cut.rule, extent, True, (cut.words,), cut.amount)


def _missed(dates: Iterable[Due | Missing], so_far: SoFar, now: datetime) -> Iterator[Proposed]:
    """Terms that take the grant away and are over, unless what meets them came in time."""
    for one in dates:
        if not isinstance(one, Due) or not one.deadline.revokes or is_in_time(one, now):
            continue
        name = one.deadline.fulfilled_by
        done = so_far.events.get(name) if name is not None else None
        if done is not None and is_in_time(one, done):
            continue
        # What no event meets is told by facts: that its day has passed says only that it is to be looked at.
        why = () if one.deadline.if_missed is None else (one.deadline.if_missed,)
        yield _proposed("deadline", one.deadline, "total", None if name is None else True, why)


def _said(spoken: Spoken, compared: Iterable[Compared]) -> tuple[Words, ...]:
    return tuple(Words(it=spoken.it.compared(one), en=spoken.en.compared(one)) for one in compared)


def _proposed(
    kind: str,
    rule: Rule,
    extent: Extent,
    verdict: bool | None,
    reasons: tuple[Words, ...],
    cents: int | None = None,
) -> Proposed:
    return Proposed(f"{kind}/{rule.id}", rule.words, rule.clauses, extent, verdict, reasons, cents)
