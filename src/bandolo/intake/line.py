"""Who is in, with which number, and why not: what does the line of a call make of what comes to it?

Pure: the writer tells the instant of the batch and what stands in the line already. An entry is made once for
each seal and outcome; whoever comes again is led to the entry that was made.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.intake.instants import read_micros, show_micros, to_datetime
from bandolo.intake.tree import Peaks
from bandolo.rules.days import LastInstant
from bandolo.rules.money import share_of
from bandolo.rules.rule import Words
from bandolo.rules.windows import Window, step, window_state

Kind = Literal[
    "accepted",
    "revoked",
    "withdrawn",
    "act",
    "not_open",
    "closed",
    "closed_early",
    "seal_revoked",
    "suspended",
]
KINDS: tuple[Kind, ...] = (
    "accepted",
    "revoked",
    "withdrawn",
    "act",
    "not_open",
    "closed",
    "closed_early",
    "seal_revoked",
    "suspended",
)
REFUSALS = frozenset(KINDS[4:])
# What each verb is answered with when it comes to pass.
WANTED: Mapping[str, Kind] = {
    "submit": "accepted",
    "revoke": "revoked",
    "withdraw": "withdrawn",
    "act": "act",
}
# A line without early closing: more than any call could pay.
NEVER = 1 << 62
# The position of no entry.
NOTHING = 0
_UNSAID = Words(it="", en="")


class Pause(NamedTuple):
    """A time in which a line refuses: from an instant, until another; 0 where only a further act ends it."""

    start: int
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds for a line by its last act: the window, the funds in cents, the share that closes early.

    Instants are microseconds since 1970; `last_instant` tells whether an application that arrives exactly at
    `closes` is in time. Acts that take effect later are pauses: whoever wrote them need not be there then.
    """

    opens: int
    closes: int
    last_instant: LastInstant = "included"
    funds: int = 0
    share: Fraction | None = None
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("a window opens before it closes")
        if self.funds < 0 or (self.share is not None and self.share <= 0):
            raise ValueError("funds are whole cents from 0 on, a share that closes is above 0")
        if any(one.end and one.start >= one.end for one in self.pauses):
            raise ValueError("a pause begins before it ends")

    @property
    def window(self) -> Window:
        """The window as the rules know it."""
        return Window(
            id="window",
            words=_UNSAID,
            opens=to_datetime(self.opens),
            closes=to_datetime(self.closes),
            last_instant=self.last_instant,
        )

    def pause_at(self, instant: int) -> Pause | None:
        """The pause that an instant lies in."""
        lies_in = (one for one in self.pauses if one.start <= instant and (not one.end or instant < one.end))
        return next(lies_in, None)

    @property
    def closing_total(self) -> int:
        """The least total requested that closes the line, in cents."""
        return NEVER if self.share is None else share_of(self.share, self.funds, "up")


class Item(NamedTuple):
    """What comes to a line: who (a seal, an act), the text that was signed, the cents requested."""

    verb: Literal["submit", "revoke", "withdraw", "act"]
    subject: str
    body: str
    requested: int = 0
    standing: Standing | None = None


class Entry(NamedTuple):
    """A leaf of the log.

    `number` is the place of an accepted application, from 1, without gaps; 0 for all else. `detail` is
    what the kind is about: accepted, the cents requested up to it; not_open, when the line opens; closed,
    when it closed; suspended, when it goes on (in microseconds, 0 where no act says); closed_early, the
    number that closed it; seal_revoked, the position of the revocation; else 0.
    """

    position: int
    number: int
    kind: Kind
    subject: str
    detail: int
    body: str


class Line(NamedTuple):
    """Where the line of a call stands: entries, places given, cents requested, the last instant, its tree."""

    call: str
    size: int = 0
    number: int = 0
    total: int = 0
    instant: int = 0
    closed_by: int = 0
    standing: Standing | None = None
    peaks: Peaks = ()


# For each subject the positions of its entries, by kind.
Known = Mapping[str, Mapping[Kind, int]]


class Settled(NamedTuple):
    """What a batch makes of a line, its tree and its instant being those before it.

    `answers` has for each item the position of the entry that answers it, old or new; 0 where it withdraws
    what was never submitted, which nobody needs to keep.
    """

    line: Line
    entries: tuple[Entry, ...]
    answers: tuple[int, ...]


class _Batch:
    """A batch being settled, one item after the other."""

    def __init__(self, line: Line, known: Known, instant: int) -> None:
        self.entries: list[Entry] = []
        self.known: dict[str, dict[Kind, int]] = {who: dict(kinds) for who, kinds in known.items()}
        self.first, self.instant = line.size + 1, instant
        self.number, self.total, self.closed_by = line.number, line.total, line.closed_by
        self.stand(line.standing)

    def stand(self, standing: Standing | None) -> None:
        """From here on another standing holds."""
        self.standing = standing
        self.closing_total = NEVER if standing is None else standing.closing_total
        self.shut = _shut(standing, self.instant)
        # An act can close a line at the number that it finds, and open one again.
        self.closed_by = (self.closed_by or self.number) if self.total >= self.closing_total else 0

    def settle(self, item: Item) -> int:
        """The position of the entry that one item is answered with."""
        if item.verb == "submit":
            return self._submit(item)
        has = self.known.get(item.subject, {})
        if item.verb == "act":
            is_new = "act" not in has
            position = self._keep(item, "act")
            if is_new:
                self.stand(item.standing)
            return position
        if item.verb == "revoke":
            # A seal is submitted or revoked, whichever came first.
            return has["accepted"] if "accepted" in has else self._keep(item, "revoked")
        return self._keep(item, "withdrawn") if "accepted" in has else NOTHING

    def _submit(self, item: Item) -> int:
        has = self.known.get(item.subject)
        if has is not None:
            if "accepted" in has:
                return has["accepted"]
            if "revoked" in has:
                return self._keep(item, "seal_revoked", has["revoked"])
        if self.shut is not None:
            return self._keep(item, *self.shut)
        admitted = step(self.total, item.requested, self.closing_total)
        if not admitted.accepted:
            return self._keep(item, "closed_early", self.closed_by)
        self.number += 1
        self.total = admitted.total
        if self.total >= self.closing_total:
            self.closed_by = self.number
        return self._keep(item, "accepted", self.total, self.number)

    def _keep(self, item: Item, kind: Kind, detail: int = 0, number: int = 0) -> int:
        """The entry of a subject and a kind: the one that is there, else a new one."""
        has = self.known.setdefault(item.subject, {})
        if kind in has:
            return has[kind]
        position = has[kind] = self.first + len(self.entries)
        self.entries.append(Entry(position, number, kind, item.subject, detail, item.body))
        return position


def settle(line: Line, items: Sequence[Item], known: Known, instant: int) -> Settled:
    """What a batch of items makes of a line at an instant that is none before its last.

    `known` has the entries, before this batch, of every subject in it that has any.
    """
    if instant < line.instant:
        raise ValueError("a line never goes back in time")
    batch = _Batch(line, known, instant)
    answers = tuple([batch.settle(item) for item in items])
    after = line._replace(
        number=batch.number, total=batch.total, closed_by=batch.closed_by, standing=batch.standing
    )
    return Settled(after, tuple(batch.entries), answers)


def entry_texts(call: str, entries: Iterable[Entry], instant: int) -> list[str]:
    """The text of each entry, whose hash is its leaf in the log."""
    return [
        f"bandolo-entry-1.{call}.{position}.{number}.{kind}.{instant}.{detail}.{body}"
        for position, number, kind, _, detail, body in entries
    ]


def write_standing(standing: Standing) -> str:
    """A standing as text, the same for the same standing."""
    return json.dumps(
        {
            "opens": show_micros(standing.opens),
            "closes": show_micros(standing.closes),
            "last_instant": standing.last_instant,
            "funds": standing.funds,
            "share": None if standing.share is None else str(standing.share),
            "pauses": standing.pauses,
        },
        separators=(",", ":"),
    )


def read_standing(text: str) -> Standing:
    """What `write_standing` wrote."""
    raw = json.loads(text)
    return Standing(
        opens=read_micros(raw["opens"]),
        closes=read_micros(raw["closes"]),
        last_instant=raw["last_instant"],
        funds=raw["funds"],
        share=None if raw["share"] is None else Fraction(raw["share"]),
        pauses=tuple(Pause(*one) for one in raw["pauses"]),
    )


def _shut(standing: Standing | None, instant: int) -> tuple[Kind, int] | None:
    """Why nobody gets in at an instant whatever the funds, with the detail; None where the line is open."""
    if standing is None:
        return "not_open", 0
    state = window_state(standing.window, to_datetime(instant)).state
    if state == "not_open":
        return "not_open", standing.opens
    if state == "closed":
        return "closed", standing.closes
    pause = standing.pause_at(instant)
    return None if pause is None else ("suspended", pause.end)
