"""Is a window open when its call says so, and does it close early at the right entry?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.days import ROME, fault_of
from bandolo.rules.rule import Words
from bandolo.rules.windows import (
    Admitted,
    EarlyClosing,
    Entry,
    Folded,
    Window,
    WindowState,
    closing_total,
    early_closing_faults,
    fold,
    step,
    window_faults,
    window_state,
    window_words,
)

WORDS = Words(it="finestra", en="window")
C24 = Window(
    id="C24-W1",
    words=WORDS,
    opens=datetime(2024, 2, 15, 10, tzinfo=ROME),
    closes=datetime(2024, 4, 19, 14, tzinfo=ROME),
)
C26 = Window(
    id="C26-W1",
    words=WORDS,
    opens=datetime(2026, 2, 5, 9, tzinfo=ROME),
    closes=datetime(2026, 4, 10, tzinfo=ROME),
    last_instant="excluded",
)
VDI = Window(
    id="VDI-27",
    words=WORDS,
    opens=datetime(2019, 5, 2, 9, tzinfo=ROME),
    closes=datetime(2019, 7, 15, 21, tzinfo=ROME),
)
VNM = Window(
    id="VNM-W1",
    words=WORDS,
    opens=datetime(2025, 6, 3, tzinfo=ROME),
    closes=datetime(2025, 9, 10, tzinfo=ROME),
    last_instant="excluded",
)
# Both nights of summer time, seen by the clock of Rome: 2 hours in March, 4 in October.
MARCH = replace(
    C24, opens=datetime(2024, 3, 31, 1, tzinfo=ROME), closes=datetime(2024, 3, 31, 4, tzinfo=ROME)
)
OCTOBER = replace(
    C24, opens=datetime(2026, 10, 25, 1, tzinfo=ROME), closes=datetime(2026, 10, 25, 4, tzinfo=ROME)
)
C24_W2 = EarlyClosing(id="C24-W2", words=WORDS, share=Fraction(3, 2))
C24_FUNDS = 250_000_000


@pytest.mark.parametrize(
    ("window", "now", "expected"),
    [
        (C24, "2024-02-15T09:59:59+01:00", WindowState("not_open", 1)),
        (C24, "2024-02-15T09:59:59.999999+01:00", WindowState("not_open", 1)),
        (C24, "2024-02-15T10:00:00+01:00", WindowState("open", 64 * 86_400 + 3 * 3_600)),
        (C24, "2024-02-15T09:00:00Z", WindowState("open", 64 * 86_400 + 3 * 3_600)),
        (C24, "2024-04-19T13:59:59+02:00", WindowState("open", 1)),
        (C24, "2024-04-19T14:00:00+02:00", WindowState("open", 0)),
        (C24, "2024-04-19T14:00:00.000001+02:00", WindowState("closed", None)),
        (C24, "2024-04-19T14:00:00+01:00", WindowState("closed", None)),
        (C26, "2026-02-05T08:59:59+01:00", WindowState("not_open", 1)),
        (C26, "2026-04-09T23:59:59.999999+02:00", WindowState("open", 1)),
        (C26, "2026-04-10T00:00:00+02:00", WindowState("closed", None)),
        (VDI, "2019-07-15T21:00:00+02:00", WindowState("open", 0)),
        (VDI, "2019-07-15T21:00:01+02:00", WindowState("closed", None)),
        (VNM, "2025-06-02T21:59:59Z", WindowState("not_open", 1)),
        (VNM, "2025-06-02T22:00:00Z", WindowState("open", 99 * 86_400)),
        (VNM, "2025-09-09T22:00:00Z", WindowState("closed", None)),
        (MARCH, "2024-03-31T00:00:00Z", WindowState("open", 2 * 3_600)),
        (MARCH, "2024-03-31T03:30:00+02:00", WindowState("open", 1_800)),
        (OCTOBER, "2026-10-25T01:00:00+02:00", WindowState("open", 4 * 3_600)),
        (OCTOBER, "2026-10-25T02:30:00+02:00", WindowState("open", 9_000)),
        (OCTOBER, "2026-10-25T02:30:00+01:00", WindowState("open", 5_400)),
    ],
)
def test_a_window_is_open_from_its_first_to_its_last_instant(
    window: Window, now: str, expected: WindowState
) -> None:
    assert window_state(window, datetime.fromisoformat(now)) == expected


@given(seconds=st.integers(-10_000, 10_000), offset=st.integers(-12, 14))
def test_the_zone_in_which_an_instant_is_told_is_irrelevant(seconds: int, offset: int) -> None:
    now = datetime(2026, 10, 25, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    told = datetime.fromisoformat(
        (now + timedelta(hours=offset)).replace(tzinfo=None).isoformat() + f"{offset:+03d}:00"
    )
    assert (
        window_state(OCTOBER, told)
        == window_state(OCTOBER, now)
        == window_state(OCTOBER, now.astimezone(ROME))
    )


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="an instant needs its zone"):
        window_state(C24, datetime(2024, 3, 1))  # noqa: DTZ001 - without a zone on purpose


@pytest.mark.parametrize(
    ("window", "it", "en"),
    [
        (
            C24,
            "si apre giovedì 15 febbraio 2024, ore 10:00; domande entro venerdì 19 aprile 2024, ore 14:00",
            "opens Thursday 15 February 2024, 10:00; applications by Friday 19 April 2024, 14:00",
        ),
        (
            C26,
            "si apre giovedì 5 febbraio 2026, ore 09:00; domande entro la fine di giovedì 9 aprile 2026",
            "opens Thursday 5 February 2026, 09:00; applications by the end of Thursday 9 April 2026",
        ),
    ],
)
def test_a_window_is_told_to_people(window: Window, it: str, en: str) -> None:
    assert window_words(window) == Words(it=f"{it} (ora di Roma)", en=f"{en} (Rome time)")


@pytest.mark.parametrize("window", [C24, C26, VDI, VNM, MARCH, OCTOBER])
def test_the_windows_of_the_calls_have_no_fault(window: Window) -> None:
    assert window_faults(window) == []


@pytest.mark.parametrize("early", [timedelta(0), timedelta(seconds=1)])
def test_an_opening_that_is_not_before_the_closing_is_found(early: timedelta) -> None:
    closes = C24.opens - early
    message = f"is 2024-02-15T10:00:00+01:00: a window opens before it closes, {closes.isoformat()}"
    assert window_faults(replace(C24, closes=closes)) == [(("opens",), message)]


def test_an_hour_that_summer_time_skips_or_repeats_is_found() -> None:
    skipped = datetime(2024, 3, 31, 2, 30, tzinfo=ROME)
    repeated = datetime(2026, 10, 25, 2, 30, tzinfo=ROME)
    assert window_faults(replace(C24, opens=skipped, closes=repeated)) == [
        (("opens",), fault_of(skipped)),
        (("closes",), fault_of(repeated)),
    ]


@pytest.mark.parametrize(
    ("share", "funds", "expected"),
    [
        (Fraction(3, 2), C24_FUNDS, 375_000_000),
        (Fraction(1), C24_FUNDS, C24_FUNDS),
        (Fraction(1, 3), 100, 34),  # 33 cents are less than a third of a euro
    ],
)
def test_the_closing_total_is_the_least_that_reaches_the_share(
    share: Fraction, funds: int, expected: int
) -> None:
    assert closing_total(replace(C24_W2, share=share), funds) == expected


@pytest.mark.parametrize(
    ("requested", "expected"),
    [
        ([], Folded((), (), 0, None)),
        ([374_999_999], Folded((1,), (), 374_999_999, None)),
        # C24-W2: the one that reaches the share is in, even well over it; the next is refused, however small.
        ([375_000_000, 1], Folded((1,), (2,), 375_000_000, 1)),
        ([374_999_999, 1_000_000, 1, 1], Folded((1, 2), (3, 4), 375_999_999, 2)),
        ([374_999_999, 0, 1, 0], Folded((1, 2, 3), (4,), 375_000_000, 3)),
        ([1_000_000] * 377, Folded(tuple(range(1, 376)), (376, 377), 375_000_000, 375)),
    ],
)
def test_the_entry_that_reaches_the_share_is_in_and_the_next_is_refused(
    requested: list[int], expected: Folded
) -> None:
    entries = [Entry(number, cents) for number, cents in enumerate(requested, start=1)]
    assert fold(entries, closing_total(C24_W2, C24_FUNDS)) == expected


def test_a_share_of_no_funds_refuses_everybody() -> None:
    assert fold([Entry(1, 0), Entry(2, 100)], closing_total(C24_W2, 0)) == Folded((), (1, 2), 0, None)


@given(requested=st.lists(st.integers(0, 500), max_size=30), limit=st.integers(1, 3_000))
def test_the_accepted_are_the_shortest_line_that_reaches_the_total(requested: list[int], limit: int) -> None:
    folded = fold([Entry(number, cents) for number, cents in enumerate(requested)], limit)
    size = len(folded.accepted)
    assert (*folded.accepted, *folded.refused) == tuple(range(len(requested)))
    assert folded.total == sum(requested[:size])
    assert (folded.total >= limit) == (folded.closed_by is not None)
    if folded.closed_by is None:
        assert size == len(requested)
    else:
        assert folded.closed_by == size - 1
        assert sum(requested[: size - 1]) < limit


def test_one_step_at_a_time() -> None:
    assert step(90, 20, 100) == Admitted(accepted=True, total=110)
    assert step(110, 20, 100) == Admitted(accepted=False, total=110)
    with pytest.raises(ValueError, match="a grant requested is never negative, not -1"):
        step(0, -1, 100)


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1)])
def test_entries_out_of_order_are_refused(numbers: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="entries come in the order of their numbers"):
        fold([Entry(number, 1) for number in numbers], 100)


def test_a_share_of_nothing_is_found() -> None:
    assert early_closing_faults(C24_W2) == []
    assert early_closing_faults(replace(C24_W2, share=Fraction(0))) == [
        (("share",), "a share of nothing refuses even the first application: write one above 0%")
    ]
