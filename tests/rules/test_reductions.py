"""Is what was late, short, missed or lost taken off the grant to the cent, and only once it is known?"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.bands import Band
from bandolo.rules.build import Reading, build
from bandolo.rules.conditions import Comparison, Constant, FactValue, View
from bandolo.rules.days import ROME
from bandolo.rules.deadlines import Deadline, Due, Event, due
from bandolo.rules.load import READERS
from bandolo.rules.reductions import (
    Delay,
    LostPoints,
    ReachedValue,
    RealisedShare,
    Reduction,
    days_late,
    reduced_grant,
    reduction_faults,
)
from bandolo.rules.rule import Words

WORDS = Words(it="Riduzione", en="Reduction")
IS_SMALL = Comparison(FactValue("is_small"), "is", Constant(True))


def percent(number: int) -> Fraction:
    return Fraction(number, 100)


def counted(hour: str | None = None) -> Due:
    found = due(Deadline(id="report", words=WORDS, on=date(2026, 3, 31), hour=hour), {})
    assert isinstance(found, Due)
    return found


DUES = {"report": counted()}
LATE = Reduction(
    id="late",
    words=WORDS,
    measured=Delay(kind="delay", after="report", done="report_sent"),
    bands=(
        Band(at_most=30, cut_each=Fraction(5, 1000)),
        Band(above=30, at_most=60, cut=percent(20)),
        Band(above=60, revoked=True),
    ),
)
SHORT = Reduction(
    id="short",
    words=WORDS,
    measured=RealisedShare(kind="share", part="admitted.total", whole="approved.total"),
    bands=(
        Band(below=percent(60), revoked=True),
        Band(at_least=percent(60), below=percent(80), cut=percent(10)),
        Band(at_least=percent(80), cut=percent(0)),
    ),
)
HOURS = Reduction(
    id="hours",
    words=WORDS,
    measured=RealisedShare(kind="share", part="hours_attended", whole="hours_planned"),
    bands=(Band(below=percent(70), in_proportion=True), Band(at_least=percent(70), cut=percent(0))),
)
SCORE = Reduction(
    id="score",
    words=WORDS,
    measured=ReachedValue(kind="value", of="score"),
    bands=(Band(below=60, revoked=True), Band(at_least=60, cut=percent(0))),
)
LOST = Reduction(
    id="lost",
    words=WORDS,
    measured=LostPoints(kind="loss", before="score_awarded", after="score"),
    bands=(Band(cut_each=percent(2)),),
)
BONUS = Reduction(id="bonus", words=WORDS, down_to="recomputed.grant")


def reduced(
    rules: tuple[Reduction, ...], grant: int, facts: Mapping[str, int], sent: Event | None = None
) -> tuple[int | None, bool | None, list[int | None]]:
    amounts = {name: cents for name, cents in facts.items() if "." in name}
    others = {name: value for name, value in facts.items() if "." not in name}
    events = {} if sent is None else {"report_sent": sent}
    found = reduced_grant(rules, grant, View(others, {}, amounts, {}), DUES, events)
    return found.left, found.is_revoked, [cut.amount for cut in found.cuts]


@pytest.mark.parametrize(
    ("sent", "late"),
    [
        (date(2026, 3, 31), 0),
        (datetime(2026, 3, 31, 23, 59, 59, tzinfo=ROME), 0),
        (datetime(2026, 4, 1, 0, 0, tzinfo=ROME), 1),
        (date(2026, 4, 1), 1),
        (date(2026, 4, 30), 30),
    ],
)
def test_a_delay_is_counted_in_calendar_days(sent: Event, late: int) -> None:
    assert days_late(counted(), sent) == late


def test_an_hour_late_is_one_day_late() -> None:
    assert days_late(counted("12:00"), datetime(2026, 3, 31, 13, 0, tzinfo=ROME)) == 1
    assert days_late(counted("12:00"), datetime(2026, 3, 31, 12, 0, tzinfo=ROME)) == 0


@pytest.mark.parametrize(
    ("rule", "facts", "sent", "left", "is_revoked"),
    [
        (LATE, {}, date(2026, 3, 31), 10_000_00, False),
        (LATE, {}, date(2026, 4, 1), 9_950_00, False),
        (LATE, {}, date(2026, 4, 30), 8_500_00, False),
        (LATE, {}, date(2026, 5, 1), 8_000_00, False),
        (LATE, {}, date(2026, 5, 30), 8_000_00, False),
        (LATE, {}, date(2026, 5, 31), 0, True),
        (LATE, {}, None, None, None),
        (SHORT, {"admitted.total": 80_000_00, "approved.total": 100_000_00}, None, 10_000_00, False),
        (SHORT, {"admitted.total": 79_999_99, "approved.total": 100_000_00}, None, 9_000_00, False),
        (SHORT, {"admitted.total": 60_000_00, "approved.total": 100_000_00}, None, 9_000_00, False),
        (SHORT, {"admitted.total": 59_999_99, "approved.total": 100_000_00}, None, 0, True),
        (SHORT, {"admitted.total": 0, "approved.total": 0}, None, 10_000_00, False),
        (SHORT, {"admitted.total": 59_999_99}, None, None, None),
        (HOURS, {"hours_attended": 70, "hours_planned": 100}, None, 10_000_00, False),
        # 69 hours of 100: 31% is taken off.
        (HOURS, {"hours_attended": 69, "hours_planned": 100}, None, 6_900_00, False),
        # A third attended: two thirds of 10,000.00 are 6,666.67.
        (HOURS, {"hours_attended": 30, "hours_planned": 90}, None, 3_333_33, False),
        (HOURS, {"hours_attended": 30}, None, None, False),
        (SCORE, {"score": 60}, None, 10_000_00, False),
        (SCORE, {"score": 59}, None, 0, True),
        (LOST, {"score_awarded": 80, "score": 73}, None, 8_600_00, False),
        (LOST, {"score_awarded": 80, "score": 85}, None, 10_000_00, False),
        (LOST, {"score_awarded": 80, "score": 10}, None, 0, False),
        (BONUS, {"recomputed.grant": 9_000_01}, None, 9_000_01, False),
        (BONUS, {"recomputed.grant": 12_000_00}, None, 10_000_00, False),
        (BONUS, {}, None, None, False),
    ],
)
def test_worked_reductions(
    rule: Reduction, facts: dict[str, int], sent: Event | None, left: int | None, is_revoked: bool | None
) -> None:
    assert reduced((rule,), 10_000_00, facts, sent)[:2] == (left, is_revoked)


def test_reductions_add_up_on_the_whole_or_follow_each_other_on_the_rest() -> None:
    facts = {"admitted.total": 70, "approved.total": 100, "score_awarded": 80, "score": 70}
    assert reduced((SHORT, LOST), 10_000_00, facts) == (7_000_00, False, [1_000_00, 2_000_00])
    on_rest = replace(LOST, of="rest")
    assert reduced((SHORT, on_rest), 10_000_00, facts) == (7_200_00, False, [1_000_00, 1_800_00])
    assert reduced((on_rest, BONUS), 10_000_00, {**facts, "recomputed.grant": 7_500_00}) == (
        7_500_00,
        False,
        [2_000_00, 500_00],
    )


def test_a_revocation_decides_while_something_else_is_missing() -> None:
    assert reduced((LATE, SCORE), 10_000_00, {"score": 10}) == (0, True, [None, None])
    assert reduced((SCORE, LATE), 10_000_00, {"score": 10}) == (0, True, [10_000_00, None])


@pytest.mark.parametrize(
    ("is_small", "left", "missing"),
    [(True, 8_600_00, ()), (False, 10_000_00, ()), (None, None, ("is_small",))],
)
def test_a_reduction_applies_where_its_condition_holds(
    is_small: bool | None, left: int | None, missing: tuple[str, ...]
) -> None:
    facts: dict[str, int] = {"score_awarded": 80, "score": 73}
    if is_small is not None:
        facts["is_small"] = is_small
    rule = replace(LOST, when=IS_SMALL)
    found = reduced_grant((rule,), 10_000_00, View(facts, {}, {}, {}), {}, {})
    assert (found.left, found.cuts[0].missing) == (left, missing)


@pytest.mark.parametrize(
    ("rule", "facts", "it", "en"),
    [
        (
            SHORT,
            {"admitted.total": 79_999_99, "approved.total": 100_000_00},
            "Quota realizzata: 79,99%; 10% di 10.000,00 € in meno",
            "Share realised: 79.99%; 10% of EUR 10,000.00 taken off",
        ),
        (
            SCORE,
            {"score": 59},
            "Valore raggiunto: 59; contributo revocato",
            "Value reached: 59; grant revoked",
        ),
        (
            LOST,
            {"score_awarded": 80, "score": 73},
            "Punti persi: 7; 14% di 10.000,00 € in meno",
            "Points lost: 7; 14% of EUR 10,000.00 taken off",
        ),
        (
            BONUS,
            {"recomputed.grant": 9_000_00},
            "Contributo ricalcolato su quanto fatto: 9.000,00 €",
            "Grant worked out again on what was done: EUR 9,000.00",
        ),
        (
            LOST,
            {"score": 73},
            "Non ancora calcolabile, manca: score_awarded",
            "Cannot be told yet, missing: score_awarded",
        ),
    ],
)
def test_a_cut_says_why(rule: Reduction, facts: dict[str, int], it: str, en: str) -> None:
    view = View(facts, {}, facts, {})
    [cut] = reduced_grant((rule,), 10_000_00, view, {}, {}).cuts
    assert cut.words == Words(it=it, en=en)


def test_a_delay_says_its_days() -> None:
    found = reduced_grant((LATE,), 10_000_00, View({}, {}, {}, {}), DUES, {"report_sent": date(2026, 4, 12)})
    assert found.cuts[0].words.it == "Giorni di ritardo: 12; 6% di 10.000,00 € in meno"


def test_a_negative_grant_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        reduced_grant((), -1, View({}, {}, {}, {}), {}, {})


RULES = (LATE, SHORT, HOURS, SCORE, LOST, BONUS)
numbers = st.integers(0, 200)


@given(
    st.permutations(RULES),
    st.integers(0, 10**9),
    st.fixed_dictionaries(
        {
            "admitted.total": numbers,
            "approved.total": numbers,
            "hours_attended": numbers,
            "hours_planned": numbers,
            "score": numbers,
            "score_awarded": numbers,
            "recomputed.grant": st.integers(0, 10**9),
        }
    ),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)
def test_what_is_left_is_between_nothing_and_the_grant(
    rules: list[Reduction], grant: int, facts: dict[str, int], sent: date
) -> None:
    left, is_revoked, cuts = reduced(tuple(rules), grant, facts, sent)
    assert left is not None
    assert 0 <= left <= grant
    if not is_revoked:
        assert grant - left == sum(cut or 0 for cut in cuts)
        assert left <= facts["recomputed.grant"]


@given(st.integers(0, 10**9), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 90))
def test_more_delay_never_leaves_more(grant: int, sent: date, more: int) -> None:
    later = date.fromordinal(sent.toordinal() + more)
    assert (reduced((LATE,), grant, {}, sent)[0] or 0) >= (reduced((LATE,), grant, {}, later)[0] or 0)


@pytest.mark.parametrize(
    ("rule", "paths"),
    [
        (LATE, []),
        (SHORT, []),
        (SCORE, []),
        (BONUS, []),
        (replace(LATE, measured=None), [(0,), (0, "bands")]),
        (replace(LATE, bands=()), [(0, "bands")]),
        (replace(LATE, down_to="recomputed.grant"), [(0,)]),
        (replace(BONUS, of="rest"), [(0, "of")]),
        (replace(BONUS, down_to="other.grant"), [(0, "down_to")]),
        (
            replace(LATE, measured=Delay(kind="delay", after="nothing", done="never")),
            [(0, "measured", "after"), (0, "measured", "done")],
        ),
        (replace(SCORE, measured=ReachedValue(kind="value", of="height")), [(0, "measured")]),
        (replace(LATE, bands=LATE.bands[:2]), [(0, "bands", 1)]),
    ],
)
def test_faults_have_their_place(rule: Reduction, paths: list[tuple[str | int, ...]]) -> None:
    names = {"admitted.total", "approved.total", "score", "recomputed.grant"}
    assert [path for path, _ in reduction_faults((rule,), {"report"}, {"report_sent"}, names)] == paths


def test_a_reduction_reads_as_a_table_of_a_call_file() -> None:
    text = """
    id = "late"
    words = { it = "Riduzione", en = "Reduction" }
    measured = { kind = "delay", after = "report", done = "report_sent" }
    bands = [
        { at_most = 30, cut_each = "0.5%" },
        { above = 30, at_most = 60, cut = "20%" },
        { above = 60, revoked = true },
    ]
    """
    reading = Reading({}, frozenset(), READERS)
    found = build(reading, Reduction, tomllib.loads(text, parse_float=Decimal))
    assert (found, reading.problems) == (LATE, [])


@pytest.mark.parametrize(
    ("facts", "amounts", "hundredths", "measure"),
    [
        ({"score_awarded": 80, "score": 75}, {}, (), 5),
        ({"score_awarded": 80_50, "score": 75}, {}, ("score_awarded",), Fraction(11, 2)),
        ({"score_awarded": 80}, {"score": 7525}, (), Fraction(19, 4)),
    ],
)
def test_amounts_and_points_are_measured_in_whole_units(
    facts: Mapping[str, int], amounts: Mapping[str, int], hundredths: tuple[str, ...], measure: Fraction
) -> None:
    [cut] = reduced_grant((LOST,), 10_000_00, View(facts, {}, amounts, {}), {}, {}, hundredths).cuts
    assert cut.measure == measure
