"""Is a rate, a number or a missing fact read from what is known, and from nothing else?"""

from fractions import Fraction

from bandolo.rules.conditions import All, Comparison, Constant, FactValue, View
from bandolo.rules.rule import Words
from bandolo.rules.tables import RateTable, Row, Table
from bandolo.rules.worked import (
    amount_step,
    cannot_tell,
    highest_rate,
    lowest_rate,
    missing_in,
    named_number,
    rate_of,
)

IS_SMALL = Comparison(FactValue("is_small"), "is", Constant(True))
IS_LARGE = Comparison(FactValue("is_small"), "is", Constant(False))
TABLE = RateTable(Table(("is_small",), (Row(IS_SMALL, Fraction(3, 5)), Row(IS_LARGE, Fraction(2, 5)))))


def seen(**facts: bool | int | str) -> View:
    return View(facts, {}, {"approved.total": 12}, {})


def test_a_rate_stands_alone_or_in_a_table() -> None:
    assert rate_of(Fraction(1, 2), seen()) == Fraction(1, 2)
    assert rate_of(TABLE, seen(is_small=True)) == Fraction(3, 5)
    assert rate_of(TABLE, seen(is_small=False)) == Fraction(2, 5)
    assert rate_of(TABLE, seen()) is None


def test_the_range_of_a_rate() -> None:
    assert (lowest_rate(TABLE), highest_rate(TABLE)) == (Fraction(2, 5), Fraction(3, 5))
    assert (lowest_rate(Fraction(1, 2)), highest_rate(Fraction(1, 2))) == (Fraction(1, 2), Fraction(1, 2))


def test_a_number_is_a_fact_or_an_amount() -> None:
    view = seen(staff=9, name="Forno", is_small=True)
    assert [named_number(name, view) for name in ("staff", "approved.total", "name", "is_small", "no")] == [
        9,
        12,
        None,
        None,
        None,
    ]


def test_what_keeps_a_condition_open_is_named_once() -> None:
    both = All((IS_SMALL, Comparison(FactValue("staff"), "at_least", Constant(3)), IS_SMALL))
    assert missing_in(both, seen()) == ("is_small", "staff")
    assert missing_in(both, seen(is_small=True)) == ("staff",)


def test_words_come_in_both_languages() -> None:
    assert amount_step(5, "Saldo", "Balance") == (Words(it="Saldo", en="Balance"), 5)
    assert cannot_tell(("a", "b")).it == "Non ancora calcolabile, manca: a, b"
