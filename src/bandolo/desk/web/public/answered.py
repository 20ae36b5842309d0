"""What did somebody answer in a self-check, and what does each requirement come to, in words?"""

from collections.abc import Mapping
from typing import NamedTuple

from django.http import QueryDict

from bandolo.desk.typed import NONE
from bandolo.desk.web.public.asking import SKIP, askable, name_of
from bandolo.desk.words import said, say
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Call as Rules
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.requirements import RequirementOutcome
from bandolo.rules.self_check import SelfCheck
from bandolo.rules.words_of import EFFECTS, Wording


class Line(NamedTuple):
    """A requirement with its clauses, what failing it costs, and why it came out so."""

    words: str
    clauses: tuple[str, ...]
    effect: str
    reasons: tuple[str, ...]


def answered(rules: Rules, sent: QueryDict) -> Mapping[str, tuple[str, str]]:
    """Question and answer by the id of what was asked, in the order in which answers came."""
    asked = {name_of(one): one for one in askable(rules)}
    found: dict[str, tuple[str, str]] = {}
    for name, values in sent.lists():
        typed = [value for value in values if value.strip()]
        if name in asked and typed:
            one = asked[name]
            found[one.id] = (_question(one), ", ".join(_words(one, value) for value in typed))
    for id in sent.getlist(SKIP):
        if (skipped := asked.get(f"f-{id}")) is not None:
            found.setdefault(id, (_question(skipped), say("non so", "I do not know")))
    return found


def _question(asked: Fact | RecordKind) -> str:
    return said(asked.ask) if isinstance(asked, Fact) else said(asked.words)


def _words(asked: Fact | RecordKind, value: str) -> str:
    if value in ("yes", "no"):
        return say("sì", "yes") if value == "yes" else "no"
    if value == NONE:
        return say("nessuna", "none")
    choices = asked.choices if isinstance(asked, Fact) and asked.choices else {}
    return said(choices[value]) if value in choices else value


def lines_of(assessment: Assessment, result: SelfCheck, wording: Wording) -> Mapping[str, list[Line]]:
    """The requirements by how they came out, as a page shows them."""
    return {
        "failed": [_line(assessment, one, wording) for one in result.failed],
        "curable": [_line(assessment, one, wording) for one in result.curable],
        "open": [_waiting(assessment, one) for one in result.open],
        "met": [Line(said(one.rule.words), one.rule.clauses, "", ()) for one in result.met],
    }


def _line(assessment: Assessment, one: RequirementOutcome, wording: Wording) -> Line:
    it, en = EFFECTS[one.effect]
    found = [
        wording.compared(reason)
        for reason in assessment.reasons.get(one.rule.id, ())
        if reason.verdict is False
    ]
    cures = {deadline.id: deadline for deadline in assessment.call.deadlines}
    cure = cures.get(getattr(one.rule, "cure", None) or "")
    effect = (
        f"{say(it, en)}: {said(cure.words)}" if cure is not None and one.effect == "curable" else say(it, en)
    )
    return Line(said(one.rule.words), one.rule.clauses, effect, tuple(dict.fromkeys(found)))


def _waiting(assessment: Assessment, one: RequirementOutcome) -> Line:
    """A requirement that is open, and for what it waits."""
    facts = {fact.id: fact for fact in assessment.call.facts}
    waits: dict[str, None] = {}
    for reason in assessment.reasons.get(one.rule.id, ()):
        fact = facts.get(reason.fact)
        if reason.verdict is not None:
            continue
        if fact is None or "[" in reason.place:
            waits[
                say("dipende dalle spese e da ciò che indicate in domanda", "depends on costs and details")
            ] = None
        elif fact.attested_by[0] != "applicant":
            waits[
                say("lo verifica chi istruisce la domanda", "whoever reviews the application checks it")
            ] = None
        elif fact.type == "text":
            waits[say("lo scrivete nella domanda", "you write it in the application")] = None
        else:
            waits[say("manca la vostra risposta", "your answer is missing")] = None
    return Line(said(one.rule.words), one.rule.clauses, "", tuple(waits))
