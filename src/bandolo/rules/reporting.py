"""In which steps is a report of expenses made, and what opens each?"""

from collections.abc import Iterator
from dataclasses import dataclass

from bandolo.rules.conditions import All, Any, Condition, FactValue, View, evaluate, operands
from bandolo.rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStep(Rule):
    """One step of the report, in the order of the file; it is done when `complete` holds.

    `asks` are the facts that it asks for, `records` the kinds of records that it takes with their papers;
    `fixed` marks what cannot be changed once the step is passed.
    """

    complete: Condition
    asks: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    fixed: bool = False


def report_progress(
    steps: tuple[ReportStep, ...], view: View
) -> tuple[tuple[ReportStep, bool | None, bool], ...]:
    """Each step with whether it is complete (None: facts are missing) and whether it is open yet.

    A step opens when all before it are complete (L12-31); a missing fact keeps the next one shut.
    """
    progress = []
    is_open = True
    for step in steps:
        verdict = evaluate(step.complete, view)
        progress.append((step, verdict, is_open))
        is_open = is_open and verdict is True
    return tuple(progress)


def asked_now(step: ReportStep, view: View) -> tuple[str, ...]:
    """The facts of a step that can still make it complete, whatever else is asked: the sections of a measure.

    A fact that its condition does not name is asked always.
    """
    others = {id: value for id, value in view.facts.items() if id not in step.asks}
    named = frozenset(_named(step.complete))
    alive = frozenset(_alive(step.complete, view._replace(facts=others)))
    return tuple(id for id in step.asks if id not in named or id in alive)


def _alive(condition: Condition, view: View) -> Iterator[str]:
    """The facts of the parts that can still hold."""
    if isinstance(condition, All | Any):
        for part in condition.parts:
            if isinstance(condition, All) or evaluate(part, view) is not False:
                yield from _alive(part, view)
    else:
        yield from _named(condition)


def _named(condition: Condition) -> Iterator[str]:
    yield from (one.fact for one in operands(condition) if isinstance(one, FactValue))
