"""Is every amount that a condition names there when the condition is asked?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import get_args

from bandolo.rules.aid import INSTRUMENTS, AnyAidStep, Share
from bandolo.rules.build import Path
from bandolo.rules.call import Call
from bandolo.rules.conditions import STEP, AmountValue, Condition, Constant, FactValue, operands, tests_of
from bandolo.rules.costs import Limit
from bandolo.rules.criteria import conditions_of
from bandolo.rules.lint_entities import entity_amount_faults, unknown
from bandolo.rules.score import PREFIX, score_names
from bandolo.rules.tables import Table

Fault = tuple[Path, str]
BEFORE_REPORT = ("submission", "review", "award")
APPROVED = ("approved.grant", "approved.premium", "approved.loan")
Asked = tuple[Path, Condition, set[str], Iterable[str]]


def amount_names(call: Call) -> set[str]:
    """The named amounts of a call that a condition can compare."""
    nodes = [node.id for node in (*call.lines, *call.groups)]
    stages = {f"{stage}.{node}" for stage in ("claimed", "admitted", "approved") for node in nodes}
    paid = {*APPROVED, *(f"approved.{regime.id}" for regime in call.regimes)}
    steps = {rule.id for rule in (*call.regimes, *call.aid)}
    return stages | paid | steps | {f"aid.{name}" for name in (*INSTRUMENTS, "total")}


def point_names(call: Call) -> set[str]:
    """The points of a call that a condition can compare, once the costs and the aid are worked out."""
    names = score_names(call.score, call.criteria) if call.score is not None else ()
    return {f"{PREFIX}{name}" for name in names}


def amount_faults(call: Call) -> Iterator[Fault]:
    """A fault for every amount that a condition names and that is not there when the condition is asked."""
    steps = {step.id: step for step in call.aid}
    before = amount_names(call) - steps.keys() - {"aid.total"} - {regime.id for regime in call.regimes}
    every = amount_names(call) | point_names(call)
    for path, condition, known, moments in _conditions(call, every, before):
        names = [one.amount for one in operands(condition) if isinstance(one, AmountValue)]
        yield from unknown(path, "amount", names, known)
        yield from absent_faults(path, names, moments, steps)
        yield from entity_amount_faults(call, path, condition, known)
        yield from absent_faults(path, _own_steps(condition), moments, steps)
        yield from unknown(path, "cost line", _line_names(condition), [line.id for line in call.lines])


def _own_steps(condition: Condition) -> list[str]:
    """The steps of which a condition names what they came to for one entity."""
    named = (getattr(one, "fact", "") for one in operands(condition))
    return [name.removeprefix(STEP) for name in named if name.startswith(STEP)]


def _line_names(condition: Condition) -> Iterator[str]:
    """The cost lines that a condition compares the line of a record with."""
    for test, _ in tests_of(condition, positive=True):
        if isinstance(test.left, FactValue) and test.left.fact == "line" and isinstance(test.right, Constant):
            value = test.right.value
            yield from value if isinstance(value, frozenset) else (str(value),)


def _conditions(call: Call, every: set[str], before: set[str]) -> Iterator[Asked]:
    """The conditions of a call, with the amounts that they can name and the moments they are asked at."""
    for at, rule in enumerate(call.requirements):
        yield ("requirement", at, "holds"), rule.holds, every, rule.failing
        if rule.where is not None:
            yield ("requirement", at, "where"), rule.where, every, rule.failing
    for at, document in enumerate(call.documents):
        if document.when is not None:
            yield ("document", at, "when"), document.when, every, document.at
    for at, ground in enumerate(call.grounds):
        yield ("ground", at, "when"), ground.when, every, ground.moments
    for at, criterion in enumerate(call.criteria):
        for path, condition in conditions_of(criterion):
            yield ("criterion", at, *path), condition, every, ("award",)
    for at, step in enumerate(call.report_steps):
        yield ("report_step", at, "complete"), step.complete, every, ("reporting",)
    yield from _conditions_after_award(call, every)
    yield from _conditions_of_amounts(call, {name for name in every if name.startswith("approved.")}, before)


def _conditions_after_award(call: Call, every: set[str]) -> Iterator[Asked]:
    """Those of what is worked out apart from the assessment, on the amounts that it left."""
    for key, listed, moment in (
        ("guarantee", call.guarantees, "award"),
        ("instrument_ceiling", call.instrument_ceilings, "award"),
        ("reduction", call.reductions, "reporting"),
        ("stage", call.stages, "payment"),
        ("keeping", call.keeping, "payment"),
    ):
        for at, rule in enumerate(listed):
            for path, condition in _conditions_within(rule, (key, at)):
                yield path, condition, every, (moment,)
    for path, condition in _conditions_within(call.leaving, ("leaving",)):
        yield path, condition, every, ("payment",)
    for path, condition in _conditions_within(call.reference_rates, ("reference_rates",)):
        yield path, condition, every, ("award",)


def _conditions_within(value: object, path: Path) -> Iterator[tuple[Path, Condition]]:
    """The conditions of a rule at any depth, and the rows of its tables, with their places."""
    if isinstance(value, get_args(Condition)):
        yield path, value
    elif isinstance(value, Table):
        yield from ((path, row.when) for row in value.rows)
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _conditions_within(one, (*path, at))
    elif is_dataclass(value):
        for one in fields(value):
            yield from _conditions_within(getattr(value, one.name), (*path, one.name))


def _conditions_of_amounts(call: Call, approved: set[str], before: set[str]) -> Iterator[Asked]:
    """Those of the chain itself, each of which knows what comes before it.

    Items are admitted and limits apply before any amount is computed, so they know those of the award
    alone; a step of the aid knows the costs and the steps before it.
    """
    for at, admission in enumerate(call.admissions):
        yield ("admission", at, "holds"), admission.holds, approved, admission.at
    for at, limit in enumerate(call.limits):
        for key, condition in _own_conditions(limit, ("cap", "share")):
            yield ("limit", at, *key), condition, approved, limit.at
    chosen = False
    for at, aid in enumerate(call.aid):
        if aid.regime is not None and not chosen:
            chosen = True
            yield from _conditions_of_regimes(call, before)
        elif aid.regime is None and chosen:
            before = before | {regime.id for regime in call.regimes}
        for key, condition in _own_conditions(aid, ("share", "amount", "at_most")):
            yield ("aid", at, *key), condition, before, aid.at
        for number, points in enumerate(aid.points if isinstance(aid, Share) else ()):
            yield ("aid", at, "points", number, "when"), points.when, before, aid.at
        before = before | {aid.id}


def _conditions_of_regimes(call: Call, before: set[str]) -> Iterator[Asked]:
    """When each regime can be; from the report on the award tells."""
    for at, regime in enumerate(call.regimes):
        if regime.when is not None:
            yield ("regime", at, "when"), regime.when, before, BEFORE_REPORT


def _own_conditions(rule: Limit | AnyAidStep, keys: Iterable[str]) -> Iterator[tuple[Path, Condition]]:
    """When a rule applies, and the rows of its tables."""
    if rule.when is not None:
        yield ("when",), rule.when
    for key in keys:
        table = getattr(rule, key, None)
        if isinstance(table, Table):
            yield from (((key,), row.when) for row in table.rows)


def absent_faults(
    path: Path, names: Iterable[str], moments: Iterable[str], steps: Mapping[str, AnyAidStep]
) -> Iterator[Fault]:
    """A step that does not run at a moment has no amount then."""
    for name in names:
        absent = [moment for moment in moments if name in steps and moment not in steps[name].at]
        if absent:
            yield path, f'the step "{name}" has no amount at {", ".join(absent)}'
