"""Which calls contradict themselves in what they say of each member of a group?"""

from tests.rules.small_calls import DE_MINIMIS, SHARE, fact, requirement, rule
from tests.rules.wrong_calls import Wrong, limit, share

OF = 'of = ["partner", "cost", "invoice"]'
PARTNER = rule("record", "partner", 'named_by = "partner_name"')
PARTNERS = PARTNER + fact("partner_name", "text", OF)
EACH = 'each = "partner"'
APPROVED_WORKS = '{ of = ["works"], stage = "approved" }'
EVERY = '{{ every = "partner", holds = {{ amount = "partner.admitted.total", {} = {} }} }}'
OF_TOTAL = '{{ amount = "admitted.total", times = "{}" }}'


def of_each(edge: str, times: str) -> str:
    """That each partner has such a share of all costs."""
    return EVERY.format(edge, OF_TOTAL.format(times))


def members(bounds: str, id: str = "members") -> str:
    """That there are so many partners."""
    return requirement(f'{{ count = "partner", {bounds} }}', id=id)


SHARED = DE_MINIMIS.replace('kind = "de_minimis"', 'kind = "de_minimis"\nshared_by = "undertaking"')
ENTITIES = [
    Wrong(
        SHARED,
        'shared_by = "undertaking"',
        "aid[1].shared_by",
        "only the rooms of each are shared: say each, or leave it out",
    ),
    Wrong(
        PARTNERS.replace('"invoice"]', '"invoice", "prior_aid"]')
        + SHARED.replace("shared_by", f"{EACH}\nshared_by"),
        'shared_by = "undertaking"',
        "aid[1].shared_by",
        'unknown text of a partner "undertaking"; known are: partner_name',
    ),
    Wrong(
        limit('share = "100%"', f"base = {APPROVED_WORKS}", 'at = ["award", "reporting"]'),
        f"base = {APPROVED_WORKS}",
        "limit[1].base",
        'at award nothing is approved yet: at = ["reporting", "payment"]',
    ),
    Wrong(
        rule("aid", "most", 'kind = "ceiling"', 'on = ["grant"]', 'base = { value = "approved.grant" }'),
        'base = { value = "approved.grant" }',
        "aid[1].base",
        'at submission, review, award nothing is approved yet: at = ["reporting", "payment"]',
    ),
    Wrong(
        PARTNER,
        'named_by = "partner_name"',
        "record[1].named_by",
        'unknown text of a partner "partner_name"; known are: none',
    ),
    Wrong(
        PARTNERS.replace('"partner_name"', '"partner_name"\nhas = ["sizes"]', 1),
        'has = ["sizes"]',
        "record[1].has",
        'unknown fact of the application "sizes"; did you mean "size"?',
    ),
    Wrong(
        rule("record", "site", 'split = "in_order"'),
        "[[record]]",
        "record[1]",
        "without named_by nothing belongs to each: name the fact that tells them apart",
    ),
    Wrong(
        PARTNERS + limit("cap = 5.00", 'each = "partners"'),
        'each = "partners"',
        "limit[1].each",
        'unknown kind of records with named_by "partners"; did you mean "partner"?',
    ),
    Wrong(
        PARTNERS
        + rule("record", "site", 'named_by = "site_name"')
        + fact("site_name", "text", OF.replace("partner", "site"))
        + limit("cap = 5.00", EACH)
        + limit("cap = 5.00", 'each = "site"', id="other"),
        'each = "site"',
        "limit[2].each",
        'amounts divide between one kind of records, "partner": leave the others out',
    ),
    Wrong(
        PARTNER + fact("partner_name", "text", 'of = ["partner", "cost"]') + limit("cap = 5.00", EACH),
        EACH,
        "limit[1].each",
        'no invoice says which partner it is of: put "invoice" among those that have "partner_name"',
    ),
    Wrong(
        PARTNERS + DE_MINIMIS + EACH,
        EACH,
        "aid[1].each",
        'no prior_aid says which partner it is of: put "prior_aid" among those that have "partner_name"',
    ),
    Wrong(
        PARTNERS.replace('"partner_name"', '"partner_name"\nhas = ["de_minimis_sector"]', 1) + DE_MINIMIS,
        "[[aid]]",
        "aid[1]",
        'the sector is that of each partner, so is the room: each = "partner"',
    ),
    # A fact that a partner does not have; and the amount of one where none is meant.
    Wrong(
        PARTNERS + limit("cap = 5.00", EACH, 'when = { fact = "dated", below = 2026-01-01 }'),
        'when = { fact = "dated", below = 2026-01-01 }',
        "limit[1].when.fact",
        '"dated" belongs to a invoice or quote: say it within every, some, no or count = "invoice"',
    ),
    Wrong(
        PARTNERS + requirement('{ amount = "partner.admitted.total", at_least = 5.00 }'),
        'holds = { amount = "partner.admitted.total", at_least = 5.00 }',
        "requirement[1].holds.amount",
        'each partner has its own "admitted.total": say it within every, some or no = "partner", or for each',
    ),
    Wrong(
        PARTNERS + requirement(EVERY.format("at_least", "5.00").replace("total", "totl")),
        f"holds = {EVERY.format('at_least', '5.00').replace('total', 'totl')}",
        "requirement[1].holds",
        'unknown amount of a partner "admitted.totl"; did you mean "admitted.total"?',
    ),
    # A step of the whole has no amount of one partner.
    Wrong(
        PARTNERS
        + SHARE
        + requirement('{ every = "partner", holds = { amount = "partner.half", above = 0.00 } }'),
        'holds = { every = "partner", holds = { amount = "partner.half", above = 0.00 } }',
        "requirement[1].holds",
        'unknown amount of a partner "half"; known are:',
    ),
    Wrong(
        requirement('{ every = "cost", holds = { amount = "cost.admitted.total", above = 0.00 } }'),
        'holds = { every = "cost", holds = { amount = "cost.admitted.total", above = 0.00 } }',
        "requirement[1].holds",
        "a cost has no amounts of its own: no rule divides them between each cost",
    ),
    Wrong(
        PARTNERS + limit("cap = 5.00", EACH, on="total") + limit("cap = 3.00", id="whole"),
        "[[limit]]",
        "limit[2]",
        '"works" is limited as a whole within "total", which is limited for each partner: '
        'say each = "partner" here too',
    ),
    Wrong(
        share("10%", "total", more=", whole = true"),
        "base = { of = ['total'], whole = true }",
        "limit[1].base.whole",
        "the rule is on the whole already: leave it out, or say for each",
    ),
    Wrong(
        PARTNERS
        + SHARE
        + rule("aid", "top", 'kind = "ceiling"', EACH, 'on = ["grant"]', 'base = { value = "half" }'),
        'base = { value = "half" }',
        "aid[2].base",
        '"half" is an amount of the whole: whole = true, or make that step for each',
    ),
    Wrong(
        PARTNERS + members("at_least = 4") + members("at_most = 3", "few"),
        'holds = { count = "partner", at_most = 3 }',
        "requirement[2].holds",
        "at most 3, and another asks for at least 4",
    ),
    Wrong(
        PARTNERS + members("at_least = 4") + requirement(of_each("at_least", "30%")),
        f"holds = {of_each('at_least', '30%')}",
        "requirement[2].holds",
        "4 or more, each with so much, come to over 100%: lower the share or the number",
    ),
    Wrong(
        PARTNERS + members("at_most = 3") + requirement(of_each("at_most", "30%")),
        f"holds = {of_each('at_most', '30%')}",
        "requirement[2].holds",
        "3 or fewer, each with at most so much, stay below 100%: raise the share or the number",
    ),
    Wrong(
        PARTNERS + limit('share = "33.333%"', EACH, "base = { of = ['total'], whole = true }"),
        'share = "33.333%"',
        "limit[1].share",
        "a share in a circle of shares has at most two decimals",
    ),
]
LEAVING = '[leaving]\nid = "l"\nwords = { it = "x", en = "x" }\nof = "partner"\n'
LEAVING += 'holds = { count = "partner", at_least = 2 }\n'
ENTITIES += [
    Wrong(
        PARTNERS + LEAVING.replace('of = "partner"', 'of = "cost"'),
        'of = "cost"',
        "leaving.of",
        '"cost" is no kind of records with named_by: nobody of it could be told apart',
    ),
    Wrong(
        PARTNERS + LEAVING + 'taken_over = "101%"',
        'taken_over = "101%"',
        "leaving.taken_over",
        "no more can be taken over than was left: at most 100%",
    ),
    Wrong(
        PARTNERS + LEAVING + 'up_to = "10%"',
        'up_to = "10%"',
        "leaving.up_to",
        "nothing can be taken over, so there is nothing to bound: leave it out",
    ),
]
