"""Do the steps of the aid stand on what is there, and can nobody get less for spending more?"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from bandolo.rules.aid import INSTRUMENTS, AnyAidStep, Ceiling, CumulationCut, DeMinimis, Part, Share
from bandolo.rules.build import Path
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.conditions import All, Comparison, Condition, Constant, is_amount, tests_of
from bandolo.rules.costs import Base, Tree
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.facts import Fact
from bandolo.rules.lint_amounts import APPROVED, absent_faults
from bandolo.rules.lint_entities import unknown
from bandolo.rules.reachable import can_hold
from bandolo.rules.rule import MOMENTS
from bandolo.rules.tables import Row, Table, rates_in

Fault = tuple[Path, str]
# Of more steps on one base nobody waits to know which exclude one another.
MOST_TOGETHER = 8


def aid_faults(call: Call, table: DeMinimisTable) -> Iterator[Fault]:
    """Every contradiction in the steps of the aid."""
    steps = {step.id: step for step in call.aid}
    earlier = {f"aid.{name}" for name in INSTRUMENTS} | set(APPROVED)
    regimes = {regime.id for regime in call.regimes}
    last = max((at for at, step in enumerate(call.aid) if step.regime is not None), default=-1)
    for at, step in enumerate(call.aid):
        path: Path = ("aid", at)
        earlier |= regimes if at > last else set()
        base = getattr(step, "base", None)
        if isinstance(base, Base) and base.value is not None:
            place = (*path, "base", "value")
            yield from unknown(place, "earlier amount", [base.value], earlier)
            yield from absent_faults(place, [base.value], step.at, steps)
        earlier.add(step.id)
        if step.when is not None:
            is_ceiling = isinstance(step, Ceiling | DeMinimis | CumulationCut)
            yield from _falling_faults((*path, "when"), step.when, is_ceiling=is_ceiling)
        yield from _step_faults(call, table, path, step)
        for key in ("share", "amount", "at_most"):
            yield from _table_faults((*path, key), getattr(step, key, None))
    yield from _rate_faults(call)
    yield from _regime_faults(call)


def _regime_faults(call: Call) -> Iterator[Fault]:
    """Regimes that never are, that nothing is granted under, or that could give way to nothing."""
    facts, kind = {fact.id: fact for fact in call.facts}, dividing_kind(call)
    of_regimes = [at for at, step in enumerate(call.aid) if step.regime is not None]
    known = {regime.id: regime for regime in call.regimes}
    for before, at in pairwise(of_regimes):
        if at != before + 1:
            yield ("aid", at), "the steps of all regimes stand together, one after the other"
    for at in of_regimes:
        step = call.aid[at]
        yield from unknown(("aid", at, "regime"), "regime", [step.regime or ""], known)
        if step.regime in known and known[step.regime].each != step.each:
            yield ("aid", at, "each"), f'the regime "{step.regime}" and its steps are of the same: each'
    for at, regime in enumerate(call.regimes):
        path, steps = ("regime", at), [step for step in call.aid if step.regime == regime.id]
        if not steps:
            yield path, f'no aid is granted under it: its steps say regime = "{regime.id}"'
        if kind is not None and regime.each is None:
            yield path, f'amounts divide between each {kind.id}, so do regimes: each = "{kind.id}"'
        if regime.since is not None and regime.until is not None and regime.until < regime.since:
            yield (*path, "until"), "ends before it starts"
        if regime.when is not None and not can_hold(regime.when, facts):
            yield (*path, "when"), "can never hold, whatever the facts are"
        yield from _gives_way_faults(call, at, steps)


def _gives_way_faults(call: Call, at: int, steps: Sequence[AnyAidStep]) -> Iterator[Fault]:
    if call.regimes[at].gives_way is None:
        return
    if at == len(call.regimes) - 1:
        yield ("regime", at, "gives_way"), "no regime comes after it: leave it out"
    if not any(isinstance(step, DeMinimis | CumulationCut) for step in steps):
        yield (
            ("regime", at, "gives_way"),
            "no room cuts its aid: let a step de_minimis or cumulation say its regime",
        )


def _step_faults(call: Call, table: DeMinimisTable, path: Path, step: AnyAidStep) -> Iterator[Fault]:
    if isinstance(step, DeMinimis):
        known = {regulation.id for regulation in table.regulations if regulation.sectors}
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
    """Aid is a part of what it aids: at no moment do the rates on the same costs come to more than the whole.

    Rates under conditions add up too, unless no facts make both conditions hold; a ceiling that keeps the sum
    within a share of costs makes up for it.
    """
    tree = Tree(call.lines, call.groups)
    bases = {step.id: step.base for step in call.aid if isinstance(step, Part)}
    together: dict[tuple[int, ...], None] = {}
    for at, step in enumerate(call.aid):
        if isinstance(step, Share):
            yield from _share_faults(("aid", at), step)
    for moment in MOMENTS:
        if any(isinstance(one, Ceiling) and one.share is not None and moment in one.at for one in call.aid):
            continue
        rated: dict[str, tuple[int, ...]] = {}
        for at, step in enumerate(call.aid):
            if not isinstance(step, Share) or moment not in step.at:
                continue
            base = bases.get(step.base.value or "", step.base)
            for leaf in {leaf for node in base.of if node in tree.order for leaf in tree.leaves(node)}:
                rated[leaf] = (*rated.get(leaf, ()), at)
        together |= dict.fromkeys(rated.values())
    facts = {fact.id: fact for fact in call.facts}
    for places in together:
        steps = [step for step in map(call.aid.__getitem__, places) if isinstance(step, Share)]
        if _highest_sum(steps, facts) > 1:
            yield ("aid", places[-1], "share"), "the aid rates on one base come to over 100%"
            return


def _highest_sum(steps: Sequence[Share], facts: Mapping[str, Fact]) -> Fraction:
    """The most that the rates of steps come to where all of them apply that can apply at once."""
    plain = sum((_highest_rate(step) for step in steps), Fraction(0))
    if plain <= 1 or len(steps) > MOST_TOGETHER:
        return plain
    apart = {
        pair
        for pair in combinations(range(len(steps)), 2)
        if _are_apart(steps[pair[0]], steps[pair[1]], facts)
    }
    return max(
        sum((_highest_rate(steps[at]) for at in chosen), Fraction(0))
        for count in range(1, len(steps) + 1)
        for chosen in combinations(range(len(steps)), count)
        if apart.isdisjoint(combinations(chosen, 2))
    )


def _are_apart(one: Share, other: Share, facts: Mapping[str, Fact]) -> bool:
    """Whether two steps never apply at once: under two regimes, or where never both conditions hold."""
    if one.regime is not None and other.regime not in (None, one.regime):
        return True
    return not can_hold(All((one.when or All(()), other.when or All(()))), facts)


def _highest_rate(step: Share) -> Fraction:
    rates = [one.share for one in step.slices]
    if isinstance(step.share, Fraction):
        rates.append(step.share)
    elif step.share is not None:
        rates += rates_in(step.share)
    most = max(rates, default=Fraction(0)) + sum((points.add for points in step.points), Fraction(0))
    return most if step.share_up_to is None else min(most, step.share_up_to)


def _share_faults(path: Path, step: Share) -> Iterator[Fault]:
    if (step.share is None) == (not step.slices):
        yield path, "a share has either a rate or slices with a rate each"
    if step.slices and step.points:
        yield (*path, "points"), "points are added to one rate; slices have several"
    if step.share_up_to is not None and not step.points:
        yield (*path, "share_up_to"), "without points there is nothing to bound"
    edges = [one.up_to for one in step.slices]
    inner = [edge for edge in edges[:-1] if edge is not None]
    if step.slices and (None in edges[:-1] or edges[-1] is not None or inner != sorted(set(inner))):
        yield (*path, "slices"), "slices rise, each with its up_to but the last, which has none"
    for at, points in enumerate(step.points):
        yield from _falling_faults((*path, "points", at, "when"), points.when, is_ceiling=False)


def _table_faults(path: Path, table: object) -> Iterator[Fault]:
    """Of two rows that differ in one amount alone, the one for more never gives less."""
    rows = table.rows if isinstance(table, Table) else ()
    for one in rows:
        for other in rows:
            floors = [(_floor(row), _elsewhere(row)) for row in (one, other)]
            if floors[0][1] == floors[1][1] and floors[0][0] < floors[1][0] and one.gives > other.gives:
                yield path, "the table gives less for more: nobody may get less for spending more"
                return


def _floor(row: Row) -> int:
    """From which amount a row applies, in cents; zero where its columns name none."""
    floors = [
        test.right.value
        for test, _ in tests_of(row.when, positive=True)
        if is_amount(test.left)
        and test.operator in ("at_least", "above", "is")
        and isinstance(test.right, Constant)
    ]
    return max((one for one in floors if isinstance(one, int)), default=0)


def _elsewhere(row: Row) -> frozenset[Comparison]:
    """The columns of a row that are no amounts."""
    tests = (test for test, _ in tests_of(row.when, positive=True))
    return frozenset(test for test in tests if not is_amount(test.left))


def _falling_faults(path: Path, condition: Condition, *, is_ceiling: bool) -> Iterator[Fault]:
    """Aid that applies only below an amount falls as costs rise; a cut only above one does too."""
    for test, is_positive in tests_of(condition, positive=True):
        sides = (is_amount(test.left), is_amount(test.right))
        if not any(sides):
            continue
        rises = test.operator in ("at_least", "above")
        # Two amounts can both rise with the costs, in whatever proportion: nothing is sure then.
        if all(sides) or test.operator == "is" or (rises == is_positive) == is_ceiling:
            yield path, "the aid would fall as costs rise: nobody may get less for spending more"
