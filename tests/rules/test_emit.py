"""Does generated Python hold what it was given?"""

from typing import NamedTuple

import pytest

from bandolo.rules.emit import Source


class Pair(NamedTuple):
    one: int
    other: str


def test_a_record_is_the_named_tuple() -> None:
    source = Source()
    source.add(f"return {source.record(Pair, 'one + 1', repr('b'))}")
    made = source.function("make", "one")(1)
    assert (made, made.other, type(made)) == (Pair(2, "b"), "b", Pair)


def test_a_record_with_other_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="Pair has other fields"):
        Source().record(Pair, "1")


def test_a_constant_is_held_once() -> None:
    source, held = Source(), frozenset({"a", "b"})
    assert source.constant(held) == source.constant(held)
    source.add(f"return {source.constant(held)}")
    assert source.function("give", "")() is held
