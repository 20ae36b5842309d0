"""How are the steps of the aid in their order, and the choice between regimes, written as straight Python?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bandolo.rules.aid import INSTRUMENTS, PAID, Aid, AnyAidStep
from bandolo.rules.compile_aid import emit_step, emit_taken
from bandolo.rules.compile_chain import Chain
from bandolo.rules.compile_condition import emit_condition
from bandolo.rules.compile_costs import sum_of
from bandolo.rules.compile_entities import AMOUNTS, emit_gained, emit_shown
from bandolo.rules.compile_room import FITS
from bandolo.rules.entities import show_aid
from bandolo.rules.regimes import AS_AWARDED, Regime, Tried, idle_steps, is_in_force, regime_outcomes
from bandolo.rules.rule import Moment


@dataclass(frozen=True, slots=True)
class Choice:
    """Regimes with the steps of all of them, in the order of the file, and when they are looked at."""

    regimes: tuple[Regime, ...]
    steps: tuple[AnyAidStep, ...]
    moment: Moment


@dataclass(frozen=True, slots=True)
class Results:
    """The names that hold what each regime and step comes to, and all that a regime changes, as a list."""

    names: Mapping[str, str]
    state: str


def emit_aid(chain: Chain, steps: Sequence[AnyAidStep], regimes: Sequence[Regime], moment: Moment) -> None:
    """Leaves i_INSTRUMENT and `total`; where it explains, lists `steps` and `regimes`, the `Aid` record."""
    source = chain.source
    source.add("aid_known = costs_known")
    source.add(" = ".join(f"i_{name}" for name in INSTRUMENTS) + " = 0")
    if chain.explains:
        source.add("steps = []")
        source.add("regimes = ()")
    chain.steps.update({f"aid.{name}": f"i_{name}" for name in INSTRUMENTS})
    # The steps of all regimes stand together: one choice between them.
    for of_regimes, together in groupby(steps, lambda step: step.regime is not None):
        if of_regimes:
            _emit_regimes(chain, Choice(tuple(regimes), tuple(together), moment))
        else:
            for step in together:
                emit_step(chain, step)
    if chain.each is not None:
        emit_shown(source)
    source.add(f"total = {sum_of(f'i_{name}' for name in PAID)}")
    with source.block("if not aid_known:"):
        source.add("unknown = True")
    chain.steps["aid.total"] = "total"
    if chain.explains:
        source.add(f"aid = {source.record(Aid, *(f'i_{name}' for name in INSTRUMENTS), 'total')}")


def _emit_regimes(chain: Chain, choice: Choice) -> None:
    """One choice for the whole, or one for each of those that amounts divide between."""
    source, whole = chain.source, chain.steps
    if chain.each is None:
        chain.steps = {**whole, **_emit_choice(chain, choice, "aid_known")}
        return
    one = source.fresh("one")
    emit_shown(source)
    source.add(f"was = ({AMOUNTS})")
    source.add("own = [one.aid for one in entities]")
    source.add("all_known = aid_known")
    chain.steps = {**whole, **{f"aid.{name}": f"was[{at}]" for at, name in enumerate(INSTRUMENTS)}}
    with source.block(f"for {one} in entities[1:]:"), chain.standing_in(one):
        source.add(f"{AMOUNTS} = {one}.aid")
        source.add("sure = aid_known")
        results = _emit_choice(chain, choice, "sure")
        source.add(f"{one}.aid = ({AMOUNTS})")
        source.add(f"{one}.steps |= {_written(results)}")
        source.add("all_known = all_known and sure")
    source.add("aid_known = all_known")
    emit_gained(source)
    sums = {name: f"sum([one.steps.get({name!r}, 0) for one in entities])" for name in results}
    chain.steps = {**whole, **{name: source.set(added, "s") for name, added in sums.items()}}


def _written(results: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{name!r}: {result}' for name, result in results.items())}}}"


def _emit_choice(chain: Chain, choice: Choice, known: str) -> Mapping[str, str]:
    """Tries the regimes from the same amounts; returns the names of what each regime and step comes to.

    A regime is kept where none was before, or where the one kept gives way to it. What is not known yet
    ends the search and lowers the flag `known`: all of it is provisional then.
    """
    source = chain.source
    results = {one.id: source.fresh("s") for one in (*choice.regimes, *choice.steps)}
    state = ", ".join((AMOUNTS, "failed", *results.values()))
    source.add(f"base = kept = ({AMOUNTS}, failed{', 0' * len(results)})")
    source.add("taken = ways = None")
    source.add("worth = 0")
    source.add("settled = False")
    if chain.explains:
        source.add("tried, ran, refused_kept = [], (), []")
        source.add("outset, refused_before = len(steps), len(refusals)")
    for regime in choice.regimes:
        with source.block("if not settled:"):
            source.add(f"{state} = base")
            _emit_tried(chain, choice, regime, known, Results(results, state))
    source.add(f"{state} = kept")
    if chain.explains:
        entity = f"{chain.entity}.name" if chain.entity else "None"
        rules, steps = source.constant(choice.regimes), source.constant(choice.steps)
        outcomes = f"{source.constant(regime_outcomes)}({rules}, tried, taken, {entity}, {choice.moment!r})"
        source.add("refusals += refused_kept")
        source.add(f"steps += {source.constant(idle_steps)}({steps}, ran, {entity})")
        source.add(f"regimes += {outcomes}")
    return results


def _emit_tried(chain: Chain, choice: Choice, regime: Regime, known: str, results: Results) -> None:
    """One regime where it can be, and whether it is kept."""
    source, worth = chain.source, results.names[regime.id]
    holds = source.set(_holds(chain, choice, regime), "holds")
    source.add(f"{FITS} = True")
    with source.block(f"if {holds} is None:"):
        source.add(f"{known} = False")
    with source.block(f"elif {holds}:"):
        for step in choice.steps:
            if step.regime == regime.id:
                emit_taken(chain, step, known, results.names[step.id])
                _emit_seen(chain, known, step.id, results)
        source.add(f"{worth} = {sum_of(f'i_{name}' for name in INSTRUMENTS)}")
        is_more = f"{worth} > (worth if ways == 'to_more' else 0)"
        with source.block(f"if taken is None or {known} and {is_more}:"):
            source.add(f"kept, worth = ({results.state}), {worth}")
            source.add(f"taken, ways = {regime.id!r}, {regime.gives_way!r}")
            source.add(f"settled = ways is None or {FITS}")
            if chain.explains:
                source.add("ran, refused_kept = steps[outset:], refusals[refused_before:]")
        with source.block(f"if not {known}:"):
            source.add("settled = True")
    if chain.explains:
        tried = (source.constant(regime), holds, worth, FITS, "tuple(steps[outset:])")
        source.add(f"tried.append({source.record(Tried, *tried)})")
        source.add("del steps[outset:], refusals[refused_before:]")


def _emit_seen(chain: Chain, known: str, step: str, results: Results) -> None:
    """What later steps see of an entity after one of a regime tried for it."""
    if (one := chain.entity) is not None:
        chain.source.add(f"{one}.aid = ({AMOUNTS})")
        chain.source.add(f"{one}.steps[{step!r}] = {results.names[step]}")
        chain.source.add(f"{chain.source.constant(show_aid)}(({one},), is_known={known})")


def _holds(chain: Chain, choice: Choice, regime: Regime) -> str:
    """Whether a regime can be: by its condition and the day, or from the report on by the award."""
    source = chain.source
    if choice.moment in AS_AWARDED:
        awarded = {one.id: chain.approved(f"approved.{one.id}") for one in choice.regimes}
        is_told = " or ".join(f"{one} is not None" for one in awarded.values())
        return f"({awarded[regime.id]} or 0) > 0 if {is_told} else None"
    verdict = "True" if regime.when is None else emit_condition(chain.names, regime.when)
    if regime.since is None and regime.until is None:
        return verdict
    return f"{verdict} if {source.constant(is_in_force)}({source.constant(regime)}, on) else False"
