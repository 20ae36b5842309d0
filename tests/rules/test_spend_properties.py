"""Whatever the envelopes and the line: is no cent lost, and does nobody get what is not its own?"""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.allocation import Allocation, allocate, draw
from bandolo.rules.conditions import Comparison, FactValue
from bandolo.rules.envelopes import WHOLE, Division
from bandolo.rules.ranking import Entry
from tests.rules.spending import allocation, amounts, entry, envelope, fact_is, ranked, waiting


# Money may flow forward only, so that it never goes round.
@st.composite
def divisions(draw_one: st.DrawFn) -> Division:
    whens = (None, fact_is("women"), fact_is("young"))
    count = draw_one(st.integers(1, 4))
    found = []
    for at in range(count):
        later = [str(other) for other in range(at + 1, count)]
        found.append(
            envelope(
                str(at),
                draw_one(st.integers(0, 60)) if at else None,
                when=draw_one(st.sampled_from(whens)),
                to=draw_one(st.lists(st.sampled_from(later), unique=True)) if later else (),
            )
        )
    # Served in any order.
    return Division(tuple(draw_one(st.permutations(found))))


lines = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from(("", "w", "y", "wy")), st.integers(0, 3)), max_size=9
).map(
    lambda found: [
        entry(f"N{at}", grant, marks, points, number=at) for at, (grant, marks, points) in enumerate(found)
    ]
)
rules = st.one_of(
    st.builds(allocation, st.integers(180, 260), st.sampled_from(("none", "partial", "full", "level"))),
    st.builds(allocation, st.integers(180, 260), st.none(), sharing=st.just("pro_rata")),
)
whole_or_divided = st.one_of(st.just(WHOLE), divisions())


@given(rules, lines, whole_or_divided)
def test_no_cent_is_lost_and_no_envelope_gives_more_than_it_has(
    rule: Allocation, line: list[Entry], division: Division
) -> None:
    lists = allocate(rule, ranked(line), division)

    assert sum(pot.set_aside for pot in lists.pots) == rule.funds
    assert sum(pot.received for pot in lists.pots) == sum(pot.passed_on for pot in lists.pots)
    assert sum(pot.received for pot in lists.pots) == sum(flow.cents for flow in lists.flows)
    assert lists.awarded == rule.funds - lists.left == sum(pot.given for pot in lists.pots)
    for pot in lists.pots:
        steps = [step.given for step in lists.steps if step.envelope == pot.id]
        assert sum(steps) == pot.given
        # Beyond its money at most the last one in full.
        assert pot.left >= 0 or (rule.last == "full" and pot.left + steps[-1] > 0)


@given(rules, lines, whole_or_divided)
def test_awards_come_from_open_envelopes_and_never_exceed_the_grant(
    rule: Allocation, line: list[Entry], division: Division
) -> None:
    lists = allocate(rule, ranked(line), division)
    whens = {one.id: one.when for one in division.envelopes}

    for award in lists.financed:
        assert award.amount <= award.placed.entry.grant
        if division.envelopes:
            assert sum(cents for _, cents in award.parts) == award.amount
        for id, _ in award.parts:
            when = whens[id]
            assert when is None or (
                isinstance(when, Comparison)
                and isinstance(when.left, FactValue)
                and award.placed.entry.facts[when.left.fact] is True
            )
    listed = [*amounts(lists), *waiting(lists), *(one.placed.entry.id for one in lists.unserved)]
    assert sorted(listed) == sorted(one.id for one in line)


@given(rules, lines, divisions())
def test_nobody_lacks_money_that_is_left_in_an_envelope_open_to_it(
    rule: Allocation, line: list[Entry], division: Division
) -> None:
    lists = allocate(rule, ranked(line), division)
    given = amounts(lists)

    for pot, one in zip(lists.pots, division.envelopes, strict=True):
        lacking = [
            placed.entry.grant - given.get(placed.entry.id, 0)
            for placed in lists.line
            if one.when in (None, *(fact_is(name) for name in ("women", "young") if placed.entry.facts[name]))
        ]
        # Of those who lack something, the first in line is short of more than is left.
        first = next((cents for cents in lacking if cents), None)
        assert first is None or first > pot.left


@given(rules, lines, whole_or_divided, st.randoms(use_true_random=False))
def test_the_order_in_which_applications_are_listed_changes_nothing(
    rule: Allocation, line: list[Entry], division: Division, chance: Random
) -> None:
    lists = allocate(rule, ranked(line), division)
    chance.shuffle(line)

    assert allocate(rule, ranked(line), division) == lists


@given(rules, lines, whole_or_divided, st.lists(st.integers(0, 60), max_size=3))
def test_freed_money_only_adds_and_is_accounted_for(
    rule: Allocation, line: list[Entry], division: Division, many: list[int]
) -> None:
    lists = allocate(rule, ranked(line), division)
    for cents in many:
        before = lists
        freed = {division.envelopes[-1].id: cents} if division.envelopes else cents
        lists = draw(rule, lists, freed, freed_on=None, division=division)
        assert all(amounts(lists)[id] >= amount for id, amount in amounts(before).items())
        assert lists.awarded == rule.funds + lists.freed - lists.left
        assert lists.left == sum(pot.left for pot in lists.pots)


@given(st.integers(0, 300), lines)
def test_pro_rata_gives_all_the_funds_and_each_the_same_share(funds: int, line: list[Entry]) -> None:
    lists = allocate(allocation(funds, None, sharing="pro_rata"), ranked(line))
    whole = sum(one.grant for one in line)

    assert lists.awarded == min(funds, whole)
    for one in line:
        exact = Fraction(one.grant * min(funds, whole), whole or 1)
        assert abs(amounts(lists).get(one.id, 0) - exact) < 1


@given(st.integers(0, 200), lines)
def test_one_envelope_for_all_is_the_funds(funds: int, line: list[Entry]) -> None:
    rule = allocation(funds, "partial")
    whole = allocate(rule, ranked(line))

    divided = allocate(rule, ranked(line), Division((envelope("all"),)))

    assert (amounts(divided), divided.waiting, divided.left) == (amounts(whole), whole.waiting, whole.left)
