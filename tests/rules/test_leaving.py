"""Is what a member leaves lost, kept and taken over to the cent, and does the group go on when it should?"""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.conditions import Comparison, Condition, Constant, FactValue, Over, Record, View
from bandolo.rules.facts import RecordKind
from bandolo.rules.leaving import Departure, Leaving, left_of
from bandolo.rules.rule import Words

WORDS = Words(it="esce", en="leaves")
PARTNER = RecordKind(id="partner", words=WORDS, named_by="name")
TWO = Over("count", "partner", None, None, 2, None)
PARTS = {"a": 100_00, "b": 60_00, "c": 40_00}
LEADS = Comparison(FactValue("leads", "partner"), "is", Constant(value=True))


def rule(holds: Condition = TWO, **fields: object) -> Leaving:
    return Leaving(id="l", words=WORDS, of="partner", holds=holds, **fields)  # type: ignore[arg-type]  # fields


def view(*names: str, **facts: bool) -> View:
    records: list[Record] = [
        {"name": name, **({"leads": facts[name]} if name in facts else {})} for name in names
    ]
    return View({}, {"partner": records}, {}, {})


def departure(*names: str, earned: Mapping[str, int] | None = None, **asked: int) -> Departure:
    return Departure(names=names, earned=earned or {}, asked=asked)


def test_what_nobody_can_take_over_is_lost() -> None:
    left = left_of(rule(), PARTNER, PARTS, departure("c", a=10_00), view(*PARTS))
    assert (left.goes_on, left.parts, left.lost) == (True, {"a": 100_00, "b": 60_00, "c": 0}, 40_00)
    assert [(step.words.en, step.amount) for step in left.steps] == [
        ("Grant of the group", 200_00),
        ("Part of c, who leaves", 40_00),
        ("The others can take over 0% of EUR 40.00", 0),
        ("Lost", 40_00),
    ]


def test_what_is_earned_is_kept_up_to_the_part() -> None:
    left = left_of(rule(keeps="earned"), PARTNER, PARTS, departure("c", earned={"c": 50_00}), view(*PARTS))
    assert (left.parts["c"], left.lost) == (40_00, 0)


def test_a_group_that_ends_loses_everything() -> None:
    left = left_of(rule(keeps="earned"), PARTNER, PARTS, departure("b", "c"), view(*PARTS))
    assert (left.goes_on, left.parts, left.lost) == (False, {"a": 0, "b": 0, "c": 0}, 200_00)
    assert [(one.operator, one.wanted, one.found) for one in left.reasons] == [("at_least", 2, 1)]


def test_reasons_number_the_members_as_they_were_given() -> None:
    every = Over("every", "partner", None, LEADS)
    found = left_of(rule(every), PARTNER, PARTS, departure("a"), view(*PARTS, b=True, c=False))
    assert [one.place for one in found.reasons] == ["partner[3].leads"]
    some = Over("some", "partner", None, LEADS)
    open_ = left_of(rule(some), PARTNER, PARTS, departure("a"), view(*PARTS, b=False))
    assert (open_.goes_on, [one.place for one in open_.reasons]) == (None, ["partner[3].leads"])


@pytest.mark.parametrize(
    ("departure_", "message"),
    [
        (departure("d"), "d leaves and is not of the group: a, b, c"),
        (departure("c", d=1), "d asks and is not of the group: a, b, c"),
        (departure("c", earned={"d": 1}), "d has earned and is not of the group: a, b, c"),
        (departure("c", c=1), "c leaves, so it takes nothing over"),
        (departure("c", a=-1), "the amounts of a group are never negative"),
    ],
)
def test_what_cannot_be_is_refused(departure_: Departure, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        left_of(rule(), PARTNER, PARTS, departure_, view(*PARTS))


cents = st.integers(0, 100_000)
rates = st.fractions(0, 1, max_denominator=100)


@given(st.data(), st.dictionaries(st.sampled_from("abcde"), cents, min_size=2), rates, st.none() | rates)
def test_nobody_who_stays_gets_less_and_nothing_comes_from_nowhere(
    data: st.DataObject, parts: dict[str, int], taken_over: Fraction, up_to: Fraction | None
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(parts)), unique=True))
    asked = {name: data.draw(cents) for name in parts if name not in names}
    one = rule(
        Over("count", "partner", None, None, 0, None), keeps="earned", taken_over=taken_over, up_to=up_to
    )
    earned = {name: data.draw(cents) for name in names}
    left = left_of(
        one, PARTNER, parts, Departure(names=tuple(names), earned=earned, asked=asked), view(*parts)
    )
    assert left.goes_on
    assert sum(left.parts.values()) + left.lost == sum(parts.values())
    freed = sum(parts[name] - left.parts[name] for name in names)
    assert sum(left.taken.values()) <= taken_over * freed
    for name, more in left.taken.items():
        assert left.parts[name] == parts[name] + more
        assert 0 <= more <= asked[name]
        assert up_to is None or more <= up_to * parts[name]
