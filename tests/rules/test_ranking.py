"""Does the ranking put every application where the clauses say, and say why?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from bandolo.rules.conditions import All, Comparison, Condition, Constant, FactValue, Over
from bandolo.rules.facts import Fact, FactType, Value
from bandolo.rules.ordering import OrderKey, Path, PriorityClass
from bandolo.rules.ranking import (
    Entry,
    OnePer,
    Pending,
    Placed,
    Ranked,
    Ranking,
    Superseded,
    rank,
    ranking_faults,
)
from bandolo.rules.rule import Words

ROME = ZoneInfo("Europe/Rome")
OPENING = datetime(2019, 5, 2, 9, 0, tzinfo=ROME)
WORDS = Words(it="graduatoria", en="ranking")


def is_true(fact: str) -> Comparison:
    return Comparison(FactValue(fact), "is", Constant(True))


APPLIED_AND_AWARDED = All((is_true("applied_2018"), is_true("awarded_2018")))
ONLY_2019 = PriorityClass(words=Words(it="nuove imprese", en="new enterprises"))
ALSO_2018 = PriorityClass(
    words=Words(it="già beneficiarie 2018", en="aided in 2018"), when=APPLIED_AND_AWARDED
)
BY_EDITION = OrderKey(
    words=Words(it="precedente edizione", en="earlier edition"),
    classes=(ONLY_2019, ALSO_2018),
    clauses=("VDI-40",),
)
BY_RATING = OrderKey(
    words=Words(it="rating di legalità", en="legality rating"),
    fact="rating_score",
    order="descending",
    missing="last",
    clauses=("VDI-37",),
)
VDI_LIMIT = OnePer(each="enterprise", counts="first", clauses=("VDI-16",))
C24_LIMITS = (
    OnePer(each="enterprise", counts="first_admissible", clauses=("C24-G1",)),
    OnePer(each="undertaking", counts="first_admissible", clauses=("C24-G2",)),
)
VDI = Ranking(id="ranking", words=WORDS, ties="time", order=(BY_EDITION, BY_RATING), one_per=(VDI_LIMIT,))
C24 = Ranking(id="ranking", words=WORDS, ties="time", one_per=C24_LIMITS)
NEW: Mapping[str, Value] = {"applied_2018": False}
AIDED: Mapping[str, Value] = {"applied_2018": True, "awarded_2018": True}


def entry(
    id: str,
    second: int,
    *,
    of: str = "",
    group: str = "",
    admissible: bool | None = True,
    facts: Mapping[str, Value] = NEW,
    number: int = 1,
    at: datetime | None = None,
) -> Entry:
    enterprise = of or f"enterprise {id}"
    return Entry(
        id=id,
        enterprise=enterprise,
        undertaking=group or enterprise,
        submitted_at=at or OPENING + timedelta(seconds=second),
        number=number,
        admissible=admissible,
        grant=1_000_000,
        facts=facts,
        reasons=() if admissible else ("office",),
    )


def ids(ranked: Ranked) -> list[tuple[str, int | None]]:
    return [(placed.entry.id, placed.decided_by) for placed in ranked.admitted]


VDI_ORDERS = {
    "time alone": ([entry("A", 2), entry("B", 1)], [("B", None), ("A", 2)]),
    "holders of the rating first, by score": (
        [
            entry("A", 1),
            entry("B", 2, facts={**NEW, "rating_score": 1}),
            entry("C", 3, facts={**NEW, "rating_score": 3}),
        ],
        [("C", None), ("B", 1), ("A", 1)],
    ),
    "ties of the score by time": (
        [entry("A", 2, facts={**NEW, "rating_score": 2}), entry("B", 1, facts={**NEW, "rating_score": 2})],
        [("B", None), ("A", 2)],
    ),
    "aided in 2018 last, even with a rating": (
        [entry("A", 1, facts={**AIDED, "rating_score": 3}), entry("B", 2)],
        [("B", None), ("A", 0)],
    ),
    "linked to one aided in 2018, but did not apply then: not last": (
        [entry("A", 1, facts={"applied_2018": False, "awarded_2018": True}), entry("B", 2)],
        [("A", None), ("B", 2)],
    ),
    "applied in 2018 without an award: not last": (
        [entry("A", 1, facts={"applied_2018": True, "awarded_2018": False}), entry("B", 2)],
        [("A", None), ("B", 2)],
    ),
}


@pytest.mark.parametrize(("entries", "expected"), VDI_ORDERS.values(), ids=VDI_ORDERS.keys())
def test_order_of_the_voucher_call(entries: list[Entry], expected: list[tuple[str, int | None]]) -> None:
    assert ids(rank(VDI, entries)) == expected


def test_nothing_to_rank() -> None:
    assert rank(VDI, []) == Ranked((), (), (), ())


def test_what_a_class_lacks_leaves_the_application_pending() -> None:
    unknown = entry("A", 1, facts={"applied_2018": True})
    known = entry("B", 2)

    ranked = rank(VDI, [unknown, known])

    assert ranked == Ranked(
        admitted=(Placed(1, known, None, 1),),
        not_admitted=(),
        superseded=(),
        pending=(Pending(unknown, (), ("awarded_2018",)),),
    )


@pytest.mark.parametrize(
    ("missing", "admitted", "pending"),
    [
        ("first", ["B", "C", "A"], []),
        ("last", ["C", "A", "B"], []),
        ("pending", ["C", "A"], [("B", ("score",))]),
    ],
)
def test_where_a_missing_value_stands(missing: str, admitted: list[str], pending: list[object]) -> None:
    key = {
        "first": OrderKey(words=WORDS, fact="score", order="descending", missing="first"),
        "last": OrderKey(words=WORDS, fact="score", order="descending", missing="last"),
        "pending": OrderKey(words=WORDS, fact="score", order="descending"),
    }[missing]
    entries = [
        entry("A", 1, facts={"score": Fraction(70)}),
        entry("B", 2, facts={}),
        entry("C", 3, facts={"score": Fraction(141, 2)}),
    ]

    ranked = rank(Ranking(id="ranking", words=WORDS, ties="time", order=(key,)), entries)

    assert [placed.entry.id for placed in ranked.admitted] == admitted
    assert [(one.entry.id, one.missing) for one in ranked.pending] == pending


@pytest.mark.parametrize(
    ("first", "second", "ascending"),
    [
        (False, True, ["first", "second"]),
        (date(2019, 1, 1), date(2019, 1, 2), ["first", "second"]),
        (Fraction(1, 3), 1, ["first", "second"]),
        (1_000_000, 999_999, ["second", "first"]),
    ],
)
def test_values_order_both_ways(first: Value, second: Value, ascending: list[str]) -> None:
    up = OrderKey(words=WORDS, fact="value", order="ascending")
    down = OrderKey(words=WORDS, fact="value", order="descending")
    entries = [entry("first", 1, facts={"value": first}), entry("second", 2, facts={"value": second})]

    orders = [
        [
            placed.entry.id
            for placed in rank(
                Ranking(id="ranking", words=WORDS, ties="time", order=(key,)), entries
            ).admitted
        ]
        for key in (up, down)
    ]

    assert orders == [ascending, ascending[::-1]]


def test_time_is_the_instant_and_not_the_clock_on_the_wall() -> None:
    summer = datetime(2026, 10, 25, 2, 59, tzinfo=ROME, fold=0)
    winter = datetime(2026, 10, 25, 2, 1, tzinfo=ROME, fold=1)
    between = datetime(2026, 10, 25, 1, 0, 30, tzinfo=UTC)
    entries = [entry("winter", 0, at=winter), entry("between", 0, at=between), entry("summer", 0, at=summer)]

    assert ids(rank(C24, entries)) == [("summer", None), ("between", 0), ("winter", 0)]


def test_the_same_instant_goes_by_number_and_then_by_id() -> None:
    entries = [entry("A", 1, number=8), entry("C", 1, number=7), entry("B", 1, number=7)]

    ranked = rank(C24, entries)

    assert ids(ranked) == [("B", None), ("C", 0), ("A", 0)]


REFUSED = entry("A", 1, of="X", admissible=False)
OPEN = entry("A", 1, of="X", admissible=None)
FIRST = entry("A", 1, of="X")
SECOND = entry("B", 2, of="X")
THIRD = entry("C", 3, of="X", admissible=None)

ONE_PER_ENTERPRISE = {
    "the first counts, also refused": (VDI, [SECOND, REFUSED], [], ["A"], [("B", "A")], []),
    "the first counts, also undecided": (VDI, [OPEN, SECOND], [], [], [("B", "A")], [("A", ())]),
    "the first admissible counts": (C24, [SECOND, REFUSED], ["B"], ["A"], [], []),
    "and those after it do not": (C24, [THIRD, SECOND, FIRST], ["A"], [], [("B", "A"), ("C", "A")], []),
    "nobody counts past an undecided one": (C24, [OPEN, SECOND], [], [], [], [("A", ()), ("B", ("A",))]),
}


@pytest.mark.parametrize(
    ("ranking", "entries", "admitted", "not_admitted", "superseded", "pending"),
    ONE_PER_ENTERPRISE.values(),
    ids=ONE_PER_ENTERPRISE.keys(),
)
def test_one_application_an_enterprise(
    ranking: Ranking,
    entries: list[Entry],
    admitted: list[str],
    not_admitted: list[str],
    superseded: list[tuple[str, str]],
    pending: list[tuple[str, tuple[str, ...]]],
) -> None:
    ranked = rank(ranking, entries)

    assert [placed.entry.id for placed in ranked.admitted] == admitted
    assert [one.id for one in ranked.not_admitted] == not_admitted
    assert [(one.entry.id, one.counts) for one in ranked.superseded] == superseded
    assert [(one.entry.id, one.waits_for) for one in ranked.pending] == pending


def test_one_application_an_undertaking() -> None:
    entries = [
        entry("A", 1, of="X", group="U"),
        entry("B", 2, of="Y", group="U"),
        entry("C", 3, of="X", group="U"),
        entry("D", 4, of="Z"),
    ]

    ranked = rank(C24, entries)

    assert ids(ranked) == [("A", None), ("D", 0)]
    assert ranked.superseded == (Superseded(entries[1], "A", 1), Superseded(entries[2], "A", 0))


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([entry("A", 1), entry("A", 2)], "A: stands 2 times; an application is ranked once"),
        (
            [entry("A", 1, at=datetime.fromisoformat("2026-01-01"))],
            "A: submitted_at needs its zone, such as 2026-02-05T09:00:00+01:00",
        ),
        ([entry("A", 1)._replace(grant=-1)], "A: a grant is never negative"),
        (
            [
                entry("A", 1, facts={**NEW, "rating_score": 2}),
                entry("B", 2, facts={**NEW, "rating_score": True}),
            ],
            "rating_score: orders by numbers, or by dates, or by yes and no; found bool, int",
        ),
        (
            [entry("A", 1, facts={**NEW, "rating_score": "high"})],
            "rating_score: orders by numbers, or by dates, or by yes and no; found str",
        ),
    ],
)
def test_what_cannot_be_ranked(entries: list[Entry], message: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole message is compared
        rank(VDI, entries)

    assert str(raised.value) == message


def fact(id: str, kind: FactType, *of: str) -> Fact:
    return Fact(id=id, type=kind, ask=WORDS, of=of)


FACTS = {
    one.id: one for one in (fact("score", "count"), fact("name", "text"), fact("price", "amount", "quote"))
}
A_RECORD: Condition = Over("some", "quote", None, is_true("price"))

LINTS: dict[str, tuple[tuple[OrderKey, ...], list[tuple[Path, str]]]] = {
    "a good one": ((OrderKey(words=WORDS, fact="score", order="ascending"), BY_EDITION), []),
    "neither": ((OrderKey(words=WORDS),), [(("order", 0), "a key is one of fact, score or classes")]),
    "both": (
        (OrderKey(words=WORDS, fact="score", order="ascending", classes=(ONLY_2019, ALSO_2018)),),
        [(("order", 0), "a key is one of fact, score or classes")],
    ),
    "a fact that is not declared": (
        (OrderKey(words=WORDS, fact="rating", order="ascending"),),
        [(("order", 0, "fact"), 'no fact of the call is "rating"')],
    ),
    "a fact of a record, and no direction": (
        (OrderKey(words=WORDS, fact="price"),),
        [
            (("order", 0, "fact"), '"price" belongs to records (quote); a key is a fact of the application'),
            (("order", 0, "fact"), 'a fact orders in a direction: order = "ascending" or "descending"'),
        ],
    ),
    "a fact without an order": (
        (OrderKey(words=WORDS, fact="name", order="ascending"),),
        [
            (
                ("order", 0, "fact"),
                '"name" is a text, which has no order; one of yes_no, count, amount, percent, date has',
            )
        ],
    ),
    "the same fact twice": (
        (
            OrderKey(words=WORDS, fact="score", order="ascending"),
            OrderKey(words=WORDS, fact="score", order="descending"),
        ),
        [(("order", 1, "fact"), '"score" orders already above; here it never decides')],
    ),
    "a single class": (
        (OrderKey(words=WORDS, classes=(ALSO_2018,)),),
        [
            (("order", 0, "classes"), "exactly one class stands without when, for everybody else"),
            (("order", 0, "classes"), "a single class orders nothing; list at least two"),
        ],
    ),
    "classes with a direction and records": (
        (
            OrderKey(
                words=WORDS,
                order="ascending",
                classes=(ONLY_2019, PriorityClass(words=WORDS, when=All((A_RECORD,)))),
            ),
        ),
        [
            (("order", 0, "classes"), "classes stand in the order in which they are served; leave order out"),
            (
                ("order", 0, "classes"),
                "a class looks at facts and scores of the application, not at its records or amounts",
            ),
        ],
    ),
}


@pytest.mark.parametrize(("order", "expected"), LINTS.values(), ids=LINTS.keys())
def test_contradictions_of_the_order(order: tuple[OrderKey, ...], expected: list[tuple[Path, str]]) -> None:
    ranking = Ranking(id="ranking", words=WORDS, ties="time", order=order)

    assert ranking_faults(ranking, FACTS) == expected


def test_a_limit_stands_once() -> None:
    ranking = Ranking(id="ranking", words=WORDS, ties="time", one_per=(VDI_LIMIT, C24_LIMITS[0]))

    assert ranking_faults(ranking, FACTS) == [
        (("one_per", 1), "one application per enterprise stands already above")
    ]
