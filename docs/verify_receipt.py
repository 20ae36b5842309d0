"""Does a receipt hold? Written from docs/click-day.md alone, with nothing of Bandolo.

python verify_receipt.py RECEIPT.json [LOG.txt [PUBLIC_KEY_HEX]]
"""

import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def check(what, holds):
    if not holds:
        sys.exit(f"does not hold: {what}")


def join(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


receipt = json.loads(Path(sys.argv[1]).read_bytes())
head, entry = receipt["head"], receipt["entry"]
check("the key is the one published", sys.argv[3:] in ([], [head["public"]]))
public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["public"]))
public.verify(bytes.fromhex(head["signature"]), head["text"].encode())  # raises InvalidSignature
_, call, size, root, instant = head["text"].split(".")
_, entry_call, position, number, outcome, entry_instant, _ = entry.split(".", 6)
check("head and entry are of one call and instant", (call, instant) == (entry_call, entry_instant))
check("what people read is the entry", [receipt["number"] or 0, receipt["outcome"]] == [int(number), outcome])
node = leaf = hashlib.sha256(b"\0" + entry.encode()).digest()
at, last = int(position) - 1, int(size) - 1
for sibling in receipt["proof"]:
    while at == last and at % 2 == 0:
        at, last = at // 2, last // 2
    node = join(bytes.fromhex(sibling), node) if at % 2 else join(node, bytes.fromhex(sibling))
    at, last = at // 2, last // 2
check("the proof leads from the entry to the root", (node.hex(), last) == (root, 0))
if len(sys.argv) > 2:
    count, peaks, seen = 0, [], set()
    for kind, *said in map(str.split, Path(sys.argv[2]).open(encoding="ascii")):
        if kind == "entry":
            count = at = count + 1
            node = bytes.fromhex(said[4])
            seen |= {(said[0], said[4])}
            while at % 2 == 0:
                node, at = join(peaks.pop(), node), at // 2
            peaks.append(node)
        elif kind == "head":
            node = peaks[-1]
            for peak in reversed(peaks[:-1]):
                node = join(peak, node)
            check("each head is of the entries above it", said[:2] == [str(count), node.hex()])
            seen |= {("head", *said[:2])}
    check("entry and head are in the log", {(position, leaf.hex()), ("head", size, root)} <= seen)
print(f"holds: {outcome}, number {number}, entry {position} of {call}, {receipt['instant']}")
