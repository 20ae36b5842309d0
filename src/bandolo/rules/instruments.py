"""Do a grant, a loan, a guarantee and a tax credit together stay within the most that aid can be?"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.conditions import Condition, View, evaluate
from bandolo.rules.money import Cents, Rate, round_cents, share_of, show_euro
from bandolo.rules.rule import Rule, Words
from bandolo.rules.tables import RateTable
from bandolo.rules.worked import highest_rate, missing_in, named_number, rate_of

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
AidForm = Literal["grant", "premium", "loan", "services", "guarantee", "tax_credit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentCeiling(Rule):
    """The most that several instruments can be together.

    `on`: the instruments that count. `counts`: their "nominal" amounts (what is lent or guaranteed), or
    their "equivalent" as aid. `at_most`: an amount; or `share` of the amount named `base`, such as
    approved.total. `cuts`: the instruments that can be cut, from the last to the first.
    `when`: for whom the ceiling holds.
    """

    on: tuple[AidForm, ...]
    counts: Literal["nominal", "equivalent"]
    at_most: Cents | None = None
    share: Rate | RateTable | None = None
    base: str | None = None
    cuts: tuple[AidForm, ...]
    when: Condition | None = None


class Granted(NamedTuple):
    """What is granted as one instrument: its nominal cents, and the aid in each of them (1 for a grant).

    `waits_for` names what is missing where one of the two is not known yet.
    """

    nominal: int
    aid_each: Fraction = Fraction(1)
    waits_for: str | None = None

    @property
    def equivalent(self) -> Fraction:
        """The aid in it, in cents, exact."""
        return self.nominal * self.aid_each


class InstrumentCut(NamedTuple):
    """One ceiling as it came out: its amount and what counts against it, in cents, before and after.

    All None where it does not apply or something is `missing`; `fits` False where what can be cut is not
    enough.
    """

    rule: InstrumentCeiling
    ceiling: int | None
    before: Fraction | None
    after: Fraction | None
    fits: bool | None
    words: Words
    missing: tuple[str, ...] = ()


class WithinCeilings(NamedTuple):
    """The instruments after every ceiling; `fits` False where one is not kept, None where one is unknown."""

    granted: Mapping[AidForm, Granted]
    fits: bool | None
    cuts: tuple[InstrumentCut, ...]


def within_ceilings(
    rules: Sequence[InstrumentCeiling], granted: Mapping[AidForm, Granted], view: View
) -> WithinCeilings:
    """The instruments cut to the ceilings, in the order of the call; cuts only lower, so all of them hold.

    A nominal amount is cut to whole cents, downwards. Where a ceiling is not known yet nothing is cut for
    it. ValueError for a negative amount.
    """
    if any(one.nominal < 0 or one.aid_each < 0 for one in granted.values()):
        raise ValueError("what is granted is never negative")
    left = dict(granted)
    cuts = tuple(_cut(rule, left, view) for rule in rules)
    verdicts = [cut.fits for cut in cuts]
    fits = False if False in verdicts else None if None in verdicts else True
    return WithinCeilings(left, fits, cuts)


def _cut(rule: InstrumentCeiling, left: dict[AidForm, Granted], view: View) -> InstrumentCut:
    """One ceiling; lowers what is in `left`."""
    holds = True if rule.when is None else evaluate(rule.when, view)
    if holds is False:
        words = Words(it="Non si applica", en="Does not apply")
        return InstrumentCut(rule, None, None, None, True, words)
    ceiling = _ceiling(rule, view)
    forms = [left[form] for form in rule.on if form in left]
    awaited = tuple(dict.fromkeys(one.waits_for for one in forms if _is_open(one, rule.counts)))
    if ceiling is None or holds is None or awaited:
        missing = missing_in(rule.when, view) if rule.when is not None else ()
        missing = (*missing, *(name for name in awaited if name is not None))
        if rule.base is not None and named_number(rule.base, view) is None:
            missing = (*missing, rule.base)
        if rule.share is not None and not isinstance(rule.share, Fraction):
            missing = (*missing, *(fact for fact in rule.share.facts if fact not in view.facts))
        names = ", ".join(missing)
        words = Words(
            it=f"Non ancora calcolabile, manca: {names}", en=f"Cannot be told yet, missing: {names}"
        )
        return InstrumentCut(rule, None, None, None, None, words, missing)
    before = _counted(rule, left)
    over = before - ceiling
    for form in reversed(rule.cuts):
        if over > 0 and form in left:
            left[form] = _lowered(left[form], over, rule.counts)
            over = _counted(rule, left) - ceiling
    return InstrumentCut(rule, ceiling, before, over + ceiling, over <= 0, _words(ceiling, before, over))


def _is_open(one: Granted, counts: Literal["nominal", "equivalent"]) -> bool:
    """Whether what counts of an instrument is not known; the aid in nothing needs no knowing."""
    return one.waits_for is not None and (counts == "equivalent" or not one.nominal)


def _ceiling(rule: InstrumentCeiling, view: View) -> int | None:
    """The ceiling in cents; None while it is not known."""
    if rule.at_most is not None:
        return rule.at_most
    share = None if rule.share is None else rate_of(rule.share, view)
    base = named_number(rule.base or "", view)
    return share_of(share, int(base), "down") if share is not None and base is not None else None


def _counted(rule: InstrumentCeiling, left: Mapping[AidForm, Granted]) -> Fraction:
    """What counts against a ceiling, in cents."""
    counted = [left[form] for form in rule.on if form in left]
    if rule.counts == "nominal":
        return Fraction(sum(one.nominal for one in counted))
    return sum((one.equivalent for one in counted), Fraction(0))


def _lowered(one: Granted, over: Fraction, counts: Literal["nominal", "equivalent"]) -> Granted:
    """An instrument with `over` less counting, or nothing of it; one without aid is not cut for its aid."""
    each = Fraction(1) if counts == "nominal" else one.aid_each
    if not each:
        return one
    return one._replace(nominal=max(0, round_cents(max(Fraction(0), one.nominal - over / each), "down")))


def _words(ceiling: int, before: Fraction, over: Fraction) -> Words:
    most = {lang: show_euro(ceiling, lang) for lang in ("it", "en")}
    sums = {lang: show_euro(round_cents(before, "up"), lang) for lang in ("it", "en")}
    it, en = f"In tutto {sums['it']}, al più {most['it']}", f"In all {sums['en']}, {most['en']} at most"
    if over > 0:
        it, en = f"{it}: non basta ridurre", f"{en}: cutting is not enough"
    elif before > ceiling:
        it, en = f"{it}: ridotto", f"{en}: cut"
    return Words(it=it, en=en)


def instrument_faults(rules: Sequence[InstrumentCeiling], amounts: Collection[str]) -> list[Fault]:
    """What makes no sense in the ceilings across instruments; `amounts` are the named amounts of the call."""
    return [((at, field), text) for at, rule in enumerate(rules) for field, text in _faults(rule, amounts)]


def _faults(rule: InstrumentCeiling, amounts: Collection[str]) -> Iterator[tuple[str, str]]:
    if (rule.at_most is None) == (rule.share is None):
        yield "at_most", "either at_most, or a share of a base, would be right"
    if (rule.share is None) != (rule.base is None):
        yield "base", "goes with a share: both or none would be right"
    if rule.base is not None and rule.base not in amounts:
        yield "base", f'"{rule.base}" is no amount of the call'
    if rule.share is not None and not 0 <= highest_rate(rule.share) <= 1:
        yield "share", 'at most "100%" would be right'
    if not rule.on or not rule.cuts:
        yield "cuts" if rule.on else "on", "is empty: one instrument or more would be right"
    for field, forms in (("on", rule.on), ("cuts", rule.cuts)):
        if len(set(forms)) < len(forms):
            yield field, "an instrument is there twice"
    if strange := sorted(set(rule.cuts) - set(rule.on)):
        yield "cuts", f"{', '.join(strange)} does not count here, so cutting it would not help"
