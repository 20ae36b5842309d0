"""Is money set aside to the cent, for those it is meant for, and is every contradiction found?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.conditions import All, AmountValue, Comparison, Condition, Constant, FactValue, Over
from bandolo.rules.envelopes import (
    Division,
    Envelope,
    Opening,
    Path,
    envelope_faults,
    held,
    openings,
    set_aside,
    targets,
)
from bandolo.rules.facts import Fact, Value
from bandolo.rules.money import Cents
from bandolo.rules.ranking import Entry
from bandolo.rules.rule import Words
from bandolo.rules.windows import Window

WORDS = Words(it="fondi", en="funds")
OPENING = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
CLOSING = datetime(2026, 2, 27, 16, 0, tzinfo=UTC)
SPRING = Window(id="spring", words=WORDS, opens=OPENING, closes=CLOSING)
AUTUMN = Window(
    id="autumn",
    words=WORDS,
    opens=datetime(2026, 9, 1, tzinfo=UTC),
    closes=datetime(2026, 10, 1, tzinfo=UTC),
    last_instant="excluded",
)
WINDOWS = {"spring": SPRING, "autumn": AUTUMN}


def fact_is(fact: str, value: Value) -> Comparison:
    return Comparison(FactValue(fact), "is", Constant(value))


WOMEN, COMO = fact_is("led_by_women", True), fact_is("province", "CO")


def envelope(
    id: str,
    amount: int | None = None,
    *,
    share: Fraction | None = None,
    when: Condition | None = None,
    window: str | None = None,
    to: Sequence[str] = (),
) -> Envelope:
    money = None if amount is None else Cents(amount)
    return Envelope(
        id=id, words=WORDS, amount=money, share=share, when=when, window=window, unused_to=tuple(to)
    )


def entry(id: str, sent: datetime = OPENING, facts: Mapping[str, Value] | None = None) -> Entry:
    return Entry(
        id=id,
        enterprise=id,
        undertaking=id,
        submitted_at=sent,
        number=1,
        admissible=True,
        grant=1,
        facts=facts or {},
    )


THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("envelopes", "funds", "expected"),
    [
        ((envelope("a", 40), envelope("b", 60)), 100, (40, 60)),
        ((envelope("a", share=Fraction(2, 5)), envelope("b")), 100, (40, 60)),
        ((envelope("a", share=Fraction(2, 5)), envelope("b")), 99, (39, 60)),
        ((envelope("a", 100), envelope("b")), 100, (100, 0)),
        # The two cents that rounding leaves go to the first shares.
        (tuple(envelope(id, share=THIRD) for id in "abc"), 101, (34, 34, 33)),
        ((envelope("x", 2), envelope("a", share=Fraction(99, 101)), envelope("b", 0)), 101, (2, 99, 0)),
    ],
)
def test_money_set_aside(envelopes: tuple[Envelope, ...], funds: int, expected: tuple[int, ...]) -> None:
    assert set_aside(envelopes, funds) == expected


@pytest.mark.parametrize(
    ("envelopes", "message"),
    [
        ((envelope("a", 60_00), envelope("b", 40_01)), "the envelopes hold 100.01, the funds are 100.00"),
        (
            (envelope("a", share=Fraction(3, 5)), envelope("b", share=Fraction(41, 100)), envelope("c")),
            "the envelopes hold 101.00, the funds are 100.00",
        ),
        (
            (envelope("a", 60_00), envelope("b", 39_99)),
            "0.01 of the funds is in no envelope: one without amount and share would have the rest",
        ),
    ],
)
def test_envelopes_that_do_not_fit_the_funds(envelopes: tuple[Envelope, ...], message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole message is compared
        set_aside(envelopes, 100_00)

    assert str(raised.value) == message
    assert [fault for path, fault in envelope_faults(envelopes, 100_00, FACTS) if not path] == [message]


DIVISION = Division(
    (
        envelope("women", 10, when=WOMEN),
        envelope("spring", 50, window="spring", to=["autumn"]),
        envelope("autumn", window="autumn"),
    ),
    WINDOWS,
)
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("sent", "facts", "expected"),
    [
        (OPENING, {"led_by_women": True}, Opening((0, 1))),
        (OPENING, {"led_by_women": False}, Opening((1,))),
        (OPENING - MICROSECOND, {"led_by_women": True}, Opening((0,))),
        (CLOSING, {"led_by_women": False}, Opening((1,))),
        (CLOSING + MICROSECOND, {"led_by_women": False}, Opening(())),
        (AUTUMN.opens, {"led_by_women": False}, Opening((2,))),
        (AUTUMN.closes, {"led_by_women": False}, Opening(())),
        (OPENING, {}, Opening((), ("led_by_women",))),
    ],
)
def test_what_an_application_can_draw_on(
    sent: datetime, facts: Mapping[str, Value], expected: Opening
) -> None:
    assert openings(DIVISION, [entry("A", sent, facts)]) == [expected]


def test_a_fact_that_bears_on_another_window_is_not_missed() -> None:
    division = Division((envelope("women", 1, when=WOMEN, window="autumn"), envelope("all")), WINDOWS)

    assert openings(division, [entry("A")]) == [Opening((1,))]


def test_an_envelope_can_look_at_points() -> None:
    good = Comparison(AmountValue("score.total"), "at_least", Constant(80_00))
    division = Division((envelope("best", 1, when=good), envelope("all")))
    entries = [entry("A", facts={"score.total": 80_00}), entry("B", facts={"score.total": 79_99}), entry("C")]

    assert openings(division, entries) == [Opening((0, 1)), Opening((1,)), Opening((), ("score.total",))]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (None, (False, False, False)),
        (CLOSING, (False, True, True)),
        (CLOSING + MICROSECOND, (False, False, True)),
        (AUTUMN.closes, (False, False, False)),
    ],
)
def test_money_of_a_window_stays_until_it_closes(as_of: datetime | None, expected: tuple[bool, ...]) -> None:
    assert held(DIVISION._replace(as_of=as_of)) == expected


def test_a_window_that_is_not_there() -> None:
    with pytest.raises(ValueError, match='no window of the call is "spring"'):
        openings(Division((envelope("a", window="spring"),)), [])


def test_unused_money_that_goes_round() -> None:
    assert targets(DIVISION.envelopes) == ((), (2,), ())
    with pytest.raises(ValueError, match="unused money would go round without end: a to b to a"):
        targets((envelope("a", to=["b"]), envelope("b", to=["a"])))


FACTS = {
    "led_by_women": Fact(id="led_by_women", type="yes_no", ask=WORDS),
    "province": Fact(id="province", type="choice", ask=WORDS, choices={"CO": WORDS, "LC": WORDS}),
}
REST = envelope("rest")
FAULTS: dict[str, tuple[tuple[Envelope, ...], list[tuple[Path, str]]]] = {
    "none": ((), []),
    "good ones": (
        (
            envelope("women", share=Fraction(2, 5), when=WOMEN, to=["rest"]),
            envelope("como", 1, when=COMO),
            REST,
        ),
        [],
    ),
    "two ways to say the money": (
        (envelope("a", 1, share=THIRD), REST),
        [((0, "share"), "the money is an amount or a share of the funds, not both")],
    ),
    "a share over the whole": (
        (envelope("a", share=Fraction(3, 2)), REST),
        [
            ((0, "share"), "150% is no part of the funds: above 0%, up to 100%"),
            ((), "the envelopes hold 150.00, the funds are 100.00"),
        ],
    ),
    "a share of nothing": (
        (envelope("a", share=Fraction(0)), REST),
        [((0, "share"), "0% is no part of the funds: above 0%, up to 100%")],
    ),
    "two with the rest": (
        (REST, envelope("other")),
        [((1,), "only one envelope can have the rest; give an amount or a share")],
    ),
    "unknown and double ways": (
        (envelope("a", 1, to=["rest", "b", "rest"]), REST),
        [
            ((0, "unused_to", 0), '"rest" is there 2 times'),
            ((0, "unused_to", 1), 'no envelope of the call is "b"; known are: a, rest'),
            ((0, "unused_to", 2), '"rest" is there 2 times'),
        ],
    ),
    "round and round": (
        (envelope("a", 1, to=["rest"]), envelope("b", 1, to=["rest"]), envelope("rest", to=["b"])),
        [((2, "unused_to"), "unused money would go round without end: rest to b to rest")],
    ),
    "to itself": (
        (envelope("a", 1, to=["a"]), REST),
        [((0, "unused_to"), "unused money would go round without end: a to a")],
    ),
    "no such window": (
        (envelope("a", 1, window="may"), REST),
        [((0, "window"), 'no window of the call is "may"; known are: spring, autumn')],
    ),
    "records": (
        (envelope("a", 1, when=Over("some", "quote", None, WOMEN)), REST),
        [
            (
                (0, "when"),
                "an envelope looks at facts and scores of the application, not at records or amounts",
            )
        ],
    ),
    "amounts": (
        (envelope("a", 1, when=Comparison(AmountValue("claimed.total"), "above", Constant(1))), REST),
        [
            (
                (0, "when"),
                "an envelope looks at facts and scores of the application, not at records or amounts",
            )
        ],
    ),
    "nobody": (
        (envelope("a", 1, when=All((COMO, fact_is("province", "LC")))), REST),
        [((0, "when"), "no application can ever draw on this envelope: nothing meets its condition")],
    ),
    "nobody admitted": (
        (envelope("a", 1, when=fact_is("led_by_women", False)), envelope("b", 1, when=COMO), REST),
        [((0, "when"), "no application can ever draw on this envelope: nothing meets its condition")],
    ),
    "empty": (
        (envelope("a", 0), envelope("b", 0), envelope("rest", to=["b"])),
        [((0,), "holds nothing, and no unused money goes to it")],
    ),
}


@pytest.mark.parametrize(("envelopes", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_contradictions_of_envelopes(
    envelopes: tuple[Envelope, ...], expected: list[tuple[Path, str]]
) -> None:
    assert envelope_faults(envelopes, 100_00, FACTS, tuple(WINDOWS), [WOMEN]) == expected


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6), st.integers(0, 10_000), st.booleans())
def test_the_money_set_aside_is_the_funds(weights: list[int], funds: int, has_rest: bool) -> None:
    whole = sum(weights) + (1 if has_rest else 0)
    shares = [envelope(str(at), share=Fraction(one, whole or 1)) for at, one in enumerate(weights)]
    envelopes = [*shares, REST] if has_rest or not whole else shares

    amounts = set_aside(envelopes, funds)

    assert sum(amounts) == funds
    for one, cents in zip(envelopes, amounts, strict=True):
        if one.share is not None:
            assert 0 <= cents - (one.share * funds) // 1 <= (0 if has_rest else 1)
