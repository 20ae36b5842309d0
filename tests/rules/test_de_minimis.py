"""Is the de minimis room exact to the cent and to the day, under the regulation of the day?"""

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.de_minimis import (
    DeMinimisTable,
    Fit,
    Link,
    PriorAid,
    Room,
    Sector,
    ceilings_on,
    fits,
    regulation_for,
    room,
)
from bandolo.rules.load import law_file

EURO = 100
DAY = timedelta(days=1)


LAW = law_file(DeMinimisTable, "de_minimis")
REGULATIONS = {one.id: one for one in LAW.regulations}


def aid(day: str, euro: int, regulation: str = "2023/2831", link: Link = "same") -> PriorAid:
    return PriorAid(
        granted_on=date.fromisoformat(day),
        cents=euro * EURO,
        enterprise="Rossi srl",
        regulation=regulation,
        link=link,
    )


def room_of(
    regulation: str,
    day: str,
    *prior: PriorAid,
    sector: Sector = "general",
    year_start: tuple[int, int] = (1, 1),
) -> Room:
    return room(LAW, REGULATIONS[regulation], date.fromisoformat(day), prior, sector, year_start)


@pytest.mark.parametrize(
    ("regulation", "day", "sector", "euro"),
    [
        ("1998/2006", "2012-12-28", "general", 200_000),
        ("1998/2006", "2012-12-28", "road_freight", 100_000),
        ("1407/2013", "2019-07-15", "general", 200_000),
        ("1407/2013", "2019-07-15", "road_freight", 100_000),
        ("1408/2013", "2019-03-13", "agriculture", 15_000),
        ("1408/2013", "2019-03-14", "agriculture", 20_000),
        ("1408/2013", "2020-06-21", "agriculture", 20_000),
        ("1408/2013", "2020-06-22", "agriculture", 25_000),
        ("1408/2013", "2024-12-15", "agriculture", 25_000),
        ("1408/2013", "2024-12-16", "agriculture", 50_000),
        ("717/2014", "2023-10-24", "fishery", 30_000),
        ("717/2014", "2023-10-25", "fishery", 40_000),
        ("2023/2831", "2024-01-01", "general", 300_000),
        ("2023/2831", "2026-02-05", "road_freight", 300_000),
    ],
)
def test_the_ceiling_is_that_of_the_regulation_the_sector_and_the_day(
    regulation: str, day: str, sector: Sector, euro: int
) -> None:
    empty = room_of(regulation, day, sector=sector)
    assert (empty.left, empty.binding.ceiling.up_to) == (euro * EURO, euro * EURO)


@pytest.mark.parametrize(
    ("regulations", "day", "sector", "chosen"),
    [
        (("1407/2013", "1408/2013", "717/2014"), "2019-07-15", "general", "1407/2013"),
        (("1407/2013", "1408/2013", "717/2014"), "2019-07-15", "road_freight", "1407/2013"),
        (("1407/2013", "1408/2013", "717/2014"), "2019-07-15", "agriculture", "1408/2013"),
        (("1407/2013", "1408/2013", "717/2014"), "2019-07-15", "fishery", "717/2014"),
        (("1407/2013",), "2024-06-30", "general", "1407/2013"),
        (("1407/2013", "2023/2831"), "2024-07-01", "general", "2023/2831"),
    ],
)
def test_the_regulation_is_the_first_that_serves_the_sector_and_the_day(
    regulations: tuple[str, ...], day: str, sector: Sector, chosen: str
) -> None:
    assert regulation_for(LAW, regulations, sector, date.fromisoformat(day)).id == chosen


@pytest.mark.parametrize(
    ("regulations", "day", "sector", "message"),
    [
        (("1407/2013",), "2024-07-01", "general", "covers de minimis aid to general on 2024-07-01"),
        (("1407/2013",), "2013-12-31", "general", "covers de minimis aid to general on 2013-12-31"),
        (("2023/2831",), "2026-02-05", "agriculture", "covers de minimis aid to agriculture"),
        (("1407/13",), "2019-07-15", "general", "1407/13 is no de minimis regulation"),
    ],
)
def test_no_regulation(regulations: tuple[str, ...], day: str, sector: Sector, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        regulation_for(LAW, regulations, sector, date.fromisoformat(day))


def test_only_schemes_can_still_grant_after_a_regulation_has_expired() -> None:
    assert not room_of("1407/2013", "2023-12-31").is_transitional
    assert room_of("1407/2013", "2024-01-01").is_transitional


@pytest.mark.parametrize(
    ("granted_on", "euro", "left"),
    [
        ("2016-12-31", 10_000, 200_000),  # the third fiscal year before
        ("2017-01-01", 10_000, 190_000),
        ("2019-07-15", 10_000, 190_000),  # the same day counts
        ("2019-07-16", 10_000, 200_000),  # not granted yet
        ("2018-05-01", 199_999, 1),
        ("2018-05-01", 200_000, 0),
        ("2018-05-01", 200_001, 0),
    ],
)
def test_three_fiscal_years(granted_on: str, euro: int, left: int) -> None:
    assert room_of("1407/2013", "2019-07-15", aid(granted_on, euro, "1407/2013")).left == left * EURO


@pytest.mark.parametrize(
    ("granted_on", "day", "left"),
    [
        ("2017-06-30", "2019-07-15", 200_000),  # 1 July 2019 begins the year 2019/20: it and two before
        ("2017-07-01", "2019-07-15", 190_000),
        ("2016-06-30", "2019-06-30", 200_000),
        ("2016-07-01", "2019-06-30", 190_000),
    ],
)
def test_a_fiscal_year_that_begins_in_july(granted_on: str, day: str, left: int) -> None:
    prior = aid(granted_on, 10_000, "1407/2013")
    assert room_of("1407/2013", day, prior, year_start=(7, 1)).left == left * EURO


def test_no_fiscal_year_begins_on_a_leap_day() -> None:
    with pytest.raises(ValueError, match="a day that every year has"):
        room_of("1407/2013", "2019-07-15", year_start=(2, 29))


@pytest.mark.parametrize(
    ("granted_on", "day", "is_counted"),
    [
        ("2021-02-10", "2024-02-10", False),  # the register's example: from 11/02/2021 to 10/02/2024
        ("2021-02-11", "2024-02-10", True),
        ("2024-02-10", "2024-02-10", True),
        ("2024-02-11", "2024-02-10", False),
        ("2024-02-28", "2027-02-28", False),
        ("2024-02-29", "2027-02-28", True),
        ("2024-02-29", "2027-03-01", False),
        ("2025-02-28", "2028-02-29", False),
        ("2025-03-01", "2028-02-29", True),
    ],
)
def test_three_rolling_years_end_on_the_day_of_the_new_aid(
    granted_on: str, day: str, is_counted: bool
) -> None:
    found = room_of("2023/2831", day, aid(granted_on, 10_000, "1407/2013"))
    assert found.left == (290_000 if is_counted else 300_000) * EURO
    assert len(found.uncounted) == (0 if is_counted else 1)


def test_the_other_reading_of_the_first_day_is_one_field_away() -> None:
    other = DeMinimisTable(
        same_day_counts=True, same_day_source="", regulations=LAW.regulations, ceilings=LAW.ceilings
    )
    prior = (aid("2021-02-10", 10_000),)
    day = date(2024, 2, 10)
    assert room(LAW, REGULATIONS["2023/2831"], day, prior).left == 300_000 * EURO
    assert room(other, REGULATIONS["2023/2831"], day, prior).left == 290_000 * EURO


@pytest.mark.parametrize(
    ("regulation", "day", "sector", "prior", "left"),
    [
        # the aid of the whole single undertaking, mergers included, counts
        (
            "2023/2831",
            "2026-02-05",
            "general",
            [
                aid("2025-01-01", 100_000),
                aid("2025-02-01", 90_000, link="single_undertaking"),
                aid("2025-03-01", 80_000, link="merger"),
                aid("2025-04-01", 20_000, link="split"),
            ],
            10_000,
        ),
        # the predecessor, agriculture and fishery count towards general aid, general interest does not
        (
            "2023/2831",
            "2026-02-05",
            "general",
            [
                aid("2023-06-01", 100_000, "1407/2013"),
                aid("2025-06-01", 30_000, "1408/2013"),
                aid("2025-06-01", 40_000, "717/2014"),
                aid("2025-06-01", 500_000, "2023/2832"),
            ],
            130_000,
        ),
        # under Reg. 1407/2013 services of general interest had a ceiling of 500,000 for all together
        ("1407/2013", "2019-07-15", "general", [aid("2018-06-01", 300_000, "360/2012")], 200_000),
        ("1407/2013", "2019-07-15", "general", [aid("2018-06-01", 450_000, "360/2012")], 50_000),
        # general aid does not use the ceiling of agriculture, until both together come to the general one
        ("1408/2013", "2025-06-01", "agriculture", [aid("2025-01-01", 250_000)], 50_000),
        ("1408/2013", "2025-06-01", "agriculture", [aid("2025-01-01", 260_000)], 40_000),
        ("1408/2013", "2025-06-01", "agriculture", [aid("2025-01-01", 20_000, "1408/2013")], 30_000),
        ("1408/2013", "2019-07-15", "agriculture", [aid("2018-01-01", 190_000, "1407/2013")], 10_000),
        ("717/2014", "2019-07-15", "fishery", [aid("2018-01-01", 180_000, "1407/2013")], 20_000),
        ("717/2014", "2025-07-15", "fishery", [aid("2023-01-01", 15_000, "717/2014")], 25_000),
        # the undertaking of the 2012 call: three years up to 2012
        ("1998/2006", "2012-12-28", "general", [aid("2010-01-01", 150_000, "1998/2006")], 50_000),
        ("1998/2006", "2012-12-28", "general", [aid("2009-12-31", 150_000, "1998/2006")], 200_000),
    ],
)
def test_which_aid_counts_together(
    regulation: str, day: str, sector: Sector, prior: list[PriorAid], left: int
) -> None:
    assert room_of(regulation, day, *prior, sector=sector).left == left * EURO


def test_aid_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no de minimis regulation"):
        room_of("2023/2831", "2026-02-05", aid("2025-01-01", 1, "651/2014"))
    with pytest.raises(ValueError, match="never negative"):
        room_of("2023/2831", "2026-02-05", aid("2025-01-01", -1))
    with pytest.raises(ValueError, match="has no ceiling for aid to fishery"):
        room_of("2023/2831", "2026-02-05", sector="fishery")
    with pytest.raises(ValueError, match="has no ceiling for aid to general on 2023-12-31"):
        room_of("2023/2831", "2023-12-31")


@pytest.mark.parametrize(
    ("used", "new", "services", "too_much", "fit"),
    [
        (290_000, 10_000, 0, "cut", Fit("whole", 10_000 * EURO, 0, 0)),
        (290_000, 9_000, 1_000, "cut", Fit("whole", 9_000 * EURO, 1_000 * EURO, 0)),
        (290_000, 9_000, 1_001, "cut", Fit("cut", 8_999 * EURO, 1_001 * EURO, 0)),
        (290_000, 9_000, 1_001, "refused", Fit("refused", 0, 0, 10_000 * EURO)),
        (290_000, 10_001, 0, "cut", Fit("cut", 10_000 * EURO, 0, 0)),
        (299_000, 9_000, 1_000, "cut", Fit("refused", 0, 0, 1_000 * EURO)),  # the services take it all
        (300_000, 1, 0, "cut", Fit("refused", 0, 0, 0)),
        (300_000, 0, 0, "cut", Fit("whole", 0, 0, 0)),
        (310_000, 1, 0, "cut", Fit("refused", 0, 0, 0)),
    ],
)
def test_a_new_aid_fits_is_cut_or_refused(
    used: int, new: int, services: int, too_much: Literal["cut", "refused"], fit: Fit
) -> None:
    found = room_of("2023/2831", "2026-02-05", aid("2025-01-01", used))
    assert fits(found, new * EURO, services * EURO, too_much) == fit


def test_a_negative_aid_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        fits(room_of("2023/2831", "2026-02-05"), -1)


def test_every_day_of_a_regulation_has_ceilings_of_regulations_that_exist() -> None:
    for regulation in LAW.regulations:
        own = [one for one in LAW.ceilings if one.regulation == regulation.id]
        edges = {one.valid_from for one in own} | {one.valid_until + DAY for one in own}
        days = {day for day in edges if regulation.valid_from <= day <= regulation.schemes_until}
        if regulation.sectors and own:
            days |= {regulation.valid_from, regulation.valid_until, regulation.schemes_until}
            for sector in regulation.sectors:
                assert all(room(LAW, regulation, day, (), sector).ceilings for day in days)
    for ceiling in LAW.ceilings:
        assert {ceiling.regulation, *ceiling.counts} <= REGULATIONS.keys()
        assert ceiling.regulation in ceiling.counts


days = st.dates(date(2007, 1, 1), date(2031, 6, 30))
prior_aids = st.builds(
    PriorAid,
    granted_on=days,
    cents=st.integers(0, 400_000 * EURO),
    enterprise=st.sampled_from(["Rossi srl", "Verdi spa"]),
    regulation=st.sampled_from(sorted(REGULATIONS)),
    link=st.sampled_from(["same", "single_undertaking", "merger", "split"]),
)
awards = st.tuples(
    st.sampled_from(
        [
            ("1998/2006", "general", date(2013, 3, 1)),
            ("1407/2013", "general", date(2019, 7, 15)),
            ("1407/2013", "road_freight", date(2023, 12, 31)),
            ("1408/2013", "agriculture", date(2021, 5, 5)),
            ("1408/2013", "agriculture", date(2025, 5, 5)),
            ("717/2014", "fishery", date(2024, 2, 29)),
            ("2023/2831", "general", date(2026, 2, 5)),
            ("2023/2831", "road_freight", date(2028, 2, 29)),
        ]
    ),
    st.lists(prior_aids, max_size=8),
)


def room_at(award: tuple[str, Sector, date], prior: list[PriorAid]) -> Room:
    regulation, sector, day = award
    return room(LAW, REGULATIONS[regulation], day, prior, sector)


@given(awards, prior_aids)
def test_more_prior_aid_never_leaves_more_room(
    case: tuple[tuple[str, Sector, date], list[PriorAid]], more: PriorAid
) -> None:
    award, prior = case
    assert room_at(award, [*prior, more]).left <= room_at(award, prior).left


@given(awards)
def test_the_room_lies_between_zero_and_the_ceiling_and_forgets_the_order(
    case: tuple[tuple[str, Sector, date], list[PriorAid]],
) -> None:
    award, prior = case
    found = room_at(award, prior)
    assert 0 <= found.left <= min(one.ceiling.up_to for one in found.ceilings)
    assert room_at(award, prior[::-1]).left == found.left


@given(awards)
def test_the_bare_ceilings_lead_to_the_same_room(
    case: tuple[tuple[str, Sector, date], list[PriorAid]],
) -> None:
    (regulation, sector, day), prior = case
    bare = ceilings_on(LAW, (regulation,), day, sector, None)
    used = [
        sum(aid.cents for aid in prior if aid.regulation in counts and start <= aid.granted_on <= day)
        for start, _, counts in bare
    ]
    left = min(max(0, most - granted) for (_, most, _), granted in zip(bare, used, strict=True))
    assert left == room_at((regulation, sector, day), prior).left


def test_the_bare_ceilings_follow_the_fiscal_year() -> None:
    [first, *_] = ceilings_on(LAW, ("1407/2013",), date(2019, 6, 30), "general", date(2000, 7, 1))
    assert first[0] == date(2016, 7, 1)


@given(awards, st.integers(0, 400_000 * EURO), st.integers(0, 10_000 * EURO))
def test_what_fits_never_passes_the_room(
    case: tuple[tuple[str, Sector, date], list[PriorAid]], new: int, services: int
) -> None:
    found = room_at(*case)
    fit = fits(found, new, services)
    assert fit.aid <= new
    assert fit.aid + fit.services + fit.left == found.left
    assert (fit.verdict == "whole") == (new + services <= found.left)
    strict = fits(found, new, services, "refused")
    assert strict.aid in (0, new)


def first_free_day(granted_on: date) -> date:
    """Forward by the calendar: three years on, 1 March for 29 February."""
    on_leap_day = (granted_on.month, granted_on.day) == (2, 29)
    month, day = (3, 1) if on_leap_day else (granted_on.month, granted_on.day)
    return date(granted_on.year + 3, month, day)


@given(st.dates(date(2021, 1, 1), date(2028, 6, 30)), st.dates(date(2024, 1, 1), date(2031, 6, 30)))
def test_a_rolling_window_agrees_with_counting_forward(granted_on: date, on: date) -> None:
    prior = PriorAid(granted_on=granted_on, cents=1, enterprise="Rossi srl", regulation="2023/2831")
    used = room(LAW, REGULATIONS["2023/2831"], on, (prior,)).binding.used
    assert used == (1 if granted_on <= on < first_free_day(granted_on) else 0)


@given(
    st.dates(date(2012, 1, 1), date(2023, 12, 31)),
    st.dates(date(2014, 1, 1), date(2023, 12, 31)),
    st.integers(1, 12),
)
def test_fiscal_years_agree_with_counting_months(granted_on: date, on: date, month: int) -> None:
    prior = PriorAid(granted_on=granted_on, cents=1, enterprise="Rossi srl", regulation="1407/2013")
    used = room(LAW, REGULATIONS["1407/2013"], on, (prior,), "general", (month, 1)).binding.used
    year_of_aid, year = ((day.year * 12 + day.month - month) // 12 for day in (granted_on, on))
    assert used == (1 if granted_on <= on and year - year_of_aid <= 2 else 0)
