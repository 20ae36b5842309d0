"""Does the ranking hold what it must, whatever the applications and their order?"""

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random

from hypothesis import example, given
from hypothesis import strategies as st

from bandolo.rules.conditions import All, Comparison, Constant, FactValue
from bandolo.rules.ordering import OrderKey, PriorityClass
from bandolo.rules.ranking import Entry, OnePer, Ranked, Ranking, rank
from bandolo.rules.rule import Words

WORDS = Words(it="graduatoria", en="ranking")
OPENING = datetime(2019, 5, 2, 7, 0, tzinfo=UTC)
AIDED = All(
    (
        Comparison(FactValue("applied_2018"), "is", Constant(True)),
        Comparison(FactValue("awarded_2018"), "is", Constant(True)),
    )
)
BY_EDITION = OrderKey(
    words=WORDS, classes=(PriorityClass(words=WORDS), PriorityClass(words=WORDS, when=AIDED))
)
BY_RATING = OrderKey(words=WORDS, fact="rating_score", order="descending", missing="last")

KEYS = Ranking(id="ranking", words=WORDS, ties="time", order=(BY_EDITION, BY_RATING))
ONE = Ranking(
    id="ranking", words=WORDS, ties="time", one_per=(OnePer(each="undertaking", counts="first_admissible"),)
)

scores = st.one_of(st.none(), st.integers(0, 3))
yes_or_no = st.one_of(st.none(), st.booleans())


@st.composite
def lines(draw: st.DrawFn, most: int = 12) -> list[Entry]:
    """Applications of few enterprises and instants, so that ties and groups are common."""
    found = []
    for number in range(draw(st.integers(0, most))):
        facts = {
            "applied_2018": draw(yes_or_no),
            "awarded_2018": draw(yes_or_no),
            "rating_score": draw(scores),
        }
        enterprise = draw(st.sampled_from("XYZ"))
        grant = draw(st.integers(0, 10))
        others = draw(st.lists(st.sampled_from("VWXYZ"), unique=True, max_size=3))
        found.append(
            Entry(
                id=f"N{number}",
                enterprise=enterprise,
                undertaking=draw(st.sampled_from((enterprise, "U"))),
                submitted_at=OPENING + timedelta(seconds=draw(st.integers(0, 3))),
                number=draw(st.integers(1, 3)),
                admissible=draw(yes_or_no),
                grant=grant,
                facts={name: value for name, value in facts.items() if value is not None},
                members={**dict.fromkeys(others, 0), enterprise: grant} if others else {},
            )
        )
    return found


each_limit = st.builds(
    OnePer,
    each=st.sampled_from(("enterprise", "undertaking", "member")),
    counts=st.sampled_from(("first", "first_admissible")),
)
rankings = st.builds(
    Ranking,
    id=st.just("ranking"),
    words=st.just(WORDS),
    ties=st.just("time"),
    order=st.lists(st.sampled_from((BY_EDITION, BY_RATING)), unique=True).map(tuple),
    one_per=st.lists(each_limit, max_size=2).map(tuple),
)


# N1 is out in any case; but whether it takes N2 out hangs on N0, which may take N1 out first.
TWO_LIMITS = Ranking(
    id="ranking",
    words=WORDS,
    ties="time",
    one_per=(
        OnePer(each="undertaking", counts="first_admissible"),
        OnePer(each="enterprise", counts="first"),
    ),
)
ONE_OUT_IN_ANY_CASE = [
    Entry("N0", "X", "U", OPENING, 1, None, 0),
    Entry("N1", "Y", "U", OPENING, 1, False, 0),
    Entry("N2", "Y", "Y", OPENING, 1, None, 0),
]


def out(ranked: Ranked) -> set[str]:
    return {one.id for one in ranked.not_admitted} | {one.entry.id for one in ranked.superseded}


@given(rankings, lines(), st.randoms(use_true_random=False))
def test_input_order_changes_nothing_and_nobody_is_lost(
    ranking: Ranking, line: list[Entry], chance: Random
) -> None:
    ranked = rank(ranking, line)
    shuffled = list(line)
    chance.shuffle(shuffled)

    assert rank(ranking, shuffled) == ranked
    listed = [one.entry for one in ranked.admitted] + [one.entry for one in ranked.superseded]
    listed += [one.entry for one in ranked.pending]
    assert sorted([*listed, *ranked.not_admitted]) == sorted(line)
    assert [placed.position for placed in ranked.admitted] == list(range(1, len(ranked.admitted) + 1))


@given(lines())
def test_the_order_is_that_of_the_keys(line: list[Entry]) -> None:
    ranked = rank(KEYS, line)

    def strength(one: Entry) -> tuple[bool, int, datetime, int, str]:
        aided = bool(one.facts.get("applied_2018") and one.facts.get("awarded_2018"))
        score = one.facts.get("rating_score", -1)
        assert isinstance(score, int)
        return aided, -score, one.submitted_at, one.number, one.id

    order = [placed.entry for placed in ranked.admitted]
    assert order == sorted(order, key=strength)
    for before, placed in zip(order, ranked.admitted[1:], strict=False):
        pairs = zip(strength(before)[:2], strength(placed.entry)[:2], strict=True)
        assert placed.decided_by == next((key for key, (one, other) in enumerate(pairs) if one != other), 2)


@given(rankings, lines(most=6))
@example(TWO_LIMITS, ONE_OUT_IN_ANY_CASE)
def test_what_is_settled_stays_so_however_the_open_ones_end(ranking: Ranking, line: list[Entry]) -> None:
    ranked = rank(ranking, line)
    settled_out = out(ranked)
    placed_now = {one.entry.id for one in ranked.admitted}
    open_ids = [one.id for one in line if one.admissible is None]
    for verdicts in product((True, False), repeat=len(open_ids)):
        ends = dict(zip(open_ids, verdicts, strict=True))
        ended = rank(ranking, [one._replace(admissible=ends.get(one.id, one.admissible)) for one in line])
        placed_then = {one.entry.id for one in ended.admitted}
        assert settled_out <= out(ended)
        assert placed_now <= placed_then
        # Two limits or two members can each have a reason to leave one out: which is told may still change.
        if len(ranking.one_per) > 1 or any(limit.each == "member" for limit in ranking.one_per):
            continue
        counts_then = {one.entry.id: one.counts for one in ended.superseded}
        assert all(counts_then[one.entry.id] == one.counts for one in ranked.superseded)


@given(lines())
def test_of_one_undertaking_at_most_one_is_placed(line: list[Entry]) -> None:
    placed = [one.entry.undertaking for one in rank(ONE, line).admitted]

    assert sorted(placed) == sorted(set(placed))


MEMBER = Ranking(
    id="ranking", words=WORDS, ties="time", one_per=(OnePer(each="member", counts="first_admissible"),)
)


@given(lines())
def test_no_member_is_placed_twice_and_no_group_stays_out_without_a_reason(line: list[Entry]) -> None:
    def whose(one: Entry) -> set[str]:
        return set(one.members) or {one.enterprise}

    ranked = rank(MEMBER, line)

    placed = [name for one in ranked.admitted for name in whose(one.entry)]
    assert sorted(placed) == sorted(set(placed))
    entries = {one.entry.id: one.entry for one in ranked.admitted}
    assert all(whose(entries[one.counts]) & whose(one.entry) for one in ranked.superseded)
