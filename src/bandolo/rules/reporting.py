"""In which steps is a report of expenses made, and what opens each?"""

from dataclasses import dataclass

from bandolo.rules.conditions import Condition, View, evaluate
from bandolo.rules.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStep(Rule):
    """One step of the report, in the order of the file; it is done when `complete` holds.

    `asks` are the facts that it asks for, `fixed` marks what cannot be changed once the step is passed.
    """

    complete: Condition
    asks: tuple[str, ...] = ()
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
