"""How much of a grant is taken back for a delay, a shortfall, too few hours, or points that were lost?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.bands import Band, MeasureKind, band_cut, band_faults, band_of
from bandolo.rules.conditions import Condition, View, evaluate
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Due, Event, is_in_time
from bandolo.rules.money import Rounding, round_cents, share_of, show_euro, show_rate
from bandolo.rules.rule import Rule, Words
from bandolo.rules.worked import cannot_tell, missing_in, named_number

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
_SHOWN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """The days after the last day of the deadline `after` on which the event `done` came; in time, none."""

    kind: Literal["delay"]
    after: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RealisedShare:
    """What a `part` is of a `whole`: amounts such as admitted.total of approved.total, or hours attended.

    Of a whole of zero nothing can be short: the share is then "100%".
    """

    kind: Literal["share"]
    part: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedValue:
    """A number as it came out, such as the score worked out again: the fact or amount `of`."""

    kind: Literal["value"]
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPoints:
    """By how much a number fell from `before` to `after`, such as a score; what rose lost nothing."""

    kind: Literal["loss"]
    before: str
    after: str


Measured = Delay | RealisedShare | ReachedValue | LostPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction(Rule):
    """What is taken off the grant because things went otherwise than promised.

    Either `measured` in `bands`: days of delay, the share realised or attended, a number reached, points
    lost. Or `down_to`, the name of an amount that the grant is lowered to: the aid worked out again on what
    was done, so that a bonus that was not earned is taken back.
    `of`: the share of a band is of the "whole" grant before all reductions, or of the "rest" that the
    reductions before it left. `when`: for whom it applies. `rounding`: of the sum taken off, to the cent.
    """

    measured: Measured | None = None
    bands: tuple[Band, ...] = ()
    down_to: str | None = None
    of: Literal["whole", "rest"] = "whole"
    when: Condition | None = None
    rounding: Rounding = "half_up"


class Cut(NamedTuple):
    """One reduction as it came out: `amount` in cents, None while something is `missing`.

    `measure` is what was measured, `is_revoked` whether it takes the whole grant.
    """

    rule: Reduction
    measure: Fraction | None
    amount: int | None
    is_revoked: bool
    words: Words
    missing: tuple[str, ...] = ()


class ReducedGrant(NamedTuple):
    """A grant in cents before and after its reductions; `left` None while one of them is not known."""

    grant: int
    left: int | None
    is_revoked: bool | None
    cuts: tuple[Cut, ...]


class _Found(NamedTuple):
    """What reductions are measured on."""

    view: View
    dues: Mapping[str, Due]
    events: Mapping[str, Event]
    hundredths: Collection[str]

    def number(self, name: str) -> Fraction | None:
        """A number in whole units: of a fact, or of a named amount, which is written in hundredths."""
        number = named_number(name, self.view)
        is_parted = name in self.hundredths or name not in self.view.facts
        return None if number is None else Fraction(number) / (100 if is_parted else 1)


def reduced_grant(
    rules: Sequence[Reduction],
    grant: int,
    view: View,
    dues: Mapping[str, Due],
    events: Mapping[str, Event],
    hundredths: Collection[str] = (),
) -> ReducedGrant:
    """What the reductions of a call, in its order, leave of a grant in cents: never below zero.

    `dues` are the deadlines counted, by id; `events` what happened, such as the report's arrival. Named
    amounts and the facts in `hundredths` are measured in whole euro or points. A reduction that takes the
    whole grant decides whatever is still missing. ValueError for a negative grant.
    """
    if grant < 0:
        raise ValueError("a grant is never negative")
    left: int | None = grant
    found = _Found(view, dues, events, hundredths)
    cuts = []
    for rule in rules:
        cut = _cut(rule, grant, left, found)
        cuts.append(cut)
        left = None if left is None or cut.amount is None else left - cut.amount
    if any(cut.is_revoked for cut in cuts):
        return ReducedGrant(grant, 0, True, tuple(cuts))
    return ReducedGrant(grant, left, None if _can_revoke(cuts) else False, tuple(cuts))


def days_late(due: Due, done: Event) -> int:
    """The calendar days from a deadline's last day to what was done late, one at least; in time, none."""
    return 0 if is_in_time(due, done) else max(1, (day_in_rome(done) - due.day).days)


def _can_revoke(cuts: Sequence[Cut]) -> bool:
    return any(
        cut.measure is None and cut.amount is None and any(band.revoked for band in cut.rule.bands)
        for cut in cuts
    )


def _cut(rule: Reduction, grant: int, left: int | None, found: _Found) -> Cut:
    view = found.view
    applies = True if rule.when is None else evaluate(rule.when, view)
    if applies is False:
        return Cut(rule, None, 0, False, Words(it="Non si applica", en="Does not apply"))
    missing: tuple[str, ...] = ()
    if applies is None and rule.when is not None:
        missing = missing_in(rule.when, view)
    if rule.measured is None:
        return _unknown(rule, missing) if applies is None else _lowered(rule, left, view)
    measure, unknown = _measure(rule.measured, found)
    missing = (*missing, *unknown)
    if measure is None or applies is None:
        return _unknown(rule, missing)
    band = band_of(rule.bands, rule.measured.kind, measure)
    rate = Fraction(0) if band is None else band_cut(band, measure)
    said = _measure_words(rule.measured.kind, measure)
    if rate is None:
        words = Words(it=f"{said.it}; contributo revocato", en=f"{said.en}; grant revoked")
        return Cut(rule, measure, left, True, words)
    base = grant if rule.of == "whole" else left
    if left is None or base is None:
        return Cut(rule, measure, None, False, said)
    amount = min(left, share_of(rate, base, rule.rounding))
    words = Words(
        it=f"{said.it}; {show_rate(rate, 'it')} di {show_euro(base, 'it')} in meno",
        en=f"{said.en}; {show_rate(rate, 'en')} of {show_euro(base, 'en')} taken off",
    )
    return Cut(rule, measure, amount, False, words)


def _unknown(rule: Reduction, missing: tuple[str, ...]) -> Cut:
    return Cut(rule, None, None, False, cannot_tell(missing), missing)


def _lowered(rule: Reduction, left: int | None, view: View) -> Cut:
    """The grant lowered to an amount worked out again."""
    name = rule.down_to or ""
    to = view.amounts.get(name)
    if to is None:
        return _unknown(rule, (name,))
    words = Words(
        it=f"Contributo ricalcolato su quanto fatto: {show_euro(to, 'it')}",
        en=f"Grant worked out again on what was done: {show_euro(to, 'en')}",
    )
    return Cut(rule, None, None if left is None else max(0, left - to), False, words)


def _measure(measured: Measured, found: _Found) -> tuple[Fraction | None, tuple[str, ...]]:
    """The measure, or the names of what is missing for it."""
    if isinstance(measured, Delay):
        due, done = found.dues.get(measured.after), found.events.get(measured.done)
        if due is None or done is None:
            asked = ((measured.after, due), (measured.done, done))
            return None, tuple(name for name, value in asked if value is None)
        return Fraction(days_late(due, done)), ()
    names = measured_names(measured)
    values = [found.number(name) for name in names]
    if None in values:
        return None, tuple(name for name, value in zip(names, values, strict=True) if value is None)
    first, last = values[0] or Fraction(0), values[-1] or Fraction(0)
    match measured:
        case RealisedShare():
            return (first / last if last else Fraction(1)), ()
        case ReachedValue():
            return first, ()
        case LostPoints():
            return max(Fraction(0), first - last), ()


def measured_names(measured: RealisedShare | ReachedValue | LostPoints) -> tuple[str, ...]:
    """The facts and amounts that are measured, by name."""
    match measured:
        case RealisedShare():
            return measured.part, measured.whole
        case ReachedValue():
            return (measured.of,)
        case LostPoints():
            return measured.before, measured.after


def _measure_words(kind: MeasureKind, measure: Fraction) -> Words:
    # Cut, not rounded: a share just below an edge should not read as if it reached it.
    share = Fraction(round_cents(measure * _SHOWN, "down"), _SHOWN)
    number = {lang: show_rate(share if kind == "share" else share / 100, lang) for lang in ("it", "en")}
    plain = {lang: text.removesuffix("%") for lang, text in number.items()}
    match kind:
        case "delay":
            return Words(it=f"Giorni di ritardo: {plain['it']}", en=f"Days late: {plain['en']}")
        case "share":
            return Words(it=f"Quota realizzata: {number['it']}", en=f"Share realised: {number['en']}")
        case "value":
            return Words(it=f"Valore raggiunto: {plain['it']}", en=f"Value reached: {plain['en']}")
        case "loss":
            return Words(it=f"Punti persi: {plain['it']}", en=f"Points lost: {plain['en']}")


def reduction_faults(
    rules: Sequence[Reduction], deadlines: Collection[str], events: Collection[str], numbers: Collection[str]
) -> list[Fault]:
    """What makes no sense in the reductions of a call.

    `deadlines` and `events` are the ids that it has, `numbers` the names of its numeric facts and amounts.
    """
    found: list[Fault] = []
    for at, rule in enumerate(rules):
        if (rule.measured is None) == (rule.down_to is None):
            found.append(((at,), "either measured, with its bands, or down_to would be right"))
        if rule.measured is None:
            found += [((at, "bands"), "nothing is measured: leave it out")] if rule.bands else []
            found += [((at, "of"), "is about bands: leave it out")] if rule.of != "whole" else []
        else:
            bands = band_faults(rule.bands, rule.measured.kind)
            found += [((at, "bands", *path), message) for path, message in bands]
        found += [((at, *path), text) for path, text in _name_faults(rule, deadlines, events, numbers)]
    return found


def _name_faults(
    rule: Reduction, deadlines: Collection[str], events: Collection[str], numbers: Collection[str]
) -> Iterator[Fault]:
    if rule.down_to is not None and rule.down_to not in numbers:
        yield ("down_to",), f'"{rule.down_to}" is no amount of the call'
    if isinstance(rule.measured, Delay):
        if rule.measured.after not in deadlines:
            yield ("measured", "after"), f'"{rule.measured.after}" is no deadline of the call'
        if rule.measured.done not in events:
            yield ("measured", "done"), f'"{rule.measured.done}" is no event of the call'
    elif rule.measured is not None:
        for name in measured_names(rule.measured):
            if name not in numbers:
                yield ("measured",), f'"{name}" is no numeric fact or amount of the call'
