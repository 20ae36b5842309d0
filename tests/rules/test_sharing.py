"""Do members of a group that are one single undertaking have one de minimis room together?"""

from collections.abc import Sequence
from datetime import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.consequences import consequences
from bandolo.rules.days import ROME
from bandolo.rules.load import law
from tests.rules.small_calls import application_of, call_of, fact, rule

AT = datetime(2026, 3, 10, 10, tzinfo=ROME)
ROOM = 300_000
CALL = call_of(
    rule("record", "partner", "named_by = 'partner_name'", "has = ['de_minimis_sector']"),
    fact("partner_name", "text", "of = ['partner', 'cost', 'invoice', 'prior_aid']"),
    fact("undertaking", "text", "of = ['partner']"),
    rule(
        "aid",
        "whole",
        *("kind = 'share'", "each = 'partner'", "instrument = 'grant'", "share = '100%'"),
        "base = { of = ['total'] }",
    ),
    rule(
        "aid",
        "room",
        *("kind = 'de_minimis'", "each = 'partner'", "shared_by = 'undertaking'"),
        *("regulations = ['2023/2831', '1408/2013']", "counts = ['grant']", "cuts = ['grant']"),
    ),
)
# The undertaking of each partner, what it spends and what it has had before, in whole euro.
Partner = tuple[str | None, int, int]
partners = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(1, 200_000), st.integers(0, 150_000)), min_size=1, max_size=5
)


def application(told: Sequence[Partner], sector: str) -> Application:
    raw = {
        "partner": [
            {"partner_name": f"p{at}", "de_minimis_sector": sector if at else "general"}
            | ({} if undertaking is None else {"undertaking": undertaking})
            for at, (undertaking, _, _) in enumerate(told)
        ],
        "cost": [
            {"partner_name": f"p{at}", "line": "works", "amount": cost}
            for at, (_, cost, _) in enumerate(told)
        ],
        "prior_aid": [
            {
                "partner_name": f"p{at}",
                "granted_on": "2025-06-01",
                "aid_amount": prior,
                "regulation": "2023/2831",
            }
            for at, (_, _, prior) in enumerate(told)
        ],
    }
    return application_of(CALL, raw)


def assessed(told: Sequence[Partner], sector: str = "general") -> Assessment:
    """The first partner is general, the others are of the sector."""
    return Assessor(CALL, law()).assess(application(told, sector), "submission", AT)


def grants(found: Assessment) -> list[int]:
    return [one.aid.grant for one in found.outcome.entities]


@given(partners)
@example([("A", 200_000, 0), ("B", 10_000, 0), ("A", 100_000, 0), ("A", 1, 0)])
@example([("A", 10_000, 150_000), ("A", 100, 149_000)])
def test_they_take_it_from_the_first_to_the_last(told: list[tuple[str, int, int]]) -> None:
    left = {name: ROOM - sum(prior for one, _, prior in told if one == name) for name in "AB"}
    expected = []
    for undertaking, cost, _ in told:
        grant = max(min(cost, left[undertaking]), 0)
        left[undertaking] -= grant
        expected.append(grant * 100)
    found = assessed(told)
    assert grants(found) == expected
    assert found.outcome.aid.grant == sum(expected)
    assert found.outcome.known.aid is True


def test_it_is_unknown_while_nobody_said_of_one_to_which_it_belongs() -> None:
    found = assessed([("A", 1_000, 0), (None, 1_000, 0)])
    assert found.outcome.known.aid is False
    assert [(one.id if one is not None else None, places) for one, places in found.missing] == [
        ("undertaking", ("partner[2].undertaking",))
    ]


def test_aid_under_another_regulation_counts_as_that_regulation_says() -> None:
    # A farm has 50,000 under its own regulation, and within 300,000 of both.
    assert grants(assessed([("A", 100_000, 0), ("A", 60_000, 0)], "agriculture")) == [100_000_00, 50_000_00]
    assert grants(assessed([("A", 270_000, 0), ("A", 60_000, 0)], "agriculture")) == [270_000_00, 30_000_00]


def test_what_another_took_is_told() -> None:
    told = [("A", 200_000, 0), ("A", 150_000, 10_000)]
    found = assessed(told)
    room = consequences(found, application(told, "general"), law()).room
    assert grants(found) == [200_000_00, 90_000_00]
    assert [one.words.en for one in room["room", "p1"]][2:] == [
        "Counts: EUR 10,000.00, 1 June 2025, 2023/2831, to the enterprise itself",
        "Counts: EUR 200,000.00, 10 March 2026, 2023/2831, p0, within the single undertaking",
        "Room: EUR 90,000.00",
        "In full it would pass the ceiling: it is granted for EUR 90,000.00",
    ]
