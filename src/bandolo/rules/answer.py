"""How is an assessment written for programs: the stable, versioned answer of docs/answer-format.md?

Amounts are strings with two decimals, instants are ISO 8601 with the offset of Rome, verdicts are true,
false or null for what is not known yet. Words are given in Italian and English.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bandolo.rules.after_award_answer import after_award_answer
from bandolo.rules.aid import Step
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Call, Interpretation
from bandolo.rules.comparisons import Compared
from bandolo.rules.consequences import Consequences, GroundOutcome, RegimeReasons, ReportStepOutcome
from bandolo.rules.costs import LineOutcome
from bandolo.rules.days import ROME
from bandolo.rules.deadlines import Due, Missing
from bandolo.rules.entities import EntityOutcome
from bandolo.rules.facts import Fact
from bandolo.rules.members_paid import MemberPaid
from bandolo.rules.money import show_cents, show_rate
from bandolo.rules.paying import Paying
from bandolo.rules.payment import PaymentBreakdown
from bandolo.rules.reason import Reason
from bandolo.rules.requirements import DocumentOutcome, RefusedItem, RequirementOutcome
from bandolo.rules.rule import Rule, Words
from bandolo.rules.score_answer import score_answer
from bandolo.rules.windows import window_state, window_words
from bandolo.rules.words_of import Wording

VERSION = 1
Json = Mapping[str, object]
# A payment of which the tax is not known yet.
_OPEN: Json = {"gross": None, "withholding": None, "net": None, "steps": []}
_RECORD_FACT = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


class Spoken:
    """What an answer needs to say things in both languages."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.it = Wording(call, "it")
        self.en = Wording(call, "en")

    def compared(self, one: Compared) -> Json:
        """A reason in both languages, with its place in the application."""
        words = {"it": self.it.compared(one), "en": self.en.compared(one)}
        return {"place": one.place, "verdict": one.verdict, "words": words}

    def amount(self, name: str) -> Json:
        """The words of a named amount."""
        return {"it": self.it.amount(name), "en": self.en.amount(name)}


def answer(assessment: Assessment, follows: Consequences, digest: str | None = None) -> dict[str, object]:
    """The answer of version 1, ready for JSON; `digest` is the SHA-256 of the call file, where known."""
    call, outcome, spoken = assessment.call, assessment.outcome, Spoken(assessment.call)
    verdicts = {
        key: [_requirement(assessment, spoken, one) for one in outcome.requirements if one.verdict is verdict]
        for key, verdict in (("failed", False), ("unknown", None), ("passed", True))
    }
    return {
        "version": VERSION,
        "call": {"id": call.id, "title": words(call.title), "digest": digest},
        "moment": assessment.moment,
        "at": instant(assessment.at),
        "admissible": outcome.admissible,
        **verdicts,
        "missing": [_missing(spoken, *one) for one in answers_missing(assessment)],
        "size": [{"source": reason.source, "words": words(reason.words)} for reason in follows.size],
        **_costs(assessment, spoken),
        "aid": {
            **{name: show_cents(cents) for name, cents in outcome.aid._asdict().items()},
            "steps": [_step(spoken, step, follows.room[step.rule.id, step.entity]) for step in outcome.steps],
            "regimes": [_regime(spoken, one) for one in follows.regimes],
        },
        "score": None if assessment.scored is None else score_answer(assessment.scored),
        "documents": [_document(one) for one in outcome.documents],
        "window": _window(assessment),
        "dates": [_date(one) for one in follows.dates if isinstance(one, Due)],
        "awaited": [_awaited(one) for one in follows.dates if isinstance(one, Missing)],
        "report": [_report_step(spoken, one) for one in follows.report],
        "grounds": [_ground(spoken, one) for one in follows.grounds],
        "payment": _payment(follows.paying),
        **after_award_answer(follows.after_award),
        "interpretations": [_reading(one) for one in follows.interpretations],
    }


def _costs(assessment: Assessment, spoken: Spoken) -> Json:
    outcome = assessment.outcome
    bound = {rule for line in outcome.lines for rule in line.bound_by}
    return {
        "lines": [
            {"id": line.id, "words": words(spoken.it.nodes[line.id]), **_line(line)} for line in outcome.lines
        ],
        "limits": [cited(limit) for limit in assessment.call.limits if limit.id in bound],
        "refused": [_refused(assessment, spoken, item) for item in outcome.refused],
        "reduced": [
            {
                "place": f"{one.kind}[{one.number}]",
                "line": one.line,
                "amount": show_cents(one.cents),
                "counted": show_cents(one.found),
                "by": one.by,
            }
            for one in outcome.reduced
        ],
        "staff_findings": [
            {
                "place": f"worker_month[{int(one.id)}].{one.where}",
                "clauses": list(one.clauses),
                "words": words(one.words),
            }
            for one in assessment.staff_findings
        ],
        "entities": [_entity(one) for one in outcome.entities],
        "admitted_total": show_cents(outcome.admitted_total),
        "final": outcome.known._asdict(),
    }


def _line(line: LineOutcome) -> Json:
    return {
        "claimed": show_cents(line.claimed),
        "admitted": show_cents(line.admitted),
        "bound_by": list(line.bound_by),
    }


def _entity(one: EntityOutcome) -> Json:
    return {
        "place": f"{one.kind}[{one.number}]",
        "name": one.name,
        "lines": [{"id": line.id, **_line(line)} for line in one.lines],
        "aid": {name: show_cents(cents) for name, cents in one.aid._asdict().items()},
    }


def _reading(one: Interpretation) -> Json:
    return {
        "id": one.id,
        "clauses": list(one.clauses),
        "question": words(one.question),
        "reading": words(one.reading),
        "others": [words(other) for other in one.others],
    }


def words(both: Words) -> Json:
    """Words in both languages."""
    return {"it": both.it, "en": both.en}


def instant(moment: datetime) -> str:
    """An aware instant by the clock of Rome, with its offset."""
    return moment.astimezone(ROME).isoformat()


def cited(rule: Rule) -> dict[str, object]:
    """A rule as answers cite it: its id, its clauses, its words, the reading it rests on."""
    return {"id": rule.id, "clauses": list(rule.clauses), "words": words(rule.words), "reading": rule.reading}


def reasons_of(assessment: Assessment, rule: str, place: str = "") -> Sequence[Compared]:
    """Why a rule's verdict is no plain yes; of one record where `place` is that, such as "cost[3]"."""
    found = assessment.reasons.get(rule, ())
    kept = [one for one in found if not place or one.place.startswith(f"{place}.") or "[" not in one.place]
    return [*dict.fromkeys(kept)]


def answers_missing(assessment: Assessment) -> Sequence[tuple[str, Fact | None, tuple[str, ...]]]:
    """What nobody has said: a name, the fact of that name where it is one, and the places that lack it.

    Amounts that are worked out are left out: they are not known because something else is missing.
    """
    facts = {fact.id: fact for fact in assessment.call.facts}
    kinds = {kind.id for kind in assessment.call.records}
    found: dict[str, tuple[str, ...]] = {}
    for fact, places in assessment.missing:
        match = _RECORD_FACT.fullmatch(places[0])
        name = fact.id if fact is not None else match[3] if match else places[0]
        if name in facts or name in kinds or name.startswith("approved."):
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *places)))
    return [(name, facts.get(name), places) for name, places in found.items()]


def _requirement(assessment: Assessment, spoken: Spoken, one: RequirementOutcome) -> Json:
    reasons = [spoken.compared(reason) for reason in reasons_of(assessment, one.rule.id)]
    cure = getattr(one.rule, "cure", None) if one.effect == "curable" else None
    return {**cited(one.rule), "effect": one.effect, "cure": cure, "reasons": reasons}


def _missing(spoken: Spoken, name: str, fact: Fact | None, places: tuple[str, ...]) -> Json:
    return {
        "fact": fact.id if fact is not None else None,
        "places": list(places),
        "question": {"it": spoken.it.question(name), "en": spoken.en.question(name)},
        "type": fact.type if fact is not None else None,
        "attested_by": list(fact.attested_by) if fact is not None else [],
    }


def _refused(assessment: Assessment, spoken: Spoken, item: RefusedItem) -> Json:
    place = f"{item.kind}[{item.number}]"
    return {
        "kind": item.kind,
        "number": item.number,
        "line": item.line,
        "amount": show_cents(item.cents),
        "verdict": item.verdict,
        "admission": cited(item.admission),
        "reasons": [spoken.compared(one) for one in reasons_of(assessment, item.admission.id, place)],
    }


def _step(spoken: Spoken, step: Step, reasons: Sequence[Reason]) -> Json:
    return {
        **cited(step.rule),
        "kind": getattr(step.rule, "kind", None),
        "applies": step.applies,
        "inputs": [
            {
                "name": name,
                "words": spoken.amount(name),
                "amount": None if cents is None else show_cents(cents),
            }
            for name, cents in step.inputs
        ],
        "entity": step.entity,
        "parts": {name: show_cents(cents) for name, cents in step.parts},
        "share": None if step.share is None else show_rate(step.share, "en"),
        "result": show_cents(step.result),
        "reasons": [{"source": one.source, "words": words(one.words)} for one in reasons],
    }


def _regime(spoken: Spoken, one: RegimeReasons) -> Json:
    outcome = one.outcome
    return {
        **cited(outcome.regime),
        "entity": outcome.entity,
        "taken": None if outcome.why == "unknown" else outcome.why == "taken",
        "why": outcome.why,
        "amount": show_cents(outcome.worth),
        "reason": words(one.words),
        "reasons": [spoken.compared(compared) for compared in one.compared],
        "room": [{"source": reason.source, "words": words(reason.words)} for reason in one.room],
    }


def _document(one: DocumentOutcome) -> Json:
    return {
        **cited(one.document),
        "required": one.required,
        "attached": one.attached,
        "per": one.document.per,
        "signed_by": list(one.document.signed_by),
        "model": one.document.model,
        "if_missing": one.document.missing,
    }


def _window(assessment: Assessment) -> Json | None:
    window = assessment.call.window
    if window is None:
        return None
    return {
        **cited(window),
        "state": window_state(window, assessment.at).state,
        "opens": instant(window.opens),
        "closes": instant(window.closes),
        "last_instant": window.last_instant,
        "clock": words(window_words(window)),
    }


def _date(one: Due) -> Json:
    missed = one.deadline.if_missed
    return {
        **cited(one.deadline),
        "who": one.deadline.who,
        "day": one.day.isoformat(),
        "ends": instant(one.end),
        "last_instant": one.last_instant,
        "steps": [words(step.words) for step in one.steps],
        "if_missed": None if missed is None else words(missed),
    }


def _awaited(one: Missing) -> Json:
    return {**cited(one.deadline), "who": one.deadline.who, "awaits": list(one.awaits)}


def _report_step(spoken: Spoken, one: ReportStepOutcome) -> Json:
    reasons = [spoken.compared(reason) for reason in one.reasons]
    return {
        **cited(one.step),
        "complete": one.verdict,
        "open": one.is_open,
        "fixed": one.step.fixed,
        "asks": list(one.step.asks),
        "reasons": reasons,
    }


def _ground(spoken: Spoken, one: GroundOutcome) -> Json:
    reasons = [spoken.compared(reason) for reason in one.reasons]
    return {**cited(one.ground), "verdict": one.verdict, "extent": one.ground.extent, "reasons": reasons}


def _payment(paying: Paying) -> Json | None:
    found = paying.whole
    if found is None and not paying.missing:
        return None
    told = _OPEN if found is None else _breakdown(found)
    members = [_member(one) for one in paying.members]
    return {**told, "members": members, "missing": list(paying.missing)}


def _breakdown(found: PaymentBreakdown) -> Json:
    return {
        "gross": show_cents(found.gross),
        "withholding": show_cents(found.withholding),
        "net": show_cents(found.net),
        "steps": [
            {
                "kind": step.kind,
                "words": words(step.words),
                "clauses": list(step.clauses),
                "amount": show_cents(step.amount),
            }
            for step in found.steps
        ],
    }


def _member(one: MemberPaid) -> Json:
    return {
        "name": one.name,
        "amount": show_cents(one.amount),
        "to_return": show_cents(one.to_return),
        "payment": None if one.breakdown is None else _breakdown(one.breakdown),
    }
