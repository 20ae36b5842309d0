"""Does a condition hold when it should, fail when it should, and stay open where a missing fact decides?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import product

import pytest

from bandolo.rules.conditions import (
    Aggregate,
    All,
    AmountValue,
    Any,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Function,
    Not,
    Operator,
    Over,
    View,
    evaluate,
    operands,
)
from bandolo.rules.facts import Value
from tests.rules.questions import EMPTY, Verdict, asked, facts_of, over, things
from tests.rules.random_conditions import run

VERDICTS: tuple[Verdict, ...] = (True, False, None)
# Kleene's three values from the lowest to the highest: and is the lower of two, or the higher.
ORDER: Mapping[Verdict, int] = {False: 0, None: 1, True: 2}
VALUES: Mapping[int, Verdict] = {order: verdict for verdict, order in ORDER.items()}


def lowest(*verdicts: Verdict) -> Verdict:
    return VALUES[min((ORDER[one] for one in verdicts), default=2)]


def highest(*verdicts: Verdict) -> Verdict:
    return VALUES[max((ORDER[one] for one in verdicts), default=0)]


def opposite(verdict: Verdict) -> Verdict:
    return VALUES[2 - ORDER[verdict]]


def answer(condition: Condition, view: View) -> Verdict:
    """The verdict, in which the meaning and the compiled form of the condition agree."""
    verdict = evaluate(condition, view)
    assert run(condition, view) is verdict
    return verdict


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (True, True, True, True),
        (True, None, None, True),
        (True, False, False, True),
        (None, True, None, True),
        (None, None, None, None),
        (None, False, False, None),
        (False, True, False, True),
        (False, None, False, None),
        (False, False, False, False),
    ],
)
def test_all_and_any(one: Verdict, other: Verdict, both: Verdict, either: Verdict) -> None:
    view = View(facts_of(one=one, other=other), {}, {}, {})
    parts = (asked("one"), asked("other"))
    assert answer(All(parts), view) is both
    assert answer(Any(parts), view) is either
    assert answer(Not(All((Not(parts[0]), Not(parts[1])))), view) is either


@pytest.mark.parametrize(("verdict", "negated"), [(True, False), (False, True), (None, None)])
def test_not(verdict: Verdict, negated: Verdict) -> None:
    assert answer(Not(asked("one")), View(facts_of(one=verdict), {}, {}, {})) is negated


@pytest.mark.parametrize("verdicts", list(product(VERDICTS, repeat=3)), ids=str)
def test_all_and_any_of_three(verdicts: tuple[Verdict, ...]) -> None:
    view = View(facts_of(**{f"fact_{at}": verdict for at, verdict in enumerate(verdicts)}), {}, {}, {})
    parts = tuple(asked(f"fact_{at}") for at in range(3))
    assert answer(All(parts), view) is lowest(*verdicts)
    assert answer(Any(parts), view) is highest(*verdicts)


@pytest.mark.parametrize(
    ("chosen", "good", "every", "some"),
    [
        (True, True, True, True),
        (True, False, False, False),
        (True, None, None, None),
        (False, True, True, False),
        (False, False, True, False),
        (False, None, True, False),
        (None, True, True, None),
        (None, False, None, False),
        (None, None, None, None),
    ],
)
def test_every_some_and_no_of_one_record(
    chosen: Verdict, good: Verdict, every: Verdict, some: Verdict
) -> None:
    view = things((chosen, good))
    assert answer(over("every"), view) is every
    assert answer(over("some"), view) is some
    assert answer(over("no"), view) is opposite(some)


@pytest.mark.parametrize("records", list(product(product(VERDICTS, repeat=2), repeat=2)), ids=str)
def test_every_some_and_no_of_two_records(records: tuple[tuple[Verdict, Verdict], ...]) -> None:
    view = things(*records)
    some = highest(*(lowest(chosen, good) for chosen, good in records))
    assert answer(over("some"), view) is some
    assert answer(over("no"), view) is opposite(some)
    kept = lowest(*(highest(opposite(chosen), good) for chosen, good in records))
    assert answer(over("every"), view) is kept


@pytest.mark.parametrize("chosen", list(product(VERDICTS, repeat=3)), ids=str)
@pytest.mark.parametrize(("at_least", "at_most"), [(2, None), (None, 1), (1, 2), (0, 0), (4, None)])
def test_a_count_is_known_when_every_way_to_fill_the_blanks_says_the_same(
    chosen: tuple[Verdict, ...], at_least: int | None, at_most: int | None
) -> None:
    count = Over("count", "thing", asked("chosen", "thing"), None, at_least, at_most)
    numbers = {sum(ways) for ways in product(*((True, False) if one is None else (one,) for one in chosen))}
    low, high = at_least or 0, 3 if at_most is None else at_most
    found = {low <= number <= high for number in numbers}
    expected = found.pop() if len(found) == 1 else None
    assert answer(count, things(*((one, None) for one in chosen))) is expected


def test_without_a_where_every_record_is_meant() -> None:
    view = things((None, True), (None, False))
    assert answer(Over("every", "thing", None, asked("good", "thing")), view) is False
    assert answer(Over("some", "thing", None, asked("good", "thing")), view) is True
    assert answer(Over("count", "thing", None, None, 2, 2), view) is True
    assert answer(Over("count", "thing", None, None, 3), view) is False


@pytest.mark.parametrize(
    ("condition", "of_none"),
    [
        (over("every"), True),
        (over("some"), False),
        (over("no"), True),
        (Over("count", "thing", None, None, 1), False),
        (Over("count", "thing", None, None, None, 0), True),
    ],
)
def test_an_empty_list_says_there_are_none_and_no_list_says_nothing(
    condition: Condition, of_none: bool
) -> None:
    assert answer(condition, View({}, {"thing": []}, {}, {})) is of_none
    assert answer(condition, EMPTY) is None


def test_a_record_within_another_sees_both() -> None:
    inner = Over(
        "some",
        "part",
        None,
        Comparison(FactValue("price", "part"), "above", FactValue("price", "thing", Fraction(1, 2))),
    )
    view = View({}, {"thing": [{"price": 100}, {"price": 300}], "part": [{"price": 60}]}, {}, {})
    assert answer(Over("every", "thing", None, inner), view) is False
    assert answer(Over("some", "thing", None, inner), view) is True
    assert answer(Over("count", "thing", inner, None, 1, 1), view) is True


DAY, LATER = date(2026, 2, 5), date(2026, 3, 7)
NINE = datetime(2026, 2, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("found", "operator", "wanted", "verdict"),
    [
        (True, "is", True, True),
        (False, "is", True, False),
        (False, "is", False, True),
        ("small", "is", "small", True),
        ("small", "is", "micro", False),
        (frozenset({"DE", "FR"}), "is", frozenset({"FR", "DE"}), True),
        ("small", "in", frozenset({"micro", "small"}), True),
        ("large", "in", frozenset({"micro", "small"}), False),
        (frozenset({"DE"}), "has", "DE", True),
        (frozenset({"DE"}), "has", "IT", False),
        ("", "filled", True, False),
        ("  ", "filled", True, False),
        (" x ", "filled", True, True),
        ("", "filled", False, True),
        (frozenset(), "filled", True, False),
        (frozenset({"DE"}), "filled", True, True),
        (frozenset({"DE"}), "filled", False, False),
        (3, "at_least", 3, True),
        (2, "at_least", 3, False),
        (3, "at_most", 3, True),
        (4, "at_most", 3, False),
        (3, "above", 3, False),
        (4, "above", 3, True),
        (3, "below", 3, False),
        (2, "below", 3, True),
        (Fraction(1, 3), "at_least", Fraction(1, 3), True),
        (DAY, "below", LATER, True),
        (DAY, "at_least", LATER, False),
        (NINE, "at_most", NINE, True),
    ],
)
def test_a_comparison(found: Value, operator: Operator, wanted: Value, verdict: bool) -> None:
    test = Comparison(FactValue("fact"), operator, Constant(wanted))
    assert answer(test, View({"fact": found}, {}, {}, {})) is verdict
    assert answer(test, EMPTY) is None


@pytest.mark.parametrize(("left", "right", "verdict"), [(41, 100, True), (40, 100, False), (39, 100, False)])
def test_a_fact_is_compared_with_a_share_of_another(left: int, right: int, verdict: bool) -> None:
    for operand, view in (
        (FactValue("whole", None, Fraction(2, 5)), View({"part": left, "whole": right}, {}, {}, {})),
        (AmountValue("whole", Fraction(2, 5)), View({"part": left}, {}, {"whole": right}, {})),
    ):
        test = Comparison(FactValue("part"), "above", operand)
        assert answer(test, view) is verdict
        assert answer(test, View({"part": left}, {}, {}, {})) is None
        assert answer(test, View({"whole": right}, {}, {"whole": right}, {})) is None


def test_a_third_is_compared_without_rounding() -> None:
    third = Comparison(AmountValue("part"), "at_least", AmountValue("whole", Fraction(1, 3)))
    assert [answer(third, View({}, {}, {"part": 33, "whole": whole}, {})) for whole in (99, 100)] == [
        True,
        False,
    ]


@pytest.mark.parametrize(("end", "verdict"), [(date(2026, 3, 7), True), (date(2026, 3, 8), False)])
def test_a_date_is_compared_with_another_and_some_days(end: date, verdict: bool) -> None:
    test = Comparison(FactValue("end"), "at_most", FactValue("start", None, None, 30))
    assert answer(test, View({"start": DAY, "end": end}, {}, {}, {})) is verdict
    assert answer(test, View({"end": end}, {}, {}, {})) is None


PRICES = View({}, {"thing": [{"price": 10}, {"price": 40}, {"price": 5, "chosen": True}]}, {}, {})
BLANK = View({}, {"thing": [{"price": 10}, {}]}, {}, {})


@pytest.mark.parametrize(
    ("function", "view", "number"),
    [
        ("sum", PRICES, 55),
        ("mean", PRICES, Fraction(55, 3)),
        ("highest", PRICES, 40),
        ("lowest", PRICES, 5),
        ("sum", things(), 0),
        ("mean", things(), 0),
        # Of no things none is the highest.
        ("highest", things(), None),
        ("lowest", things(), None),
        ("sum", BLANK, None),
        ("highest", BLANK, None),
        ("sum", EMPTY, None),
    ],
)
def test_a_number_of_all_records_is_compared(
    function: Function, view: View, number: int | Fraction | None
) -> None:
    prices = Aggregate(function, "price", "thing")
    for wanted, verdict in ((number, True), (-1, False)):
        expected = None if number is None else verdict
        assert answer(Comparison(prices, "is", Constant(wanted or 0)), view) is expected


@pytest.mark.parametrize(("chosen", "verdict"), [(True, True), (False, False), (None, None)])
def test_a_number_of_some_records_waits_for_which_they_are(chosen: Verdict, verdict: Verdict) -> None:
    view = View({}, {"thing": [{"price": 9} | facts_of(chosen=chosen)]}, {"total": 18}, {})
    prices = Aggregate("sum", "price", "thing", asked("chosen", "thing"))
    half = AmountValue("total", Fraction(1, 2))
    assert answer(Comparison(prices, "at_least", half), view) is verdict
    twice = Aggregate("sum", "price", "thing", asked("chosen", "thing"), Fraction(2))
    assert answer(Comparison(AmountValue("total"), "at_most", twice), view) is verdict


def test_operands_are_found_at_any_depth() -> None:
    total = Comparison(AmountValue("total"), "at_least", Constant(9))
    inner = All((asked("one"), Any((Not(over("every")), total))))
    names = [one.fact for one in operands(inner) if isinstance(one, FactValue)]
    assert names == ["one", "chosen", "good"]
    assert [one.amount for one in operands(inner) if isinstance(one, AmountValue)] == ["total"]
