"""How much time does each contender take for one application, and how many times the hand-written function?

All run in turns over the same applications, so that whatever else the machine does falls on all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import truediv
from statistics import median
from time import perf_counter_ns
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
    """The median time of one application in microseconds, and its median ratio to the first contender."""

    contender: str
    micros: float
    ratio: float


def race(runs: Mapping[str, Run]) -> list[Pace]:
    """The pace of each contender over its applications; the first is the measure."""
    times: dict[str, list[int]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, (decide, applications) in runs.items():
            # Once off the clock: nobody is to pay for what the one before has thrown out of the caches.
            _run(decide, applications)
            start = perf_counter_ns()
            _run(decide, applications)
            times[name].append((perf_counter_ns() - start) // len(applications))
    measure = next(iter(times.values()))
    return [
        Pace(name, median(spent) / 1000, median(map(truediv, spent, measure)))
        for name, spent in times.items()
    ]


def _run(decide: Callable[..., object], applications: Sequence[tuple[Any, ...]]) -> None:
    for one in applications:
        decide(*one)


def contenders(assessor: Assessor, engine: zen.ZenEngine, cases: Sequence[Case]) -> dict[str, Run]:
    """What each contender does with the cases; nothing is prepared on the clock but what it needs itself."""
    call = assessor.compiled("submission")
    plain = [(case.application, case.on) for case in cases]
    timed = [(case.application, "submission", noon(case)) for case in cases]
    texts = [zen_graph.context(case.application, case.on) for case in cases]
    return {
        "hand-written": (hand_written.decide, plain),
        "decided": (call.decide, plain),
        "outcome only": (call.explain, plain),
        "explained": (assessor.assess, timed),
        "ZEN": (engine.evaluate, [("short", text) for text in texts]),
        "ZEN, verdicts traced": (engine.evaluate, [("full", text, {"trace": True}) for text in texts]),
    }
