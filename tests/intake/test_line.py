"""Does the line give places in order, once, while it is open, and say the same to whoever comes again?"""

from collections import Counter
from datetime import datetime
from fractions import Fraction
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.intake.instants import to_micros
from bandolo.intake.line import (
    KINDS,
    NOTHING,
    Item,
    Kind,
    Line,
    Pause,
    Settled,
    Standing,
    read_standing,
    settle,
    write_standing,
)
from bandolo.rules.days import ROME
from bandolo.rules.windows import Entry as Requested
from bandolo.rules.windows import fold

OPEN = Standing(opens=1_000, closes=2_000, funds=10_000, share=Fraction(3, 2))
NOW = 1_500


def submit(seal: str, requested: int = 0) -> Item:
    """A submission."""
    return Item("submit", seal, "T1", requested)


def act(id: str, standing: Standing) -> Item:
    """An act."""
    return Item("act", id, "A1", standing=standing)


def line_at(standing: Standing | None = OPEN) -> Line:
    """A line with nothing in it, for which a standing holds."""
    return Line("demo", standing=standing)


def kinds(settled: Settled) -> list[Kind]:
    """The kinds of the entries made."""
    return [entry.kind for entry in settled.entries]


def test_places_are_given_in_the_order_in_which_they_came() -> None:
    settled = settle(line_at(), [submit("a", 5), submit("b", 7), submit("a", 5)], {}, NOW)
    assert [(one.position, one.number, one.detail) for one in settled.entries] == [(1, 1, 5), (2, 2, 12)]
    assert settled.answers == (1, 2, 1)
    assert (settled.line.number, settled.line.total) == (2, 12)


def test_whoever_comes_again_is_led_to_the_same_entry() -> None:
    settled = settle(line_at()._replace(size=9), [submit("a")], {"a": {"accepted": 4}}, NOW)
    assert (settled.entries, settled.answers) == ((), (4,))


def test_the_window_decides_by_the_instant_of_the_batch() -> None:
    for instant, kind, detail in ((999, "not_open", 1_000), (1_000, "accepted", 0), (2_001, "closed", 2_000)):
        [entry] = settle(line_at(), [submit("a")], {}, instant).entries
        assert (entry.kind, entry.detail) == (kind, detail)
    last = Standing(opens=1_000, closes=2_000, last_instant="excluded")
    assert kinds(settle(line_at(), [submit("a")], {}, 2_000)) == ["accepted"]
    assert kinds(settle(line_at(last), [submit("a")], {}, 2_000)) == ["closed"]
    assert kinds(settle(line_at(None), [submit("a")], {}, 2_000)) == ["not_open"]


def test_a_refusal_is_kept_once_for_each_reason_and_does_not_bar_a_later_place() -> None:
    early = settle(line_at(), [submit("a"), submit("a")], {}, 10)
    assert (kinds(early), early.answers) == (["not_open"], (1, 1))
    later = settle(line_at()._replace(size=1), [submit("a"), submit("a")], {"a": {"not_open": 1}}, NOW)
    assert (kinds(later), later.answers) == (["accepted"], (2, 2))


def test_the_entry_that_reaches_the_share_is_in_and_the_next_refused() -> None:
    settled = settle(line_at(), [submit(one, 7_500) for one in "abc"], {}, NOW)
    assert kinds(settled) == ["accepted", "accepted", "closed_early"]
    assert settled.entries[2].detail == settled.line.closed_by == 2
    more = Standing(opens=1_000, closes=2_000, funds=20_000, share=Fraction(3, 2))
    again = settle(
        settled.line._replace(size=3), [act("x", more), submit("c", 1)], {"c": {"closed_early": 3}}, NOW
    )
    assert (kinds(again), again.line.number, again.line.closed_by) == (["act", "accepted"], 3, 0)


def test_an_act_that_lowers_the_funds_closes_at_the_number_that_it_finds() -> None:
    first = settle(line_at(), [submit("a", 5_000), submit("b", 5_000)], {}, NOW).line._replace(size=2)
    less = Standing(opens=1_000, closes=2_000, funds=4_000, share=Fraction(1))
    settled = settle(first, [act("x", less), submit("c", 1)], {}, NOW)
    assert (settled.entries[1].kind, settled.entries[1].detail) == ("closed_early", 2)


def test_a_suspended_line_refuses_until_another_act() -> None:
    halt = Standing(opens=1_000, closes=2_000, pauses=(Pause(1_000),))
    settled = settle(line_at(), [act("x", halt), submit("a"), act("y", OPEN), submit("a")], {}, NOW)
    assert kinds(settled) == ["act", "suspended", "act", "accepted"]


def test_a_pause_begins_and_ends_at_its_instants_without_anybody() -> None:
    halt = Standing(opens=1_000, closes=2_000, pauses=(Pause(1_200, 1_300), Pause(1_900)))
    for instant, kind, detail in (
        (1_199, "accepted", 0),
        (1_200, "suspended", 1_300),
        (1_299, "suspended", 1_300),
        (1_300, "accepted", 0),
        (1_900, "suspended", 0),
        (2_001, "closed", 2_000),
    ):
        [entry] = settle(line_at(halt), [submit("a")], {}, instant).entries
        assert (entry.kind, entry.detail) == (kind, detail)
    with pytest.raises(ValueError, match="before it ends"):
        Standing(opens=0, closes=9, pauses=(Pause(5, 5),))


def test_an_act_holds_once() -> None:
    halt = Standing(opens=1_000, closes=2_000, pauses=(Pause(1_000),))
    settled = settle(line_at()._replace(size=5), [act("x", halt), submit("a")], {"x": {"act": 2}}, NOW)
    assert (kinds(settled), settled.answers) == (["accepted"], (2, 6))


def test_a_seal_is_submitted_or_revoked_whichever_comes_first() -> None:
    revoke = Item("revoke", "a", "R1")
    first = settle(line_at(), [revoke, submit("a"), submit("a"), revoke], {}, NOW)
    assert (kinds(first), first.answers) == (["revoked", "seal_revoked"], (1, 2, 2, 1))
    assert first.entries[1].detail == 1
    other = settle(line_at(), [submit("a"), revoke, submit("a")], {}, NOW)
    assert (kinds(other), other.answers) == (["accepted"], (1, 1, 1))


def test_a_withdrawn_entry_keeps_its_number_and_its_sum() -> None:
    withdraw = Item("withdraw", "a", "W1")
    settled = settle(line_at(), [withdraw, submit("a", 100), withdraw, withdraw, submit("b", 1)], {}, NOW)
    assert kinds(settled) == ["accepted", "withdrawn", "accepted"]
    assert settled.answers == (NOTHING, 1, 2, 2, 3)
    assert (settled.line.total, settled.entries[2].number) == (101, 2)


def test_a_line_never_goes_back_in_time() -> None:
    with pytest.raises(ValueError, match="never goes back in time"):
        settle(line_at()._replace(instant=NOW), [], {}, NOW - 1)


@given(st.lists(st.integers(0, 9), max_size=40), st.lists(st.integers(1, 6), min_size=1, max_size=40))
def test_batches_decide_as_the_rules_fold_the_whole_line(requested: list[int], sizes: list[int]) -> None:
    standing = Standing(opens=1_000, closes=2_000, funds=20, share=Fraction(3, 2))
    line, left, outcomes = line_at(standing), list(enumerate(requested)), []
    for size in sizes * len(requested):
        batch, left = left[:size], left[size:]
        settled = settle(line, [submit(str(at), cents) for at, cents in batch], {}, NOW)
        line = settled.line._replace(size=line.size + len(settled.entries))
        outcomes += [entry.kind for entry in settled.entries]
    folded = fold([Requested(at + 1, cents) for at, cents in enumerate(requested)], standing.closing_total)
    assert [at + 1 for at, kind in enumerate(outcomes) if kind == "accepted"] == list(folded.accepted)
    assert [at + 1 for at, kind in enumerate(outcomes) if kind == "closed_early"] == list(folded.refused)
    assert (line.total, line.closed_by or None) == (folded.total, folded.closed_by)


@given(
    st.lists(
        st.tuples(st.sampled_from(["submit", "revoke", "withdraw"]), st.sampled_from("abcd")), max_size=30
    )
)
def test_whatever_comes_in_whatever_batches_the_line_is_sound(came: list[tuple[str, str]]) -> None:
    line, known = line_at(Standing(opens=1_000, closes=2_000)), dict[str, dict[Kind, int]]()
    numbers, seen = [], Counter[tuple[str, Kind]]()
    for verb, seal in came:
        item = Item(cast("Kind", verb), seal, "x", 1)  # type: ignore[arg-type]  # a verb, as sampled
        settled = settle(line, [item], known, NOW)
        line = settled.line._replace(size=line.size + len(settled.entries))
        for entry in settled.entries:
            assert entry.position == line.size
            known.setdefault(entry.subject, {})[entry.kind] = entry.position
            seen[entry.subject, entry.kind] += 1
            numbers += [entry.number] if entry.number else []
        assert settled.answers in ((NOTHING,), *(((at,)) for at in known.get(seal, {}).values()))
    assert numbers == list(range(1, line.number + 1))
    assert set(seen.values()) <= {1}
    assert not any("accepted" in has and "revoked" in has for has in known.values())


def test_a_standing_is_read_as_it_was_written() -> None:
    for standing in (
        OPEN,
        Standing(opens=0, closes=1, last_instant="excluded", pauses=(Pause(0, 1), Pause(5))),
    ):
        assert read_standing(write_standing(standing)) == standing
    assert OPEN.closing_total == 15_000
    assert len(set(KINDS)) == len(KINDS)


def test_the_hour_that_comes_twice_opens_once() -> None:
    # In Rome 02:30 of 25 October 2026 comes twice; the window opens at the second.
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ROME)
    second = first.replace(fold=1)
    standing = Standing(opens=to_micros(second), closes=to_micros(second) + 10**9)
    assert to_micros(second) - to_micros(first) == 3600 * 10**6
    for instant, kind in ((first, "not_open"), (second, "accepted")):
        assert kinds(settle(line_at(standing), [submit("a")], {}, to_micros(instant))) == [kind]
    with pytest.raises(ValueError, match="needs its zone"):
        to_micros(datetime(2026, 10, 25, 2, 30))  # noqa: DTZ001  # what must not be taken
