"""How is the room that de minimis and cumulation leave, and the cut to it, written as straight Python?"""

import functools
from collections.abc import Sequence

from bandolo.rules.aid import CumulationCut, DeMinimis, Instrument
from bandolo.rules.compile_chain import Chain
from bandolo.rules.compile_costs import sum_of
from bandolo.rules.cumulation import cumulation_room, up_to
from bandolo.rules.de_minimis import ceilings_on, regulation_on
from bandolo.rules.entities import sharing
from bandolo.rules.requirements import Effect, RequirementOutcome

Read = list[tuple[str, str]]
# Whether a regime's own room has left its aid whole, where the code stands in one.
FITS = "fits"


def _emit_room(chain: Chain, step: DeMinimis) -> str:
    """The name of the room in cents: the least that any ceiling leaves, None where facts are missing."""
    source = chain.source
    sector, year = (
        chain.names.fact(name, chain.owner(name)) for name in ("de_minimis_sector", "fiscal_year_starts")
    )
    ceilings = functools.lru_cache(maxsize=1024)(
        functools.partial(ceilings_on, chain.table, step.regulations)
    )
    spans, room = source.constant(ceilings), source.set("None", "room")
    shared = _emit_sharing(chain, step)
    is_known = f"prior is not None and {sector} is not None"
    # What is not known of one before it leaves its room unknown too.
    is_known += f" and {shared} is not None and (all_known or len({shared}.names) == 1)" if shared else ""
    is_own = f"aid.owner == {chain.entity}.name and " if chain.entity else ""
    is_own = f"aid.owner in {shared}.names and " if shared else is_own
    with (
        source.block(f"if {is_known}:"),
        source.block(f"for start, left, counts in {spans}(on, {sector}, {year}):"),
    ):
        counts = f"if {is_own}start <= aid.granted_on <= on and aid.regulation in counts:"
        with source.block("for aid in prior:"), source.block(counts):
            source.add("left -= aid.cents")
        if shared:
            under = functools.partial(regulation_on, chain.table, step.regulations)
            theirs, taken = source.fresh("sector"), source.fresh("taken")
            is_counted = f"if {source.constant(under)}(on, {theirs} or {sector}) in counts:"
            with source.block(f"for {theirs}, {taken} in {shared}.taken:"), source.block(is_counted):
                source.add(f"left -= {taken}")
        with source.block(f"if {room} is None or left < {room}:"):
            source.add(f"{room} = left if left > 0 else 0")
    return room


def _emit_sharing(chain: Chain, step: DeMinimis) -> str:
    """The name that holds with whom the one that the code stands in has one room; empty for its own."""
    if chain.entity is None or step.shared_by is None:
        return ""
    named = f"entities[1:], {chain.entity}, {step.shared_by!r}, {step.id!r}"
    return chain.source.set(f"{chain.source.constant(sharing)}({named})", "shared")


def emit_de_minimis(chain: Chain, step: DeMinimis, result: str) -> Read:
    """Leaves what the room leaves, or refuses the application where that is nothing."""
    source, room = chain.source, _emit_room(chain, step)
    before = (
        [(f"aid.{name}", source.set(f"i_{name}", "was")) for name in step.counts] if chain.explains else []
    )
    source.add(f"{result} = 0")
    with source.block(f"if {room} is None:"):
        source.add("step_known = False")
    with source.block("else:"):
        wanted = source.set(sum_of(f"i_{name}" for name in step.counts), "wanted")
        _emit_fits(chain, step, f"{wanted} <= {room}")
        refuses = f"{room} <= {wanted} - ({sum_of(f'i_{name}' for name in step.cuts)}) and {wanted} > {room}"
        refuses = f"{wanted} > {room}" if step.too_small == "refused" else refuses
        with source.block(f"if {refuses}:"):
            source.add(" = ".join(f"i_{name}" for name in step.cuts) + " = 0")
            _emit_refusal(chain, step)
        with source.block("else:"):
            emit_cut(chain, step.counts, step.cuts, room)
        source.add(f"{result} = {sum_of(f'i_{name}' for name in step.counts)}")
    return [*before, ("room", room)]


def _emit_refusal(chain: Chain, step: DeMinimis) -> None:
    """Without room the application is not admissible; one of a group goes without aid, and that is told."""
    source = chain.source
    effect: Effect = "flagged" if chain.entity else "not_admissible"
    failure = source.constant(RequirementOutcome(step, verdict=False, effect=effect))
    if not chain.entity:
        source.add("failed = True")
    if chain.explains:
        with source.block(f"if {failure} not in refusals:"):
            source.add(f"refusals.append({failure})")


def emit_cumulation(chain: Chain, step: CumulationCut, result: str, measured: tuple[str, Read]) -> Read:
    """Leaves what the room leaves; `measured` is the expression of the costs, and their parts by name."""
    source, (expression, read) = chain.source, measured
    room = source.set("None", "room")
    with source.block("if others is not None:"):
        rule = source.constant(chain.cumulation and up_to(chain.cumulation, step.up_to))
        own = f"[aid for aid in others if aid.owner == {chain.entity}.name]" if chain.entity else "others"
        source.add(f"{room} = {source.constant(cumulation_room)}({rule}, {expression}, {own}).room")
    with source.block(f"if {room} is None:"):
        source.add("step_known = False")
    with source.block("else:"):
        _emit_fits(chain, step, f"{sum_of(f'i_{name}' for name in step.on)} <= {room}")
        emit_cut(chain, step.on, step.on, room)
    source.add(f"{result} = {sum_of(f'i_{name}' for name in step.on)}")
    return [*read, ("room", room)]


def _emit_fits(chain: Chain, step: DeMinimis | CumulationCut, holds: str) -> None:
    """A regime can give way where its own room cuts the aid."""
    if step.regime is not None:
        chain.source.add(f"{FITS} = {FITS} and {holds}")


def emit_cut(chain: Chain, counts: Sequence[Instrument], cuts: Sequence[Instrument], most: str) -> None:
    """Takes what is over from the last instrument named to the first, none below zero."""
    source = chain.source
    if len(counts) == 1:
        with source.block(f"if i_{counts[0]} > {most}:"):
            source.add(f"i_{counts[0]} = {most}")
        return
    over = source.set(f"{sum_of(f'i_{name}' for name in counts)} - {most}", "over")
    with source.block(f"if {over} > 0:"):
        for name in reversed(cuts):
            source.add(f"cut = i_{name} if i_{name} < {over} else {over}")
            source.add(f"i_{name} -= cut")
            source.add(f"{over} -= cut")
