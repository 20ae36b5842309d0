"""Is aid granted under the regime that a call means, and does it fall back to another where the room ends?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.call import Call
from bandolo.rules.consequences import consequences
from bandolo.rules.days import ROME
from bandolo.rules.load import law
from bandolo.rules.rule import Moment
from tests.rules.small_calls import SMALL, application_of, call_of, fact, requirement, rule

AT = datetime(2026, 3, 10, 10, tzinfo=ROME)
TOTAL = "base = { of = ['total'] }"
EARLY = "at = ['submission', 'review', 'award']"
CEILING = 300_000


def share(id: str, rate: str, *fields: str) -> str:
    """A step that pays a rate of the total."""
    return rule("aid", id, "kind = 'share'", "instrument = 'grant'", f"share = '{rate}'", TOTAL, *fields)


def room(id: str, *fields: str) -> str:
    """A cut to the de minimis room."""
    own = ("kind = 'de_minimis'", "regulations = ['2023/2831']", "counts = ['grant']", "cuts = ['grant']")
    return rule("aid", id, *own, EARLY, *fields)


def two(gives_way: str, *rules: str, fallback: str = "20%", head: str = SMALL) -> Call:
    """De minimis at half of the costs, else block exemption at a lower rate."""
    return call_of(
        rule("regime", "small-aid", f"gives_way = '{gives_way}'"),
        rule("regime", "exempted"),
        share("half", "50%", "regime = 'small-aid'"),
        room("left", "regime = 'small-aid'"),
        share("fifth", fallback, "regime = 'exempted'"),
        *rules,
        head=head,
    )


def prior(cents: int) -> Mapping[str, Any]:
    """De minimis aid received before."""
    return {"granted_on": date(2025, 6, 1), "aid_amount": f"{cents / 100:.2f}", "regulation": "2023/2831"}


def raw(euros: int, used: int, facts: Mapping[str, object] = MappingProxyType({})) -> dict[str, Any]:
    """An application for costs in whole euro that has used so much of its room."""
    return {
        "facts": {"de_minimis_sector": "general", **facts},
        "cost": [{"line": "works", "amount": euros}],
        "prior_aid": [prior(used * 100)] if used else [],
    }


def assessed(
    call: Call, told: Mapping[str, Any], moment: Moment = "submission", at: datetime = AT
) -> Assessment:
    return Assessor(call, law()).assess(application_of(call, told), moment, at)


def reasons(found: Assessment) -> list[tuple[str, str, int]]:
    return [(one.regime.id, one.why, one.worth) for one in found.outcome.regimes]


def test_the_first_regime_is_taken_where_its_room_suffices() -> None:
    found = assessed(two("when_cut"), raw(40_000, 280_000))
    assert found.outcome.admissible is True
    assert found.outcome.aid.grant == 20_000_00
    assert reasons(found) == [("small-aid", "taken", 20_000_00), ("exempted", "later", 0)]
    assert [(step.rule.id, step.applies) for step in found.outcome.steps] == [
        ("half", True),
        ("left", True),
        ("fifth", False),
    ]


def test_a_cent_over_the_room_falls_back() -> None:
    told = raw(40_000, 280_000)
    told["cost"][0]["amount"] = "40000.02"
    found = assessed(two("when_cut"), told)
    assert found.outcome.aid.grant == 8_000_00
    assert reasons(found) == [("small-aid", "cut", 20_000_00), ("exempted", "taken", 8_000_00)]
    assert [step.rule.id for step in found.outcome.steps if step.applies] == ["fifth"]
    assert dict(found.outcome.amounts).items() >= {"small-aid": 0, "half": 0, "exempted": 8_000_00}.items()


def test_the_one_that_gives_more_is_taken_only_where_it_does() -> None:
    at_room = assessed(two("to_more"), raw(40_002, 280_000))
    assert reasons(at_room) == [("small-aid", "taken", 20_000_00), ("exempted", "less", 8_000_40)]
    assert at_room.outcome.aid.grant == 20_000_00
    beyond = assessed(two("to_more"), raw(100_001, 280_000))
    assert reasons(beyond) == [("small-aid", "cut", 20_000_00), ("exempted", "taken", 20_000_20)]


def test_without_any_room_the_fallback_saves_the_application() -> None:
    found = assessed(two("when_cut"), raw(40_000, 300_000))
    assert found.outcome.admissible is True
    assert found.outcome.requirements == ()
    assert found.outcome.aid.grant == 8_000_00


def test_without_any_room_and_nothing_to_fall_back_to_there_is_no_aid() -> None:
    call = two("when_cut", fallback="0%")
    found = assessed(call, raw(40_000, 300_000))
    assert found.outcome.admissible is False
    assert [one.rule.id for one in found.outcome.requirements] == ["left"]
    assert reasons(found) == [("small-aid", "taken", 0), ("exempted", "less", 0)]


def test_a_regime_that_gives_way_keeps_the_aid_where_no_other_can_be() -> None:
    call = call_of(
        fact("is_new", "yes_no"),
        rule("regime", "small-aid", "gives_way = 'when_cut'"),
        rule("regime", "exempted", "when = { fact = 'is_new', is = true }"),
        share("half", "50%", "regime = 'small-aid'"),
        room("left", "regime = 'small-aid'"),
        share("fifth", "20%", "regime = 'exempted'"),
    )
    found = assessed(call, raw(60_000, 280_000, facts={"is_new": False}))
    assert found.outcome.aid.grant == 20_000_00
    assert reasons(found) == [("small-aid", "taken", 20_000_00), ("exempted", "apart", 0)]
    open_answer = assessed(call, raw(60_000, 280_000))
    assert open_answer.outcome.known.aid is False
    assert open_answer.outcome.admissible is None
    assert [(one.id, places) for one, places in open_answer.missing if one] == [("is_new", ("is_new",))]
    # As long as the first one has room the other is not asked about.
    assert assessed(call, raw(40_000, 280_000)).outcome.known.aid is True


def test_what_nobody_has_said_of_the_room_leaves_the_choice_open() -> None:
    told = raw(40_000, 0)
    del told["prior_aid"]
    found = assessed(two("when_cut"), told)
    assert (found.outcome.admissible, found.outcome.known.aid) == (None, False)
    assert found.outcome.aid.grant == 20_000_00
    assert [(one and one.id, places) for one, places in found.missing] == [(None, ("prior_aid",))]


def test_a_regime_ends_on_its_last_day() -> None:
    call = call_of(
        rule("regime", "old", "until = 2026-06-30"),
        rule("regime", "new", "since = 2026-07-01"),
        share("half", "50%", "regime = 'old'"),
        share("fifth", "20%", "regime = 'new'"),
    )
    last = datetime(2026, 6, 30, 23, 59, tzinfo=ROME)
    assert assessed(call, raw(1_000, 0), "award", last).outcome.aid.grant == 500_00
    after = assessed(call, raw(1_000, 0), "award", last + timedelta(minutes=1))
    assert after.outcome.aid.grant == 200_00
    assert reasons(after) == [("old", "apart", 0), ("new", "taken", 200_00)]
    follows = consequences(after, application_of(call, raw(1_000, 0)), law())
    assert [one.words.en for one in follows.regimes] == [
        "cannot be: not in force then",
        "the aid's regime: EUR 200.00",
    ]


@pytest.mark.parametrize(
    ("approved", "grant", "why"),
    [
        ({"small-aid": 4_000, "exempted": 0}, 5_000_00, ["taken", "not_awarded"]),
        ({"exempted": 2_000}, 2_000_00, ["not_awarded", "taken"]),
        ({"small-aid": 0, "exempted": 0}, 0, ["not_awarded", "not_awarded"]),
    ],
)
@pytest.mark.parametrize("moment", ["reporting", "payment"])
def test_at_the_report_the_regime_is_that_of_the_award(
    moment: Moment, approved: Mapping[str, int], grant: int, why: Sequence[str]
) -> None:
    told = {"invoice": [{"line": "works", "amount": 10_000}], "approved": approved}
    found = assessed(two("when_cut"), told, moment)
    assert (found.outcome.aid.grant, found.outcome.known.aid) == (grant, True)
    assert [one.why for one in found.outcome.regimes] == why


def test_at_the_report_the_award_must_say_the_regime() -> None:
    found = assessed(two("when_cut"), {"invoice": [{"line": "works", "amount": 10_000}]}, "reporting")
    assert found.outcome.known.aid is False
    assert [one.why for one in found.outcome.regimes] == ["unknown", "unknown"]
    assert [places for _, places in found.missing] == [("approved.small-aid",), ("approved.exempted",)]


def test_why_one_and_not_the_other_is_told() -> None:
    call, told = two("when_cut"), raw(40_002, 280_000)
    follows = consequences(assessed(call, told), application_of(call, told), law())
    cut, taken = follows.regimes
    assert (
        cut.words.en == "the room is too small (EUR 20,000.00 would be left): another regime takes its place"
    )
    assert cut.room[-1].words.en == "Room: EUR 20,000.00"
    assert taken.words.en == "the aid's regime: EUR 8,000.40"
    assert (taken.room, taken.compared) == ((), ())


GROUP = """
[[record]]
id = "partner"
words = { it = "partner", en = "partner" }
named_by = "partner_name"
has = ["de_minimis_sector", "fiscal_year_starts"]

[[fact]]
id = "partner_name"
type = "text"
ask = { it = "Quale?", en = "Which?" }
of = ["partner", "cost", "invoice", "prior_aid"]

"""
CHOSEN = fact(
    "asks_for", "choice", "of = ['partner']", "choices.small.it = 'p'", "choices.small.en = 's'"
) + ("choices.large.it = 'g'\nchoices.large.en = 'l'\n")


def group(*rules: str) -> Call:
    """Each partner chooses; whoever chooses small aid falls back where its own room ends."""
    return call_of(
        GROUP,
        CHOSEN,
        rule(
            "regime",
            "small-aid",
            "each = 'partner'",
            "when = { fact = 'asks_for', is = 'small' }",
            "gives_way = 'when_cut'",
        ),
        rule("regime", "exempted", "each = 'partner'"),
        share("half", "50%", "each = 'partner'", "regime = 'small-aid'"),
        room("left", "each = 'partner'", "regime = 'small-aid'"),
        share("fifth", "20%", "each = 'partner'", "regime = 'exempted'"),
        *rules,
    )


def partners(**used: tuple[str | None, int]) -> dict[str, Any]:
    """Each partner by its choice and how much of its room it has used; each spends 40,000."""
    choices = {name: {} if choice is None else {"asks_for": choice} for name, (choice, _) in used.items()}
    return {
        "partner": [{"partner_name": name, "de_minimis_sector": "general", **choices[name]} for name in used],
        "cost": [{"partner_name": name, "line": "works", "amount": 40_000} for name in used],
        "prior_aid": [{**prior(cents * 100), "partner_name": name} for name, (_, cents) in used.items()],
    }


def test_each_of_a_group_has_a_regime_of_its_own() -> None:
    call = group(rule("aid", "most", "kind = 'ceiling'", "on = ['grant']", "amount = 50000.00"))
    found = assessed(call, partners(alfa=("small", 0), beta=("small", 290_000), gamma=("large", 0)))
    assert [(one.regime.id, one.entity, one.why) for one in found.outcome.regimes] == [
        ("small-aid", "alfa", "taken"),
        ("exempted", "alfa", "later"),
        ("small-aid", "beta", "cut"),
        ("exempted", "beta", "taken"),
        ("small-aid", "gamma", "apart"),
        ("exempted", "gamma", "taken"),
    ]
    assert {one.name: one.aid.grant for one in found.outcome.entities} == {
        "alfa": 20_000_00,
        "beta": 8_000_00,
        "gamma": 8_000_00,
    }
    assert found.outcome.aid.grant == 36_000_00
    assert found.outcome.amounts["small-aid"] == 20_000_00
    assert found.outcome.amounts["exempted"] == 16_000_00


def test_what_one_of_a_group_has_not_said_leaves_the_choice_of_the_others() -> None:
    found = assessed(group(), partners(alfa=(None, 0), beta=("small", 290_000)))
    assert [(one.entity, one.why) for one in found.outcome.regimes] == [
        ("alfa", "unknown"),
        ("alfa", "taken"),
        ("beta", "cut"),
        ("beta", "taken"),
    ]
    assert found.outcome.known.aid is False
    assert [places for _, places in found.missing] == [("partner[1].asks_for",)]


def test_each_regime_can_have_a_limit_of_its_own_for_all_aid_together() -> None:
    treated = ("de_minimis = 'free'", "exempted = 'within_limit'", "approved = 'free'")
    cut = ("kind = 'cumulation'", "on = ['grant']", TOTAL)
    call = two(
        "when_cut",
        rule("aid", "intensity", *cut, "regime = 'exempted'", "up_to = '50%'"),
        rule("cumulation", "beside", *treated).replace("[[", "[").replace("]]", "]"),
        fallback="40%",
    )
    other = {"aid_kind": "exempted", "aid_amount": 30_000, "same_costs": True, "max_rate": "100%"}
    told = {**raw(100_000, 250_001), "other_aid": [other]}
    found = assessed(call, told)
    assert reasons(found) == [("small-aid", "cut", 49_999_00), ("exempted", "taken", 20_000_00)]
    [room_left] = consequences(found, application_of(call, told), law()).room["intensity", None]
    assert room_left.words.en.endswith("other aid EUR 30,000.00; EUR 20,000.00 is left")


def test_a_requirement_can_ask_under_which_regime_the_aid_is() -> None:
    call = two("when_cut", requirement("{ amount = 'small-aid', above = 0.00 }"))
    assert assessed(call, raw(40_000, 0)).outcome.admissible is True
    assert assessed(call, raw(40_000, 299_999)).outcome.admissible is False


ALONE, TOGETHER = two("when_cut"), group()
used = st.integers(250_000, 300_000)


@given(st.lists(st.tuples(st.sampled_from(["small", "large"]), used), min_size=1, max_size=4))
def test_each_of_a_group_has_what_it_would_have_alone(chosen: list[tuple[str | None, int]]) -> None:
    """Each spends 40,000: half of it where the room holds that, else a fifth."""
    told = partners(**{f"p{at}": one for at, one in enumerate(chosen)})
    found = assessed(TOGETHER, told)
    alone = [
        assessed(ALONE, raw(40_000, prior_cents)).outcome.aid.grant if choice == "small" else 8_000_00
        for choice, prior_cents in chosen
    ]
    assert [one.aid.grant for one in found.outcome.entities] == alone
    assert found.outcome.aid.grant == sum(alone)


CALLS = {
    (first, second, third): call_of(
        fact("third_can_be", "yes_no"),
        rule("regime", "one", f"gives_way = '{ways[0]}'"),
        rule("regime", "two", *([f"gives_way = '{ways[1]}'"] if ways[1] else [])),
        rule("regime", "three", "when = { fact = 'third_can_be', is = true }"),
        share("a", first, "regime = 'one'"),
        room("a-room", "regime = 'one'"),
        share("b", second, "regime = 'two'"),
        rule("aid", "b-most", "kind = 'ceiling'", "on = ['grant']", "amount = 1000.00", "regime = 'two'"),
        room("b-room", "regime = 'two'"),
        share("c", third, "regime = 'three'"),
        rule("aid", "in-all", "kind = 'ceiling'", "on = ['grant']", "amount = 2500.00"),
    )
    for (first, second, third), ways in {
        ("50%", "20%", "10%"): ("when_cut", "when_cut"),
        ("20%", "50%", "0%"): ("to_more", "when_cut"),
        ("10%", "100%", "50%"): ("when_cut", "to_more"),
        ("100%", "10%", "20%"): ("to_more", "to_more"),
        ("50%", "50%", "50%"): ("to_more", None),
    }.items()
}


def by_hand(call: Call, costs: int, left: int, *, third: bool) -> int:
    """The grant in cents as a person would find it, regime by regime."""
    half_up = [
        (int(one[:-1]) * costs * 2 + 100) // 200 for one in next(key for key in CALLS if CALLS[key] is call)
    ]
    wanted = [half_up[0], min(half_up[1], 100_000), half_up[2]]
    gives = [min(wanted[0], left), min(wanted[1], left), wanted[2]]
    fits = [wanted[0] <= left, wanted[1] <= left, True]
    kept = 0
    for at in (1, 2) if third else (1,):
        way = call.regimes[kept].gives_way
        if way is None or fits[kept]:
            break
        if gives[at] > (gives[kept] if way == "to_more" else 0):
            kept = at
    return min(gives[kept], 250_000)


@given(
    call=st.sampled_from(list(CALLS.values())),
    costs=st.integers(0, 1_000_000),
    left=st.integers(0, 300_000),
    third=st.booleans(),
)
def test_the_grant_is_the_one_worked_out_by_hand(call: Call, costs: int, left: int, *, third: bool) -> None:
    told = {
        "facts": {"de_minimis_sector": "general", "third_can_be": third},
        "cost": [{"line": "works", "amount": f"{costs / 100:.2f}"}],
        "prior_aid": [prior(300_000_00 - left)],
    }
    application, assessor = application_of(call, told), Assessor(call, law())
    outcome = assessor.assess(application, "submission", AT).outcome
    assert outcome.aid.grant == by_hand(call, costs, left, third=third)
    decided = assessor.compiled("submission").decide(application, AT.date())
    assert (decided.admissible, decided.grant) == (outcome.admissible, outcome.aid.grant)
    assert sum(one.why == "taken" for one in outcome.regimes) == 1
    uncut = next(one for one in outcome.regimes if one.why == "taken").worth
    assert outcome.amounts["one"] + outcome.amounts["two"] + outcome.amounts["three"] == uncut


@given(costs=st.integers(0, 1_000_000), more=st.integers(0, 1_000_000), left=st.integers(0, 300_000))
def test_to_more_nobody_gets_less_for_spending_more(costs: int, more: int, left: int) -> None:
    call = CALLS["100%", "10%", "20%"]
    grants = [by_hand(call, spent, left, third=True) for spent in (costs, costs + more)]
    assert grants == sorted(grants)
