"""What must an application meet, what do the rules say of it, what did an officer find, and what follows?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bandolo.desk.models import Finding
from bandolo.desk.queries.committee import judged_by_committee
from bandolo.rules.answer import Spoken, reasons_of
from bandolo.rules.assess import Assessment
from bandolo.rules.requirements import WEIGHT, DocumentOutcome, Effect, RequirementOutcome
from bandolo.rules.rule import Rule, Words
from bandolo.rules.score import Score
from bandolo.rules.words_of import EFFECTS

VERDICTS: Mapping[str, bool | None] = {"passed": True, "failed": False, "unknown": None}
Answer = Literal["admissible", "refused", "open"]


@dataclass(frozen=True)
class Check:
    """A requirement or document: its automatic verdict, the officer's finding, the verdict that counts.

    `is_committees`: whatever is not met in it is for the committee to say, and for nobody else.
    """

    rule: Rule
    kind: Literal["requirement", "document"]
    effect: Effect
    automatic: bool | None
    reasons: tuple[Words, ...]
    finding: Finding | None
    is_committees: bool

    @property
    def awaits_committee(self) -> bool:
        """Whether the committee has not said it yet."""
        return self.verdict is None and self.is_committees

    @property
    def verdict(self) -> bool | None:
        """The officer's verdict where there is one, else the automatic one."""
        return self.automatic if self.finding is None else VERDICTS[self.finding.verdict]

    @property
    def cure(self) -> str | None:
        """The deadline within which a failure can be mended, if it can."""
        return getattr(self.rule, "cure", None) if self.effect == "curable" else None

    @property
    def effect_words(self) -> Words:
        """What failing costs."""
        it, en = EFFECTS[self.effect]
        return Words(it=it, en=en)

    @property
    def stands_against(self) -> bool:
        """Whether it is failed and that decides, now or once no cure is awaited."""
        return self.verdict is False and WEIGHT[self.effect] is not True


@dataclass(frozen=True)
class Checklist:
    """The checks of an application, those against it first, and what they come to."""

    checks: tuple[Check, ...]

    @property
    def met(self) -> tuple[Check, ...]:
        """What holds."""
        return tuple(one for one in self.checks if one.verdict)

    @property
    def unmet(self) -> tuple[Check, ...]:
        """What does not hold, or not yet."""
        return tuple(one for one in self.checks if not one.verdict)

    @property
    def against(self) -> tuple[Check, ...]:
        """What would be the reasons of a refusal."""
        return tuple(one for one in self.checks if one.stands_against)

    @property
    def unknown(self) -> tuple[Check, ...]:
        """What an officer has still to find out."""
        return tuple(one for one in self.checks if one.verdict is None and not one.awaits_committee)

    @property
    def awaits_committee(self) -> tuple[Check, ...]:
        """What the committee has still to say."""
        return tuple(one for one in self.checks if one.awaits_committee)

    @property
    def against_by_committee(self) -> tuple[Check, ...]:
        """What the committee found against an application that the review admitted."""
        return tuple(one for one in self.against if one.is_committees)

    @property
    def answer(self) -> Answer:
        """What the checks come to: whatever the committee has still to say is not held against it."""
        if self.against:
            return "refused"
        return "open" if self.unknown else "admissible"


def checklist_of(assessment: Assessment, findings: Iterable[Finding]) -> Checklist:
    """The checks of an assessment; `findings` come in order: of several on one thing the last counts."""
    last = {one.requirement: one for one in findings}
    spoken = Spoken(assessment.call)
    judged = {one.id for one in judged_by_committee(assessment.call)}
    checks = [_requirement(assessment, spoken, one, last, judged) for one in assessment.outcome.requirements]
    checks += [_document(one, last) for one in assessment.outcome.documents if one.required is not False]
    return Checklist(tuple(sorted(checks, key=_urgency)))


def _requirement(
    assessment: Assessment,
    spoken: Spoken,
    one: RequirementOutcome,
    last: Mapping[str, Finding],
    judged: set[str],
) -> Check:
    compared = reasons_of(assessment, one.rule.id)
    about = {reason.fact for reason in compared}
    voted = isinstance(one.rule, Score) and bool(judged & {each.id for each in assessment.call.criteria})
    return Check(
        one.rule,
        "requirement",
        one.effect,
        one.verdict,
        tuple(Words(it=spoken.it.compared(each), en=spoken.en.compared(each)) for each in compared),
        last.get(one.rule.id),
        voted or (bool(about) and about <= judged),
    )


def _document(one: DocumentOutcome, last: Mapping[str, Finding]) -> Check:
    automatic = one.attached if one.required else None
    return Check(
        one.document, "document", one.document.missing, automatic, (), last.get(one.document.id), False
    )


def _urgency(one: Check) -> tuple[bool, ...]:
    return (not one.stands_against, one.verdict is not None, one.kind == "document")
