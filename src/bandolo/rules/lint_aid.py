"""Do the steps of the aid stand on what is there, and can nobody get less for spending more?"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from bandolo.rules.aid import INSTRUMENTS, AnyAidStep, Ceiling, CumulationCut, DeMinimis, Share
from bandolo.rules.build import Path, unknown_word
from bandolo.rules.call import Call
from bandolo.rules.conditions import AmountValue, Condition, Constant, FactValue, operands, tests_of
from bandolo.rules.costs import Base
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.tables import rates_in

Fault = tuple[Path, str]
_APPROVED = ("approved.grant", "approved.premium", "approved.loan")


def aid_faults(call: Call, table: DeMinimisTable) -> Iterator[Fault]:
    """Every contradiction in the steps of the aid."""
    steps = {step.id: step for step in call.aid}
    earlier = {f"aid.{name}" for name in INSTRUMENTS} | set(_APPROVED)
    for at, step in enumerate(call.aid):
        path: Path = ("aid", at)
        base = getattr(step, "base", None)
        if isinstance(base, Base) and base.value is not None:
            place = (*path, "base", "value")
            yield from unknown(place, "earlier amount", [base.value], earlier)
            yield from _absent_faults(place, [base.value], step.at, steps)
        earlier.add(step.id)
        if step.when is not None:
            is_ceiling = isinstance(step, Ceiling | DeMinimis | CumulationCut)
            yield from _falling_faults((*path, "when"), step.when, is_ceiling=is_ceiling)
        yield from _step_faults(call, table, path, step)
    yield from _rate_faults(call)


def _absent_faults(
    path: Path, names: Iterable[str], moments: Iterable[str], steps: Mapping[str, AnyAidStep]
) -> Iterator[Fault]:
    """A step that does not run at a moment has no amount then."""
    for name in names:
        absent = [moment for moment in moments if name in steps and moment not in steps[name].at]
        if absent:
            yield path, f'the step "{name}" has no amount at {", ".join(absent)}'


def _step_faults(call: Call, table: DeMinimisTable, path: Path, step: AnyAidStep) -> Iterator[Fault]:
    if isinstance(step, DeMinimis):
        known = {regulation.id for regulation in table.regulations}
        yield from unknown((*path, "regulations"), "de minimis regulation", step.regulations, known)
        strange = [name for name in step.cuts if name not in step.counts]
        yield from (((*path, "cuts"), f'"{name}" is cut but does not count') for name in strange)
    if isinstance(step, Ceiling) and (
        (step.amount is None) == (step.base is None) or (step.share is not None and step.base is None)
    ):
        yield path, "a ceiling has either an amount or a base (with its share), not both and not neither"
    if step.kind == "cumulation" and call.cumulation is None:
        yield path, "a cut by cumulation needs the rule [cumulation]"


def _rate_faults(call: Call) -> Iterator[Fault]:
    """Aid is a part of what it aids: the rates on one base never come to more than the whole."""
    shares: dict[tuple[object, ...], Fraction] = {}
    for at, step in enumerate(call.aid):
        if not isinstance(step, Share):
            continue
        rate = step.share if isinstance(step.share, Fraction) else max(rates_in(step.share))
        key = (step.base.of, step.base.stage, step.base.value, step.when, step.at)
        shares[key] = shares.get(key, Fraction(0)) + rate
        if shares[key] > 1:
            yield ("aid", at, "share"), "the aid rates on one base come to over 100%"


def _falling_faults(path: Path, condition: Condition, *, is_ceiling: bool) -> Iterator[Fault]:
    """Aid that applies only below an amount falls as costs rise; a cut only above one does too."""
    for test, is_positive in tests_of(condition, positive=True):
        sides = (isinstance(test.left, AmountValue), isinstance(test.right, AmountValue))
        if not any(sides):
            continue
        rises = test.operator in ("at_least", "above")
        # Two amounts can both rise with the costs, in whatever proportion: nothing is sure then.
        if all(sides) or test.operator == "is" or (rises == is_positive) == is_ceiling:
            yield path, "the aid would fall as costs rise: nobody may get less for spending more"


def unknown(path: Path, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    """A fault for every name that is not among the known."""
    listed = frozenset(known)
    for name in names:
        if name not in listed:
            yield path, unknown_word(what, name, listed)


def amount_names(call: Call) -> set[str]:
    """The named amounts of a call that a condition can compare."""
    nodes = [node.id for node in (*call.lines, *call.groups)]
    stages = {f"{stage}.{node}" for stage in ("claimed", "admitted", "approved") for node in nodes}
    paid = set(_APPROVED)
    return (
        stages | paid | {f"aid.{name}" for name in (*INSTRUMENTS, "total")} | {step.id for step in call.aid}
    )


def amount_faults(call: Call) -> Iterator[Fault]:
    """A fault for every amount that a condition names and that is not there when the condition is asked."""
    steps = {step.id: step for step in call.aid}
    every = amount_names(call)
    before = every - steps.keys() - {"aid.total"}
    for path, condition, known, moments in _conditions(call, every, before):
        names = [one.amount for one in operands(condition) if isinstance(one, AmountValue)]
        yield from unknown(path, "amount", names, known)
        yield from _absent_faults(path, names, moments, steps)
        yield from unknown(path, "cost line", _line_names(condition), [line.id for line in call.lines])


def _line_names(condition: Condition) -> Iterator[str]:
    """The cost lines that a condition compares the line of a record with."""
    for test, _ in tests_of(condition, positive=True):
        if isinstance(test.left, FactValue) and test.left.fact == "line" and isinstance(test.right, Constant):
            value = test.right.value
            yield from value if isinstance(value, frozenset) else (str(value),)


def _conditions(
    call: Call, every: set[str], before: set[str]
) -> Iterator[tuple[Path, Condition, set[str], Iterable[str]]]:
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
    for at, step in enumerate(call.report_steps):
        yield ("report_step", at, "complete"), step.complete, every, ("reporting",)
    # Items are admitted and limits apply before any amount is computed; those of the award are known.
    approved = {name for name in every if name.startswith("approved.")}
    for at, admission in enumerate(call.admissions):
        yield ("admission", at, "holds"), admission.holds, approved, admission.at
    for at, limit in enumerate(call.limits):
        if limit.when is not None:
            yield ("limit", at, "when"), limit.when, approved, limit.at
    for at, aid in enumerate(call.aid):
        if aid.when is not None:
            yield ("aid", at, "when"), aid.when, before, aid.at
        before = before | {aid.id}
