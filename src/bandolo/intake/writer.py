"""Who writes the line of a call: how do those who wait become one batch, one transaction, one signed head?"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from bandolo.intake.clock import monotonic_micros
from bandolo.intake.head import Head, SignedHead, Signer, sign_head
from bandolo.intake.line import NOTHING, Entry, Item, Kind, Line, entry_texts, settle
from bandolo.intake.receipt import write_receipts
from bandolo.intake.store import Looked
from bandolo.intake.tree import grow, leaf_hash

# A batch that is too large makes everybody wait for its last.

LARGEST_BATCH = 2048
# Those who come beyond are sent away for a second, before memory is.
LONGEST_QUEUE = 50_000
IDLE_SECONDS = 1


class Asker(Protocol):
    """Somebody who waits for an answer."""

    def reply(self, kind: Kind | None, receipt: bytes) -> None:
        """Take the receipt of an entry of a kind; None is "not submitted", without a receipt."""

    def send_away(self) -> None:
        """Hear that the line cannot be reached now, and nothing is known of what was asked."""


class Waiting(NamedTuple):
    """One who waits, and for what."""

    item: Item
    asker: Asker


class Keeper(Protocol):
    """Where a line is kept: `Store`, or what a measurement puts in its place."""

    async def now(self) -> int:
        """As `Store.now`."""

    async def look(self, subjects: Sequence[str]) -> Looked:
        """As `Store.look`."""

    async def add(self, line: Line, root: bytes, head: SignedHead, texts: Sequence[str]) -> None:
        """As `Store.add`."""

    async def receipts(self, positions: Collection[int]) -> Mapping[int, tuple[Kind, bytes]]:
        """As `Store.receipts`."""


class Batch(NamedTuple):
    """A batch that is settled and signed, not kept yet: the line after it, who is answered by which entry."""

    line: Line
    entries: Sequence[Entry]
    texts: Sequence[str]
    leaves: Sequence[bytes]
    proofs: Sequence[str]
    root: bytes
    head: SignedHead | None
    askers: Sequence[Asker]
    answers: Sequence[int]


# For each who asked: the kind of the entry that answers and its receipt; None and nothing where none does.
Answers = Sequence[tuple[Kind | None, bytes]]


class Writer:
    """The one writer of a line, as long as its store holds the lock.

    Batches are kept one after the other; while one is kept, the next is settled on what that one makes of the
    line. Where one cannot be kept, what was settled after it is forgotten with it.
    """

    def __init__(self, store: Keeper, line: Line, signer: Signer) -> None:
        self.store, self.signer = store, signer
        # The line as it is kept, and as it will be once all that is settled is kept.
        self.line = self._next = line
        self.waiting: list[Waiting] = []
        self.offset = 0
        self._came = asyncio.Event()
        self._is_stopping = False
        # The batches that nobody has been answered of, the first of them being kept.
        self._settled: list[Batch] = []
        self._keeping: asyncio.Task[Answers | None] | None = None

    def put(self, item: Item, asker: Asker) -> None:
        """Put somebody in line."""
        if self._is_stopping or len(self.waiting) >= LONGEST_QUEUE:
            asker.send_away()
            return
        self.waiting.append(Waiting(item, asker))
        self._came.set()

    def stop(self) -> None:
        """Answer those who wait, then return from `run`."""
        self._is_stopping = True
        self._came.set()

    async def run(self) -> None:
        """Write batch after batch until told to stop; raises when the line cannot be written any more."""
        came: list[Waiting] = []
        try:
            while self.waiting or not self._is_stopping:
                await self._wait()
                many = self._share()
                came, self.waiting = self.waiting[:many], self.waiting[many:]
                if came:
                    self._settled.append(await self._settle(came))
                    came = []
                    kept = await self._kept()
                    self._keeping = asyncio.create_task(self._keep(self._settled[-1]))
                    self._keeping.add_done_callback(lambda _: self._came.set())
                    # The database begins with the next before those of the last are answered.
                    await asyncio.sleep(0)
                    self._answer(kept)
            self._answer(await self._kept())
        finally:
            # Whether the last batch was kept is unknown: who asks again is answered from what was.
            self._is_stopping = True
            if self._keeping is not None:
                await asyncio.gather(self._keeping, return_exceptions=True)
            for one in (*came, *self.waiting):
                one.asker.send_away()
            for batch in self._settled:
                for asker in batch.askers:
                    asker.send_away()
            self.waiting, self._settled = [], []

    async def _wait(self) -> None:
        """Until enough have come; every second in which nobody does, look whether the database is there."""
        while not self._has_enough():
            self._came.clear()
            idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._came.set)
            await self._came.wait()
            idle.cancel()
            if self._keeping is not None and self._keeping.done():
                self._answer(await self._kept())
            elif not self.waiting and self._keeping is None:
                await self.tell_time()

    def _has_enough(self) -> bool:
        """Whether as many wait as are being kept: a small batch costs the database much of a large one."""
        if self._is_stopping or not self._settled:
            return self._is_stopping or bool(self.waiting)
        return len(self.waiting) >= len(self._settled[0].askers)

    def _share(self) -> int:
        """How many to settle: half of all that are under way, so that two batches of a size take turns."""
        other = len(self._settled[0].askers) if self._settled else len(self.waiting)
        return min((len(self.waiting) + other + 1) // 2, LARGEST_BATCH)

    async def _kept(self) -> Answers | None:
        """Wait until what is being kept is; its answers, if not given yet. Raises where it is lost."""
        if self._keeping is None:
            return None
        answers = await self._keeping
        self._keeping = None
        return answers

    def _answer(self, answers: Answers | None) -> None:
        """Answer everybody in the batch that was kept."""
        if answers is not None:
            batch = self._settled.pop(0)
            self.line = batch.line
            for asker, (kind, receipt) in zip(batch.askers, answers, strict=True):
                asker.reply(kind, receipt)

    async def tell_time(self) -> None:
        """Ask the database for its time, over the connection that holds the line."""
        self._set_offset(await self.store.now())

    def _set_offset(self, instant: int) -> None:
        """Note how far the clock of the database is from this node's, for people who wait."""
        self.offset = instant - monotonic_micros()

    async def _settle(self, came: Sequence[Waiting]) -> Batch:
        """What a batch makes of the line, signed; nothing of it is kept, and nobody sees it yet."""
        items, before = [one.item for one in came], tuple(self._settled)
        looked = await self.store.look([one.subject for one in items])
        self._set_offset(looked.instant)
        # The clock of the database may have been set back: the line waits for it.
        instant = max(looked.instant, self._next.instant)
        # What is being kept meanwhile may be missing in what the database has told.
        for batch in before:
            _add_known(looked.known, batch.entries)
        settled = settle(self._next, items, looked.known, instant)
        line, entries = settled.line, settled.entries
        texts = entry_texts(line.call, entries, instant)
        leaves = [leaf_hash(text.encode()) for text in texts]
        proofs: Sequence[str] = ()
        root, head = b"", None
        if entries:
            grown = grow(line.size, line.peaks, leaves)
            line = line._replace(size=grown.size, peaks=grown.peaks, instant=instant)
            head = sign_head(self.signer, Head(line.call, line.size, grown.root, instant))
            root, proofs = grown.root, grown.proofs
        self._next = line
        askers = [one.asker for one in came]
        return Batch(line, entries, texts, leaves, proofs, root, head, askers, settled.answers)

    async def _keep(self, batch: Batch) -> Answers | None:
        """Keep a batch for good, then answer it; where the next is ready, that begins before, by `run`."""
        receipts: list[bytes] = []
        if batch.head is not None:
            keeping = asyncio.ensure_future(self.store.add(batch.line, batch.root, batch.head, batch.texts))
            # The database works while the receipts are written here.
            await asyncio.sleep(0)
            try:
                receipts = write_receipts(
                    batch.entries, batch.texts, batch.leaves, batch.head, self.signer.public, batch.proofs
                )
            finally:
                await keeping
        first = batch.line.size - len(receipts) + 1
        old = {answer for answer in batch.answers if NOTHING < answer < first}
        again = await self.store.receipts(old) if old else {}
        answers: Answers = [
            (batch.entries[answer - first].kind, receipts[answer - first])
            if answer >= first
            else again.get(answer, (None, b""))
            for answer in batch.answers
        ]
        if len(self._settled) > 1:
            return answers
        self._answer(answers)
        return None


def _add_known(known: dict[str, dict[Kind, int]], entries: Iterable[Entry]) -> None:
    """What a batch that is being kept says of those who came after it."""
    for one in entries:
        known.setdefault(one.subject, {})[one.kind] = one.position
