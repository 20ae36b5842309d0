"""Do the calls' deadlines fall on the days that their texts give, or that a person counts?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.counting import Span
from bandolo.rules.days import ROME, end_of_day
from bandolo.rules.deadlines import (
    Deadline,
    Due,
    Missing,
    Path,
    Pause,
    dates,
    deadline_faults,
    due,
    event_names,
    is_in_time,
)
from bandolo.rules.rule import Words

WORDS = Words(it="termine", en="term")
PLAIN = Deadline(id="plain", words=WORDS, counted_from="award", days=30)
BARE = replace(PLAIN, counted_from=None, days=None)

C24_B6A = replace(
    PLAIN, id="renunciation", counted_from="notice_of_award", days=20, fulfilled_by="renunciation"
)
C24_P3 = replace(PLAIN, id="costs_end", days=240)
C24_F2 = replace(BARE, id="course", on=date(2024, 7, 31))
C26_B3 = replace(BARE, id="fee_cure", counted_from="fee_request", named_length="fee_cure_days")
C26_S2 = replace(
    PLAIN,
    id="decision",
    counted_from="receipt",
    days=90,
    who="body",
    suspended_by=(
        Pause(starts="supplement_request", ends="supplement"),
        Pause(starts="closure", ends="reopening"),
    ),
)
VDI_24 = replace(PLAIN, id="costs_end", counted_from="ranking_act", days=120)
VDI_36 = replace(BARE, id="supplement", counted_from="request", working_days=7, who="applicant")
VDI_39_FREED = replace(PLAIN, id="funds_freed", days=90, who="body")
VDI_39_DRAWN = replace(PLAIN, id="list_drawn", counted_from="funds_freed", days=30, who="officer")
VDI_48 = replace(BARE, id="report", at=datetime(2019, 12, 31, 15, tzinfo=ROME))
VDI_48_MORE = replace(BARE, id="report_supplement", counted_from="request", working_days=20)
L12_4 = replace(PLAIN, id="start", days=60, first_day="included", fulfilled_by="first_invoice")
L12_6 = replace(BARE, id="progress", counted_from="request", working_days=10)
L12_7 = replace(BARE, id="end", counted_from="award", months=12)
L12_22 = replace(BARE, id="keeping", counted_from="report", years=5)
L12_33 = replace(PLAIN, id="payment_request", counted_from="project_end", days=60, first_day="included")


def day_of(outcome: Due | Missing) -> date | None:
    return outcome.day if isinstance(outcome, Due) else None


def known(outcome: Due | Missing) -> Due:
    assert isinstance(outcome, Due)
    return outcome


def dated(events: dict[str, str]) -> dict[str, date]:
    return {name: date.fromisoformat(day) for name, day in events.items()}


@pytest.mark.parametrize(
    ("deadline", "event", "expected"),
    [
        (C24_B6A, "2023-11-20", "2023-12-10"),
        (C24_P3, "2024-06-14", "2025-02-09"),
        (VDI_24, "2019-09-30", "2020-01-28"),
        (VDI_36, "2019-08-09", "2019-08-21"),  # over 15 August
        (VDI_36, "2019-09-02", "2019-09-11"),
        (VDI_39_FREED, "2019-10-01", "2019-12-30"),
        (VDI_48_MORE, "2019-12-20", "2020-01-23"),  # over Christmas, New Year and Epiphany
        (L12_4, "2013-01-02", "2013-03-02"),  # the text's own date
        (L12_6, "2013-04-19", "2013-05-07"),  # over 25 April and 1 May; L12-21 is the same
        (L12_7, "2013-01-02", "2014-01-02"),  # the text's own date
        (L12_22, "2014-02-28", "2019-02-28"),
        (L12_33, "2014-01-02", "2014-03-02"),  # L12-8: a further 60 days, counted like L12-4
        (L12_33, "2013-11-15", "2014-01-13"),
        (C26_S2, "2026-02-05", "2026-05-06"),
        (replace(BARE, counted_from="award", weeks=2), "2026-02-05", "2026-02-19"),
        (replace(BARE, counted_from="award", years=5, to_end_of="year"), "2025-06-30", "2030-12-31"),
        (replace(BARE, counted_from="award", days=1, to_end_of="year"), "2025-12-31", "2026-12-31"),
        (replace(BARE, counted_from="award", months=1, to_end_of="month"), "2028-01-05", "2028-02-29"),
    ],
)
def test_a_deadline_of_the_calls_falls_on_its_day(deadline: Deadline, event: str, expected: str) -> None:
    events = {deadline.counted_from or "": date.fromisoformat(event)}
    outcome = known(due(deadline, events))
    assert outcome.day == date.fromisoformat(expected)
    assert outcome.end == end_of_day(outcome.day)
    assert outcome.last_instant == "excluded"


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ({}, "2026-05-06"),
        ({"supplement_request": "2026-03-02", "supplement": "2026-03-12"}, "2026-05-16"),
        ({"supplement_request": "2026-03-02", "supplement": "2026-03-02"}, "2026-05-06"),
        ({"supplement_request": "2026-05-06", "supplement": "2026-05-08"}, "2026-05-08"),
        ({"supplement_request": "2026-05-07", "supplement": "2026-05-20"}, "2026-05-06"),
        ({"supplement_request": "2026-05-07"}, "2026-05-06"),
        (
            {
                "supplement_request": "2026-03-02",
                "supplement": "2026-03-12",
                "closure": "2026-03-10",
                "reopening": "2026-03-14",
            },
            "2026-05-18",
        ),
    ],
)
def test_the_decision_waits_for_supplements_and_closures(waits: dict[str, str], expected: str) -> None:
    assert day_of(due(C26_S2, dated({"receipt": "2026-02-05", **waits}))) == date.fromisoformat(expected)


def test_further_waits_are_handed_over() -> None:
    events = dated({"receipt": "2026-02-05", "supplement_request": "2026-03-02", "supplement": "2026-03-12"})
    further: tuple[Span, ...] = ((date(2026, 4, 1), date(2026, 4, 4)),)
    assert day_of(due(C26_S2, events, suspensions=further)) == date(2026, 5, 19)
    assert [day_of(one) for one in dates((C26_S2,), events, suspensions={"decision": further})] == [
        date(2026, 5, 19)
    ]


def test_under_a_wait_nothing_can_be_counted() -> None:
    outcome = due(C26_S2, dated({"receipt": "2026-02-05", "supplement_request": "2026-05-06"}))
    words = Words(it="non ancora calcolabile, manca: supplement", en="still waits for: supplement")
    assert outcome == Missing(C26_S2, ("supplement",), words)


def test_a_request_can_name_the_length() -> None:
    events = {"fee_request": date(2026, 3, 2)}
    words = Words(it="non ancora calcolabile, manca: fee cure days", en="still waits for: fee cure days")
    assert due(C26_B3, events) == Missing(C26_B3, ("fee_cure_days",), words)
    assert day_of(due(C26_B3, events, numbers={"fee_cure_days": 15})) == date(2026, 3, 17)
    in_working_days = replace(C26_B3, named_unit="working_days")
    assert day_of(due(in_working_days, events, numbers={"fee_cure_days": 15})) == date(2026, 3, 23)


def test_what_is_missing_is_named_in_words() -> None:
    names = {"fee_request": Words(it="richiesta del diritto annuale", en="request of the annual fee")}
    assert due(C26_B3, {}, names=names) == Missing(
        C26_B3,
        ("fee_request", "fee_cure_days"),
        Words(
            it="non ancora calcolabile, manca: richiesta del diritto annuale, fee cure days",
            en="still waits for: request of the annual fee, fee cure days",
        ),
    )


def test_a_fixed_instant_is_in_time_itself() -> None:
    report = known(due(VDI_48, {}))
    end = datetime(2019, 12, 31, 14, tzinfo=UTC)
    assert (report.day, report.end, report.last_instant) == (date(2019, 12, 31), end, "included")
    assert is_in_time(report, end)
    assert not is_in_time(report, end + timedelta(microseconds=1))


def test_a_fixed_day_lasts_to_its_end() -> None:
    course = known(due(C24_F2, {}))
    assert course.day == date(2024, 7, 31)
    assert is_in_time(course, datetime.fromisoformat("2024-07-31T21:59:59.999999Z"))
    assert not is_in_time(course, datetime.fromisoformat("2024-07-31T22:00:00Z"))
    assert is_in_time(course, date(2024, 7, 31))
    assert not is_in_time(course, date(2024, 8, 1))


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-04-03", "2026-04-03"),
        ("2026-04-04", "2026-04-07"),  # Saturday before Easter
        ("2026-05-01", "2026-05-04"),  # a Friday, holiday
        ("2027-10-04", "2027-10-05"),  # a Monday, Saint Francis
        ("2026-12-06", "2026-12-09"),  # Sunday, then the patron, then 8 December
    ],
)
def test_a_last_day_can_move_off_holidays(day: str, moved: str) -> None:
    patron = frozenset({date(2026, 12, 7)})
    moving = replace(BARE, on=date.fromisoformat(day), if_holiday="next_working_day")
    assert day_of(due(moving, {}, local_holidays=patron)) == date.fromisoformat(moved)
    assert day_of(due(replace(moving, if_holiday="stays"), {})) == date.fromisoformat(day)
    counted = replace(PLAIN, days=1, if_holiday="next_working_day")
    before = {"award": date.fromisoformat(day) - timedelta(days=1)}
    assert [day_of(one) for one in dates((counted,), before, local_holidays=patron)] == [
        date.fromisoformat(moved)
    ]


@pytest.mark.parametrize(
    ("award", "end"),
    [
        ("2024-03-30", "2024-03-31T22:00:00Z"),  # the last day has 23 hours
        ("2026-10-24", "2026-10-25T23:00:00Z"),  # the last day has 25 hours
        ("2026-10-23T22:30:00Z", "2026-10-25T23:00:00Z"),  # already the 24th in Rome
    ],
)
def test_a_day_of_summer_time_ends_at_its_own_midnight(award: str, end: str) -> None:
    event = date.fromisoformat(award) if len(award) == 10 else datetime.fromisoformat(award)
    assert known(due(replace(PLAIN, days=1), {"award": event})).end == datetime.fromisoformat(end)


def test_an_hour_of_the_last_day_can_be_set() -> None:
    outcome = known(due(replace(PLAIN, days=1, hour="15:00"), {"award": date(2026, 10, 24)}))
    assert (outcome.end, outcome.last_instant) == (datetime(2026, 10, 25, 14, tzinfo=UTC), "included")


def test_each_step_of_the_count_is_told() -> None:
    deadline = replace(C26_S2, if_holiday="next_working_day", hour="12:00")
    events = dated({"receipt": "2026-02-05", "supplement_request": "2026-03-02", "supplement": "2026-03-12"})
    outcome = known(due(deadline, events, names={"receipt": Words(it="ricezione", en="receipt of the form")}))
    wait = "da lunedì 2 marzo 2026, riprende giovedì 12 marzo 2026"
    assert [(step.day.isoformat(), step.words.it) for step in outcome.steps] == [
        ("2026-02-05", "si conta da: ricezione, giovedì 5 febbraio 2026"),
        ("2026-05-06", "90 giorni, escluso il giorno iniziale: mercoledì 6 maggio 2026"),
        ("2026-05-16", f"sospensione di 10 giorni ({wait}): sabato 16 maggio 2026"),
        ("2026-05-18", "sabato 16 maggio 2026 non è lavorativo, si passa a lunedì 18 maggio 2026"),
        ("2026-05-18", "entro lunedì 18 maggio 2026, ore 12:00 (ora di Roma)"),
    ]
    assert outcome.steps[0].words.en == "counted from: receipt of the form, Thursday 5 February 2026"
    assert outcome.steps[3].words.en == "Saturday 16 May 2026 is no working day, moved to Monday 18 May 2026"
    assert outcome.steps[4].words.en == "by Monday 18 May 2026, 12:00 (Rome time)"


def test_a_fixed_date_is_told() -> None:
    assert [(step.day, step.words.en) for step in known(due(C24_F2, {})).steps] == [
        (date(2024, 7, 31), "fixed date: Wednesday 31 July 2024"),
        (date(2024, 7, 31), "by the end of Wednesday 31 July 2024 (Rome time)"),
    ]


def test_a_deadline_can_be_counted_from_another() -> None:
    drawn, freed = dates((VDI_39_DRAWN, VDI_39_FREED), {"award": date(2019, 10, 1)})
    assert (day_of(freed), day_of(drawn)) == (date(2019, 12, 30), date(2020, 1, 29))
    assert known(drawn).steps[0].words.it == "si conta da: termine, lunedì 30 dicembre 2019"


def test_what_waits_for_another_deadline_names_the_event_behind_it() -> None:
    words = Words(it="non ancora calcolabile, manca: award", en="still waits for: award")
    assert dates((VDI_39_DRAWN, VDI_39_FREED, C24_F2), {}) == (
        Missing(VDI_39_DRAWN, ("award",), words),
        Missing(VDI_39_FREED, ("award",), words),
        due(C24_F2, {}),
    )


@given(order=st.permutations([C24_B6A, C24_F2, VDI_39_DRAWN, VDI_39_FREED, L12_7, L12_33, C26_B3]))
def test_the_order_of_the_deadlines_is_irrelevant(order: list[Deadline]) -> None:
    events = dated({"award": "2019-10-01", "project_end": "2020-01-02"})
    found = {one.deadline.id: day_of(one) for one in dates(tuple(order), events)}
    assert [one.deadline for one in dates(tuple(order), events)] == order
    assert found == {
        "renunciation": None,
        "course": date(2024, 7, 31),
        "funds_freed": date(2019, 12, 30),
        "list_drawn": date(2020, 1, 29),
        "end": date(2020, 10, 1),
        "payment_request": date(2020, 3, 1),
        "fee_cure": None,
    }


def test_the_events_of_a_call_are_listed() -> None:
    assert event_names((C26_S2, VDI_39_DRAWN, VDI_39_FREED, L12_4, VDI_48)) == (
        *("award", "closure", "first_invoice", "receipt", "reopening", "supplement", "supplement_request"),
    )


@pytest.mark.parametrize(
    ("deadline", "events", "message"),
    [
        (
            PLAIN,
            {"award": date(1889, 1, 1)},
            "award: a date is between the years 1990 and 2100, not 1889-01-01",
        ),
        (PLAIN, {"award": datetime(2026, 1, 1)}, "award: an instant needs its zone"),  # noqa: DTZ001
        (C26_B3, {"fee_request": date(2026, 1, 1)}, "fee_cure_days: is 0: 1 to 36500 would be right"),
        (
            C26_S2,
            dated({"receipt": "2026-02-05", "supplement": "2026-03-01"}),
            "supplement: ends a wait that supplement_request has not started",
        ),
        (
            C26_S2,
            dated({"receipt": "2026-02-05", "supplement_request": "2026-03-02", "supplement": "2026-03-01"}),
            "a wait that starts on 2026-03-02 cannot end on 2026-03-01",
        ),
        (replace(PLAIN, months=1), {"award": date(2026, 1, 1)}, "plain: a deadline has one length"),
        (VDI_36, {"request": date(2100, 12, 28)}, "holidays are known from 1990 to 2100, not for 2101"),
    ],
)
def test_an_impossible_count_is_refused(
    deadline: Deadline, events: dict[str, date | datetime], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        due(deadline, events, numbers={"fee_cure_days": 0})


def test_an_event_cannot_bear_the_id_of_a_deadline() -> None:
    with pytest.raises(ValueError, match="plain: is a deadline, which is counted, not an event"):
        dates((PLAIN,), {"plain": date(2026, 1, 1)})


def test_the_deadlines_of_the_calls_have_no_fault() -> None:
    assert deadline_faults((C24_B6A, C24_P3, C24_F2, C26_B3, C26_S2)) == []
    assert deadline_faults((VDI_24, VDI_36, VDI_39_FREED, VDI_39_DRAWN, VDI_48, VDI_48_MORE)) == []
    assert deadline_faults((L12_4, L12_6, L12_7, L12_22, L12_33)) == []


ONE_OF = "exactly one of days, working_days, weeks, months, years, named_length, on or at"
NOT_COUNTED = "a fixed day or instant is not counted: leave it out"
NOT_MOVED = "an instant has its hour and never moves: leave it out, or write on instead of at"


@pytest.mark.parametrize(
    ("deadline", "faults"),
    [
        (replace(PLAIN, days=None), [("id", f"has no length: {ONE_OF}")]),
        (replace(PLAIN, months=1), [("months", f"has days and months: {ONE_OF}")]),
        (replace(PLAIN, named_length="n"), [("named_length", f"has days and named_length: {ONE_OF}")]),
        (replace(PLAIN, days=0), [("days", "is 0: 1 to 36500 would be right")]),
        (replace(PLAIN, days=40_000), [("days", "is 40000: 1 to 36500 would be right")]),
        (
            replace(PLAIN, counted_from=None),
            [("id", "a length is counted from an event: name it in counted_from")],
        ),
        (
            replace(PLAIN, named_unit="weeks"),
            [("named_unit", "is the unit of a named_length, which is not there")],
        ),
        (
            replace(PLAIN, hour="24:00"),
            [("hour", 'is "24:00", where an hour such as "15:00" would be right')],
        ),
        (
            replace(BARE, on=date(2014, 7, 31), counted_from="award", first_day="included"),
            [("counted_from", NOT_COUNTED), ("first_day", NOT_COUNTED)],
        ),
        (
            replace(BARE, on=date(1926, 7, 31)),
            [("on", "a date is between the years 1990 and 2100, not 1926-07-31")],
        ),
        (
            replace(VDI_48, hour="15:00", if_holiday="next_working_day", suspended_by=C26_S2.suspended_by),
            [("suspended_by", NOT_COUNTED), ("hour", NOT_MOVED), ("if_holiday", NOT_MOVED)],
        ),
        (
            replace(BARE, at=datetime(2024, 3, 31, 2, 30, tzinfo=ROME)),
            [("at", "the clock skips this hour (summer time begins): write the hour that follows")],
        ),
        (
            replace(PLAIN, suspended_by=(Pause(starts="plain", ends="plain"),)),
            [
                ("suspended_by", "plain is a deadline, where an event would be right"),
                ("suspended_by", "plain cannot both start and end a wait"),
            ],
        ),
        (
            replace(PLAIN, counted_from="plain"),
            [("counted_from", "is counted in a circle: plain from plain")],
        ),
    ],
)
def test_a_deadline_that_makes_no_sense_is_found(deadline: Deadline, faults: list[tuple[str, str]]) -> None:
    assert deadline_faults((deadline,)) == [((0, field), message) for field, message in faults]


def test_a_circle_of_deadlines_is_found_and_cannot_be_counted() -> None:
    first = replace(PLAIN, id="first", counted_from="third")
    second = replace(PLAIN, id="second", counted_from="first")
    third = replace(PLAIN, id="third", counted_from="second")
    expected: list[tuple[Path, str]] = [
        ((0, "counted_from"), "is counted in a circle: first from third from second from first"),
        ((1, "counted_from"), "is counted in a circle: second from first from third from second"),
        ((3, "counted_from"), "is counted in a circle: third from second from first from third"),
    ]
    assert deadline_faults((first, second, PLAIN, third)) == expected
    outcomes = dates((first, second, third), {"award": date(2026, 1, 1)})
    assert [day_of(one) for one in outcomes] == [None, None, None]
