"""Which money is set aside for which applications, and where does it go when they do not use it?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from bandolo.rules.conditions import All, Condition
from bandolo.rules.days import has_ended
from bandolo.rules.facts import Fact
from bandolo.rules.money import Cents, Rate, share_of, show_cents, show_rate
from bandolo.rules.ordering import looks_beyond, unknown_names, verdicts
from bandolo.rules.ranking import Entry, moment
from bandolo.rules.reachable import can_hold, named_values
from bandolo.rules.rule import Rule
from bandolo.rules.windows import Window

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope(Rule):
    """Money set aside for a class of applications: a line, an area, a reserve, a tranche.

    `words` name whose it is, as in "enterprises led by women". `amount` is the money in euro, `share` the
    money as a part of the funds; the one envelope without either has the rest. `when` says which applications
    it is open to, and `window` in which window they were sent; an envelope without either is open to all.
    An application draws on every envelope that is open to it, in the order in which the call lists them: to
    let it draw on its reserve first and then on what is for all, list the reserve first. What an envelope
    does not spend goes to those in `unused_to`: to each of them what it lacks, in the order listed, and to
    the last all that is left; money of a window that is still to close stays where it is.
    """

    amount: Cents | None = None
    share: Rate | None = None
    when: Condition | None = None
    window: str | None = None
    unused_to: tuple[str, ...] = ()


class Division(NamedTuple):
    """How the funds are divided: the envelopes in their order, and the windows by id that they name.

    `as_of` is the instant of the act; without it all windows have closed.
    """

    envelopes: tuple[Envelope, ...] = ()
    windows: Mapping[str, Window] = MappingProxyType({})
    as_of: datetime | None = None


WHOLE = Division()


class Opening(NamedTuple):
    """The envelopes that an application can draw on, by index; or the names of what is missing to say so."""

    envelopes: tuple[int, ...]
    missing: tuple[str, ...] = ()


def set_aside(envelopes: Sequence[Envelope], funds: int) -> tuple[int, ...]:
    """The cents of each envelope, which add up to the funds.

    A share is rounded down; cents that rounding leaves go one by one to the first shares, unless an envelope
    has the rest. ValueError where the envelopes do not fit the funds.
    """
    if fault := _sum_fault(envelopes, funds):
        raise ValueError(fault)
    amounts = [_amount(one, funds) for one in envelopes]
    rest = funds - sum(one for one in amounts if one is not None)
    if None in amounts:
        return tuple(rest if one is None else one for one in amounts)
    shares = [at for at, one in enumerate(envelopes) if one.share is not None]
    extra = set(shares[:rest])
    return tuple((one or 0) + (at in extra) for at, one in enumerate(amounts))


def openings(division: Division, entries: Sequence[Entry]) -> list[Opening]:
    """Which envelopes each entry can draw on, in their order; ValueError for a window that is not there."""
    envelopes = division.envelopes
    whens = [one.when for one in envelopes]
    spans = [None if one.window is None else _span(division, one.window) for one in envelopes]
    found = []
    for entry, holds in zip(entries, verdicts(whens, [one.facts for one in entries]), strict=True):
        sent = moment(entry)[0]
        inside = [span is None or span[0] <= sent < span[1] for span in spans]
        unknown = [at for at, verdict in enumerate(holds) if inside[at] and verdict is None]
        if unknown:
            found.append(Opening((), unknown_names([whens[at] for at in unknown], entry.facts)))
        else:
            found.append(Opening(tuple(at for at, verdict in enumerate(holds) if inside[at] and verdict)))
    return found


def held(division: Division) -> tuple[bool, ...]:
    """For each envelope whether its window is still to close, so that its money stays where it is."""
    as_of, windows = division.as_of, [one.window for one in division.envelopes]
    return tuple(
        as_of is not None and name is not None and not _is_over(division, name, as_of) for name in windows
    )


def targets(envelopes: Sequence[Envelope]) -> tuple[tuple[int, ...], ...]:
    """For each envelope those that its unused money goes to, by index; ValueError where that has no end."""
    if round_trip := _cycle(envelopes):
        raise ValueError(f"unused money would go round without end: {' to '.join(round_trip)}")
    at = {one.id: index for index, one in enumerate(envelopes)}
    return tuple(tuple(at[name] for name in one.unused_to) for one in envelopes)


def _amount(envelope: Envelope, funds: int) -> int | None:
    if envelope.amount is not None:
        return envelope.amount
    return None if envelope.share is None else share_of(envelope.share, funds, "down")


def _sum_fault(envelopes: Sequence[Envelope], funds: int) -> str | None:
    """How envelopes do not fit the funds, on the exact shares."""
    total = Fraction(0)
    for one in envelopes:
        total += one.amount or 0 if one.share is None else one.share * funds
    if total > funds:
        return f"the envelopes hold {show_cents(-(-total // 1))}, the funds are {show_cents(funds)}"
    if total < funds and not any(one.amount is None and one.share is None for one in envelopes):
        left = show_cents((funds - total) // 1)
        return f"{left} of the funds is in no envelope: one without amount and share would have the rest"
    return None


def _span(division: Division, name: str) -> tuple[int, int]:
    """The first microsecond since 1970 in a window, and the first after it."""
    if name not in division.windows:
        raise ValueError(f'no window of the call is "{name}"')
    window = division.windows[name]
    opens, closes = ((one - _EPOCH) // _MICROSECOND for one in (window.opens, window.closes))
    return opens, closes + (window.last_instant == "included")


def _is_over(division: Division, name: str, as_of: datetime) -> bool:
    window = division.windows[name]
    return has_ended(as_of, window.closes, window.last_instant)


def _cycle(envelopes: Sequence[Envelope]) -> tuple[str, ...]:
    """The ids round which unused money would go without end, the first again as the last; or none."""
    to = {one.id: one.unused_to for one in envelopes}
    ends: set[str] = set()

    def follow(path: tuple[str, ...]) -> tuple[str, ...]:
        for name in to.get(path[-1], ()):
            if name in path:
                return (*path[path.index(name) :], name)
            if name not in ends and (found := follow((*path, name))):
                return found
        ends.add(path[-1])
        return ()

    return next((found for one in envelopes if (found := follow((one.id,)))), ())


def envelope_faults(
    envelopes: Sequence[Envelope],
    funds: int,
    facts: Mapping[str, Fact],
    windows: Sequence[str] = (),
    admitting: Sequence[Condition] = (),
) -> list[Fault]:
    """What contradicts itself in the envelopes, by the path in their list.

    `funds` in cents; `facts` are those declared, by id; `windows` the ids of the windows; `admitting` are
    conditions without which no application is admitted.
    """
    found: list[Fault] = []
    ids = [one.id for one in envelopes]
    for at, one in enumerate(envelopes):
        faults = [*_money_faults(one, ids), *_class_faults(one, facts, windows, admitting)]
        found += [((at, *path), message) for path, message in faults]
    rests = [at for at, one in enumerate(envelopes) if one.amount is None and one.share is None]
    found += [((at,), "only one envelope can have the rest; give an amount or a share") for at in rests[1:]]
    if round_trip := _cycle(envelopes):
        at = ids.index(round_trip[0])
        message = f"unused money would go round without end: {' to '.join(round_trip)}"
        found.append(((at, "unused_to"), message))
    if envelopes and (fault := _sum_fault(envelopes, funds)):
        found.append(((), fault))
    elif envelopes and not found:
        found += _empty(envelopes, funds)
    return found


def _money_faults(envelope: Envelope, ids: Sequence[str]) -> Iterator[Fault]:
    if envelope.amount is not None and envelope.share is not None:
        yield ("share",), "the money is an amount or a share of the funds, not both"
    if envelope.share is not None and not 0 < envelope.share <= 1:
        yield ("share",), f"{show_rate(envelope.share, 'en')} is no part of the funds: above 0%, up to 100%"
    times = Counter(envelope.unused_to)
    for at, name in enumerate(envelope.unused_to):
        if name not in ids:
            yield ("unused_to", at), f'no envelope of the call is "{name}"; known are: {", ".join(ids)}'
        elif times[name] > 1:
            yield ("unused_to", at), f'"{name}" is there {times[name]} times'


def _class_faults(
    envelope: Envelope, facts: Mapping[str, Fact], windows: Sequence[str], admitting: Sequence[Condition]
) -> Iterator[Fault]:
    if envelope.window is not None and envelope.window not in windows:
        known = ", ".join(windows) or "none"
        yield ("window",), f'no window of the call is "{envelope.window}"; known are: {known}'
    if envelope.when is None:
        return
    if looks_beyond(envelope.when):
        yield ("when",), "an envelope looks at facts and scores of the application, not at records or amounts"
        return
    own = named_values(envelope.when)
    # Conditions on other facts cannot make this one contradict itself, and would only be slow to try.
    near = [one for one in admitting if own is not None and (named_values(one) or {""}) <= own]
    if not can_hold(All((envelope.when, *near)), facts):
        yield ("when",), "no application can ever draw on this envelope: nothing meets its condition"


def _empty(envelopes: Sequence[Envelope], funds: int) -> Iterator[Fault]:
    fed = {name for one in envelopes for name in one.unused_to}
    for at, (one, money) in enumerate(zip(envelopes, set_aside(envelopes, funds), strict=True)):
        if not money and one.id not in fed:
            yield (at,), "holds nothing, and no unused money goes to it"
