"""Do the funds go down the ranking to the cent, and freed funds down the waiting list?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.allocation import (
    Allocated,
    Allocation,
    Award,
    Path,
    WaitingList,
    allocate,
    allocation_faults,
    draw,
)
from bandolo.rules.money import Cents
from bandolo.rules.ordering import OrderKey
from bandolo.rules.ranking import Entry, Pending, Placed, Ranked, Ranking, Superseded
from bandolo.rules.rule import Words
from bandolo.rules.spend import Last, Step

WORDS = Words(it="Fondi", en="Funds")
OPENING = datetime(2019, 5, 2, 7, 0, tzinfo=UTC)
LAST_DAY = date(2019, 12, 29)


def entry(id: str, grant: int, admissible: bool | None = True) -> Entry:
    return Entry(
        id=id,
        enterprise=id,
        undertaking=id,
        submitted_at=OPENING,
        number=1,
        admissible=admissible,
        grant=grant,
    )


def ranked(grants: Sequence[int]) -> Ranked:
    """A ranking of the grants in this order, with ids A, B, C, ..."""
    admitted = tuple(
        Placed(at + 1, entry(chr(65 + at), grant), None if not at else 0, at + 1)
        for at, grant in enumerate(grants)
    )
    return Ranked(admitted, (), (), ())


def allocation(funds: int, last: Last | None, minimum: int | None = None) -> Allocation:
    return Allocation(
        id="funds",
        words=WORDS,
        funds=Cents(funds),
        last=last,
        minimum_award=None if minimum is None else Cents(minimum),
        waiting_list=WaitingList(freed_within="draw_funds", clauses=("VDI-39",)),
    )


def amounts(allocated: Allocated) -> dict[str, int]:
    return {award.placed.entry.id: award.amount for award in allocated.financed}


def waiting(allocated: Allocated) -> list[str]:
    return [placed.entry.id for placed in allocated.waiting]


GRANTS = (10_000_00, 7_000_00, 4_000_00, 1_000_00)


@pytest.mark.parametrize(
    ("funds", "last", "minimum", "financed", "left"),
    [
        # Everything fits, to the cent.
        (22_000_00, "none", None, {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00, "D": 1_000_00}, 0),
        # One cent short for D.
        (21_999_99, "none", None, {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00}, 999_99),
        (21_999_99, "partial", None, {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00, "D": 999_99}, 0),
        (21_999_99, "full", None, {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00, "D": 1_000_00}, -1),
        # C does not fit in the 1,000.00 that are left; D would, but nobody is skipped.
        (18_000_00, "none", None, {"A": 10_000_00, "B": 7_000_00}, 1_000_00),
        (18_000_00, "partial", None, {"A": 10_000_00, "B": 7_000_00, "C": 1_000_00}, 0),
        (18_000_00, "full", None, {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00}, -3_000_00),
        # The funds end exactly: nobody gets a part of nothing.
        (17_000_00, "partial", None, {"A": 10_000_00, "B": 7_000_00}, 0),
        (17_000_00, "full", None, {"A": 10_000_00, "B": 7_000_00}, 0),
        # A partial award just at its minimum, and just below.
        (18_000_00, "partial", 1_000_00, {"A": 10_000_00, "B": 7_000_00, "C": 1_000_00}, 0),
        (17_999_99, "partial", 1_000_00, {"A": 10_000_00, "B": 7_000_00}, 999_99),
        (0, "full", None, {}, 0),
    ],
)
def test_funds_down_the_ranking(
    funds: int, last: Last, minimum: int | None, financed: Mapping[str, int], left: int
) -> None:
    found = allocate(allocation(funds, last, minimum), ranked(GRANTS))

    assert amounts(found) == financed
    assert waiting(found) == list("ABCD")[len(financed) :]
    assert (found.left, found.awarded) == (left, funds - left)


def test_the_steps_show_the_funds_left() -> None:
    found = allocate(allocation(18_000_00, "partial"), ranked(GRANTS))

    assert found.steps == (
        Step(draw=0, position=1, id="A", given=10_000_00, left=8_000_00),
        Step(draw=0, position=2, id="B", given=7_000_00, left=1_000_00),
        Step(draw=0, position=3, id="C", given=1_000_00, left=0),
    )


def test_the_other_lists_pass_on() -> None:
    refused, doubled, open_one = (
        entry("R", 1, admissible=False),
        entry("S", 1),
        entry("T", 1, admissible=None),
    )
    lists = Ranked((), (refused,), (Superseded(doubled, "A", 0),), (Pending(open_one, (), ()),))

    found = allocate(allocation(1, "none"), lists)

    assert (found.not_admitted, found.superseded, found.pending) == lists_after_admitted(lists)
    assert not found.is_final
    assert allocate(allocation(1, "none"), ranked(())).is_final


def lists_after_admitted(lists: Ranked) -> tuple[object, object, object]:
    return lists.not_admitted, lists.superseded, lists.pending


@pytest.mark.parametrize(
    ("funds", "last", "freed", "gone", "financed", "left"),
    [
        # B renounces; what was left counts too, so C gets its 4,000.00 and D its 1,000.00.
        (18_000_00, "none", 7_000_00, ["B"], {"A": 10_000_00, "C": 4_000_00, "D": 1_000_00}, 3_000_00),
        # A partial award is completed before anybody else is served.
        (18_000_00, "partial", 3_500_00, [], {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00, "D": 500_00}, 0),
        (18_000_00, "partial", 100_00, [], {"A": 10_000_00, "B": 7_000_00, "C": 1_100_00}, 0),
        # The partial one renounces: its part goes to the next.
        (18_000_00, "partial", 1_000_00, ["C"], {"A": 10_000_00, "B": 7_000_00, "D": 1_000_00}, 0),
        # One that waits withdraws: the next is served.
        (17_000_00, "none", 1_000_00, ["C"], {"A": 10_000_00, "B": 7_000_00, "D": 1_000_00}, 0),
        # What went beyond the funds is made good first.
        (18_000_00, "full", 3_000_00, [], {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00}, 0),
        (
            18_000_00,
            "full",
            3_000_01,
            [],
            {"A": 10_000_00, "B": 7_000_00, "C": 4_000_00, "D": 1_000_00},
            -999_99,
        ),
        (18_000_00, "none", 0, [], {"A": 10_000_00, "B": 7_000_00}, 1_000_00),
    ],
)
def test_freed_funds_go_down_the_waiting_list(
    funds: int, last: Last, freed: int, gone: list[str], financed: Mapping[str, int], left: int
) -> None:
    rule = allocation(funds, last)
    before = allocate(rule, ranked(GRANTS))

    found = draw(rule, before, freed, freed_on=LAST_DAY, until=LAST_DAY, gone=gone)

    assert amounts(found) == financed
    assert waiting(found) == [id for id in waiting(before) if id not in {*financed, *gone}]
    assert (found.left, found.freed, found.draws) == (left, freed, 1)
    assert [award.placed.entry.id for award in found.gone] == gone


def test_every_draw_adds_its_steps() -> None:
    rule = allocation(18_000_00, "partial")
    first = draw(rule, allocate(rule, ranked(GRANTS)), 3_100_00, freed_on=LAST_DAY, until=LAST_DAY)

    second = draw(rule, first, 900_00, freed_on=None, gone=["A"])

    assert second.steps[3:] == (
        Step(draw=1, position=3, id="C", given=3_000_00, left=100_00),
        Step(draw=1, position=4, id="D", given=100_00, left=0),
        Step(draw=2, position=4, id="D", given=900_00, left=0),
    )
    assert second.gone == (Award(Placed(1, entry("A", 10_000_00), None, 1), 10_000_00),)
    assert (second.freed, second.draws) == (4_000_00, 2)


WITHOUT_A_LIST = Allocation(id="funds", words=WORDS, funds=Cents(1), last="none")


@pytest.mark.parametrize(
    ("rule", "freed", "freed_on", "until", "gone", "message"),
    [
        (WITHOUT_A_LIST, 1, None, None, [], "funds: the call declares no waiting list to draw on"),
        (allocation(1, "none"), -1, None, None, [], "funds: freed funds are never negative"),
        (
            allocation(1, "none"),
            1,
            date(2019, 12, 30),
            LAST_DAY,
            [],
            "funds: the last day to free funds was 2019-12-29, not 2019-12-30",
        ),
        (allocation(1, "none"), 1, LAST_DAY, None, [], "funds: the draw needs the last day of draw_funds"),
        (allocation(1, "none"), 1, None, None, ["Z", "Y"], "Y, Z: neither financed nor waiting"),
    ],
)
def test_what_cannot_be_drawn(
    rule: Allocation, freed: int, freed_on: date | None, until: date | None, gone: list[str], message: str
) -> None:
    before = allocate(rule, ranked((1,)))

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole message is compared
        draw(rule, before, freed, freed_on=freed_on, until=until, gone=gone)

    assert str(raised.value) == message


def test_a_list_without_a_term_is_drawn_at_any_time() -> None:
    rule = Allocation(id="funds", words=WORDS, funds=Cents(1), last="none", waiting_list=WaitingList())

    found = draw(rule, allocate(rule, ranked((1, 2))), 2, freed_on=date(2030, 1, 1))

    assert amounts(found) == {"A": 1, "B": 2}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (allocation(1, "none"), []),
        (allocation(0, "none"), [(("funds",), "funds of nothing finance nobody")]),
        (
            allocation(10, "full", 5),
            [(("minimum_award",), 'only where last = "partial" can an award be too small')],
        ),
        (allocation(10, "partial", 10), []),
        (allocation(10, "partial", 11), [(("minimum_award",), "no partial award can be above the funds")]),
        (
            Allocation(
                id="funds",
                words=WORDS,
                funds=Cents(1),
                last="none",
                waiting_list=WaitingList(freed_within="draw_fund", approved_within="draw_funds"),
            ),
            [(("waiting_list", "freed_within"), 'no deadline of the call is "draw_fund"')],
        ),
        (
            Allocation(id="funds", words=WORDS, funds=Cents(1)),
            [(("last",), 'funds in order end with somebody: last = "none", "partial", "full" or "level"')],
        ),
        (
            Allocation(
                id="funds",
                words=WORDS,
                funds=Cents(1),
                sharing="pro_rata",
                last="none",
                waiting_list=WaitingList(up_to=Fraction(1)),
            ),
            [
                (("last",), "where all share the funds pro rata nobody is the last; leave it out"),
                (("waiting_list", "up_to"), "where all share the funds pro rata nobody waits"),
            ],
        ),
        (
            Allocation(
                id="funds",
                words=WORDS,
                funds=Cents(1),
                last="none",
                waiting_list=WaitingList(up_to=Fraction(0)),
            ),
            [(("waiting_list", "up_to"), "a list up to nothing takes nobody; leave the waiting list out")],
        ),
    ],
)
def test_contradictions_of_an_allocation(rule: Allocation, expected: list[tuple[Path, str]]) -> None:
    assert allocation_faults(rule, {"draw_funds"}) == expected


def test_a_last_level_needs_keys() -> None:
    rule = allocation(1, "level")
    by_time = Ranking(id="ranking", words=WORDS, ties="time")
    by_score = OrderKey(words=WORDS, fact="score", order="descending")

    assert allocation_faults(rule, {"draw_funds"}, by_time) == [
        (("last",), 'without a key of the order all stand level: sharing = "pro_rata" says that')
    ]
    assert allocation_faults(rule, {"draw_funds"}, replace(by_time, order=(by_score,))) == []


grants_down = st.lists(st.integers(0, 50), max_size=8)
rules = st.builds(
    allocation,
    funds=st.integers(0, 200),
    last=st.sampled_from(("none", "partial", "full")),
    minimum=st.one_of(st.none(), st.integers(0, 20)),
)
many_freed = st.lists(st.integers(0, 60), max_size=4)


@given(rules, grants_down)
def test_never_above_the_funds_but_for_a_last_one_in_full(rule: Allocation, grants: list[int]) -> None:
    found = allocate(rule, ranked(grants))
    last = found.financed[-1].amount if found.financed else 0

    assert found.awarded <= rule.funds or (rule.last == "full" and found.awarded - last < rule.funds)
    assert found.awarded == rule.funds - found.left == sum(step.given for step in found.steps)
    assert [*(award.placed for award in found.financed), *found.waiting] == list(ranked(grants).admitted)
    assert [award.is_partial for award in found.financed[:-1]] == [False] * len(found.financed[:-1])


@given(rules, grants_down, many_freed)
def test_draws_never_exceed_what_was_freed_and_left_and_awards_only_grow(
    rule: Allocation, grants: list[int], many: list[int]
) -> None:
    found = allocate(rule, ranked(grants))
    for freed in many:
        before, found = found, draw(rule, found, freed, freed_on=None)
        drawn = [step.given for step in found.steps if step.draw == found.draws]
        beyond = 0 if rule.last != "full" or not drawn else drawn[-1] - 1
        assert sum(drawn) <= max(before.left + freed, 0) + beyond
        assert all(amounts(found)[id] >= amount for id, amount in amounts(before).items())
        assert found.awarded == rule.funds + found.freed - found.left


@given(rules, grants_down, many_freed)
def test_drawing_in_parts_is_allocating_the_whole(
    rule: Allocation, grants: list[int], many: list[int]
) -> None:
    found = allocate(rule, ranked(grants))
    for freed in many:
        found = draw(rule, found, freed, freed_on=None)
    whole = allocate(allocation(rule.funds + sum(many), rule.last, rule.minimum_award), ranked(grants))

    assert (found.financed, found.waiting, found.left) == (whole.financed, whole.waiting, whole.left)


@given(rules, grants_down, st.data())
def test_who_is_gone_draws_nothing_and_nobody_is_lost(
    rule: Allocation, grants: list[int], data: st.DataObject
) -> None:
    before = allocate(rule, ranked(grants))
    listed = [*amounts(before), *waiting(before)]
    gone = data.draw(st.sets(st.sampled_from(listed))) if listed else set()
    freed = sum(amount for id, amount in amounts(before).items() if id in gone)

    found = draw(rule, before, freed, freed_on=None, gone=gone)

    assert gone == {award.placed.entry.id for award in found.gone}
    assert sorted([*amounts(found), *waiting(found), *gone]) == sorted(listed)
    assert found.awarded <= rule.funds or rule.last == "full"
    assert sum(award.amount for award in found.gone) == freed
