"""What becomes of the grant of a group when a member leaves: does the group go on, who takes over how much?

A group goes on while those who stay meet what the call asks of them. What a leaver leaves is lost, or the
others take over a part of it, each up to what it may; nobody who stays ever gets less.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.comparisons import Compared, decider
from bandolo.rules.conditions import Condition, View, evaluate
from bandolo.rules.facts import RecordKind
from bandolo.rules.money import Rate, share_of, show_euro, show_rate, split_pro_rata
from bandolo.rules.rule import Rule, Words
from bandolo.rules.worked import AmountStep, amount_step

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving(Rule):
    """When a group goes on without a member, and what of the member's grant the others can take over.

    `of`: the kind of records that can leave. `holds`: what those who stay must meet; where they do not, the
    whole grant is lost. `keeps`: what a leaver keeps, "nothing" or what it has "earned" on costs accepted
    before. `taken_over`: how much of what is left over the others can take, "0%" where it is lost.
    `up_to`: by how much of its own grant each can grow.
    """

    of: str
    holds: Condition
    keeps: Literal["nothing", "earned"] = "nothing"
    taken_over: Rate = NOTHING
    up_to: Rate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Who leaves, what these have earned and what the others ask to take over, in cents by name.

    `paid` is what each has been paid of its part so far.
    """

    names: tuple[str, ...]
    earned: Mapping[str, int]
    asked: Mapping[str, int]
    paid: Mapping[str, int] = field(default_factory=dict)


class Left(NamedTuple):
    """What is left of a group's grant, in cents; `goes_on` None while something is not known.

    `parts` is what each has then, those who left included, `taken` what each of the others has taken over,
    `lost` what nobody has any more, `owed` what who was paid more than that gives back. While it is not known
    whether the group goes on, they are those of one that does. `reasons` are the comparisons that keep it
    from going on, or that are missing.
    """

    rule: Leaving
    goes_on: bool | None
    parts: Mapping[str, int]
    taken: Mapping[str, int]
    lost: int
    owed: Mapping[str, int]
    steps: tuple[AmountStep, ...]
    reasons: tuple[Compared, ...]


def left_of(
    rule: Leaving, kind: RecordKind, parts: Mapping[str, int], departure: Departure, view: View
) -> Left:
    """What is left when members leave a group whose grant has these `parts`, in cents by name.

    Conditions see the records of those who stay, the part of each as its approved.grant and that of all as
    approved.grant. ValueError for a name that the group does not have, or an amount that cannot be.
    """
    _check(parts, departure)
    staying = {name: cents for name, cents in parts.items() if name not in departure.names}
    inside = _staying(kind, parts, staying, view)
    verdict = evaluate(rule.holds, inside)
    reasons = () if verdict else tuple(_reasons(rule, kind, staying, inside, view))
    whole = sum(parts.values())
    if verdict is False:
        steps = [amount_step(whole, "Il gruppo non prosegue: contributo perso", "The group ends: grant lost")]
        nothing = dict.fromkeys(parts, 0)
        owed = _owed(departure, nothing)
        return Left(rule, False, nothing, dict.fromkeys(staying, 0), whole, owed, (*steps,), reasons)
    kept = {
        name: min(departure.earned.get(name, 0), parts[name]) if rule.keeps == "earned" else 0
        for name in departure.names
    }
    freed = sum(parts[name] - kept[name] for name in departure.names)
    taken = _taken(rule, staying, freed, departure.asked)
    after = {name: staying[name] + taken[name] if name in staying else kept[name] for name in parts}
    lost = whole - sum(after.values())
    told = _steps(rule, parts, kept, freed, taken, lost)
    return Left(rule, verdict, after, taken, lost, _owed(departure, after), told, reasons)


def _owed(departure: Departure, after: Mapping[str, int]) -> dict[str, int]:
    """What who has been paid more than is its own now gives back, in cents by name."""
    over = {name: paid - after[name] for name, paid in departure.paid.items()}
    return {name: cents for name, cents in over.items() if cents > 0}


def _check(parts: Mapping[str, int], departure: Departure) -> None:
    known = ", ".join(parts)
    for names, what in (
        (departure.names, "leaves"),
        (departure.earned, "has earned"),
        (departure.asked, "asks"),
        (departure.paid, "has been paid"),
    ):
        if strange := [name for name in names if name not in parts]:
            raise ValueError(f"{strange[0]} {what} and is not of the group: {known}")
    if gone := [name for name in departure.asked if name in departure.names]:
        raise ValueError(f"{gone[0]} leaves, so it takes nothing over")
    if (
        min(
            [
                *parts.values(),
                *departure.earned.values(),
                *departure.asked.values(),
                *departure.paid.values(),
            ],
            default=0,
        )
        < 0
    ):
        raise ValueError("the amounts of a group are never negative")


def _staying(kind: RecordKind, parts: Mapping[str, int], staying: Mapping[str, int], view: View) -> View:
    """What conditions see: the records of those who stay, each with its part of the grant."""
    records = view.records.get(kind.id)
    amounts = {**view.amounts, "approved.grant": sum(parts.values())}
    if records is None:
        return View(view.facts, view.records, amounts, {})
    named = [(str(one.get(kind.named_by or "")), one) for one in records]
    kept = tuple({**one, "approved.grant": staying[name]} for name, one in named if name in staying)
    return View(view.facts, {**view.records, kind.id: kept}, amounts, {})


def _reasons(
    rule: Leaving, kind: RecordKind, staying: Mapping[str, int], inside: View, view: View
) -> Iterator[Compared]:
    """Why the group does not go on, or what is missing to know it; records have their numbers as given."""
    names = [str(one.get(kind.named_by or "")) for one in view.records.get(kind.id, ())]
    numbers = [at for at, name in enumerate(names, 1) if name in staying]
    verdict, found = decider(rule.holds)(inside)
    for one in found:
        place = re.match(rf"{re.escape(kind.id)}\[(\d+)\]", one.place)
        if one.verdict is verdict and place is not None:
            yield one._replace(place=f"{kind.id}[{numbers[int(place[1]) - 1]}]{one.place[place.end() :]}")
        elif one.verdict is verdict:
            yield one


def _taken(rule: Leaving, staying: Mapping[str, int], freed: int, asked: Mapping[str, int]) -> dict[str, int]:
    """What each takes over: what it asks, up to what it may; where that is more than there is, pro rata."""
    within = {
        name: min(asked.get(name, 0), freed if rule.up_to is None else share_of(rule.up_to, cents, "down"))
        for name, cents in staying.items()
    }
    room = share_of(rule.taken_over, freed, "down")
    return within if sum(within.values()) <= room else split_pro_rata(room, within)


def _steps(
    rule: Leaving,
    parts: Mapping[str, int],
    kept: Mapping[str, int],
    freed: int,
    taken: Mapping[str, int],
    lost: int,
) -> tuple[AmountStep, ...]:
    """The amounts from the grant of the group to what is left of it."""
    rates = [show_rate(rule.taken_over, lang) for lang in ("it", "en")]
    steps = [amount_step(sum(parts.values()), "Contributo del gruppo", "Grant of the group")]
    for name, cents in kept.items():
        steps.append(amount_step(parts[name], f"Quota di {name}, che esce", f"Part of {name}, who leaves"))
        if cents:
            steps.append(amount_step(cents, f"{name} conserva", f"{name} keeps"))
    room = share_of(rule.taken_over, freed, "down")
    it = f"Gli altri possono subentrare per il {rates[0]} di {show_euro(freed, 'it')}"
    en = f"The others can take over {rates[1]} of {show_euro(freed, 'en')}"
    steps.append(amount_step(room, it, en))
    steps += [
        amount_step(cents, f"{name} subentra per", f"{name} takes over")
        for name, cents in taken.items()
        if cents
    ]
    return (*steps, amount_step(lost, "Perso", "Lost"))


def leaving_words(rule: Leaving) -> Words:
    """What is lost and what can be taken over, in a line."""
    if not rule.taken_over:
        return Words(it="la quota di chi esce è persa", en="the part of who leaves is lost")
    rates = [show_rate(rule.taken_over, lang) for lang in ("it", "en")]
    it = f"gli altri possono subentrare fino al {rates[0]} della quota di chi esce"
    en = f"the others can take over up to {rates[1]} of the part of who leaves"
    if rule.up_to is None:
        return Words(it=it, en=en)
    own = [show_rate(rule.up_to, lang) for lang in ("it", "en")]
    return Words(
        it=f"{it}, ciascuno fino al {own[0]} della propria", en=f"{en}, each up to {own[1]} of its own"
    )


def leaving_faults(rule: Leaving, named: Mapping[str, RecordKind]) -> Iterator[Fault]:
    """What makes no sense in the rule; `named` are the kinds of records that have names."""
    if rule.of not in named:
        yield ("of",), f'"{rule.of}" is no kind of records with named_by: nobody of it could be told apart'
    if rule.taken_over > 1:
        yield ("taken_over",), "no more can be taken over than was left: at most 100%"
    if rule.up_to is not None and not rule.taken_over:
        yield ("up_to",), "nothing can be taken over, so there is nothing to bound: leave it out"
