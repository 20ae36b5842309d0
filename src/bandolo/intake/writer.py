"""Who writes the line of a call: how do those who wait become one batch, one transaction, one signed head?"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
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

    async def look(self, subjects: Sequence[str]) -> Looked:
        """As `Store.look`."""

    async def add(self, line: Line, root: bytes, head: SignedHead, texts: Sequence[str]) -> None:
        """As `Store.add`."""

    async def receipts(self, positions: Collection[int]) -> Mapping[int, tuple[Kind, bytes]]:
        """As `Store.receipts`."""


class Writer:
    """The one writer of a line, as long as its store holds the lock."""

    def __init__(self, store: Keeper, line: Line, signer: Signer) -> None:
        self.store, self.line, self.signer = store, line, signer
        self.waiting: list[Waiting] = []
        self.offset = 0
        self._came = asyncio.Event()
        self._is_stopping = False

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
        batch: list[Waiting] = []
        try:
            while self.waiting or not self._is_stopping:
                if not self.waiting:
                    await self._wait()
                batch, self.waiting = self.waiting[:LARGEST_BATCH], self.waiting[LARGEST_BATCH:]
                if batch:
                    await self.write([one.item for one in batch], [one.asker for one in batch])
                batch = []
        finally:
            # Whether the last batch was kept is unknown: who asks again is answered from what was.
            self._is_stopping = True
            for one in (*batch, *self.waiting):
                one.asker.send_away()
            self.waiting = []

    async def _wait(self) -> None:
        """Until somebody comes; every second without, look whether the database is still there."""
        self._came.clear()
        while not self._came.is_set():
            try:
                await asyncio.wait_for(self._came.wait(), IDLE_SECONDS)
            except TimeoutError:
                await self.tell_time()

    async def tell_time(self) -> None:
        """Ask the database for its time."""
        self._set_offset((await self.store.look(())).instant)

    def _set_offset(self, instant: int) -> None:
        """Note how far the clock of the database is from this node's, for people who wait."""
        self.offset = instant - monotonic_micros()

    async def write(self, items: Sequence[Item], askers: Sequence[Asker]) -> None:
        """Settle a batch, keep it, then answer everybody in it."""
        looked = await self.store.look([one.subject for one in items])
        self._set_offset(looked.instant)
        # The clock of the database may have been set back: the line waits for it.
        instant = max(looked.instant, self.line.instant)
        settled = settle(self.line, items, looked.known, instant)
        receipts: list[bytes] = []
        if settled.entries:
            receipts = await self._keep(settled.line._replace(instant=instant), settled.entries)
        first = self.line.size - len(receipts) + 1
        old = {answer for answer in settled.answers if NOTHING < answer < first}
        again = await self.store.receipts(old) if old else {}
        for asker, answer in zip(askers, settled.answers, strict=True):
            if answer >= first:
                asker.reply(settled.entries[answer - first].kind, receipts[answer - first])
            else:
                asker.reply(*again.get(answer, (None, b"")))

    async def _keep(self, line: Line, entries: Sequence[Entry]) -> list[bytes]:
        """The receipts of new entries; nobody sees them before they are kept."""
        texts = entry_texts(line.call, entries, line.instant)
        leaves = [leaf_hash(text.encode()) for text in texts]
        grown = grow(line.size, line.peaks, leaves)
        line = line._replace(size=grown.size, peaks=grown.peaks)
        head = sign_head(self.signer, Head(line.call, line.size, grown.root, line.instant))
        keeping = asyncio.ensure_future(self.store.add(line, grown.root, head, texts))
        # The database works while the receipts are written here.
        await asyncio.sleep(0)
        try:
            receipts = write_receipts(entries, texts, leaves, head, self.signer.public, grown.proofs)
        finally:
            await keeping
        self.line = line
        return receipts
