"""Is the order of a draw the one that anyone can work out, and can nobody change what was committed to?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.draw import (
    Draw,
    Drawn,
    Path,
    check_drawn,
    commitment,
    draw_faults,
    draw_words,
    list_digest,
    lot,
)
from bandolo.rules.ordering import OrderKey
from bandolo.rules.ranking import Entry, Pending, Ranking, rank, ranking_faults
from bandolo.rules.rule import Words

WORDS = Words(it="sorteggio", en="draw")
PUBLIC = Words(it="i numeri di Milano del 10 marzo 2026", en="the numbers of Milan of 10 March 2026")
SEED = "5f" * 32
# What the shell prints: printf "%s" SEED | sha256sum.
COMMITTED = "ce63c4ebf143f2aade4d14b4e5d941832c7af9ef9a000df459c9b6a07f155486"
DRAW = Draw(public=PUBLIC, committed=COMMITTED)
DRAWN = Drawn(seed=SEED, public="12 45 7 88 31")
RANKING = Ranking(id="ranking", words=WORDS, ties="draw", draw=DRAW)


def entry(id: str, *, points: int | None = None, admissible: bool | None = True) -> Entry:
    return Entry(
        id=id,
        enterprise=id,
        undertaking=id,
        submitted_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
        number=1,
        admissible=admissible,
        grant=1_000_00,
        facts={} if points is None else {"score.total": points},
    )


def ids(ranking: Ranking, entries: Sequence[Entry], drawn: Drawn = DRAWN) -> list[str]:
    return [placed.entry.id for placed in rank(ranking, entries, drawn).admitted]


def test_a_lot_is_what_the_shell_prints() -> None:
    assert commitment(SEED) == COMMITTED
    assert lot(DRAWN, "A1") == "dc6475277e7b1c47029fd167f5825f480ef06156bbcf49e1af39f37325ed529b"
    assert list_digest(["B", "A"]) == sha256(b"A\nB").hexdigest()


def test_the_lowest_lot_is_first_and_stands_with_its_place() -> None:
    entries = [entry(f"A{number}") for number in range(1, 6)]

    admitted = rank(RANKING, entries, DRAWN).admitted

    assert [placed.lot for placed in admitted] == sorted(lot(DRAWN, one.id) for one in entries)
    assert [placed.decided_by for placed in admitted] == [None, 0, 0, 0, 0]
    assert [placed.level for placed in admitted] == [1, 1, 1, 1, 1]


def test_a_draw_decides_only_where_the_keys_leave_a_tie() -> None:
    key = OrderKey(words=WORDS, score="total", order="descending")
    ranking = Ranking(id="ranking", words=WORDS, ties="draw", draw=DRAW, order=(key,))
    entries = [entry("A", points=60_00), entry("B", points=70_00), entry("C", points=60_00)]
    drawn_first, drawn_last = sorted(("A", "C"), key=lambda id: lot(DRAWN, id))

    admitted = rank(ranking, entries, DRAWN).admitted

    assert [placed.entry.id for placed in admitted] == ["B", drawn_first, drawn_last]
    assert [placed.decided_by for placed in admitted] == [None, 0, 1]
    assert [placed.level for placed in admitted] == [1, 2, 2]


def test_before_the_draw_those_to_place_are_pending() -> None:
    entries = [entry("A"), entry("B", admissible=False)]

    ranked = rank(RANKING, entries)

    assert ranked.admitted == ()
    assert ranked.pending == (Pending(entries[0], (), (), awaits_draw=True),)
    assert ranked.not_admitted == (entries[1],)


@pytest.mark.parametrize(
    ("draw", "drawn", "message"),
    [
        (
            Draw(public=PUBLIC),
            DRAWN,
            "the seed counts only if its SHA-256 was published before: committed is missing",
        ),
        (
            DRAW,
            Drawn(seed="5e" * 32, public="1"),
            f"the seed is not the one committed to: its SHA-256 is {commitment('5e' * 32)}",
        ),
        (
            DRAW,
            Drawn(seed=SEED, public="1", committed="0" * 64),
            f"the seed is not the one committed to: its SHA-256 is {COMMITTED}",
        ),
        (
            DRAW,
            Drawn(seed="1234", public="1"),
            "a seed is 64 hexadecimal digits, the letters small: a shorter one could be found by trying",
        ),
        (
            DRAW,
            Drawn(seed=SEED, public=" 1"),
            "the public value is one line, with no space before or after it",
        ),
        (DRAW, Drawn(seed=SEED, public="1\n2"), "'1\\n2': is drawn by its text, which is a single line"),
        (
            DRAW,
            Drawn(seed=SEED, public="1", listed="0" * 64),
            f"the applications are not those listed before the draw: their digest is {list_digest(['A'])}",
        ),
    ],
)
def test_what_was_not_committed_to_does_not_count(draw: Draw, drawn: Drawn, message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole message is compared
        check_drawn(draw, drawn, ["A"])

    assert str(raised.value) == message


def test_an_act_can_commit_in_place_of_the_call_and_close_the_list() -> None:
    ranking = Ranking(id="ranking", words=WORDS, ties="draw", draw=Draw(public=PUBLIC))
    drawn = Drawn(seed=SEED, public="1", committed=COMMITTED, listed=list_digest(["A", "B"]))

    assert sorted(ids(ranking, [entry("B"), entry("A")], drawn)) == ["A", "B"]


def test_an_order_without_a_draw_takes_none() -> None:
    with pytest.raises(ValueError, match="ranking: the order knows no draw"):
        rank(Ranking(id="ranking", words=WORDS, ties="time"), [], DRAWN)


def test_the_words_of_a_draw_are_enough_to_do_it_again() -> None:
    before, after = draw_words(DRAW, None), draw_words(DRAW, DRAWN)

    assert before == Words(
        it=f"Ordine per sorteggio. L'impronta SHA-256 del seme segreto è {COMMITTED}. Al seme, svelato dopo, "
        f"si unisce un valore pubblico: {PUBLIC.it}.",
        en=f"Order by draw. The SHA-256 of the secret seed is {COMMITTED}. To the seed, revealed later, "
        f"a public value is joined: {PUBLIC.en}.",
    )
    assert after.en == (
        f'Drawn with the seed {SEED} and the public value "12 45 7 88 31". The lot of each application is '
        "the SHA-256 of three lines: seed, public value, identifier. The lowest is first."
    )


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (RANKING, []),
        (
            Ranking(id="ranking", words=WORDS, ties="draw"),
            [(("draw",), 'the table [ranking.draw] goes with ties = "draw", and with nothing else')],
        ),
        (
            Ranking(id="ranking", words=WORDS, ties="time", draw=DRAW),
            [(("draw",), 'the table [ranking.draw] goes with ties = "draw", and with nothing else')],
        ),
        (
            Ranking(id="ranking", words=WORDS, ties="draw", draw=Draw(public=PUBLIC, committed="8F" * 32)),
            [(("draw", "committed"), "a SHA-256 is 64 hexadecimal digits, the letters small")],
        ),
    ],
)
def test_contradictions_of_a_draw(ranking: Ranking, expected: list[tuple[Path, str]]) -> None:
    assert ranking_faults(ranking, {}) == expected


def test_without_a_commitment_in_the_call_nothing_is_wrong() -> None:
    assert draw_faults(Draw(public=PUBLIC)) == []


names = st.sets(st.text("abcXYZ019-", min_size=1, max_size=6), max_size=12)
seeds = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(names, seeds, st.text("0123456789 ", min_size=1).map(str.strip).filter(bool), st.randoms())
def test_a_draw_depends_on_nothing_but_seed_value_and_id(
    found: set[str], seed: str, public: str, chance: Random
) -> None:
    drawn = Drawn(seed=seed, public=public, committed=commitment(seed))
    ranking = Ranking(id="ranking", words=WORDS, ties="draw", draw=Draw(public=PUBLIC))
    entries = [entry(id) for id in found]
    order = ids(ranking, entries, drawn)

    chance.shuffle(entries)

    assert ids(ranking, entries, drawn) == order
    assert order == sorted(found, key=lambda id: sha256(f"{seed}\n{public}\n{id}".encode()).digest())
    # Who leaves takes nobody's place along.
    assert ids(ranking, entries[1:], drawn) == [id for id in order if id != (entries or [entry("")])[0].id]
