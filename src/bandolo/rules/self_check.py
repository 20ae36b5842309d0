"""Which question still matters to somebody who asks whether they can apply, and what is clear so far?"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment
from bandolo.rules.conditions import View, evaluate
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.requirements import WEIGHT, Requirement, RequirementOutcome
from bandolo.rules.rule import Rule


class Question(NamedTuple):
    """What to ask next: a fact, or whether there are any records of a kind; and the rule that asks it."""

    asks: Fact | RecordKind
    rule: Rule


class SelfCheck(NamedTuple):
    """How far somebody got: the requirements by what is known of them, and the next question, if any.

    `failed` decide against an application, `curable` can be mended, `open` wait for what the self-check does
    not ask or was told to pass over. `questions` are those that could still be asked now, the next one first.
    """

    questions: tuple[Question, ...]
    failed: tuple[RequirementOutcome, ...]
    curable: tuple[RequirementOutcome, ...]
    open: tuple[RequirementOutcome, ...]
    met: tuple[RequirementOutcome, ...]


def self_check(assessment: Assessment, application: Application, passed_over: Collection[str]) -> SelfCheck:
    """The state of a self-check; one requirement that decides against ends it, for nothing else matters then.

    `passed_over` are the ids of facts and kinds of records that are not to be asked.
    """
    concerned = [one for one in assessment.outcome.requirements if one.concerns]
    no = [one for one in concerned if one.verdict is False]
    failed = tuple(one for one in no if WEIGHT[one.effect] is False)
    questions = [] if failed else _questions(assessment, application, concerned, passed_over)
    return SelfCheck(
        tuple({question.asks.id: question for question in reversed([*questions])}.values())[::-1],
        failed,
        tuple(one for one in no if WEIGHT[one.effect] is not False),
        tuple(one for one in concerned if one.verdict is None),
        tuple(one for one in concerned if one.verdict is True),
    )


def _questions(
    assessment: Assessment,
    application: Application,
    concerned: list[RequirementOutcome],
    passed_over: Collection[str],
) -> Iterator[Question]:
    """What applicants can say themselves in a word, by requirement; texts they write in the application."""
    facts = {fact.id: fact for fact in assessment.call.facts}
    kinds = {kind.id: kind for kind in assessment.call.records}
    empty = _harmless(assessment, application, kinds)
    for outcome in concerned:
        for one in assessment.reasons.get(outcome.rule.id, ()) if outcome.verdict is None else ():
            if one.verdict is not None or "[" in one.place or one.fact in passed_over:
                continue
            fact = facts.get(one.fact)
            if fact is not None and fact.type != "text" and fact.attested_by[0] == "applicant":
                yield Question(fact, outcome.rule)
            elif one.fact in empty:
                yield Question(kinds[one.fact], outcome.rule)


def _harmless(
    assessment: Assessment, application: Application, kinds: Mapping[str, RecordKind]
) -> Collection[str]:
    """The kinds of records that meet every open requirement about them where there are none."""
    found: dict[str, bool] = {}
    for outcome in assessment.outcome.requirements:
        rule = outcome.rule
        for one in assessment.reasons.get(rule.id, ()) if outcome.verdict is None else ():
            if one.fact in kinds and isinstance(rule, Requirement):
                records = {**application.records, one.fact: ()}
                view = View(application.facts, records, assessment.outcome.amounts, {})
                found[one.fact] = found.get(one.fact, True) and evaluate(rule.holds, view) is True
    return {kind for kind, is_harmless in found.items() if is_harmless}
