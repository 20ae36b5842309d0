"""Is each type of fact read as the rules use it, and everything else refused with what would be right?"""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest

from bandolo.rules.facts import LARGEST_COUNT, LONGEST_TEXT, Fact, FactType, Value, read_value
from bandolo.rules.rule import Words

ASK = Words(it="?", en="?")
CHOICES = {"micro": Words(it="micro", en="micro"), "small": Words(it="piccola", en="small")}
ONE_HOUR_EAST = timezone(timedelta(hours=1))

YES_NO = "should be true or false"
COUNT = "should be a whole number, zero or more"
DATE = "should be a date, such as 2026-02-05"
INSTANT = "an instant is a date and time with its zone, such as 2026-02-05T09:00:00+01:00"
CHOICE = "should be one of the choices, in quotes"
LISTED = "should be a list of choices, each in quotes"
TEXT = "should be a text in quotes"
AMOUNT = "an amount is digits with a point before the cents, such as 1250.00"
RATE = 'a rate is a percentage or a fraction in quotes, such as "60%" or "1/3"'


def fact(type_of: FactType, *, any_choice: bool = False) -> Fact:
    choices = CHOICES if type_of in ("choice", "choices") else None
    return Fact(id="asked", type=type_of, ask=ASK, choices=choices, any_choice=any_choice)


READ: tuple[tuple[FactType, object, Value], ...] = (
    ("yes_no", True, True),
    ("yes_no", False, False),
    ("count", 0, 0),
    ("count", LARGEST_COUNT, LARGEST_COUNT),
    ("amount", Decimal("12.50"), 12_50),
    ("amount", "12.50", 12_50),
    ("amount", 12, 12_00),
    ("percent", "12.5%", Fraction(1, 8)),
    ("date", date(2026, 2, 5), date(2026, 2, 5)),
    ("date", "2026-02-05", date(2026, 2, 5)),
    ("instant", "2026-02-05T09:00:00+01:00", datetime(2026, 2, 5, 8, tzinfo=UTC)),
    ("instant", "2026-02-05T08:00:00Z", datetime(2026, 2, 5, 8, tzinfo=UTC)),
    ("instant", "2026-02-05 09:00+01:00", datetime(2026, 2, 5, 8, tzinfo=UTC)),
    (
        "instant",
        datetime(2026, 2, 5, 9, 0, 0, 1, ONE_HOUR_EAST),
        datetime(2026, 2, 5, 8, 0, 0, 1, tzinfo=UTC),
    ),
    ("choice", "small", "small"),
    ("choices", ["small", "micro", "small"], frozenset({"micro", "small"})),
    ("choices", [], frozenset()),
    ("text", "", ""),
    ("text", "x" * LONGEST_TEXT, "x" * LONGEST_TEXT),
)


@pytest.mark.parametrize(("type_of", "raw", "value"), READ)
def test_a_value_is_read(type_of: FactType, raw: object, value: Value) -> None:
    found = read_value(fact(type_of), raw)
    assert found == value
    assert type(found) is type(value)


def test_every_type_is_read_here() -> None:
    assert {type_of for type_of, _, _ in READ} == set(get_args(FactType))


@pytest.mark.parametrize(
    ("type_of", "raw", "message"),
    [
        ("yes_no", 1, YES_NO),
        ("yes_no", "true", YES_NO),
        ("yes_no", None, YES_NO),
        ("count", -1, COUNT),
        ("count", True, COUNT),
        ("count", "3", COUNT),
        ("count", Decimal(3), COUNT),
        ("count", LARGEST_COUNT + 1, COUNT),
        ("amount", "1,50", AMOUNT),
        ("amount", -1, "an amount is never negative"),
        ("amount", Decimal("0.001"), "an amount has at most two decimals"),
        ("percent", 60, RATE),
        ("percent", Decimal("0.6"), RATE),
        ("date", "2026-02-30", DATE),
        ("date", "5/2/2026", DATE),
        ("date", datetime(2026, 2, 5, tzinfo=UTC), DATE),
        ("date", 20260205, DATE),
        (
            "instant",
            datetime(2026, 2, 5, 9),  # noqa: DTZ001 - the zone is missing on purpose
            "an instant needs its zone, such as 2026-02-05T09:00:00+01:00",
        ),
        ("instant", "2026-02-05T09:00:00", INSTANT),
        ("instant", "2026-02-05", INSTANT),
        ("instant", date(2026, 2, 5), INSTANT),
        (
            "instant",
            "2026-02-30T09:00:00Z",
            "should be a date and time with its zone, such as 2026-02-05T09:00:00+01:00",
        ),
        ("choice", "huge", "'huge' is not a choice; one of micro, small"),
        ("choice", 3, CHOICE),
        ("choice", ["small"], CHOICE),
        ("choices", "small", LISTED),
        ("choices", ["small", 3], LISTED),
        ("choices", ["b", "small", "a"], "'a', 'b' is not a choice; one of micro, small"),
        ("text", 3, TEXT),
        ("text", "x" * (LONGEST_TEXT + 1), "a text has at most 20000 characters"),
    ],
)
def test_what_does_not_fit_is_refused(type_of: FactType, raw: object, message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - its text is compared below
        read_value(fact(type_of), raw)
    assert str(refusal.value) == message


def test_further_codes_are_read_where_any_choice_is_admitted() -> None:
    assert read_value(fact("choices", any_choice=True), ["JP"]) == frozenset({"JP"})
    assert read_value(fact("choice", any_choice=True), "JP") == "JP"


@pytest.mark.parametrize("raw", ["", [], {}, 0, True, None, "x", ["x"], {"a": 1}, Decimal("NaN"), b"y"])
@pytest.mark.parametrize("type_of", get_args(FactType))
def test_whatever_is_written_is_read_or_refused(type_of: FactType, raw: object) -> None:
    try:
        found = read_value(fact(type_of, any_choice=True), raw)
    except ValueError as refusal:
        assert str(refusal)  # noqa: PT017 - most are refused, some fit
    else:
        assert found is not None
