"""Which hash stands for a whole log, and what proves that an entry is in it and that it was only added to?

Merkle trees as in RFC 9162, section 2.1, with SHA-256. A tree that grows keeps its peaks only: the roots of
the whole subtrees it is made of, from left to right, one for each bit of its size.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

LEAF, NODE = b"\x00", b"\x01"
EMPTY_ROOT = sha256(b"").digest()
Peaks = tuple[bytes, ...]


class Grown(NamedTuple):
    """A tree after new leaves: its size, root and peaks, and the inclusion proof of each new leaf in it.

    Each proof is a JSON list of hashes in hexadecimal, from the leaf up.
    """

    size: int
    root: bytes
    peaks: Peaks
    proofs: tuple[str, ...]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(NODE + left + right).digest()


def grow(size: int, peaks: Peaks, leaves: Sequence[bytes]) -> Grown:
    """Add leaf hashes, at least one, to a tree of a size and its peaks; the cost hangs on them alone."""
    rows: list[list[bytes]] = []
    starts: list[int] = []
    grown: list[bytes] = []
    left, whole = list(peaks), size + len(leaves)
    row, start, level = list(leaves), size, 0
    while True:
        # What of the old tree has no partner at this level joins the new nodes on their left.
        if (size >> level) & 1:
            row, start = [left.pop(), *row], start - 1
        if (whole >> level) & 1:
            grown.append(row[(whole >> level) - 1 - start])
        rows.append(row)
        starts.append(start)
        if len(row) == 1 and not left:
            break
        above = [sha256(NODE + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=False)]
        if len(row) & 1:
            above.append(row[-1])
        row, start, level = above, start >> 1, level + 1
    proofs = _proofs(rows, starts)
    return Grown(whole, row[0], tuple(reversed(grown)), tuple(proofs[size - starts[0] :]))


def _proofs(rows: Sequence[Sequence[bytes]], starts: Sequence[int]) -> list[str]:
    """The proofs of the lowest row, written downwards, so that what neighbours share is written once."""
    proofs = ["]"]
    for level in range(len(rows) - 2, -1, -1):
        row, above = rows[level], proofs[(starts[level] >> 1) - starts[level + 1] :]
        names = [f',"{node.hex()}"' for node in row]
        last, odd = len(row) - 1, len(row) & 1
        # The partner of an even place is the next one, of an odd place the one before.
        proofs = [
            above[at >> 1] if odd and at == last else names[at ^ 1] + above[at >> 1] for at in range(last + 1)
        ]
    return ["[" + proof.removeprefix(",") for proof in proofs]


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of leaf hashes; memory grows with the depth only."""
    stack: list[bytes] = []
    size = 0
    for leaf in leaves:
        node, size = leaf, size + 1
        joined = size
        while not joined & 1:
            node, joined = sha256(NODE + stack.pop() + node).digest(), joined >> 1
        stack.append(node)
    return bag(stack)


def bag(peaks: Sequence[bytes]) -> bytes:
    """The root of a tree from its peaks."""
    if not peaks:
        return EMPTY_ROOT
    *others, root = peaks
    for peak in reversed(others):
        root = node_hash(peak, root)
    return root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of the leaf at `index` in the tree of all leaves (RFC 9162, 2.1.3.1)."""
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion_proof(leaves[:half], index), root_of(leaves[half:])]
    return [*inclusion_proof(leaves[half:], index - half), root_of(leaves[:half])]


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """What proves that the tree of the first `earlier` leaves, one or more, grew to that of all (2.1.4.1)."""
    return _consistency(leaves, earlier, is_whole=True)


def _consistency(leaves: Sequence[bytes], earlier: int, *, is_whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if is_whole else [root_of(leaves)]
    half = _half(len(leaves))
    if earlier <= half:
        return [*_consistency(leaves[:half], earlier, is_whole=is_whole), root_of(leaves[half:])]
    return [*_consistency(leaves[half:], earlier - half, is_whole=False), root_of(leaves[:half])]


def _half(size: int) -> int:
    """The greatest power of two below a size of at least two."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof leads from a leaf at `index` to the root of a tree of `size` (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            node = node_hash(sibling, node)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(sizes: tuple[int, int], roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the earlier tree, of one leaf or more, grew to the later (2.1.4.2)."""
    earlier, later = sizes
    if not 0 < earlier <= later or (earlier == later and (proof or roots[0] != roots[1])):
        return False
    if earlier == later:
        return True
    path = list(proof)
    if earlier & (earlier - 1) == 0:
        path.insert(0, roots[0])
    if not path:
        return False
    first, last = earlier - 1, later - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and (old, new) == roots
