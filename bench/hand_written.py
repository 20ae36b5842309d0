"""How fast is CONneSSi 2026 at submission when an engineer writes it by hand?

The yardstick of the race: the same rules as calls/c26/call.toml in one straight function on local integers,
as fast as plain Python goes. It repeats every number of the call, which is why only bench/ may hold it.
"""
# ruff: noqa: PLR1730, PLR2004  # an `if` is faster than min(), and here the numbers stand where they are used

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bandolo.rules.application import Application

# Admissible, costs admitted, grant, premium, loan, total: the fields of `Decision`, in cents.
Answer = tuple[bool | None, int, int, int, int, int]


# long: straight on purpose, so that nothing written by hand is faster
def decide(application: Application, on: date) -> Answer:  # noqa: C901, PLR0912, PLR0915
    """The answer on a day of 2026; None where a missing fact or a curable failure leaves it open."""
    fact: Callable[[str], Any] = application.facts.get
    records: Mapping[str, Any] = application.records
    failed = is_open = False

    # What counts, item by item.
    marketing = campaigns = seo = 0
    has_marketing = has_campaigns = has_seo = False
    campaign_mode = fact("campaign_mode")
    costs = records.get("cost")
    for cost in costs or ():
        line = cost["line"]
        nature = cost.get("nature")
        italian_market = cost.get("italian_market")
        claim = cost.get("claim")
        if claim is None:
            is_open = True
            claim = 0
        counted = cost.get("counted")
        if counted is not None:
            claim = counted
        if line == "digital_marketing":
            has_marketing = True
            if italian_market or nature not in {
                None,
                "content_marketing",
                "social_media",
                "display",
                "email",
            }:
                continue
            if nature is None or italian_market is None:
                is_open = True
            marketing += claim
        elif line == "campaigns":
            has_campaigns = True
            if italian_market or campaign_mode == "none" or nature not in {None, "ad_spend", "ad_management"}:
                continue
            if nature == "ad_management" and campaign_mode == "own":
                continue
            if nature is None or campaign_mode is None or italian_market is None:
                is_open = True
            campaigns += claim
        else:
            has_seo = True
            site_named = cost.get("site_named")
            if italian_market or site_named is False or nature not in {None, "seo"}:
                continue
            if nature is None or site_named is None or italian_market is None:
                is_open = True
            seo += claim

    # What is admitted and granted.
    if marketing > 6_000_00:
        marketing = 6_000_00
    if campaigns > 8_000_00:
        campaigns = 8_000_00
    if seo > 6_000_00:
        seo = 6_000_00
    total = marketing + campaigns + seo
    if costs is None:
        is_open = True
    elif total < 4_000_00 and not is_open:
        failed = True
    grant = (6 * total + 5) // 10
    if grant > 10_000_00:
        grant = 10_000_00
    prior_aid, sector = application.prior_aid, fact("de_minimis_sector")
    if sector in {"agriculture", "fishery"}:
        failed = True
    if prior_aid is None or sector is None:
        is_open = True
    elif sector in {"agriculture", "fishery"}:
        grant = 0
    else:
        room = 300_000_00
        since = on.replace(year=on.year - 3)
        for aid in prior_aid:
            if since < aid.granted_on <= on and aid.regulation in {
                "2023/2831",
                "1407/2013",
                "1408/2013",
                "717/2014",
            }:
                room -= aid.cents
        if grant > room:
            if room > 0:
                grant = room
            elif grant:
                grant = 0
                failed = True

    # Who can have it.
    size = fact("size")
    if size is None:
        is_open = True
    elif size == "large":
        failed = True
    province, site_active = fact("site_province"), fact("site_active")
    if province == "other" or site_active is False:
        failed = True
    elif province is None or site_active is None:
        is_open = True
    if not fact("annual_fee_paid"):
        is_open = True
    durc_regular = fact("durc_regular")
    if not durc_regular:
        if durc_regular is None:
            is_open = True
        else:
            failed = True
    in_insolvency = fact("in_insolvency")
    if in_insolvency:
        failed = True
    elif in_insolvency is None:
        is_open = True
    supplies_body = fact("supplies_body")
    if supplies_body:
        failed = True
    elif supplies_body is None:
        is_open = True
    website, owned = fact("website"), fact("website_owned")
    languages, working = fact("website_languages"), fact("website_working")
    is_foreign = languages and (len(languages) > 1 or "it" not in languages)
    if not (owned and working and is_foreign and website and website.strip()):
        if (
            owned is False
            or working is False
            or (languages is not None and not is_foreign)
            or (website is not None and not website.strip())
        ):
            failed = True
        else:
            is_open = True
    owner_on_website = fact("owner_on_website")
    if not owner_on_website:
        if owner_on_website is None:
            is_open = True
        else:
            failed = True
    on_marketplace, on_social_media = fact("on_marketplace"), fact("on_social_media")
    if not (on_marketplace or on_social_media):
        if on_marketplace is None or on_social_media is None:
            is_open = True
        else:
            failed = True
    awarded_2024, renounced, awarded_2025 = (
        fact("awarded_2024"),
        fact("renounced_2024_in_time"),
        fact("awarded_2025"),
    )
    if awarded_2025 or (awarded_2024 and renounced is False):
        failed = True
    elif awarded_2025 is None or (awarded_2024 is not False and not renounced):
        is_open = True
    self_assessment_done = fact("self_assessment_done")
    if not self_assessment_done:
        if self_assessment_done is None:
            is_open = True
        else:
            failed = True
    referent_role, referent_lasts = fact("referent_role"), fact("referent_lasts")
    if referent_role == "consultant" or referent_lasts is False:
        failed = True
    elif referent_role is None or referent_lasts is None:
        is_open = True
    markets = fact("markets")
    if markets is None:
        is_open = True
    elif not markets or "IT" in markets:
        failed = True
    other_aid = records.get("other_aid")
    if other_aid is None:
        is_open = True
    else:
        for other in other_aid:
            aid_kind, same_costs = other.get("aid_kind"), other.get("same_costs")
            if aid_kind == "general_measure" or same_costs is False:
                continue
            if same_costs and aid_kind is not None:
                failed = True
                break
            is_open = True

    # Which papers.
    attached = application.attached
    if attached is not None:
        if "signed-application" not in attached or "budget" not in attached:
            failed = True
        if (
            "declarations" not in attached
            or (has_marketing and "digital-marketing-quote" not in attached)
            or (
                has_campaigns
                and (
                    ("campaign-quote" not in attached and campaign_mode in {"supplier", "mixed"})
                    or ("campaign-screenshots" not in attached and campaign_mode in {"own", "mixed"})
                )
            )
            or (has_seo and "seo-quote" not in attached)
        ):
            is_open = True
    return (False if failed else None if is_open else True), total, grant, 0, 0, grant
