"""Under which state-aid regime is aid granted, where a call offers several or one falls back to another?

The regimes that can be are tried in the order of the call, each with its own steps from the same costs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, NamedTuple

from bandolo.rules.aid import AnyAidStep, Step
from bandolo.rules.conditions import Condition
from bandolo.rules.days import show_day
from bandolo.rules.money import show_euro
from bandolo.rules.rule import Moment, Rule, Words

# From the report on the regime is that of the award.
AS_AWARDED: tuple[Moment, ...] = ("reporting", "payment")
Why = Literal["taken", "cut", "less", "apart", "later", "not_awarded", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime(Rule):
    """A state-aid regime under which a call grants; its steps name it.

    It can be the regime `when` its condition holds, on a day from `since` to `until`, both included; for
    `each` member of a group by itself, where that is set. Of those that can be, the first in the file is
    taken, and keeps the aid unless it gives way where its own room cuts that: `gives_way` "when_cut" to the
    next that gives anything, "to_more" to the next that gives more.
    """

    SCOPE: ClassVar[str] = "each"

    each: str | None = None
    when: Condition | None = None
    since: date | None = None
    until: date | None = None
    gives_way: Literal["when_cut", "to_more"] | None = None


class Tried(NamedTuple):
    """A regime as looked at: whether it can be, the cents of aid under it, whether its room was enough."""

    regime: Regime
    holds: bool | None
    worth: int
    fits: bool
    steps: tuple[Step, ...]


class RegimeOutcome(NamedTuple):
    """A regime and why it is the one (taken) or not; `worth` is what the aid is, or would be, in cents.

    `entity` names the one that it is looked at for. `steps` are those of a regime that was tried and given
    up; those of the one taken stand among the steps of the aid.
    """

    regime: Regime
    entity: str | None
    why: Why
    worth: int
    fits: bool
    steps: tuple[Step, ...]


def is_in_force(regime: Regime, on: date) -> bool:
    """Whether a regime can be granted under on a day."""
    return (regime.since is None or regime.since <= on) and (regime.until is None or on <= regime.until)


def regime_outcomes(
    regimes: Sequence[Regime], tried: Sequence[Tried], taken: str | None, entity: str | None, moment: Moment
) -> tuple[RegimeOutcome, ...]:
    """Why each regime is taken or not, from those looked at before one kept the aid."""
    found, looked_at = [], {one.regime.id: one for one in tried}
    for regime in regimes:
        one = looked_at.get(regime.id)
        if one is None:
            why: Why = "not_awarded" if moment in AS_AWARDED else "later"
            found.append(RegimeOutcome(regime, entity, why, 0, True, ()))
            continue
        is_before = taken not in [other.regime.id for other in found]
        why = "taken" if regime.id == taken else _why(one, moment, is_before=is_before)
        steps = () if why == "taken" else one.steps
        found.append(RegimeOutcome(regime, entity, why, one.worth, one.fits, steps))
    return tuple(found)


def _why(one: Tried, moment: Moment, *, is_before: bool) -> Why:
    """Why a regime that was looked at is not taken; `is_before` the one that is."""
    if one.holds is None:
        return "unknown"
    if not one.holds:
        return "not_awarded" if moment in AS_AWARDED else "apart"
    return "cut" if is_before else "less"


def idle_steps(steps: Sequence[AnyAidStep], ran: Sequence[Step], entity: str | None) -> tuple[Step, ...]:
    """The steps of all regimes in the order of the file: those that ran, the others as not applying."""
    found = {one.rule.id: one for one in ran}
    return tuple(found.get(step.id, Step(step, (), 0, applies=False, entity=entity)) for step in steps)


def regime_words(one: RegimeOutcome, on: date) -> Words:
    """Why a regime is the one on a day, or why not."""
    worth = {lang: show_euro(one.worth, lang) for lang in ("it", "en")}
    match one.why:
        case "taken" if one.fits:
            return Words(it=f"è il regime dell'aiuto: {worth['it']}", en=f"the aid's regime: {worth['en']}")
        case "taken":
            return Words(
                it=f"è il regime dell'aiuto, ridotto al suo spazio: {worth['it']}",
                en=f"the aid's regime, cut to its room: {worth['en']}",
            )
        case "cut":
            return Words(
                it=f"lo spazio non basta (ne resterebbero {worth['it']}): si passa a un altro regime",
                en=f"the room is too small ({worth['en']} would be left): another regime takes its place",
            )
        case "less":
            return Words(
                it=f"darebbe {worth['it']}, non di più: resta il regime di prima",
                en=f"it would give {worth['en']}, which is not more: the regime before it stays",
            )
        case "apart" if not is_in_force(one.regime, on):
            return Words(it="non può essere: non vale in questo giorno", en="cannot be: not in force then")
        case "apart":
            return Words(it="non può essere: la sua condizione non vale", en="cannot be: its condition fails")
        case "later":
            return Words(it="non serve: vale un regime di prima", en="not needed: a regime before it holds")
        case "not_awarded":
            return Words(it="non è quello della concessione", en="not the one of the award")
        case "unknown":
            return Words(
                it="non si sa ancora se può essere: l'aiuto è provvisorio",
                en="not known yet whether it can be: the aid is provisional",
            )


def regime_notes(regime: Regime) -> Iterator[Words]:
    """When a regime is in force and to what it gives way, beside its words."""
    for day, it, en in ((regime.since, "dal", "from"), (regime.until, "fino al", "until")):
        if day is not None:
            yield Words(it=f"vale {it} {show_day(day, 'it')}", en=f"in force {en} {show_day(day, 'en')}")
    if regime.gives_way == "when_cut":
        yield Words(
            it="se il suo spazio non basta, si passa al regime che segue",
            en="where its room is too small the next regime takes its place",
        )
    if regime.gives_way == "to_more":
        yield Words(
            it="se il suo spazio non basta, vale il regime che segue, se dà di più",
            en="where its room is too small the next regime takes its place, if that gives more",
        )
