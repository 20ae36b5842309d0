"""Does a surety cover the advance to the cent and outlive what it must?"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from bandolo.rules.conditions import View
from bandolo.rules.sureties import (
    OfferedSurety,
    Surety,
    surety_amount,
    surety_end,
    surety_faults,
    surety_hurdles,
)

DATES = {"project_end": date(2026, 8, 31)}
SURETY = Surety(covers=Fraction(110, 100), expires_after="project_end", months=6)


@pytest.mark.parametrize(("advance", "needed"), [(20_000_00, 22_000_00), (1, 2), (10, 11), (11, 13), (0, 0)])
def test_the_amount_is_rounded_up(advance: int, needed: int) -> None:
    assert surety_amount(SURETY, advance) == needed


@pytest.mark.parametrize(
    ("surety", "end"),
    [
        (SURETY, date(2027, 2, 28)),
        (replace(SURETY, months=None, days=180), date(2027, 2, 27)),
        (replace(SURETY, months=None), date(2026, 8, 31)),
    ],
)
def test_the_end_is_counted_from_its_event(surety: Surety, end: date) -> None:
    assert surety_end(surety, DATES) == end
    assert surety_end(surety, {}) is None


def test_every_hurdle_says_what_is_wrong() -> None:
    offered = OfferedSurety(21_999_99, date(2027, 2, 27))
    view = View({}, {}, {}, {})
    assert [one.words.en for one in surety_hurdles(SURETY, 20_000_00, offered, view, DATES)] == [
        "the surety covers EUR 21,999.99, it should cover EUR 22,000.00",
        "the surety should run at least until Sunday 28 February 2027",
    ]
    unknown = list(surety_hurdles(SURETY, 20_000_00, OfferedSurety(), view, {}))
    assert [(one.verdict, one.missing) for one in unknown] == [(None, ()), (None, ("project_end",))]


@pytest.mark.parametrize(
    ("surety", "faults"),
    [
        (SURETY, []),
        (replace(SURETY, days=3), ["months"]),
        (replace(SURETY, months=0), ["months"]),
        (replace(SURETY, months=None, days=36_501), ["days"]),
        (replace(SURETY, covers=Fraction(0), expires_after="never"), ["covers", "expires_after"]),
    ],
)
def test_faults_name_their_field(surety: Surety, faults: list[str]) -> None:
    assert [field for field, _ in surety_faults(surety, DATES)] == faults
