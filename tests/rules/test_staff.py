"""Is the cost of staff worked out as the call says, and an impossible month refused with its reason?"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.rule import Words
from bandolo.rules.staff import (
    StaffCost,
    StaffFinding,
    StaffStep,
    WorkedMonth,
    staff_costs,
    staff_faults,
    staff_line,
)

WORDS = Words(it="Costo del personale", en="Cost of staff")
DAILY = StaffCost(
    id="staff-by-day",
    clauses=("L12-24", "L12-25"),
    words=WORDS,
    unit="day",
    pay=("gross", "deferred", "charges"),
    unit_rounding="down",
)
HOURLY = StaffCost(
    id="staff-by-hour",
    clauses=("L12-26",),
    words=WORDS,
    reading="hourly-rounding",
    unit="hour",
    pay=("gross", "charges"),
    unit_rounding="down",
)
RULES = (DAILY, HOURLY)
# The example in L12-25: March, 21 days worked, 10 of them on the project.
MARCH = WorkedMonth(
    id="1",
    worker="Rossi",
    month=date(2013, 3, 1),
    unit="day",
    gross=1200_00,
    deferred=500_00,
    charges=300_00,
    worked=21,
    on_project=10,
)
HOURS = replace(MARCH, id="2", worker="Bianchi", unit="hour", worked=168, on_project=40)


@pytest.mark.parametrize(
    ("rule", "month", "unit_cost", "amount"),
    [
        (DAILY, MARCH, 95_23, 952_30),
        (replace(DAILY, unit_rounding="half_up"), MARCH, 95_24, 952_40),
        (replace(DAILY, unit_rounding="up"), MARCH, 95_24, 952_40),
        (DAILY, replace(MARCH, worked=20, on_project=20), 100_00, 2000_00),
        (DAILY, replace(MARCH, on_project=21), 95_23, 1999_83),
        # 1,500.00 / 168 = 8.928..., cut to 8.92; deferred pay is no part of what was actually paid.
        (HOURLY, HOURS, 8_92, 356_80),
        (replace(HOURLY, pay=("gross", "deferred", "charges")), HOURS, 11_90, 476_00),
        (DAILY, replace(MARCH, gross=0, deferred=0, charges=0), 0, 0),
    ],
)
def test_worked_months(rule: StaffCost, month: WorkedMonth, unit_cost: int, amount: int) -> None:
    line = staff_line(rule, month)
    assert (line.unit_cost, line.amount) == (unit_cost, amount)


def test_the_steps_explain_the_cost() -> None:
    def step(amount: int, it: str, en: str) -> StaffStep:
        return StaffStep(Words(it=it, en=en), amount, ("L12-24", "L12-25"), None)

    assert staff_line(DAILY, MARCH).steps == (
        step(
            2000_00,
            "Retribuzione del mese: 1.200,00 € + 500,00 € + 300,00 €",
            "Pay of the month: EUR 1,200.00 + EUR 500.00 + EUR 300.00",
        ),
        step(
            95_23,
            "Costo di un giorno: 2.000,00 € / 21, troncato al centesimo",
            "Cost of a day: EUR 2,000.00 / 21, cut to the cent",
        ),
        step(952_30, "Costo sul progetto: 95,23 € x 10", "Cost on the project: EUR 95.23 x 10"),
    )


def test_the_steps_of_an_hourly_cost_name_its_reading() -> None:
    steps = staff_line(HOURLY, HOURS).steps
    assert [step.reading for step in steps] == ["hourly-rounding"] * 3
    assert steps[1].words == Words(
        it="Costo di un'ora: 1.500,00 € / 168, troncato al centesimo",
        en="Cost of an hour: EUR 1,500.00 / 168, cut to the cent",
    )


def test_the_months_add_up() -> None:
    found = staff_costs(RULES, [HOURS, MARCH])
    assert [line.id for line in found.lines] == ["1", "2"]
    assert (found.total, found.findings) == (952_30 + 356_80, ())


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"on_project": 21}, []),
        ({"on_project": 22}, [("on_project", ("L12-24", "L12-25"))]),
        ({"on_project": 0}, [("on_project", ("L12-24", "L12-25"))]),
        ({"worked": 0}, [("worked", ("L12-24", "L12-25"))]),
        (
            {"worked": 0, "on_project": 0},
            [("worked", ("L12-24", "L12-25")), ("on_project", ("L12-24", "L12-25"))],
        ),
        ({"unit": "hour", "on_project": 22}, [("on_project", ("L12-26",))]),
        ({"gross": -1, "charges": -1}, [("gross", ("L12-24", "L12-25")), ("charges", ("L12-24", "L12-25"))]),
    ],
)
def test_a_month_that_cannot_be_is_refused(
    changes: dict[str, object], findings: list[tuple[str, tuple[str, ...]]]
) -> None:
    month = replace(MARCH, **changes)  # type: ignore[arg-type]  # the cases name fields of their own types
    found = staff_costs(RULES, [month])
    assert [(one.where, one.clauses) for one in found.findings] == findings
    assert len(found.lines) == (not findings)


def test_a_finding_says_what_is_wrong() -> None:
    found = staff_costs(RULES, [replace(HOURS, on_project=169)])
    assert found.findings == (
        StaffFinding(
            "2",
            "on_project",
            Words(
                it="Sul progetto risultano 169 ore, nel mese 168: sul progetto non possono essere di più.",
                en="The project has 169 hours, the month 168: the project cannot have more.",
            ),
            ("L12-26",),
        ),
    )


@pytest.mark.parametrize(
    ("again", "kept", "refused"),
    [
        # Another day of the same month, and another unit, are still the same worker and month.
        (replace(MARCH, id="2", month=date(2013, 3, 31)), ["1"], [("2", "month")]),
        (replace(HOURS, worker="Rossi"), ["1"], [("2", "month")]),
        (replace(MARCH, id="0"), ["0"], [("1", "month")]),
        # A month refused for its own fault takes nobody's place.
        (replace(MARCH, id="0", worked=0), ["1"], [("0", "worked")]),
        (replace(MARCH, id="2", month=date(2013, 4, 1)), ["1", "2"], []),
        (replace(MARCH, id="2", month=date(2012, 3, 1)), ["1", "2"], []),
        (replace(MARCH, id="2", worker="Verdi"), ["1", "2"], []),
    ],
)
def test_one_line_for_each_worker_and_month(
    again: WorkedMonth, kept: list[str], refused: list[tuple[str, str]]
) -> None:
    found = staff_costs(RULES, [MARCH, again])
    assert [line.id for line in found.lines] == kept
    assert [(one.id, one.where) for one in found.findings] == refused


@pytest.mark.parametrize(
    ("rules", "month", "words"),
    [
        (
            (DAILY,),
            HOURS,
            Words(it="Il bando non prevede il costo a ore.", en="The call has no staff cost by the hour."),
        ),
        (
            (HOURLY,),
            MARCH,
            Words(
                it="Il bando non prevede il costo a giornata.", en="The call has no staff cost by the day."
            ),
        ),
    ],
)
def test_a_unit_that_the_call_does_not_have_is_refused(
    rules: tuple[StaffCost, ...], month: WorkedMonth, words: Words
) -> None:
    assert staff_costs(rules, [month]).findings == (StaffFinding(month.id, "unit", words, ()),)


@pytest.mark.parametrize(("rules", "months"), [((DAILY, DAILY), []), (RULES, [MARCH, MARCH])])
def test_ids_and_units_are_unique(rules: tuple[StaffCost, ...], months: list[WorkedMonth]) -> None:
    with pytest.raises(ValueError, match="an id of its own"):
        staff_costs(rules, months)


@pytest.mark.parametrize(
    ("rules", "faults"),
    [
        (RULES, []),
        ((DAILY, HOURLY, DAILY), [((2, "unit"), 'is "day" again: one rule for each unit would be right')]),
        (
            (replace(DAILY, pay=()),),
            [((0, "pay"), "should name its parts, each once: gross, deferred, charges")],
        ),
        (
            (DAILY, replace(HOURLY, pay=("gross", "gross"))),
            [((1, "pay"), "should name its parts, each once: gross, deferred, charges")],
        ),
    ],
)
def test_faults_of_the_rules(rules: tuple[StaffCost, ...], faults: list[tuple[tuple[int, str], str]]) -> None:
    assert staff_faults(rules) == [(place, message) for place, message in faults]


@st.composite
def months(draw: st.DrawFn) -> list[WorkedMonth]:
    ids = draw(st.lists(st.integers(0, 99), unique=True, max_size=6))
    return [
        WorkedMonth(
            id=str(number),
            worker=draw(st.sampled_from(["Rossi", "Bianchi"])),
            month=draw(st.dates(date(2013, 1, 1), date(2013, 3, 31))),
            unit=draw(st.sampled_from(["day", "hour"])),
            gross=draw(st.integers(0, 5000_00)),
            deferred=draw(st.integers(0, 1000_00)),
            charges=draw(st.integers(0, 2000_00)),
            worked=draw(st.integers(0, 31)),
            on_project=draw(st.integers(0, 31)),
        )
        for number in ids
    ]


@given(months())
def test_sums_hold_and_order_is_irrelevant(rows: list[WorkedMonth]) -> None:
    found = staff_costs(RULES, rows)
    assert found.total == sum(line.amount for line in found.lines)
    assert {line.id for line in found.lines} | {one.id for one in found.findings} == {row.id for row in rows}
    assert {line.id for line in found.lines} & {one.id for one in found.findings} == set()
    places = [(line.worker, line.month.year, line.month.month) for line in found.lines]
    assert len(places) == len(set(places))
    assert staff_costs(RULES, rows[::-1]) == found


@given(st.integers(1, 31), st.integers(1, 31), st.integers(0, 9000_00))
def test_a_cut_unit_cost_never_pays_more_than_the_share_of_the_pay(
    worked: int, on_project: int, pay: int
) -> None:
    month = replace(MARCH, gross=pay, deferred=0, charges=0, worked=worked, on_project=on_project)
    exact = Fraction(pay * on_project, worked)
    assert exact - on_project < staff_line(DAILY, month).amount <= exact


@given(st.integers(0, 9000_00), st.integers(0, 9000_00), st.integers(1, 20))
def test_more_pay_or_more_days_never_cost_less(pay: int, more: int, on_project: int) -> None:
    month = replace(MARCH, gross=pay, on_project=on_project)
    cost = staff_line(DAILY, month).amount
    assert staff_line(DAILY, replace(month, gross=pay + more)).amount >= cost
    assert staff_line(DAILY, replace(month, on_project=on_project + 1)).amount >= cost
