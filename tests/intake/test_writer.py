"""Is a batch settled rightly on one that is still being kept, and forgotten with it where that is lost?"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bandolo.intake.head import SignedHead, Signer, read_head
from bandolo.intake.line import Item, Kind, Line
from bandolo.intake.receipt import read_entry
from bandolo.intake.store import Looked
from bandolo.intake.tree import leaf_hash, root_of
from bandolo.intake.writer import Writer
from tests.intake.nodes import LONG_AGO, OPEN, new_id, new_ticket

AGAIN = b"again"


class Slow:
    """A keeper that looks and adds only when it is let, and fails where it is told to."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.heads: list[SignedHead] = []
        self.may_look, self.may_add = asyncio.Event(), asyncio.Event()
        self.looks = self.adds = 0
        self.is_broken = False
        self.may_look.set()

    async def now(self) -> int:
        """Long ago."""
        return LONG_AGO + 1

    async def look(self, subjects: Sequence[str]) -> Looked:
        """What had been kept when it was asked, told when it may."""
        known: dict[str, dict[Kind, int]] = {}
        for text in self.kept:
            entry, seal = read_entry(text), text.split(".")[10]
            if seal in subjects:
                known.setdefault(seal, {})[entry.kind] = entry.position
        self.looks += 1
        await self.may_look.wait()
        return Looked(LONG_AGO + 1, known)

    async def add(self, line: Line, root: bytes, head: SignedHead, texts: Sequence[str]) -> None:
        """Keep the texts when it may."""
        self.adds += 1
        await self.may_add.wait()
        if self.is_broken:
            raise ConnectionError("the database is gone")
        self.kept += texts
        self.heads.append(head)
        assert (line.size, read_head(head.text).root) == (len(self.kept), root)

    async def receipts(self, positions: Collection[int]) -> dict[int, tuple[Kind, bytes]]:
        """Of what is kept."""
        assert max(positions) <= len(self.kept)
        return dict.fromkeys(positions, ("accepted", AGAIN))


class Applicant:
    """Somebody who waits for one answer."""

    def __init__(self) -> None:
        self.answers: list[tuple[Kind | None, bytes]] = []
        self.away = 0

    def reply(self, kind: Kind | None, receipt: bytes) -> None:
        """Take it."""
        self.answers.append((kind, receipt))

    def send_away(self) -> None:
        """Go."""
        self.away += 1


def item(seal: str) -> Item:
    ticket = new_ticket()
    names = (ticket.application, ticket.enterprise)
    return Item("submit", seal, f"T1.k1.demo.{seal}.1.{names[0]}.{names[1]}.-.100.{ticket.digest}", 100)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to that")


def played(play: Callable[[Writer, Slow, Callable[[str], Applicant]], Awaitable[None]]) -> None:
    async def run() -> None:
        slow = Slow()
        writer = Writer(slow, Line("demo", standing=OPEN), Signer(Ed25519PrivateKey.generate()))

        def come(seal: str) -> Applicant:
            one = Applicant()
            writer.put(item(seal), one)
            return one

        await play(writer, slow, come)

    asyncio.run(run())


def test_who_comes_again_while_the_first_is_being_kept_has_one_place() -> None:
    async def play(writer: Writer, slow: Slow, come: Callable[[str], Applicant]) -> None:
        running = asyncio.create_task(writer.run())
        one, other = new_id(), new_id()
        first = come(one)
        await until(lambda: slow.adds == 1)
        again, second = come(one), come(other)
        await until(lambda: slow.looks == 2)
        assert (first.answers, writer.line.number) == ([], 0)
        slow.may_add.set()
        await until(lambda: bool(second.answers))
        assert [json.loads(who.answers[0][1])["number"] for who in (first, second)] == [1, 2]
        assert again.answers == [("accepted", AGAIN)]
        writer.stop()
        await running
        assert read_head(slow.heads[-1].text).root == root_of(leaf_hash(text.encode()) for text in slow.kept)
        assert (writer.line.size, writer.line.number, writer.line.total) == (2, 2, 200)

    played(play)


def test_a_look_that_is_older_than_the_last_batch_does_not_hide_it() -> None:
    async def play(writer: Writer, slow: Slow, come: Callable[[str], Applicant]) -> None:
        running = asyncio.create_task(writer.run())
        one = new_id()
        first = come(one)
        await until(lambda: slow.adds == 1)
        slow.may_look.clear()
        again = come(one)
        await until(lambda: slow.looks == 2)
        slow.may_add.set()
        await until(lambda: bool(first.answers))
        slow.may_look.set()
        await until(lambda: bool(again.answers))
        assert (again.answers, len(slow.kept)) == ([("accepted", AGAIN)], 1)
        writer.stop()
        await running

    played(play)


def test_what_was_settled_on_a_batch_that_is_lost_is_lost_with_it() -> None:
    async def play(writer: Writer, slow: Slow, come: Callable[[str], Applicant]) -> None:
        running = asyncio.create_task(writer.run())
        first = come(new_id())
        await until(lambda: slow.adds == 1)
        second = come(new_id())
        await until(lambda: slow.looks == 2)
        third = come(new_id())
        slow.is_broken = True
        slow.may_add.set()
        with pytest.raises(ConnectionError):
            await running
        assert [(who.answers, who.away) for who in (first, second, third)] == [([], 1)] * 3
        assert (slow.adds, slow.kept, writer.line.size) == (1, [], 0)
        late = come(new_id())
        assert late.away == 1

    played(play)


def test_two_batches_of_a_size_take_turns() -> None:
    async def play(writer: Writer, slow: Slow, come: Callable[[str], Applicant]) -> None:
        running = asyncio.create_task(writer.run())
        everybody = [come(new_id()) for _ in range(5)]
        await until(lambda: slow.adds == 1)
        everybody += [come(new_id()) for _ in range(3)]
        for _ in range(20):
            await asyncio.sleep(0)
        # Five are being kept: three do not make a batch yet, nine make one of seven.
        assert slow.looks == 1
        everybody += [come(new_id()) for _ in range(6)]
        await until(lambda: slow.looks == 2)
        assert len(writer.waiting) == 2
        slow.may_add.set()
        await until(lambda: all(who.answers for who in everybody))
        writer.stop()
        await running
        assert [read_head(one.text).size for one in slow.heads] == [5, 12, 14]

    played(play)
