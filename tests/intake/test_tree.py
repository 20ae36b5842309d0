"""Do trees grow as RFC 9162 says, and does each proof prove what it should and nothing else?"""

import json
from collections.abc import Sequence
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from bandolo.intake.tree import (
    EMPTY_ROOT,
    Peaks,
    bag,
    consistency_proof,
    grow,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    root_of,
)


def written_out(entries: Sequence[bytes]) -> bytes:
    """The root by the definition of RFC 9162, 2.1.1, as it stands there."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    half = 1
    while half * 2 < len(entries):
        half *= 2
    return sha256(b"\x01" + written_out(entries[:half]) + written_out(entries[half:])).digest()


def entries_of(count: int) -> list[bytes]:
    """Entries that all differ."""
    return [b"entry %d" % number for number in range(count)]


def test_known_roots() -> None:
    # The vectors that implementations of RFC 6962 and 9162 share.
    inputs = (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
    leaves = [leaf_hash(bytes.fromhex(one)) for one in inputs]
    assert root_of([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of(leaves[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root_of(leaves[:3]).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert root_of(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.lists(st.integers(1, 20), min_size=1, max_size=12))
def test_a_tree_that_grows_is_the_tree_written_out(batches: list[int]) -> None:
    entries = entries_of(sum(batches))
    leaves = [leaf_hash(one) for one in entries]
    size, peaks = 0, Peaks()
    for batch in batches:
        grown = grow(size, peaks, leaves[size : size + batch])
        assert grown.size == size + batch
        assert grown.root == written_out(entries[: grown.size]) == root_of(leaves[: grown.size])
        assert bag(grown.peaks) == grown.root
        for index, proof in enumerate(grown.proofs, start=size):
            path = [bytes.fromhex(one) for one in json.loads(proof)]
            assert path == inclusion_proof(leaves[: grown.size], index)
            assert is_included(leaves[index], index, grown.size, path, grown.root)
        size, peaks = grown.size, grown.peaks


@given(st.data(), st.integers(1, 70))
def test_an_inclusion_proof_proves_one_place_of_one_tree(data: st.DataObject, size: int) -> None:
    leaves = [leaf_hash(one) for one in entries_of(size)]
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, index), root_of(leaves)
    assert is_included(leaves[index], index, size, proof, root)
    elsewhere = data.draw(st.integers(-1, size + 1).filter(lambda other: other != index))
    assert not is_included(leaves[index], elsewhere, size, proof, root)
    assert not is_included(leaf_hash(b"forged"), index, size, proof, root)
    assert not is_included(leaves[index], index, size, [*proof, root], root)
    assert not is_included(leaves[index], index, size, proof, leaves[index] if size > 1 else EMPTY_ROOT)
    if proof:
        assert not is_included(leaves[index], index, size, proof[:-1], root)


@given(st.data(), st.integers(1, 70))
def test_a_consistency_proof_proves_growth_alone(data: st.DataObject, later: int) -> None:
    leaves = [leaf_hash(one) for one in entries_of(later)]
    earlier = data.draw(st.integers(1, later))
    proof, roots = consistency_proof(leaves, earlier), (root_of(leaves[:earlier]), root_of(leaves))
    assert is_consistent((earlier, later), roots, proof)
    changed = data.draw(st.integers(0, earlier - 1))
    rewritten = [*leaves[:changed], leaf_hash(b"rewritten"), *leaves[changed + 1 :]]
    assert not is_consistent((earlier, later), (roots[0], root_of(rewritten)), proof)
    forged = consistency_proof(rewritten, earlier)
    assert not is_consistent((earlier, later), (roots[0], root_of(rewritten)), forged)
    assert not is_consistent((earlier, later), roots, [*proof, roots[1]])
    assert not is_consistent((0, later), (EMPTY_ROOT, roots[1]), proof)
    assert not is_consistent((later + 1, later), roots, proof)
    if proof:
        assert not is_consistent((earlier, later), roots, proof[:-1])
