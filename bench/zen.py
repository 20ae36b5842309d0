"""How fast is CONneSSi 2026 at submission as a decision graph of zen-engine?

The graph is as lean as ZEN lets it be: cents and days are whole numbers; one node of expressions does all
(its function nodes are slower by its own account); a static loader serves it, which spares 80 µs a call
against a decision object; the JSON of an application is made before the clock starts.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import zen

from bandolo.rules.application import Application
from bench.hand_written import Answer

FACTS = (
    *("size", "site_province", "site_active", "annual_fee_paid", "durc_regular", "in_insolvency"),
    *("supplies_body", "website", "website_owned", "website_languages", "website_working"),
    *("owner_on_website", "on_marketplace", "on_social_media", "awarded_2024", "awarded_2025"),
    *("renounced_2024_in_time", "self_assessment_done", "referent_role", "referent_lasts", "markets"),
    *("campaign_mode", "de_minimis_sector"),
)
RECORDS = {
    "cost": ("line", "nature", "claim", "counted", "italian_market", "site_named"),
    "other_aid": ("aid_kind", "same_costs"),
}


# What counts of each line, as far as it is known.
COUNTS = {
    "digital_marketing": "#.nature in [null, 'content_marketing', 'social_media', 'display', 'email']",
    "campaigns": (
        "(campaign_mode == 'none' ? false : campaign_mode == 'own' ? #.nature in [null, 'ad_spend'] : "
        "#.nature in [null, 'ad_spend', 'ad_management'])"
    ),
    "seo": "#.nature in [null, 'seo'] and #.site_named != false",
}


def _admitted(line: str, cap: int) -> str:
    counts = f"#.line == '{line}' and #.claim != null and #.italian_market != true and {COUNTS[line]}"
    return f"min([{cap}, sum(map(filter(cost ?? [], {counts}), #.counted ?? #.claim))])"


def _open_item() -> str:
    """Whether something is not known of an item that could count."""
    more = {
        "digital_marketing": "",
        "campaigns": " or campaign_mode == null",
        "seo": " or #.site_named == null",
    }
    lines = [
        f"#.line == '{line}' and {counts} and (#.nature == null or #.italian_market == null{more[line]})"
        for line, counts in COUNTS.items()
    ]
    return f"#.claim == null or #.italian_market != true and ({' or '.join(lines)})"


# Each expression can read those before it by `$`.
AMOUNTS: Mapping[str, str] = {
    "marketing": _admitted("digital_marketing", 6_000_00),
    "campaigns": _admitted("campaigns", 8_000_00),
    "seo": _admitted("seo", 6_000_00),
    "is_known": f"cost != null and not some(cost, {_open_item()})",
    "total": "$.marketing + $.campaigns + $.seo",
    "share": "min([1000000, floor((6 * $.total + 5) / 10)])",
    # Days are numbers such as 20260205: three years before is 30000 less.
    "counted_aid": (
        "sum(map(filter(prior_aid ?? [], #.granted_on > on - 30000 and #.granted_on <= on and "
        "#.regulation in ['2023/2831', '1407/2013', '1408/2013', '717/2014']), #.aid_amount))"
    ),
    "room": (
        "prior_aid == null or de_minimis_sector == null ? null : "
        "de_minimis_sector in ['general', 'road_freight'] ? max([0, 30000000 - $.counted_aid]) : 0"
    ),
    "grant": "$.room == null ? $.share : min([$.share, $.room])",
}
NOT_FOREIGN = (
    "website_languages != null and (len(website_languages) == 0 or "
    "len(website_languages) == 1 and website_languages[0] == 'it')"
)
NO_ADDRESS = "website != null and trim(website) == ''"
HAS_CAMPAIGNS = "some(cost ?? [], #.line == 'campaigns')"
# Papers that can be handed in later, each with when it lacks.
PAPERS = (
    "'declarations' not in attached",
    "'digital-marketing-quote' not in attached and some(cost ?? [], #.line == 'digital_marketing')",
    f"'campaign-quote' not in attached and campaign_mode in ['supplier', 'mixed'] and {HAS_CAMPAIGNS}",
    f"'campaign-screenshots' not in attached and campaign_mode in ['own', 'mixed'] and {HAS_CAMPAIGNS}",
    "'seo-quote' not in attached and some(cost ?? [], #.line == 'seo')",
)
# For each rule: when it fails, and when it is open although it does not fail.
RULES: Mapping[str, tuple[str, str]] = {
    "costs": ("$.is_known and $.total < 400000", "not $.is_known"),
    "sector": ("de_minimis_sector in ['agriculture', 'fishery']", "de_minimis_sector == null"),
    "room": ("$.room == 0 and $.share > 0", "$.room == null"),
    "size": ("size == 'large'", "size == null"),
    "district": (
        "site_province == 'other' or site_active == false",
        "site_province == null or site_active == null",
    ),
    "fee": ("false", "annual_fee_paid != true"),
    "durc": ("durc_regular == false", "durc_regular == null"),
    "insolvency": ("in_insolvency == true", "in_insolvency == null"),
    "supplies": ("supplies_body == true", "supplies_body == null"),
    "website": (
        f"website_owned == false or website_working == false or {NOT_FOREIGN} or {NO_ADDRESS}",
        "website_owned == null or website_working == null or website_languages == null or website == null",
    ),
    "owner": ("owner_on_website == false", "owner_on_website == null"),
    "channels": (
        "on_marketplace == false and on_social_media == false",
        "on_marketplace != true and on_social_media != true",
    ),
    "awarded": (
        "awarded_2025 == true or awarded_2024 == true and renounced_2024_in_time == false",
        "awarded_2025 == null or awarded_2024 != false and renounced_2024_in_time != true",
    ),
    "assessment": ("self_assessment_done == false", "self_assessment_done == null"),
    "referent": (
        "referent_role == 'consultant' or referent_lasts == false",
        "referent_role == null or referent_lasts == null",
    ),
    "cumulation": (
        "some(other_aid ?? [], #.same_costs == true and #.aid_kind not in [null, 'general_measure'])",
        "other_aid == null or some(other_aid, #.same_costs != false and #.aid_kind != 'general_measure')",
    ),
    "markets": ("markets != null and (len(markets) == 0 or 'IT' in markets)", "markets == null"),
    "papers": (
        "attached != null and ('signed-application' not in attached or 'budget' not in attached)",
        f"attached != null and ({' or '.join(PAPERS)})",
    ),
}
VERDICT = {
    rule: f"({fails}) ? 'failed' : ({is_open}) ? 'open' : 'passed'"
    for rule, (fails, is_open) in RULES.items()
}
# The answer alone: rules are read only until one decides.
SHORT = {
    **AMOUNTS,
    "failed": " or ".join(f"({fails})" for fails, _ in RULES.values()),
    "is_open": " or ".join(f"({is_open})" for _, is_open in RULES.values()),
}
# The verdict of each rule beside it, which the trace then shows.
FULL = {
    **AMOUNTS,
    **{f"verdicts.{rule}": verdict for rule, verdict in VERDICT.items()},
    "failed": "'failed' in values($.verdicts)",
    "is_open": "'open' in values($.verdicts)",
}


def engine() -> zen.ZenEngine:
    """An engine that holds the graphs "short" and "full", compiled."""
    graphs = {"short": _graph(SHORT), "full": _graph(FULL)}
    return zen.ZenEngine({"loader": {"type": "static", "content": graphs}})


def _graph(expressions: Mapping[str, str]) -> dict[str, Any]:
    """A decision graph (JDM) of one node of expressions between input and output."""
    rows = [{"id": key, "key": key, "value": value} for key, value in expressions.items()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "rules", "type": "expressionNode", "name": "rules", "content": {"expressions": rows}},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}
        for one, other in (("in", "rules"), ("rules", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def answer(response: Mapping[str, Any]) -> Answer:
    """The answer of either graph, as `hand_written.decide` gives it."""
    result = response["result"]
    grant = 0 if result.get("room") == 0 else result["grant"]
    admissible = False if result["failed"] else None if result["is_open"] else True
    return admissible, result["total"], grant, 0, 0, grant


def context(application: Application, on: date) -> str:
    """An application as the JSON that the graphs read: null for a missing fact, days as numbers."""
    said: dict[str, Any] = {fact: _plain(application.facts.get(fact)) for fact in FACTS}
    said["on"] = _plain(on)
    said["attached"] = _plain(application.attached)
    for kind, facts in RECORDS.items():
        records = application.records.get(kind)
        said[kind] = None if records is None else [{fact: one.get(fact) for fact in facts} for one in records]
    said["prior_aid"] = (
        None
        if application.prior_aid is None
        else [
            {"granted_on": _plain(one.granted_on), "aid_amount": one.cents, "regulation": one.regulation}
            for one in application.prior_aid
        ]
    )
    return json.dumps(said)


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return int(value.strftime("%Y%m%d")) if isinstance(value, date) else value
