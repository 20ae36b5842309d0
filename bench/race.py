"""How much time does each contender take for one application, and how many times the hand-written function?

Each contender runs between two runs of that function over the same applications, and is compared with these
two alone: whatever else the machine does then falls on all three, and no order of the contenders favours one.
"""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time_ns
from typing import Any, NamedTuple

import zen

from bandolo.rules.assess import Assessor
from bench import hand_written
from bench import zen as zen_graph
from bench.agreement import noon
from bench.random_applications import Case

ROUNDS = 21
# What a contender does, and the arguments for each application.
Run = tuple[Callable[..., object], Sequence[tuple[Any, ...]]]


class Pace(NamedTuple):
    """The median time of one application in microseconds, and its median ratio to the measure beside it."""

    contender: str
    micros: float
    ratio: float


def race(measure: str, by_hand: Run, runs: Mapping[str, Run]) -> list[Pace]:
    """The pace of the function written by hand, named `measure`, and of each contender beside it."""
    hand: list[int] = []
    times: dict[str, list[int]] = {name: [] for name in runs}
    ratios: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            before, spent, after = _time(by_hand), _time(run), _time(by_hand)
            hand += before, after
            times[name].append(spent)
            ratios[name].append(2 * spent / (before + after))
    return [
        Pace(measure, median(hand) / 1000, 1.0),
        *(Pace(name, median(times[name]) / 1000, median(ratios[name])) for name in runs),
    ]


def _time(run: Run) -> int:
    """Nanoseconds of an application."""
    # Once off the clock: nobody is to pay for what the one before has thrown out of the caches.
    _run(run)
    start = process_time_ns()
    _run(run)
    return (process_time_ns() - start) // len(run[1])


def _run(run: Run) -> None:
    decide, applications = run
    for one in applications:
        decide(*one)


def paces(assessor: Assessor, engine: zen.ZenEngine, cases: Sequence[Case]) -> list[Pace]:
    """The paces over the cases, ZEN in a race of its own; all are prepared before the clock starts."""
    by_hand = hand_written.decide, [(case.application, case.on) for case in cases]
    return [
        *race("hand-written", by_hand, compiled(assessor, cases)),
        *race("hand-written beside ZEN", by_hand, graphs(engine, cases)),
    ]


def compiled(assessor: Assessor, cases: Sequence[Case]) -> dict[str, Run]:
    """What the compiled call does with the cases."""
    call = assessor.compiled("submission")
    plain = [(case.application, case.on) for case in cases]
    timed = [(case.application, "submission", noon(case)) for case in cases]
    return {
        "decided": (call.decide, plain),
        "outcome only": (call.explain, plain),
        "explained": (assessor.assess, timed),
    }


def graphs(engine: zen.ZenEngine, cases: Sequence[Case]) -> dict[str, Run]:
    """What the graphs of ZEN do with the cases, whose JSON is made here."""
    texts = [zen_graph.context(case.application, case.on) for case in cases]
    return {
        "ZEN": (engine.evaluate, [("short", text) for text in texts]),
        "ZEN, verdicts traced": (engine.evaluate, [("full", text, {"trace": True}) for text in texts]),
    }
