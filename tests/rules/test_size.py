"""Is every threshold of the definition of SMEs met and broken where Annex I says?"""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from bandolo.rules.load import law_file
from bandolo.rules.money import read_rate
from bandolo.rules.size import (
    Definition,
    Figures,
    Period,
    Related,
    Size,
    SizeTable,
    Sizing,
    definition_on,
    relation_of,
    size_of,
)

MILLION = 100_000_000
NO_SHARE = Fraction(0)


TABLE = law_file(SizeTable, "size")
LAW = definition_on(TABLE, date(2026, 2, 5))


def figures(staff: int | None, turnover: int | None, balance: int | None) -> Figures:
    return Figures(staff=staff, turnover=turnover, balance=balance)


MICRO = figures(9_00, 1 * MILLION, 1 * MILLION)
SMALL = figures(30_00, 5 * MILLION, 5 * MILLION)
MEDIUM = figures(100_00, 30 * MILLION, 30 * MILLION)
LARGE = figures(300_00, 90 * MILLION, 90 * MILLION)
BY_SIZE: dict[Size, Figures] = {"micro": MICRO, "small": SMALL, "medium": MEDIUM, "large": LARGE}
NOTHING = figures(0, 0, 0)


def periods(*years: Figures) -> tuple[Period, ...]:
    return tuple(Period(closed_on=date(2000 + at, 12, 31), figures=one) for at, one in enumerate(years))


def related(
    name: str, data: Figures, capital: str, votes: str | None = None, of: str = "applicant"
) -> Related:
    return Related(
        id=name, of=of, figures=data, capital=read_rate(capital), votes=read_rate(votes or capital)
    )


def sized(applicant: Figures, *rows: Related, law: Definition = LAW) -> Sizing:
    period = Period(closed_on=date(2025, 12, 31), figures=applicant, related=rows)
    return size_of(law, (period,), public_share=NO_SHARE)


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "size"),
    [
        (9_99, 2 * MILLION, 2 * MILLION, "micro"),
        (10_00, 2 * MILLION, 2 * MILLION, "small"),  # ten work units are not below ten
        (9_99, 2 * MILLION + 1, 2 * MILLION, "micro"),  # one financial ceiling is enough
        (9_99, 2 * MILLION, 2 * MILLION + 1, "micro"),
        (9_99, 2 * MILLION + 1, 2 * MILLION + 1, "small"),
        (49_99, 10 * MILLION, 10 * MILLION, "small"),
        (50_00, 10 * MILLION, 10 * MILLION, "medium"),
        (49_99, 10 * MILLION + 1, 10 * MILLION, "small"),
        (49_99, 10 * MILLION + 1, 10 * MILLION + 1, "medium"),
        (249_99, 50 * MILLION, 43 * MILLION, "medium"),
        (250_00, 50 * MILLION, 43 * MILLION, "large"),  # staff is mandatory
        (249_99, 50 * MILLION + 1, 43 * MILLION, "medium"),
        (249_99, 50 * MILLION, 43 * MILLION + 1, "medium"),
        (249_99, 50 * MILLION + 1, 43 * MILLION + 1, "large"),
        (0, 0, 0, "micro"),
        (5_00, 0, 60 * MILLION, "micro"),
        (250_00, 0, 0, "large"),
    ],
)
def test_thresholds_just_met_and_just_broken(staff: int, turnover: int, balance: int, size: Size) -> None:
    assert sized(figures(staff, turnover, balance)).size == size


@pytest.mark.parametrize(
    ("on", "act"),
    [
        (date(2005, 1, 1), "Racc. 2003/361/CE, allegato"),
        (date(2012, 12, 28), "Reg. (CE) n. 800/2008, allegato I"),
        (date(2014, 6, 30), "Reg. (CE) n. 800/2008, allegato I"),
        (date(2014, 7, 1), "Reg. (UE) n. 651/2014, allegato I"),
        (date(2026, 2, 5), "Reg. (UE) n. 651/2014, allegato I"),
    ],
)
def test_the_definition_is_that_of_the_day(on: date, act: str) -> None:
    assert definition_on(TABLE, on).act == act


def test_no_definition_before_2005() -> None:
    with pytest.raises(ValueError, match="2005-01-01"):
        definition_on(TABLE, date(2004, 12, 31))


def test_definitions_follow_each_other_without_a_gap() -> None:
    for one, other in pairwise(TABLE.definitions):
        assert one.valid_until is not None
        assert (other.valid_from - one.valid_until).days == 1


@pytest.mark.parametrize(
    ("capital", "votes", "relation"),
    [
        ("24.99%", "24.99%", "none"),
        ("25%", "0%", "partner"),
        ("0%", "25%", "partner"),
        ("50%", "50%", "partner"),
        ("100%", "50%", "partner"),  # the majority of the votes links, not that of the capital
        ("0%", "50.01%", "linked"),
    ],
)
def test_relations(capital: str, votes: str, relation: str) -> None:
    assert relation_of(LAW, related("other", NOTHING, capital, votes)) == relation


def test_an_exempt_investor_is_no_partner_but_can_be_linked() -> None:
    investor = Related(
        id="fund", figures=LARGE, capital=Fraction(1, 4), votes=Fraction(1, 4), is_exempt_investor=True
    )
    assert sized(MICRO, investor).size == "micro"
    in_control = Related(
        id="fund",
        figures=LARGE,
        capital=Fraction(1, 4),
        votes=Fraction(1, 4),
        has_control=True,
        is_exempt_investor=True,
    )
    assert sized(MICRO, in_control).size == "large"


@pytest.mark.parametrize(
    ("rows", "staff"),
    [
        ([], 5_00),
        ([related("partner", figures(20_00, 0, 0), "25%")], 10_00),
        ([related("partner", figures(20_00, 0, 0), "24.99%")], 5_00),
        ([related("partner", figures(20_00, 0, 0), "25%", "40%")], 13_00),  # the greater share
        ([related("linked", figures(20_00, 0, 0), "60%")], 25_00),
        # art. 6.3: those linked to a partner count at the partner's share, its partners do not count
        (
            [
                related("partner", figures(20_00, 0, 0), "30%"),
                related("sister", figures(10_00, 0, 0), "80%", of="partner"),
                related("far", figures(900_00, 0, 0), "30%", of="partner"),
            ],
            14_00,
        ),
        # art. 6.3: the partners of a linked enterprise count at their share in it
        (
            [
                related("parent", figures(20_00, 0, 0), "100%"),
                related("its partner", figures(10_00, 0, 0), "40%", of="parent"),
            ],
            29_00,
        ),
        # linked through a chain, and once though two ways lead there
        (
            [
                related("parent", figures(20_00, 0, 0), "100%"),
                related("sister", figures(10_00, 0, 0), "100%", of="parent"),
                related("sister", figures(10_00, 0, 0), "30%"),
            ],
            35_00,
        ),
        # written the other way round, the relation is the same
        (
            [
                related("holding", figures(20_00, 0, 0), "30%"),
                related("parent", figures(7_00, 0, 0), "100%", of="holding"),
                related("parent", figures(7_00, 0, 0), "100%"),
            ],
            32_00,
        ),
        # two partners under one owner, so linked to each other: each of the three counts at both shares
        (
            [
                related("one", figures(10_00, 0, 0), "30%"),
                related("other", figures(10_00, 0, 0), "40%"),
                related("owner", figures(10_00, 0, 0), "100%", of="one"),
                related("owner", figures(10_00, 0, 0), "100%", of="other"),
            ],
            5_00 + 7_00 + 7_00 + 7_00,
        ),
        # and never above 100%
        (
            [
                related("one", figures(10_00, 0, 0), "60%", "30%"),
                related("other", figures(10_00, 0, 0), "60%", "30%"),
                related("owner", figures(10_00, 0, 0), "100%", of="one"),
                related("owner", figures(10_00, 0, 0), "100%", of="other"),
            ],
            35_00,
        ),
    ],
)
def test_partner_and_linked_enterprises_add_their_data(rows: list[Related], staff: int) -> None:
    [outcome] = sized(figures(5_00, 0, 0), *rows).periods
    assert outcome.sums["staff"] == staff


def test_figures_in_the_consolidated_accounts_are_not_added_again() -> None:
    row = Related(id="child", figures=LARGE, capital=Fraction(1), votes=Fraction(1), is_consolidated=True)
    partner = related("its partner", figures(10_00, 0, 0), "40%", of="child")
    [outcome] = sized(figures(5_00, 0, 0), row, partner).periods
    assert outcome.sums["staff"] == 9_00


def test_a_partner_at_a_third_is_weighed_exactly() -> None:
    # 9 + 2.99 / 3 is just below ten, 9 + 3.00 / 3 is ten
    below = related("partner", figures(2_99, 0, 0), "1/3")
    at = related("partner", figures(3_00, 0, 0), "1/3")
    assert sized(figures(9_00, 0, 0), below).size == "micro"
    assert sized(figures(9_00, 0, 0), at).size == "small"


@pytest.mark.parametrize(
    ("years", "size"),
    [
        (["micro"], "micro"),
        (["micro", "small"], "micro"),
        (["micro", "small", "small"], "small"),
        (["micro", "small", "micro"], "micro"),
        (["micro", "small", "large"], "small"),  # beyond micro twice, beyond small once
        (["micro", "large", "medium"], "medium"),
        (["medium", "large"], "medium"),
        (["medium", "large", "medium", "large"], "medium"),
        (["medium", "large", "large"], "large"),
        (["large", "medium"], "large"),
        (["large", "medium", "medium"], "medium"),
        (["large", "micro", "small"], "small"),
        (["small", "micro", "medium"], "small"),
    ],
)
def test_the_status_changes_after_two_consecutive_periods(years: list[Size], size: Size) -> None:
    outcome = size_of(LAW, periods(*(BY_SIZE[one] for one in years)), public_share=NO_SHARE)
    assert outcome.size == size


def test_a_status_held_before_counts_as_the_start() -> None:
    assert size_of(LAW, periods(SMALL), public_share=NO_SHARE, before="micro").size == "micro"
    assert size_of(LAW, periods(SMALL, SMALL), public_share=NO_SHARE, before="micro").size == "small"


def test_a_new_owner_changes_the_size_at_once() -> None:
    before, after = periods(MICRO, LARGE)
    sold = Period(closed_on=after.closed_on, figures=LARGE, has_new_owner=True)
    assert size_of(LAW, (before, after), public_share=NO_SHARE).size == "micro"
    assert size_of(LAW, (before, sold), public_share=NO_SHARE).size == "large"


@pytest.mark.parametrize(
    ("share", "exempt", "size", "missing"),
    [
        ("24.99%", None, "micro", ()),
        ("25%", False, "large", ()),
        ("25%", True, "micro", ()),
        ("25%", None, None, ("public_share_exempt",)),
        (None, None, None, ("public_share",)),
        (None, False, None, ("public_share",)),
        (None, True, "micro", ()),
    ],
)
def test_public_bodies(
    share: str | None, exempt: bool | None, size: Size | None, missing: tuple[str, ...]
) -> None:
    held = None if share is None else read_rate(share)
    outcome = size_of(LAW, periods(MICRO), public_share=held, public_share_exempt=exempt)
    assert (outcome.size, outcome.missing) == (size, missing)


@pytest.mark.parametrize(
    ("data", "size", "missing"),
    [
        (figures(9_00, 1, None), "micro", ()),  # turnover alone keeps it micro
        (figures(9_00, None, 1), "micro", ()),
        (figures(None, 1, 1), None, ("2000-12-31 applicant.staff",)),
        (figures(9_00, None, 3 * MILLION), None, ("2000-12-31 applicant.turnover",)),
        (figures(300_00, None, None), "large", ()),  # staff alone makes it large
        (figures(None, 60 * MILLION, 60 * MILLION), "large", ()),
        (
            figures(None, None, None),
            None,
            ("2000-12-31 applicant.staff", "2000-12-31 applicant.turnover", "2000-12-31 applicant.balance"),
        ),
    ],
)
def test_missing_figures(data: Figures, size: Size | None, missing: tuple[str, ...]) -> None:
    outcome = size_of(LAW, periods(data), public_share=NO_SHARE)
    assert (outcome.size, outcome.missing) == (size, missing)


def test_a_missing_share_matters_only_where_it_can_decide() -> None:
    unknown = Related(id="other", figures=SMALL, capital=Fraction(1, 10), votes=None)
    outcome = sized(MICRO, unknown)
    assert (outcome.size, outcome.missing) == (None, ("2025-12-31 other.votes",))
    tiny = Related(id="other", figures=figures(50, 1, 1), capital=None, votes=None)
    assert sized(MICRO, tiny).size == "micro"


def test_a_period_with_missing_figures_can_be_outvoted() -> None:
    known = size_of(LAW, periods(SMALL, figures(None, 1, 1), SMALL), public_share=NO_SHARE)
    assert (known.size, known.missing) == ("small", ())


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([related("a", MICRO, "30%"), related("a", SMALL, "30%")], "different figures"),
        ([related("a", MICRO, "30%", of="b")], "another enterprise"),
        ([related("a", MICRO, "30%", of="a")], "another enterprise"),
        ([related("applicant", MICRO, "30%", of="applicant")], "another enterprise"),
        ([related("a", MICRO, "101%")], "between 0% and 100%"),
        ([related("a", figures(-1, 0, 0), "30%")], "never negative"),
    ],
)
def test_rows_that_make_no_sense_are_refused(rows: list[Related], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sized(MICRO, *rows)


def test_periods_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        size_of(LAW, (), public_share=NO_SHARE)
    with pytest.raises(ValueError, match="the oldest first"):
        size_of(LAW, periods(MICRO, SMALL)[::-1], public_share=NO_SHARE)
    with pytest.raises(ValueError, match="between 0% and 100%"):
        size_of(LAW, periods(MICRO), public_share=Fraction(2))
