"""Was the published log ever rewritten, and is a receipt in it?

A log is text (docs/click-day.md): a line for each key, entry and head, in the order in which they were
made, as the view `intake.log` gives them. It names nobody: an entry is its position, number, instant, kind
and leaf.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bandolo.intake.head import Head, SignedHead, is_signed, key_id, write_head
from bandolo.intake.line import KINDS
from bandolo.intake.receipt import Fault, Receipt
from bandolo.intake.tree import bag, node_hash

FORMAT = "bandolo-log-1"


@dataclass(slots=True)
class ReadLog:
    """A log as verified so far: its keys, its tree, its heads by size, and what of it was asked for."""

    call: str = ""
    keys: dict[str, bytes] = field(default_factory=dict)
    peaks: list[bytes] = field(default_factory=list)
    heads: dict[int, bytes] = field(default_factory=dict)
    wanted: dict[int, bytes] = field(default_factory=dict)
    size: int = 0
    number: int = 0
    instant: int = 0


def verify_log(lines: Iterable[str], wanted: Iterable[int] = ()) -> tuple[ReadLog, list[Fault]]:
    """A log read and checked from its first line to its last, and all that is wrong in it.

    Positions and numbers have no gap, instants never go back, every head has the root of the entries above
    it and a signature that fits. `wanted` are the positions whose leaves are kept. A few microseconds a line.
    """
    log, found, asked = ReadLog(), [], frozenset(wanted)
    for at, line in enumerate(lines, start=1):
        try:
            _read_line(log, line.rstrip("\n").split(" "), asked)
        except ValueError as problem:
            found.append(Fault(f"line {at}", line.strip()[:80], str(problem)))
    if not found and log.size not in log.heads:
        found.append(Fault("the end", f"entry {log.size}", "a signed head covers every entry"))
    return log, found


def _read_line(log: ReadLog, fields: list[str], asked: frozenset[int]) -> None:
    match fields:
        case ["entry", position, number, instant, kind, leaf]:
            _add_entry(log, int(position), int(number), int(instant), kind, leaf, asked)
        case ["head", size, root, instant, key, signature]:
            _add_head(
                log,
                Head(log.call, int(size), bytes.fromhex(root), int(instant)),
                SignedHead("", key, signature),
            )
        case ["key", key, public]:
            if key_id(bytes.fromhex(public)) != key:
                raise ValueError(f"this public key has the id {key_id(bytes.fromhex(public))}")
            log.keys[key] = bytes.fromhex(public)
        case [name, call] if name == FORMAT and not log.call:
            log.call = call
        case _:
            raise ValueError(f'a line is "{FORMAT} call" once, then key, entry and head')


def _add_entry(
    log: ReadLog, position: int, number: int, instant: int, kind: str, leaf: str, asked: frozenset[int]
) -> None:
    if position != log.size + 1:
        raise ValueError(f"the next position is {log.size + 1}")
    if kind == "accepted":
        log.number += 1
    if number != (log.number if kind == "accepted" else 0) or kind not in KINDS:
        raise ValueError(f"an accepted entry has the next number, {log.number}, any other kind has 0")
    if instant < log.instant:
        raise ValueError(f"the entry before it is of {log.instant}")
    node = bytes.fromhex(leaf)
    log.size, log.instant = position, instant
    if position in asked:
        log.wanted[position] = node
    while not position & 1:
        node, position = node_hash(log.peaks.pop(), node), position >> 1
    log.peaks.append(node)


def _add_head(log: ReadLog, head: Head, signed: SignedHead) -> None:
    if head.size != log.size or head.instant != log.instant:
        raise ValueError(f"a head stands below the last entry it covers: {log.size} of {log.instant}")
    if head.root != bag(log.peaks):
        raise ValueError(f"the entries above have the root {bag(log.peaks).hex()}")
    public = log.keys.get(signed.key)
    if public is None or not is_signed(public, write_head(head), signed.signature):
        raise ValueError("the signature does not fit, or its key is none of the log")
    log.heads[head.size] = head.root


def receipt_in_log_faults(receipt: Receipt, head: Head, log: ReadLog) -> list[Fault]:
    """All that is wrong where a receipt should be in a log; `head` is that of the receipt."""
    found: list[Fault] = []
    leaf = log.wanted.get(receipt.entry.position)
    if log.call != receipt.entry.call:
        found.append(Fault("log", f"call {log.call}", f"the receipt is of {receipt.entry.call}"))
    if leaf != receipt.leaf:
        right = f"the receipt has {receipt.leaf.hex()} at {receipt.entry.position}"
        found.append(Fault("log", "no such leaf" if leaf is None else leaf.hex(), right))
    root = log.heads.get(head.size)
    if root != head.root:
        what = "no such head" if root is None else root.hex()
        found.append(Fault("log", what, f"the receipt has the root {head.root.hex()} at size {head.size}"))
    return found
