"""Does the size follow from the figures of a group, and is what contradicts itself told with its place?"""

from pathlib import Path
from typing import Any

import pytest

from bandolo.rules.application import read_application
from bandolo.rules.load import law, load_call

CALL = load_call(Path(__file__).parents[2] / "calls" / "c26" / "call.toml").call
SMALL = {"work_units": 30, "yearly_turnover": 5_000_000, "balance_total": 4_000_000}
LARGE = {"work_units": 400, "yearly_turnover": 90_000_000, "balance_total": 60_000_000}
PRIVATE = {"public_share": "0%"}


def period(year: int, **told: object) -> dict[str, Any]:
    return {"closed_on": f"{year}-12-31", **SMALL, **told}


def related(name: str, share: str, **told: object) -> dict[str, Any]:
    shares = {"capital_share": share, "votes_share": share, "has_control": False}
    return {"related_name": name, **shares, **LARGE, **told}


@pytest.mark.parametrize(
    ("periods", "others", "size"),
    [
        ([period(2025)], [], "small"),
        ([period(2025)], [related("Alfa", "10%")], "small"),
        # 25% of 400 work units beside 30 of its own: 130.
        ([period(2025)], [related("Alfa", "25%")], "medium"),
        ([period(2025)], [related("Alfa", "10%", has_control=True)], "large"),
        # One that is linked to the partner weighs as much as the partner.
        ([period(2025)], [related("Alfa", "25%"), related("Beta", "60%", related_to="Alfa")], "medium"),
        # Alfa came in 2025 only, and a status changes after two periods in a row (art. 4.2).
        ([period(2025), period(2024)], [related("Alfa", "60%", closed_on="2025-12-31")], "small"),
        (
            [period(2024), period(2025, has_new_owner=True)],
            [related("Alfa", "60%", closed_on="2025-12-31")],
            "large",
        ),
    ],
)
def test_the_size_follows_from_the_figures(
    periods: list[dict[str, Any]], others: list[dict[str, Any]], size: str
) -> None:
    raw = {"facts": PRIVATE, "accounting_period": periods, "related_enterprise": others}
    application, problems = read_application(CALL, raw, law())
    assert (application.facts.get("size"), problems) == (size, [])


def test_what_is_missing_leaves_the_size_open() -> None:
    unsure = related("Alfa", "10%")
    del unsure["has_control"]
    raw = {"facts": PRIVATE, "accounting_period": [period(2025)], "related_enterprise": [unsure]}
    application, _ = read_application(CALL, raw, law())
    assert "size" not in application.facts
    assert application.sizing is not None
    assert application.sizing.missing == ("2025-12-31 Alfa.has_control",)


ONE = [period(2025)]


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        ({"accounting_period": [SMALL]}, ("accounting_period", 0), 'the key "closed_on" is missing'),
        ({"accounting_period": [*ONE, *ONE]}, ("accounting_period", 1), "two accounting periods close on"),
        ({"accounting_period": [period(1990)]}, ("accounting_period", 0), "no definition of SMEs applies"),
        ({"related_enterprise": [related("A", "9%")]}, ("related_enterprise", 0), 'the key "closed_on"'),
        (
            {"accounting_period": ONE, "related_enterprise": [related("A", "9%", closed_on="2024-12-31")]},
            ("related_enterprise", 0),
            "no accounting period closes on 2024-12-31",
        ),
        (
            {"accounting_period": ONE, "related_enterprise": [LARGE]},
            ("related_enterprise", 0),
            'the key "related_name" is missing',
        ),
        (
            {"accounting_period": ONE, "related_enterprise": [related("A", "9%", related_to="B")]},
            ("related_enterprise", 0),
            "A is related to B, which should be another enterprise of the same period",
        ),
        (
            {
                "accounting_period": ONE,
                "related_enterprise": [related("A", "9%"), {**related("A", "9%"), **SMALL}],
            },
            ("related_enterprise", 1),
            "A has other figures in another row",
        ),
        (
            {"accounting_period": ONE, "related_enterprise": [related("A", "101%")]},
            ("related_enterprise", 0),
            "the shares of A lie between 0% and 100%",
        ),
        (
            {"accounting_period": ONE, "facts": {"public_share": "101%"}},
            ("facts", "public_share"),
            "a share lies",
        ),
        (
            {"accounting_period": ONE, "facts": {**PRIVATE, "size": "large"}},
            ("facts", "size"),
            'the figures of the undertaking make it "small"',
        ),
    ],
)
def test_figures_that_contradict_each_other_are_refused(
    raw: dict[str, Any], place: tuple[str | int, ...], message: str
) -> None:
    _, problems = read_application(CALL, raw, law())
    assert [(path, said.startswith(message)) for path, said in problems] == [(place, True)]
