"""What does whoever came to the line carry away, and does it hold without network and database?

A receipt is JSON (docs/click-day.md): the text of an entry, its leaf, the head that was signed with it and
the proof that leads from one to the other. A refusal is a receipt too: of an entry that says why.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bandolo.intake.head import SignedHead, is_signed, key_id, read_head
from bandolo.intake.instants import show_micros
from bandolo.intake.line import KINDS, Entry, Kind
from bandolo.intake.ticket import TICKET, ticket_of
from bandolo.intake.tree import is_included, leaf_hash

FORMAT = "bandolo-receipt-1"
# A receipt of the longest line has some 40 hashes; what is longer is none.
LONGEST = 20_000
_ENTRY = re.compile(
    r"bandolo-entry-1\.([A-Za-z0-9_-]{1,64})\.([1-9]\d{0,15})\.(0|[1-9]\d{0,15})\.([a-z_]{1,20})"
    r"\.(\d{1,17})\.(\d{1,17})\.([A-Za-z0-9_.-]{1,4000})",
    re.ASCII,
)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FIELDS = frozenset(
    (
        "format",
        "call",
        "outcome",
        "number",
        "instant",
        "application",
        "digest",
        "entry",
        "leaf",
        "head",
        "proof",
    )
)


class Fault(NamedTuple):
    """Where a receipt or a log is wrong, what stands there, what would be right."""

    where: str
    found: str
    right: str

    def __str__(self) -> str:
        return f"{self.where}: {self.found}; {self.right}"


class ReadEntry(NamedTuple):
    """The fields of the text of an entry, `number` 0 where it has none."""

    call: str
    position: int
    number: int
    kind: Kind
    instant: int
    detail: int
    body: str


class Receipt(NamedTuple):
    """A receipt as read: its entry, and all that should follow from it."""

    entry: ReadEntry
    head: SignedHead
    public: bytes
    leaf: bytes
    proof: tuple[bytes, ...]


def write_receipts(
    entries: Sequence[Entry | ReadEntry],
    texts: Sequence[str],
    leaves: Sequence[bytes],
    head: SignedHead,
    public: bytes,
    proofs: Sequence[str],
) -> list[bytes]:
    """The receipts of entries of one batch: their texts and leaves, their head, the proofs in JSON."""
    signed = read_head(head.text)
    said = json.dumps(
        {"text": head.text, "key": head.key, "public": public.hex(), "signature": head.signature}
    )
    first, when = f'{{"format":"{FORMAT}","call":"{signed.call}","outcome":', show_micros(signed.instant)
    return [
        (
            f'{first}"{entry.kind}","number":{entry.number or "null"},"instant":"{when}",'
            f'{_names(entry.body)},"entry":"{text}","leaf":"{leaf.hex()}","head":{said},"proof":{proof}}}\n'
        ).encode()
        for entry, text, leaf, proof in zip(entries, texts, leaves, proofs, strict=True)
    ]


def _names(body: str) -> str:
    """The application and the digest that the text of an entry names, in JSON; null for acts."""
    fields = body.split(".")
    if fields[0] == TICKET:
        return f'"application":"{fields[5]}","digest":"{fields[9]}"'
    return '"application":null,"digest":null'


def read_entry(text: str) -> ReadEntry:
    """The fields of the text of an entry; ValueError otherwise."""
    match = _ENTRY.fullmatch(text)
    kind = next((one for one in KINDS if match is not None and one == match[4]), None)
    if match is None or kind is None:
        raise ValueError("an entry is bandolo-entry-1.call.position.number.kind.microseconds.detail.text")
    if match[7].startswith(f"{TICKET}."):
        ticket_of(match[7])
    return ReadEntry(match[1], int(match[2]), int(match[3]), kind, int(match[5]), int(match[6]), match[7])


def read_receipt(raw: bytes) -> Receipt:
    """The receipt of a file; ValueError says what is wrong where it is none. It proves nothing yet."""
    if len(raw) > LONGEST:
        raise ValueError(f"a receipt has at most {LONGEST} bytes, not {len(raw)}")
    said: Any = json.loads(raw)
    if not isinstance(said, dict) or said.get("format") != FORMAT or said.keys() != _FIELDS:
        raise ValueError(
            f'a receipt is a JSON object with "format": "{FORMAT}" and {len(_FIELDS) - 1} more keys'
        )
    head = said["head"]
    if not isinstance(head, dict) or head.keys() != {"text", "key", "public", "signature"}:
        raise ValueError('the "head" of a receipt has text, key, public and signature')
    texts = [said["entry"], said["leaf"], *head.values()]
    if not all(isinstance(one, str) for one in texts) or not isinstance(said["proof"], list):
        raise ValueError('"entry", "leaf" and what "head" holds are texts, "proof" is a list of texts')
    if not all(isinstance(one, str) and _HASH.fullmatch(one) for one in (said["leaf"], *said["proof"])):
        raise ValueError("a hash is 64 hexadecimal digits")
    receipt = Receipt(
        read_entry(said["entry"]),
        SignedHead(head["text"], head["key"], head["signature"]),
        bytes.fromhex(head["public"]),
        bytes.fromhex(said["leaf"]),
        tuple(bytes.fromhex(one) for one in said["proof"]),
    )
    _same_as_entry(receipt.entry, said)
    return receipt


def _same_as_entry(entry: ReadEntry, said: Mapping[str, object]) -> None:
    """ValueError where what people read differs from the text that is proved."""
    is_ticket = entry.body.startswith(f"{TICKET}.")
    ticket = ticket_of(entry.body) if is_ticket else None
    proved = {
        "call": entry.call,
        "outcome": entry.kind,
        "number": entry.number or None,
        "instant": show_micros(entry.instant),
        "application": ticket.application if ticket else None,
        "digest": ticket.digest if ticket else None,
        "leaf": leaf_hash(_text_of(entry)).hex(),
    }
    for key, value in proved.items():
        if said[key] != value:
            raise ValueError(f'"{key}" is {said[key]!r}, but the entry that is proved says {value!r}')
    if ticket is not None and ticket.call != entry.call:
        raise ValueError("the ticket is of another call than the line")


def _text_of(entry: ReadEntry) -> bytes:
    fields = (entry.call, entry.position, entry.number, entry.kind, entry.instant, entry.detail, entry.body)
    return ("bandolo-entry-1." + ".".join(str(one) for one in fields)).encode()


def receipt_faults(receipt: Receipt, public: bytes | None = None) -> list[Fault]:
    """All that is wrong in a receipt by itself; `public` is the key that the body has published, if known."""
    found: list[Fault] = []
    entry, head = receipt.entry, read_head(receipt.head.text)
    if public is not None and public != receipt.public:
        found.append(
            Fault("head.public", f"key {key_id(receipt.public)}", f"the body has published {key_id(public)}")
        )
    if receipt.head.key != key_id(receipt.public):
        found.append(
            Fault("head.key", receipt.head.key, f"the public key has the id {key_id(receipt.public)}")
        )
    if not is_signed(receipt.public, receipt.head.text, receipt.head.signature):
        found.append(Fault("head.signature", "does not fit", "the key would have signed this very text"))
    if head.call != entry.call:
        found.append(Fault("head.text", f"call {head.call}", f"the entry is of {entry.call}"))
    if head.instant != entry.instant:
        found.append(Fault("head.text", f"instant {head.instant}", f"the entry is of {entry.instant}"))
    if not is_included(receipt.leaf, entry.position - 1, head.size, receipt.proof, head.root):
        found.append(
            Fault("proof", "does not lead to the root", f"it proves entry {entry.position} of {head.size}")
        )
    return found
