"""Does other public aid on the same costs leave the room that the clause leaves, to the cent?"""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.cumulation import AidKind, Cumulation, OtherAid, cumulation_reason, cumulation_room
from bandolo.rules.money import Cents
from bandolo.rules.rule import Words

WORDS = Words(it="Cumulo", en="Cumulation")
STRICT = Cumulation(
    id="cumulation",
    clauses=("no-cumulation",),
    words=WORDS,
    de_minimis="forbidden",
    exempted="forbidden",
    approved="forbidden",
)
OPEN = Cumulation(
    id="cumulation",
    clauses=("cumulation-a", "cumulation-b"),
    words=WORDS,
    de_minimis="within_limit",
    exempted="within_limit",
    approved="forbidden",
)
KINDS: tuple[AidKind, ...] = ("de_minimis", "exempted", "approved", "general_measure", "no_costs")
COSTS = 10_000_00


def other(
    kind: AidKind, cents: int | None, rate: str | None = None, amount: Cents | None = None, name: str = "x"
) -> OtherAid:
    max_rate = None if rate is None else Fraction(rate)
    return OtherAid(id=name, kind=kind, cents=cents, max_rate=max_rate, max_amount=amount)


@pytest.mark.parametrize(
    ("kind", "room"),
    [("de_minimis", 0), ("exempted", 0), ("approved", 0), ("general_measure", COSTS), ("no_costs", COSTS)],
)
def test_where_cumulation_is_forbidden_general_measures_stay_free(kind: AidKind, room: int) -> None:
    assert cumulation_room(STRICT, COSTS, [other(kind, 1)]).room == room


def test_aid_on_other_costs_or_of_nothing_does_not_forbid() -> None:
    elsewhere = replace(other("exempted", 1), is_on_same_costs=False)
    assert cumulation_room(STRICT, COSTS, [elsewhere, other("exempted", 0)]).room == COSTS
    assert cumulation_room(STRICT, COSTS, [elsewhere, other("exempted", None)]).room == 0


@pytest.mark.parametrize(
    ("others", "room"),
    [
        ([], COSTS),
        ([other("de_minimis", 3_000_00)], 7_000_00),
        ([other("de_minimis", COSTS)], 0),
        ([other("de_minimis", COSTS + 1)], 0),
        ([other("exempted", 1_000_00, "1/2")], 4_000_00),
        ([other("exempted", 5_000_00, "1/2")], 0),
        ([other("exempted", 4_999_99, "1/2")], 1),
        ([other("exempted", 1_000_00, "1/2", Cents(3_000_00))], 2_000_00),  # the lower of its rate and amount
        ([other("exempted", 1_000_00, None, Cents(3_000_00))], 2_000_00),
        ([other("exempted", 0, "1/3")], COSTS),  # an aid of nothing brings no limit
        ([other("exempted", 1, "1/3")], 3_333_32),  # the limit rounds down: 3,333.33
        # several exempted aids: the highest of their limits
        ([other("exempted", 1_000_00, "1/2"), other("exempted", 1_000_00, "7/10", name="y")], 5_000_00),
        # de minimis on the same costs counts under the limit of the exempted aid
        ([other("exempted", 1_000_00, "1/2"), other("de_minimis", 1_000_00, name="y")], 3_000_00),
        ([other("no_costs", 9_000_00), other("general_measure", 9_000_00)], COSTS),
        ([other("approved", 1, "1")], 0),
    ],
)
def test_where_cumulation_has_a_limit(others: list[OtherAid], room: int) -> None:
    assert cumulation_room(OPEN, COSTS, others).room == room


@pytest.mark.parametrize(("used", "room"), [(7_999_99, 1), (8_000_00, 0), (8_000_01, 0)])
def test_a_call_can_set_a_lower_limit(used: int, room: int) -> None:
    lower = replace(OPEN, up_to=Fraction(4, 5))
    assert cumulation_room(lower, COSTS, [other("de_minimis", used)]).room == room
    generous = other("exempted", used, "9/10")
    assert cumulation_room(lower, COSTS, [generous]).room == room


@pytest.mark.parametrize(
    ("others", "missing"),
    [
        ([other("exempted", 1)], ("x.max_rate",)),
        ([other("de_minimis", None)], ("x.cents",)),
        ([replace(other("approved", 1), is_on_same_costs=None)], ("x.is_on_same_costs",)),
        (
            [replace(other("exempted", None), is_on_same_costs=None)],
            ("x.is_on_same_costs", "x.cents", "x.max_rate"),
        ),
    ],
)
def test_what_is_missing_leaves_the_room_unknown(others: list[OtherAid], missing: tuple[str, ...]) -> None:
    outcome = cumulation_room(OPEN, COSTS, others)
    assert (outcome.room, outcome.missing) == (None, missing)


def test_what_is_missing_of_free_aid_does_not_matter() -> None:
    free = replace(other("no_costs", None), is_on_same_costs=None)
    assert cumulation_room(OPEN, COSTS, [free]).room == COSTS


def test_what_is_missing_does_not_matter_where_aid_is_forbidden_anyway() -> None:
    outcome = cumulation_room(OPEN, COSTS, [other("approved", 1), other("de_minimis", None, name="y")])
    assert (outcome.room, outcome.forbidden, outcome.missing) == (0, ("x",), ())


def test_negative_amounts_are_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        cumulation_room(OPEN, -1, [])
    with pytest.raises(ValueError, match="never negative"):
        cumulation_room(OPEN, 1, [other("de_minimis", -1)])


@pytest.mark.parametrize(
    ("rule", "others", "words"),
    [
        (
            STRICT,
            [other("exempted", 1)],
            "Sui costi di 10.000,00 € c'è già un altro aiuto pubblico non cumulabile: x",
        ),
        (
            OPEN,
            [other("exempted", 1_000_00, "1/2")],
            (
                "Sui costi di 10.000,00 € gli aiuti arrivano al più a 5.000,00 €; altri aiuti 1.000,00 €; "
                "restano 4.000,00 €"
            ),
        ),
        (OPEN, [other("exempted", 1)], "Cumulo non valutabile, mancano: x.max_rate"),
    ],
)
def test_the_reason_says_what_is_left(rule: Cumulation, others: list[OtherAid], words: str) -> None:
    reason = cumulation_reason(cumulation_room(rule, COSTS, others))
    assert (reason.source, reason.words.it) == (", ".join(rule.clauses), words)


amounts = st.integers(0, 20_000_00)
rates = st.fractions(0, 1, max_denominator=20)
other_aids = st.builds(OtherAid, id=st.just("x"), kind=st.sampled_from(KINDS), cents=amounts, max_rate=rates)
rules = st.sampled_from([STRICT, OPEN, replace(OPEN, up_to=Fraction(1, 3))])


@given(rules, amounts, st.lists(other_aids, max_size=5))
def test_all_aid_together_stays_within_the_costs(
    rule: Cumulation, costs: int, others: list[OtherAid]
) -> None:
    outcome = cumulation_room(rule, costs, others)
    assert outcome.room is not None
    assert 0 <= outcome.room <= rule.up_to * costs
    assert outcome.room == 0 or outcome.room + outcome.used <= rule.up_to * costs
    assert cumulation_room(rule, costs, others[::-1]).room == outcome.room


@given(rules, amounts, st.lists(other_aids, min_size=1, max_size=5), amounts, st.data())
def test_a_larger_aid_never_leaves_more_room(
    rule: Cumulation, costs: int, others: list[OtherAid], more: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(others) - 1))
    now = others[at].cents
    assert now is not None
    # An aid that was nothing brings a limit of its own, which can be higher than those of the others.
    if now > 0:
        larger = [*others[:at], replace(others[at], cents=now + more), *others[at + 1 :]]
        before, after = cumulation_room(rule, costs, others).room, cumulation_room(rule, costs, larger).room
        assert before is not None
        assert after is not None
        assert after <= before


@given(rules, amounts, st.lists(other_aids, max_size=5), amounts)
def test_one_more_de_minimis_aid_never_leaves_more_room(
    rule: Cumulation, costs: int, others: list[OtherAid], cents: int
) -> None:
    before = cumulation_room(rule, costs, others).room
    after = cumulation_room(rule, costs, [*others, other("de_minimis", cents)]).room
    assert before is not None
    assert after is not None
    assert after <= before


@given(amounts, amounts, amounts)
def test_higher_costs_never_leave_less_room(costs: int, more: int, used: int) -> None:
    others = [other("de_minimis", used), other("exempted", used, "1/2", name="y")]
    before, after = (
        cumulation_room(OPEN, costs, others).room,
        cumulation_room(OPEN, costs + more, others).room,
    )
    assert before is not None
    assert after is not None
    assert before <= after
