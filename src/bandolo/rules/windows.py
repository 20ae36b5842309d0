"""When can applications be sent, and which of them arrive before the funds close the window early?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from bandolo.rules.days import LastInstant, fault_of, has_ended, show_end, show_instant, utc
from bandolo.rules.money import Rate, share_of
from bandolo.rules.rule import Rule, Words

Path = tuple[str | int, ...]

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Rule):
    """The time in which applications can be sent.

    `opens` is the first instant at which one can be sent, `closes` the last: an application that arrives
    exactly then is in time, unless `last_instant` is "excluded". A window that closes at the end of a day
    closes at midnight of the next one, excluded. With `own_accounts`, an account of the body's own desk is
    enough to send one; without, the person is known by SPID, CIE or CNS (D.Lgs. 82/2005, art. 65).
    """

    opens: datetime
    closes: datetime
    last_instant: LastInstant = "included"
    own_accounts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyClosing(Rule):
    """The window closes early when the grants requested reach `share` of the funds, such as "150%".

    What is requested is summed over all applications received, whatever becomes of them; the one that
    reaches the share is in, the next is refused.
    """

    share: Rate


class WindowState(NamedTuple):
    """Whether a window is open, and the seconds to its next change, rounded up; None once it is closed."""

    state: Literal["not_open", "open", "closed"]
    seconds: int | None


class Entry(NamedTuple):
    """An application received: its number in the order of arrival, the grant it requests in cents."""

    number: int
    requested: int


class Admitted(NamedTuple):
    """The outcome of one entry: whether it is accepted, and the cents requested so far by those accepted."""

    accepted: bool
    total: int


class Folded(NamedTuple):
    """The numbers accepted and refused, the cents requested by those accepted, and which number closed."""

    accepted: tuple[int, ...]
    refused: tuple[int, ...]
    total: int
    closed_by: int | None


def window_state(window: Window, now: datetime) -> WindowState:
    """The state of a window at an aware instant, exact to the microsecond; ValueError without a zone."""
    if utc(now) < utc(window.opens):
        return WindowState("not_open", _seconds_between(now, window.opens))
    if has_ended(now, window.closes, window.last_instant):
        return WindowState("closed", None)
    return WindowState("open", _seconds_between(now, window.closes))


def window_words(window: Window) -> Words:
    """From when to when applications can be sent, by the clock of Rome."""
    opens, closes, last = window.opens, window.closes, window.last_instant
    return Words(
        it=f"si apre {show_instant(opens, 'it')}; domande {show_end(closes, last, 'it')} (ora di Roma)",
        en=f"opens {show_instant(opens, 'en')}; applications {show_end(closes, last, 'en')} (Rome time)",
    )


def closing_total(closing: EarlyClosing, funds: int) -> int:
    """The least total requested, in cents, that reaches the share of the funds, in cents."""
    return share_of(closing.share, funds, "up")


def step(total: int, requested: int, closing_total: int) -> Admitted:
    """Take or refuse the next entry: it is in while the total before it is below the closing one; in cents.

    One writer calls it for each entry in turn (C24-W2). ValueError for a negative request.
    """
    if requested < 0:
        raise ValueError(f"a grant requested is never negative, not {requested}")
    if total >= closing_total:
        return Admitted(False, total)
    return Admitted(True, total + requested)


def fold(entries: Iterable[Entry], closing_total: int) -> Folded:
    """What `step` makes of a whole line of entries; ValueError where their numbers do not rise."""
    accepted: list[int] = []
    refused: list[int] = []
    total, last, closed_by = 0, None, None
    for entry in entries:
        if last is not None and entry.number <= last:
            raise ValueError(f"entries come in the order of their numbers: {entry.number} follows {last}")
        last = entry.number
        is_accepted, total = step(total, entry.requested, closing_total)
        (accepted if is_accepted else refused).append(entry.number)
        if is_accepted and total >= closing_total:
            closed_by = entry.number
    return Folded(tuple(accepted), tuple(refused), total, closed_by)


def window_faults(window: Window) -> list[tuple[Path, str]]:
    """What is wrong in a window, by the path within it: an unclear instant, an opening after the end."""
    written = (("opens", window.opens), ("closes", window.closes))
    faults: list[tuple[Path, str]] = [
        ((name,), fault) for name, moment in written if (fault := fault_of(moment))
    ]
    if not faults and utc(window.opens) >= utc(window.closes):
        message = (
            f"is {window.opens.isoformat()}: a window opens before it closes, {window.closes.isoformat()}"
        )
        faults.append((("opens",), message))
    return faults


def early_closing_faults(closing: EarlyClosing) -> list[tuple[Path, str]]:
    """What is wrong with an early closing, by the path within it: a share that nothing at all reaches."""
    message = "a share of nothing refuses even the first application: write one above 0%"
    return [] if closing.share > 0 else [(("share",), message)]


def _seconds_between(now: datetime, then: datetime) -> int:
    return -((utc(now) - utc(then)) // _SECOND)
