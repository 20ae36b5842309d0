"""Do all contenders give the same answer to the same applications?"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import NamedTuple

import zen

from bandolo.rules.assess import Assessor
from bandolo.rules.compile import Outcome
from bench import hand_written
from bench import zen as zen_graph
from bench.hand_written import Answer
from bench.random_applications import Case


class Disagreement(NamedTuple):
    """A case with what each contender answers to it."""

    case: Case
    answers: dict[str, Answer]


def disagreements(assessor: Assessor, engine: zen.ZenEngine, cases: Iterable[Case]) -> Iterator[Disagreement]:
    """The cases to which the contenders do not all give one answer."""
    for case in cases:
        answers = answers_to(assessor, engine, case)
        if len(set(answers.values())) > 1:
            yield Disagreement(case, answers)


def answers_to(assessor: Assessor, engine: zen.ZenEngine, case: Case) -> dict[str, Answer]:
    """What each contender answers at submission."""
    call = assessor.compiled("submission")
    context = zen_graph.context(case.application, case.on)
    assessment = assessor.assess(case.application, "submission", noon(case))
    return {
        "decide": call.decide(case.application, case.on)[:],
        "explain": _answer(call.explain(case.application, case.on)),
        "assess": _answer(assessment.outcome),
        "hand-written": hand_written.decide(case.application, case.on),
        "ZEN": zen_graph.answer(engine.evaluate("short", context)),
        "ZEN explaining": zen_graph.answer(engine.evaluate("full", context, {"trace": True})),
    }


def noon(case: Case) -> datetime:
    """An instant of the day of a case."""
    return datetime.combine(case.on, time(11), UTC)


def _answer(outcome: Outcome) -> Answer:
    aid = outcome.aid
    return outcome.admissible, outcome.admitted_total, aid.grant, aid.premium, aid.loan, aid.total
