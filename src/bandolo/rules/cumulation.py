"""How much aid do the rules on cumulation leave on costs that other public aid bears on too?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.money import Cents, Rate, share_of, show_euro
from bandolo.rules.reason import Reason, reason
from bandolo.rules.rule import Rule

AidKind = Literal["de_minimis", "exempted", "approved", "general_measure", "no_costs"]
Treatment = Literal["forbidden", "within_limit", "free"]
# These bring a limit of their own: that of the regulation or of the decision they rest on.
LIMITED: tuple[AidKind, ...] = ("exempted", "approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulation(Rule):
    """What each kind of other public aid on the same admissible costs does to the aid of this call.

    `forbidden`: these costs can have no aid here; `within_limit`: both aids together stay within the limit;
    `free`: the other aid does not matter on the costs (de minimis ceilings are counted apart).
    The kinds: `de_minimis`; `exempted` by a block exemption regulation; `approved` by a decision of the
    Commission; a `general_measure` open to all, which is no aid; aid with `no_costs` to be measured on.
    `up_to` is the most that all public aid together can be of the costs, 100% where the call says nothing;
    exempted and approved aid bring the limit of their own regulation or decision, which is lower or equal.
    """

    de_minimis: Treatment
    exempted: Treatment
    approved: Treatment
    general_measure: Treatment = "free"
    no_costs: Treatment = "free"
    up_to: Rate = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAid:
    """Another public aid: its amount in cents on the costs in question, None where not known.

    `kind` or `is_on_same_costs` None: nobody said. `max_rate` and `max_amount` are the highest intensity (of
    these costs) and amount that its own regulation or decision allows; exempted and approved aid has at
    least one. `owner` names the member of a group whose costs it bears on.
    """

    id: str
    kind: AidKind | None
    cents: int | None = None
    is_on_same_costs: bool | None = True
    max_rate: Rate | None = None
    max_amount: Cents | None = None
    owner: str | None = None


class CumulationRoom(NamedTuple):
    """The room in cents for new aid on the costs, None where unknown with what is `missing`.

    `limit` bounds all aid together, `used` is the other aid within it, `forbidden` the ids of the aid that
    excludes any.
    """

    rule: Cumulation
    costs: int
    room: int | None
    limit: int | None
    used: int
    forbidden: tuple[str, ...]
    missing: tuple[str, ...]


def cumulation_room(rule: Cumulation, costs: int, others: Sequence[OtherAid]) -> CumulationRoom:
    """The most that this aid can be on `costs` in cents that the `others` may bear on too.

    Where the other aid bears on a part of the project only, the costs are that part: one call of this
    function a line or set of lines, and the rooms add up. Other aid counts at its full amount; the limit
    rounds down. With several exempted or approved aids the highest of their limits applies (Reg. (EU)
    No 651/2014, art. 8.3; Reg. (EU) 2023/2831, art. 5.3). ValueError for a negative amount.
    """
    if costs < 0 or any(other.cents is not None and other.cents < 0 for other in others):
        raise ValueError("costs and other aid are never negative")
    same = [other for other in others if other.is_on_same_costs is not False and other.cents != 0]
    strict = [other for other in same if _treatment(rule, other.kind) == "forbidden"]
    within = [other for other in same if _treatment(rule, other.kind) == "within_limit"]
    forbidden = tuple(other.id for other in strict if other.is_on_same_costs)
    if forbidden:
        return CumulationRoom(rule, costs, 0, 0, 0, forbidden, ())
    limit = share_of(rule.up_to, costs, "down")
    own_limits = [(other.id, _own_limit(other, costs)) for other in within if other.kind in LIMITED]
    known_limits = [own for _, own in own_limits if own is not None]
    if known_limits:
        limit = min(limit, max(known_limits))
    used = sum(other.cents or 0 for other in within)
    missing = (
        *(f"{other.id}.kind" for other in same if other.kind is None),
        *(f"{other.id}.is_on_same_costs" for other in (*strict, *within) if other.is_on_same_costs is None),
        *(f"{other.id}.cents" for other in within if other.cents is None),
        *(f"{one}.max_rate" for one, own in own_limits if own is None),
    )
    if missing:
        return CumulationRoom(rule, costs, None, None, used, (), missing)
    return CumulationRoom(rule, costs, max(0, limit - used), limit, used, (), ())


def up_to(rule: Cumulation, most: Fraction | None) -> Cumulation:
    """The rule with another most that all aid together can be of the costs, where there is one."""
    return rule if most is None else replace(rule, up_to=most)


def cumulation_reason(outcome: CumulationRoom) -> Reason:
    """The room in words, with the clauses of the rule as its source."""
    source = ", ".join(outcome.rule.clauses)
    costs = {lang: show_euro(outcome.costs, lang) for lang in ("it", "en")}
    if outcome.forbidden:
        ids = ", ".join(outcome.forbidden)
        return reason(
            source,
            it=f"Sui costi di {costs['it']} c'è già un altro aiuto pubblico non cumulabile: {ids}",
            en=f"On costs of {costs['en']} there is other public aid that cannot be cumulated: {ids}",
        )
    if outcome.room is None or outcome.limit is None:
        missing = ", ".join(outcome.missing)
        return reason(
            source,
            it=f"Cumulo non valutabile, mancano: {missing}",
            en=f"Cumulation cannot be told, missing: {missing}",
        )
    return reason(
        source,
        it=f"Sui costi di {costs['it']} gli aiuti arrivano al più a {show_euro(outcome.limit, 'it')}; "
        f"altri aiuti {show_euro(outcome.used, 'it')}; restano {show_euro(outcome.room, 'it')}",
        en=f"On costs of {costs['en']} aid comes to {show_euro(outcome.limit, 'en')} at most; "
        f"other aid {show_euro(outcome.used, 'en')}; {show_euro(outcome.room, 'en')} is left",
    )


def _treatment(rule: Cumulation, kind: AidKind | None) -> Treatment | None:
    match kind:
        case None:
            return None
        case "de_minimis":
            return rule.de_minimis
        case "exempted":
            return rule.exempted
        case "approved":
            return rule.approved
        case "general_measure":
            return rule.general_measure
        case "no_costs":
            return rule.no_costs


def _own_limit(other: OtherAid, costs: int) -> int | None:
    """The lower of the intensity and the amount that the other aid's own act allows, in cents."""
    limits = [] if other.max_rate is None else [share_of(other.max_rate, costs, "down")]
    limits += [] if other.max_amount is None else [other.max_amount]
    return min(limits) if limits else None
