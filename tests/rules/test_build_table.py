"""Can a column of a table be a named amount, and are its gaps and overlaps found?"""

import pytest

from tests.rules.small_calls import SHARE, SMALL, call_of, problems_of, rule


def premium(*rows: str) -> str:
    return SHARE + rule(
        "aid",
        "extra",
        'kind = "fixed"',
        'instrument = "premium"',
        f"amount = {{ rows = [{', '.join(rows)}] }}",
    )


def row(edges: str, gives: str, more: str = "") -> str:
    return f'{{ "admitted.total" = {edges}, {more}gives = {gives} }}'


def test_brackets_that_meet_load() -> None:
    call = call_of(
        premium(
            row("{ below = 10.00 }", "1.00"),
            row("{ at_least = 10.00, at_most = 20.00 }", "2.00"),
            row("{ above = 20.00 }", "3.00"),
        )
    )
    assert len(call.aid) == 2


@pytest.mark.parametrize(
    ("rows", "messages"),
    [
        (
            (row("{ below = 10.00 }", "1.00"), row("{ above = 10.00 }", "2.00")),
            ["no row fits admitted.total 1000"],
        ),
        (
            (row("{ at_most = 10.00 }", "1.00"), row("{ at_least = 10.00 }", "2.00")),
            ["2 rows fit admitted.total 1000; one should"],
        ),
        (
            (row("{ below = 10.00 }", "1.00", 'size = "micro", '), row("{ at_least = 10.00 }", "2.00")),
            [
                "no row fits admitted.total 999, size large",
                "no row fits admitted.total 999, size medium",
                "no row fits admitted.total 999, size small",
            ],
        ),
    ],
)
def test_gaps_and_overlaps_between_amounts_are_found(rows: tuple[str, ...], messages: list[str]) -> None:
    assert [one.message for one in problems_of(SMALL + premium(*rows))] == messages
