"""Does a sealed file open under its key alone, whole and unchanged?"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bandolo.papers.upload_seal import is_sealed, key_of, sealed, unsealed
from bandolo.papers.upload_store import DamagedError

KEY, OTHER = key_of("11" * 32), key_of("22" * 32)
KEYS = {KEY.id: KEY}
PIECE = 1 << 20


@given(st.binary(max_size=200))
@example(b"BANDOLO-SEALED-1")
def test_what_was_sealed_opens(content: bytes) -> None:
    at_rest = sealed(content, KEY, "name")
    assert is_sealed(at_rest)
    assert unsealed(at_rest, KEYS, "name") == content


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_pieces_of_any_number_open(size: int) -> None:
    content = b"a" * size
    assert unsealed(sealed(content, KEY, "name"), KEYS, "name") == content


def test_the_same_file_is_sealed_otherwise_each_time() -> None:
    assert sealed(b"a", KEY, "name") != sealed(b"a", KEY, "name")


@given(st.data())
def test_no_bit_of_it_can_be_turned(data: st.DataObject) -> None:
    at_rest = bytearray(sealed(b"content", KEY, "name"))
    at = data.draw(st.integers(min_value=16, max_value=len(at_rest) - 1))
    at_rest[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DamagedError):
        unsealed(bytes(at_rest), KEYS, "name")


@given(st.integers(min_value=16, max_value=60))
def test_none_of_it_can_be_cut(length: int) -> None:
    at_rest = sealed(b"a" * 40, KEY, "name")
    with pytest.raises(DamagedError):
        unsealed(at_rest[:length], KEYS, "name")


def test_no_piece_can_be_left_out_or_swapped() -> None:
    at_rest = sealed(b"a" * PIECE + b"b" * PIECE, KEY, "name")
    head, first, second = at_rest[:40], at_rest[40 : 56 + PIECE], at_rest[56 + PIECE :]
    for changed in (head + first, head + second, head + second + first, at_rest + second):
        with pytest.raises(DamagedError):
            unsealed(changed, KEYS, "name")


def test_it_opens_under_no_other_name_or_key() -> None:
    at_rest = sealed(b"a", KEY, "name")
    with pytest.raises(DamagedError, match="has changed"):
        unsealed(at_rest, KEYS, "other")
    with pytest.raises(DamagedError, match="not at hand"):
        unsealed(at_rest, {OTHER.id: OTHER}, "name")


@pytest.mark.parametrize("text", ["", "x" * 64, "11" * 31, "11" * 33])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        key_of(text)


def test_a_key_does_not_show_itself() -> None:
    assert "1111" not in repr(KEY)
