"""How are the steps of the aid written as straight Python?"""

from fractions import Fraction

from bandolo.rules.aid import (
    INSTRUMENTS,
    AnyAidStep,
    Ceiling,
    CumulationCut,
    DeMinimis,
    Fixed,
    Part,
    Share,
    Step,
    sliced,
)
from bandolo.rules.compile_chain import Chain
from bandolo.rules.compile_condition import emit_condition, emit_number
from bandolo.rules.compile_costs import guarded, needed, rounded, sum_of, table_value
from bandolo.rules.compile_entities import AMOUNTS, emit_gained, emit_shared, emit_shown
from bandolo.rules.compile_room import Read, emit_cumulation, emit_cut, emit_de_minimis
from bandolo.rules.costs import Base, measured_nodes, outside_nodes
from bandolo.rules.money import round_cents
from bandolo.rules.tables import CentsTable, Table


def emit_step(chain: Chain, step: AnyAidStep) -> None:
    """A step on the whole, whose cut falls on the entities where there are any, or one for each of them."""
    source = chain.source
    if chain.each is None:
        emit_taken(chain, step, "aid_known", source.fresh("s"))
        return
    emit_shown(source)
    source.add(f"was = ({AMOUNTS})")
    if step.each is not None:
        _emit_for_each(chain, step)
        return
    emit_taken(chain, step, "aid_known", source.fresh("s"))
    emit_shared(chain, chain.each)
    if chain.explains:
        source.add("steps[-1] = steps[-1]._replace(parts=parts)")


def _emit_for_each(chain: Chain, step: AnyAidStep) -> None:
    """One step after the other on what each has; what conditions see of the whole stands as it was before."""
    source, whole = chain.source, chain.steps
    one = source.fresh("one")
    source.add("own = [one.aid for one in entities]")
    source.add("all_known = True")
    chain.steps = {**whole, **{f"aid.{name}": f"was[{at}]" for at, name in enumerate(INSTRUMENTS)}}
    with source.block(f"for {one} in entities[1:]:"), chain.standing_in(one):
        source.add(f"{AMOUNTS} = {one}.aid")
        result = source.fresh("s")
        emit_taken(chain, step, "all_known", result)
        source.add(f"{one}.aid = ({AMOUNTS})")
        source.add(f"{one}.steps[{step.id!r}] = {result}")
    chain.steps = whole
    source.add("aid_known = aid_known and all_known")
    emit_gained(source)
    chain.steps[step.id] = source.set(f"sum([one.steps.get({step.id!r}, 0) for one in entities])", "s")


def emit_taken(chain: Chain, step: AnyAidStep, known: str, result: str) -> None:
    """The step where the code stands; leaves its `result` under that name and lowers the flag `known`."""
    source = chain.source
    verdict = None if step.when is None else emit_condition(chain.names, step.when)
    tables = [
        value
        for value in (
            getattr(step, "share", None),
            getattr(step, "amount", None),
            getattr(step, "at_most", None),
        )
        if value is not None
    ]
    needs = needed(chain, tables, getattr(step, "base", None))
    inputs, rate = source.fresh("n"), source.fresh("rate")
    if chain.entity is None:
        chain.steps[step.id] = result
    source.add(f"{result} = 0")
    # What a step lacks leaves its amount, and all that follows, provisional.
    source.add("step_known = True")
    if chain.explains:
        source.add(f"{inputs} = ()")
        source.add(f"{rate} = None")
    with guarded(source, verdict, needs, "step_known"):
        read = _emit_kind(chain, step, result)
        if chain.explains:
            named = [(label, value) for label, value in read if label != _RATE]
            source.add(f"{inputs} = ({''.join(f'({label!r}, {value}), ' for label, value in named)})")
            if share := dict(read).get(_RATE):
                source.add(f"{rate} = {share}")
    source.add(f"{known} = {known} and step_known")
    if chain.explains:
        applies = "True if step_known else None"
        applies = applies if verdict is None else f"False if {verdict} is False else {applies}"
        entity = f"{chain.entity}.name" if chain.entity else "None"
        record = source.record(Step, source.constant(step), inputs, result, applies, rate, entity, "()")
        source.add(f"steps.append({record})")


# Marks the rate among what a step read; no id can have a space.
_RATE = "the rate"


def _emit_kind(chain: Chain, step: AnyAidStep, result: str) -> Read:
    match step:
        case Part():
            return _emit_part(chain, step, result)
        case Share():
            return _emit_share(chain, step, result)
        case Fixed():
            return _emit_fixed(chain, step, result)
        case Ceiling():
            return _emit_ceiling(chain, step, result)
        case DeMinimis():
            return emit_de_minimis(chain, step, result)
        case CumulationCut():
            return emit_cumulation(chain, step, result, _base(chain, step.base))


def _base(chain: Chain, base: Base) -> tuple[str, Read]:
    """The expression of a base, and its parts by name for the explanation."""
    with chain.measuring(base):
        return _base_there(chain, base)


def _base_there(chain: Chain, base: Base) -> tuple[str, Read]:
    if base.value is not None:
        is_approved = base.value.startswith("approved.")
        name = chain.approved(base.value) if is_approved else chain.value(base.value)
        return name, [(base.value, name)]
    nodes = base.of
    if base.stage != "admitted":
        nodes = outside_nodes(chain.tree, base)
    elif base.flat_rates == "without":
        nodes = measured_nodes(chain.tree, base, chain.limited)
    of = {"claimed": chain.claimed, "admitted": chain.admitted}
    names = [
        chain.approved(f"approved.{node}") if base.stage == "approved" else of[base.stage](node)
        for node in nodes
    ]
    return sum_of(names), [(f"{base.stage}.{node}", name) for node, name in zip(nodes, names, strict=True)]


def _amount(chain: Chain, amount: int | CentsTable) -> str:
    return table_value(chain, amount) if isinstance(amount, Table) else str(amount)


def _emit_part(chain: Chain, step: Part, result: str) -> Read:
    expression, read = _base(chain, step.base)
    if step.share is not None:
        expression = rounded(step.share, expression, "half_up", chain)
        read += [(_RATE, table_value(chain, step.share))] if isinstance(step.share, Table) else []
    chain.source.add(f"{result} = {expression}")
    if step.at_most is not None:
        most = chain.source.set(_amount(chain, step.at_most), "most")
        with chain.source.block(f"if {result} > {most}:"):
            chain.source.add(f"{result} = {most}")
        read.append(("at_most", most))
    return read


def _emit_share(chain: Chain, step: Share, result: str) -> Read:
    source = chain.source
    expression, read = _base(chain, step.base)
    if step.slices:
        slices = source.constant(step.slices)
        source.add(f"{result} = {source.constant(sliced)}({slices}, {expression}, {step.round!r})")
    elif step.points:
        rate = _emit_points(chain, step)
        source.add(f"{result} = {source.constant(round_cents)}({rate} * ({expression}), {step.round!r})")
        read.append((_RATE, rate))
    elif step.share is not None:
        source.add(f"{result} = {rounded(step.share, expression, step.round, chain)}")
        if isinstance(step.share, Table):
            read.append((_RATE, table_value(chain, step.share)))
    source.add(f"i_{step.instrument} += {result}")
    return read


def _emit_points(chain: Chain, step: Share) -> str:
    """The name that holds the share with the points gained; a point not decided is not given yet."""
    source = chain.source
    start = table_value(chain, step.share) if isinstance(step.share, Table) else source.constant(step.share)
    rate = source.set(start, "rate")
    for points in step.points:
        verdict = emit_condition(chain.names, points.when)
        with source.block(f"if {verdict}:"):
            source.add(f"{rate} += {source.constant(points.add)}")
        with source.block(f"elif {verdict} is None:"):
            source.add("step_known = False")
    if step.share_up_to is not None:
        source.add(f"{rate} = min({rate}, {source.constant(step.share_up_to)})")
    return rate


def _emit_fixed(chain: Chain, step: Fixed, result: str) -> Read:
    source = chain.source
    source.add(f"{result} = {_amount(chain, step.amount)}")
    if step.times is not None:
        times = emit_number(chain.names, step.times)
        with source.block(f"if {times} is None:"):
            source.add("step_known = False")
        most = f"min({times} or 0, {step.up_to_times})" if step.up_to_times is not None else f"({times} or 0)"
        product = f"{source.constant(Fraction)}({most}) * {result}"
        source.add(f"{result} = {source.constant(round_cents)}({product}, {step.round!r})")
    source.add(f"i_{step.instrument} += {result}")
    return []


def _emit_ceiling(chain: Chain, step: Ceiling, result: str) -> Read:
    source, read = chain.source, [(f"aid.{name}", f"i_{name}") for name in step.on]
    before = [(label, source.set(name, "was")) for label, name in read] if chain.explains else []
    more: Read = []
    if step.amount is not None:
        most = source.set(_amount(chain, step.amount), "most")
    elif step.base is not None:
        expression, more = _base(chain, step.base)
        most = source.set(rounded(step.share or Fraction(1), expression, step.round), "most")
    else:
        raise ValueError(f"ceiling {step.id} has neither an amount nor a base")
    emit_cut(chain, step.on, step.on, most)
    source.add(f"{result} = {sum_of(f'i_{name}' for name in step.on)}")
    return [*before, *more, ("at_most", most)]
