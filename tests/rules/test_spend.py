"""Does every cent go where the envelopes say?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import NamedTuple

import pytest

from bandolo.rules.allocation import Award, Unserved, allocate, draw, member_awards
from bandolo.rules.envelopes import Division, Envelope
from bandolo.rules.ranking import Entry, Pending
from bandolo.rules.spend import Flow, Last, Pot, Shared, Step
from tests.rules.spending import (
    AUTUMN,
    SPRING,
    WINDOWS,
    allocation,
    amounts,
    entry,
    envelope,
    fact_is,
    in_line,
    left,
    ranked,
    waiting,
)

WOMEN_FIRST = (envelope("women", 40, when=fact_is("women"), to=["all"]), envelope("all"))
WOMEN_AFTER = WOMEN_FIRST[::-1]
LINE = (entry("A", 50), entry("B", 30, "w"), entry("C", 20, "w"), entry("D", 10))


class Worked(NamedTuple):
    envelopes: tuple[Envelope, ...]
    last: Last
    line: Sequence[Entry]
    financed: Mapping[str, int]
    left: Mapping[str, int]
    flows: Sequence[tuple[str, str, int]]


WORKED = {
    "first the reserve, then what is for all": Worked(
        WOMEN_FIRST, "partial", LINE, {"A": 50, "B": 30, "C": 20}, {"women": 0, "all": 0}, []
    ),
    "one that does not fit whole leaves its reserve to all": Worked(
        WOMEN_FIRST, "none", LINE, {"A": 50, "B": 30, "C": 20}, {"women": 0, "all": 0}, [("women", "all", 10)]
    ),
    "first what is for all, then the reserve": Worked(
        WOMEN_AFTER, "partial", LINE, {"A": 50, "B": 30, "C": 20}, {"women": 0, "all": 0}, []
    ),
    "and what the reserve leaves serves all again": Worked(
        WOMEN_AFTER, "none", LINE, {"A": 50, "B": 30, "C": 20}, {"women": 0, "all": 0}, [("women", "all", 10)]
    ),
    "the order of the envelopes decides who waits": Worked(
        WOMEN_AFTER,
        "partial",
        (entry("B", 40, "w"), entry("A", 50), entry("C", 10, "w")),
        {"B": 40, "A": 50, "C": 10},
        {"women": 0, "all": 0},
        [("women", "all", 30)],
    ),
    "with the reserve first it is used up by those high in the ranking": Worked(
        WOMEN_FIRST,
        "partial",
        (entry("B", 40, "w"), entry("A", 55), entry("C", 10, "w")),
        {"B": 40, "A": 55, "C": 5},
        {"women": 0, "all": 0},
        [],
    ),
    "nobody of the class: all of it flows": Worked(
        WOMEN_FIRST,
        "none",
        (entry("A", 50), entry("D", 50)),
        {"A": 50, "D": 50},
        {"women": 0, "all": 0},
        [("women", "all", 40)],
    ),
    "a reserve that nothing takes over stays": Worked(
        (envelope("women", 40, when=fact_is("women")), envelope("all")),
        "none",
        (entry("A", 50), entry("D", 50)),
        {"A": 50},
        {"women": 40, "all": 10},
        [],
    ),
    "each gets what it lacks, the last all that is left": Worked(
        (
            envelope("women", 60, when=fact_is("women"), to=["young", "all"]),
            envelope("young", 10, when=fact_is("young")),
            envelope("all"),
        ),
        "none",
        (entry("A", 30), entry("Y", 25, "y"), entry("W", 20, "w"), entry("B", 20)),
        {"A": 30, "Y": 25, "W": 20, "B": 20},
        {"women": 0, "young": 0, "all": 5},
        [("women", "young", 15), ("women", "all", 25)],
    ),
    "beyond the funds only in the last envelope open": Worked(
        WOMEN_FIRST,
        "full",
        (entry("B", 70, "w"), entry("A", 50), entry("C", 20, "w")),
        {"B": 70, "A": 50},
        {"women": 0, "all": -20},
        [],
    ),
    "beyond a reserve that is the last": Worked(
        WOMEN_AFTER,
        "full",
        (entry("A", 60), entry("B", 70, "w"), entry("C", 20, "w")),
        {"A": 60, "B": 70},
        {"women": -30, "all": 0},
        [],
    ),
}


@pytest.mark.parametrize("worked", WORKED.values(), ids=WORKED.keys())
def test_money_by_envelope(worked: Worked) -> None:
    lists = allocate(allocation(100, worked.last), in_line(*worked.line), Division(worked.envelopes))

    assert amounts(lists) == worked.financed
    assert waiting(lists) == [one.id for one in worked.line if one.id not in worked.financed]
    assert left(lists) == worked.left
    assert lists.flows == tuple(Flow(0, *flow) for flow in worked.flows)


def test_a_part_is_made_whole_from_the_next_envelope() -> None:
    lists = allocate(allocation(100, "partial"), in_line(*LINE), Division(WOMEN_FIRST))

    assert [award.parts for award in lists.financed] == [
        (("all", 50),),
        (("women", 30),),
        (("women", 10), ("all", 10)),
    ]
    assert lists.steps == (
        Step(0, 2, "B", 30, 10, "women"),
        Step(0, 3, "C", 10, 0, "women"),
        Step(0, 1, "A", 50, 10, "all"),
        Step(0, 3, "C", 10, 0, "all"),
    )


def test_a_part_below_the_minimum_is_left_to_all() -> None:
    lists = allocate(allocation(100, "partial", minimum=15), in_line(*LINE), Division(WOMEN_FIRST))

    assert [award.parts for award in lists.financed] == [(("all", 50),), (("women", 30),), (("all", 20),)]
    assert lists.flows == (Flow(0, "women", "all", 10),)


def test_who_has_no_envelope_waits_for_nothing() -> None:
    division = Division((envelope("women", 100, when=fact_is("women")),))

    lists = allocate(allocation(100), in_line(*LINE), division)

    assert amounts(lists) == {"B": 30, "C": 20}
    assert [(one.placed.entry.id, one.why) for one in lists.unserved] == [
        ("A", "no_envelope"),
        ("D", "no_envelope"),
    ]
    assert waiting(lists) == []


def test_who_may_have_a_reserve_is_pending() -> None:
    unclear = LINE[0]._replace(facts={"young": False, "score.total": 0})

    lists = allocate(allocation(100), in_line(unclear, *LINE[1:]), Division(WOMEN_FIRST))

    assert lists.pending == (Pending(unclear, (), ("women",)),)
    assert not lists.is_final
    assert amounts(lists) == {"B": 30, "C": 20, "D": 10}


TRANCHES = (envelope("first", 60, window="spring", to=["second"]), envelope("second", window="autumn"))


def test_tranches_carry_over_what_they_do_not_use() -> None:
    rule, division = allocation(100), Division(TRANCHES, WINDOWS, AUTUMN)
    first = allocate(rule, in_line(entry("A", 50), entry("B", 20)), division)
    autumn = [entry("C", 45, sent=AUTUMN), entry("D", 5, sent=AUTUMN, number=2), entry("E", 1, sent=AUTUMN)]

    second = allocate(
        rule, ranked(autumn), division._replace(as_of=datetime(2027, 1, 1, tzinfo=UTC)), before=first
    )

    assert (amounts(first), waiting(first), left(first)) == ({"A": 50}, ["B"], {"first": 0, "second": 50})
    assert first.flows == (Flow(0, "first", "second", 10),)
    assert amounts(second) == {"A": 50, "C": 45, "E": 1}
    assert (waiting(second), second.left, second.draws) == (["B", "D"], 4, 1)


def test_money_of_a_window_still_open_is_not_unused() -> None:
    envelopes = (envelope("autumn", 60, window="autumn", to=["all"]), envelope("all"))
    line = in_line(entry("A", 40), entry("B", 20))

    during = allocate(allocation(100), line, Division(envelopes, WINDOWS, SPRING))
    after = allocate(allocation(100), line, Division(envelopes, WINDOWS))

    assert (amounts(during), left(during)) == ({"A": 40}, {"autumn": 60, "all": 0})
    assert (amounts(after), left(after)) == ({"A": 40, "B": 20}, {"autumn": 0, "all": 40})


def test_one_ranking_does_not_place_anybody_of_another() -> None:
    first = allocate(allocation(1), in_line(entry("A", 1)))

    with pytest.raises(ValueError, match="A: placed in an earlier ranking already"):
        allocate(allocation(1), in_line(entry("A", 1)), before=first)


def test_a_pending_one_of_an_earlier_window_can_be_placed_in_a_later_one() -> None:
    waits = entry("A", 1)._replace(admissible=None)
    first = allocate(allocation(2), in_line(waits))

    second = allocate(allocation(2), in_line(waits._replace(admissible=True)), before=first)

    assert (first.is_final, second.is_final, amounts(second)) == (False, True, {"A": 1})


@pytest.mark.parametrize(
    ("funds", "grants", "expected"),
    [
        (100, (30, 30, 90), (20, 20, 60)),
        # The cent over goes to the largest remainder, of equal ones to the first id.
        (1_000, (500, 500, 500), (334, 333, 333)),
        (100, (50, 49), (50, 49)),
        (1, (3, 5), (None, 1)),
        (0, (3, 5), (None, None)),
    ],
)
def test_funds_pro_rata(funds: int, grants: Sequence[int], expected: Sequence[int | None]) -> None:
    rule = allocation(funds, None, sharing="pro_rata")
    line = in_line(*(entry(id, grant) for id, grant in zip("ABC", grants, strict=False)))

    lists = allocate(rule, line)

    given = {id: cents for id, cents in zip("ABC", expected, strict=False) if cents is not None}
    assert amounts(lists) == given
    is_short = 0 < funds < sum(grants)
    assert lists.shared == ((Shared(0, None, funds, sum(grants)),) if is_short else ())


def test_those_level_with_the_last_share_what_is_left() -> None:
    line = ranked(
        [
            entry("A", 60, points=9),
            entry("B", 30, points=8),
            entry("C", 60, points=8),
            entry("D", 5, points=7),
        ]
    )

    lists = allocate(allocation(100, "level"), line)

    assert amounts(lists) == {"A": 60, "B": 13, "C": 27}
    assert waiting(lists) == ["D"]
    assert lists.shared == (Shared(0, None, 40, 90),)
    assert amounts(draw(allocation(100, "level"), lists, 51, freed_on=None)) == {
        "A": 60,
        "B": 30,
        "C": 60,
        "D": 1,
    }


def test_two_rankings_are_never_level_with_each_other() -> None:
    rule = allocation(10, "level")
    first = allocate(rule, in_line(entry("A", 20)))

    second = allocate(rule, in_line(entry("B", 20)), before=first)

    assert amounts(draw(rule, second, 15, freed_on=None)) == {"A": 20, "B": 5}


@pytest.mark.parametrize(
    ("up_to", "listed", "beyond"),
    [
        (None, ["B", "C", "D"], []),
        (Fraction(1, 2), ["B", "C"], ["D"]),
        (Fraction(49, 100), ["B"], ["C", "D"]),
        (Fraction(60, 100), ["B", "C", "D"], []),
        (Fraction(1, 100), [], ["B", "C", "D"]),
    ],
)
def test_a_waiting_list_up_to_a_share_of_the_funds(
    up_to: Fraction | None, listed: list[str], beyond: list[str]
) -> None:
    rule = allocation(100, up_to=up_to)
    lists = allocate(rule, in_line(entry("A", 80), *LINE[1:]))

    assert waiting(lists) == listed
    assert lists.unserved == tuple(Unserved(one, "beyond") for one in lists.line if one.entry.id in beyond)
    # Whoever is beyond it draws on nothing, however much comes free.
    assert waiting(draw(rule, lists, 1_000, freed_on=None)) == []
    assert set(amounts(draw(rule, lists, 1_000, freed_on=None))) == {"A", *listed}


def test_freed_funds_go_back_to_their_envelope() -> None:
    rule, division = allocation(100, "partial"), Division(WOMEN_FIRST)
    lists = allocate(rule, in_line(*LINE), division)

    found = draw(rule, lists, {"women": 30}, freed_on=date(2026, 12, 1), gone=["B"], division=division)

    # C has the 10 from all already; the reserve has nobody else, so all of it goes to D.
    assert amounts(found) == {"A": 50, "C": 20, "D": 10}
    assert found.pots == (
        Pot("women", set_aside=40, freed=30, passed_on=30, given=40),
        Pot("all", set_aside=60, received=30, given=70),
    )
    assert (found.left, found.freed) == (20, 30)


@pytest.mark.parametrize(
    ("freed", "message"),
    [(1, "funds come free by envelope: women, all"), ({"men": 1}, "men: no envelope of the call")],
)
def test_freed_funds_that_belong_nowhere(freed: int | Mapping[str, int], message: str) -> None:
    division = Division(WOMEN_FIRST)
    lists = allocate(allocation(100), in_line(*LINE), division)

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole message is compared
        draw(allocation(100), lists, freed, freed_on=None, division=division)

    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("funds", "expected"), [(100, {"leader": 60, "member": 40}), (50, {"leader": 30, "member": 20})]
)
def test_an_award_in_part_is_shared_by_the_members(funds: int, expected: Mapping[str, int]) -> None:
    group = entry("A", 100)._replace(members={"leader": 60, "member": 40})

    (award,) = allocate(allocation(funds, "partial"), in_line(group)).financed

    assert member_awards(award) == expected
    assert member_awards(Award(in_line(LINE[0]).admitted[0], 50)) == {}


def test_parts_of_members_that_are_not_the_grant() -> None:
    with pytest.raises(ValueError, match="A: the parts of its members are not the grant"):
        in_line(entry("A", 100)._replace(members={"leader": 60}))
