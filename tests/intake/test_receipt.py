"""Does a receipt hold for what it says and for nothing else, by Bandolo and by whoever reads the format?"""

import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bandolo.intake.head import Head, Signer, read_head, sign_head
from bandolo.intake.line import Item, Line, entry_texts, settle
from bandolo.intake.log import ReadLog, receipt_in_log_faults, verify_log
from bandolo.intake.mac import KeyRing
from bandolo.intake.receipt import Receipt, read_receipt, receipt_faults, write_receipts
from bandolo.intake.ticket import read_order, read_submission, write_act, write_ticket
from bandolo.intake.tree import grow, leaf_hash
from tests.intake.nodes import OPEN, new_id, new_ticket

ROOT = Path(__file__).parents[2]
SIGNER = Signer(Ed25519PrivateKey.generate())
RING = KeyRing("k", {b"k": secrets.token_bytes(32)})


class Written(NamedTuple):
    """A line written in batches: its receipts and its log."""

    receipts: list[bytes]
    log: list[str]


def write_line(batches: Sequence[int], signer: Signer = SIGNER) -> Written:
    """A line of an act and so many tickets in each batch."""
    line, receipts = Line("demo"), list[bytes]()
    log = ["bandolo-log-1 demo\n", f"key {signer.key} {signer.public.hex()}\n"]
    act = read_order(RING, write_act(RING, "demo", new_id(), OPEN).encode())[1]
    for at, batch in enumerate(batches):
        items: list[Item] = [] if at else [act]
        items += [read_submission(RING, write_ticket(RING, new_ticket()).encode())[1] for _ in range(batch)]
        instant = 15 * 10**14 + at
        settled = settle(line, items, {}, instant)
        texts = entry_texts("demo", settled.entries, instant)
        leaves = [leaf_hash(text.encode()) for text in texts]
        grown = grow(line.size, line.peaks, leaves)
        head = sign_head(signer, Head("demo", grown.size, grown.root, instant))
        receipts += write_receipts(settled.entries, texts, leaves, head, signer.public, grown.proofs)
        log += [
            f"entry {one.position} {one.number} {instant} {one.kind} {leaf.hex()}\n"
            for one, leaf in zip(settled.entries, leaves, strict=True)
        ]
        log.append(f"head {grown.size} {grown.root.hex()} {instant} {head.key} {head.signature}\n")
        line = settled.line._replace(size=grown.size, peaks=grown.peaks, instant=instant)
    return Written(receipts, log)


def faults_of(raw: bytes, log: Sequence[str] | None = None) -> list[str]:
    """All that is wrong in a receipt, as text; also where it is none."""
    try:
        receipt = read_receipt(raw)
        found = receipt_faults(receipt, SIGNER.public)
        if log is not None:
            read, wrong = verify_log(log, [receipt.entry.position])
            found += wrong or in_log(receipt, read)
    except ValueError as problem:
        return [str(problem)]
    return [str(one) for one in found]


def in_log(receipt: Receipt, log: ReadLog) -> list[Any]:
    """What is wrong with a receipt in a log."""
    return list(receipt_in_log_faults(receipt, read_head(receipt.head.text), log))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_every_receipt_holds_by_itself_and_in_the_log(batches: list[int]) -> None:
    written = write_line(batches)
    assert [faults_of(one, written.log) for one in written.receipts] == [[] for _ in written.receipts]


def changed(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A receipt with something changed."""
    said = json.loads(raw)
    change(said)
    return json.dumps(said).encode()


CHANGES: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda said: said.update(number=1),
    lambda said: said.update(instant="2026-03-02T08:00:00.000000Z"),
    lambda said: said.update(application=new_id()),
    lambda said: said.update(digest="0" * 64),
    lambda said: said.update(leaf="0" * 64),
    lambda said: said.update(outcome="closed"),
    lambda said: said.update(call="other"),
    lambda said: said.update(entry=said["entry"].replace(".4.3.", ".3.2.")),
    lambda said: said.update(proof=said["proof"][:-1]),
    lambda said: said.update(proof=[*said["proof"], "0" * 64]),
    lambda said: said.update(proof=["0" * 64, *said["proof"][1:]]),
    lambda said: said.update(format="bandolo-receipt-2"),
    lambda said: said.update(more=1),
    lambda said: said["head"].update(signature="0" * 128),
    lambda said: said["head"].update(text=said["head"]["text"] + "0"),
    lambda said: said["head"].update(public="0" * 64),
    lambda said: said["head"].update(key="0" * 16),
    lambda said: said.update(head={}),
    lambda said: said.update(proof="x"),
    lambda said: said.update(entry=7),
)


def test_a_changed_receipt_does_not_hold() -> None:
    receipt = write_line([3, 3]).receipts[3]
    assert faults_of(receipt) == []
    assert [at for at, change in enumerate(CHANGES) if faults_of(changed(receipt, change)) == []] == []


@given(st.binary(max_size=200))
def test_what_is_no_receipt_is_told(raw: bytes) -> None:
    assert len(faults_of(raw)) == 1


def test_a_receipt_of_another_log_of_the_same_key_is_not_in_this_one() -> None:
    here, there = write_line([3]), write_line([3])
    assert faults_of(there.receipts[1]) == []
    assert len(faults_of(there.receipts[1], here.log)) == 2
    assert len(faults_of(write_line([3, 1]).receipts[4], here.log)) == 2


def test_a_rewritten_log_is_found() -> None:
    written = write_line([2, 2])
    for at, (line, other) in enumerate(zip(written.log, write_line([2, 2]).log, strict=True)):
        if line != other:
            assert verify_log([*written.log[:at], other, *written.log[at + 1 :]])[1] != []
    # A head in between may be left out: those that remain still prove every entry.
    for at in [at for at in range(2, len(written.log)) if at != 5]:
        assert verify_log([*written.log[:at], *written.log[at + 1 :]])[1] != []
    assert verify_log(written.log)[1] == []
    assert [str(one) for one in verify_log(written.log[:-1])[1]] == [
        "the end: entry 5; a signed head covers every entry"
    ]
    assert len(verify_log(["nonsense\n", "entry 1 0 0 act\n", "entry x 0 0 act 00\n"])[1]) == 3


def run_verifier(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The verifier that stands in docs/, as anyone would run it."""
    return subprocess.run(
        [sys.executable, "-I", "docs/verify_receipt.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_verifier_written_from_the_documentation_agrees(tmp_path: Path) -> None:
    written, other = write_line([4, 9, 2]), write_line([4, 9, 2])
    receipt, log, strange = tmp_path / "receipt.json", tmp_path / "log.txt", tmp_path / "other.txt"
    log.write_text("".join(written.log), encoding="ascii")
    strange.write_text("".join(other.log), encoding="ascii")
    for at in (0, 4, 7, 14):
        receipt.write_bytes(written.receipts[at])
        said = run_verifier(str(receipt), str(log), SIGNER.public.hex())
        assert (said.returncode, said.stderr) == (0, "")
        assert said.stdout.startswith(
            f"holds: {'accepted' if at else 'act'}, number {at}, entry {at + 1} of demo,"
        )
    assert run_verifier(str(receipt), str(strange)).returncode == 1
    assert run_verifier(str(receipt), str(log), "00" * 32).returncode == 1
    for change in (
        lambda said: said.update(number=1),
        lambda said: said.update(proof=said["proof"][1:]),
        lambda said: said["head"].update(signature="0" * 128),
        lambda said: said.update(entry=said["entry"].replace(".15.14.", ".14.13.")),
    ):
        receipt.write_bytes(changed(written.receipts[14], change))
        assert run_verifier(str(receipt)).returncode == 1


def test_the_verifier_of_the_documentation_is_short_and_independent() -> None:
    text = (ROOT / "docs" / "verify_receipt.py").read_text(encoding="utf-8")
    assert len([line for line in text.splitlines() if line]) <= 50
    assert "import bandolo" not in text
    assert "from bandolo" not in text
