"""Which calls contradict themselves in their costs, their aid, their figures?"""

from tests.rules.small_calls import DE_MINIMIS, SHARE, requirement, rule
from tests.rules.wrong_calls import SMALL_ENTERPRISE, Wrong, flat_line, limit, share, with_parts

COSTS = [
    Wrong(
        limit("cap = 5.00", on="work"),
        'on = "work"',
        "limit[1].on",
        'unknown line or group "work"; did you mean "works"?',
    ),
    Wrong(
        share("10%", "totl"),
        "base = { of = ['totl'] }",
        "limit[1].base.of",
        'unknown line or group "totl"; did you mean "total"?',
    ),
    Wrong(limit(), "[[limit]]", "limit[1]", "a limit has either a cap or a share of a base"),
    Wrong(limit('share = "10%"'), "[[limit]]", "limit[1]", "a limit has either a cap or a share of a base"),
    Wrong(
        limit('share = "10%"', 'base = { of = ["works"], stage = "claimed" }', 'times = { count = "cost" }'),
        'times = { count = "cost" }',
        "limit[1].times",
        "multiplies a cap: a share has none",
    ),
    Wrong(
        limit("cap = 5.00", 'share = "10%"', 'base = { of = ["total"] }'),
        "[[limit]]",
        "limit[1]",
        "a limit has either a cap or a share of a base",
    ),
    Wrong(
        limit('share = "10%"', "base = {}"),
        "base = {}",
        "limit[1].base",
        'a base has either nodes "of" the tree or the "value" of an earlier step',
    ),
    Wrong(
        SHARE + limit('share = "10%"', 'base = { value = "half" }'),
        'base = { value = "half" }',
        "limit[1].base",
        "only a step of the aid can stand on the value of another",
    ),
    Wrong(
        share("10%", "works", "total"),
        "base = { of = ['works', 'total'] }",
        "limit[1].base.of",
        '"works" is counted 2 times',
    ),
    Wrong(
        share("150%", "total"),
        'share = "150%"',
        "limit[1].share",
        "a share of a total that contains works itself is below 100%",
    ),
    Wrong(
        share("100%", "works", "tools"),
        'share = "100%"',
        "limit[1].share",
        "a share of a total that contains works itself is below 100%",
    ),
    # The highest rate of a table counts.
    Wrong(
        limit(
            'share = { by = "size", values = { micro = "150%", small = "5%", medium = "5%", large = "0%" } }',
            'base = { of = ["total"] }',
        ),
        'share = { by = "size", values = { micro = "150%", small = "5%", medium = "5%", large = "0%" } }',
        "limit[1].share",
        "a share of a total that contains works itself is below 100%",
    ),
    # A third of the whole each leaves nothing of two lines, and no share of the other does either.
    Wrong(
        share("20%", "works", "tools") + share("20%", "works", "tools", on="tools"),
        "[[limit]]",
        "limit[1]",
        "works can only be zero: the shares of its circle leave nothing",
        times=2,
    ),
    Wrong(
        share("50%", "tools") + share("50%", "works", on="tools"),
        "[[limit]]",
        "limit[1]",
        "works can only be zero: the shares of its circle leave nothing",
        times=2,
    ),
    Wrong(
        share("33.333%", "total") + share("20%", "total", on="tools"),
        'share = "33.333%"',
        "limit[1].share",
        "a share in a circle of shares has at most two decimals",
    ),
]
TREES = [
    Wrong(
        rule("group", "none", "parts = []"),
        "parts = []",
        "group[2].parts",
        "a group has at least one part",
        with_parts("none"),
    ),
    Wrong(
        "",
        'parts = ["works", "tools", "training", "trainin"]',
        "group[1].parts",
        'unknown line or group "trainin"; did you mean "training"?',
        with_parts("trainin"),
        times=2,
    ),
    Wrong(
        rule("group", "some", 'parts = ["works"]'),
        'parts = ["works", "tools", "training", "some"]',
        "group[1].parts",
        '"works" is part of several groups; a cost counts once',
        with_parts("some"),
        times=2,
    ),
    Wrong(
        rule("line", "apart"),
        "[[group]]",
        "group",
        "the lines need one group that holds them all, directly or through other groups",
    ),
    Wrong(
        rule("group", "one", 'parts = ["other"]') + rule("group", "other", 'parts = ["one"]'),
        "[[group]]",
        "group",
        "these groups contain one another or something unknown: one, other",
    ),
    Wrong(
        flat_line("overheads", "10%", "total", ', flat_rates = "with"'),
        'flat_rate = { share = "10%", base = { of = ["total"], flat_rates = "with" } }',
        "line[4].flat_rate",
        "the base contains the line itself; write it as 1/9 of the others",
        with_parts("overheads"),
    ),
    Wrong(
        flat_line("overheads", "10%", "total"),
        'flat_rate = { share = "10%", base = { of = ["total"] } }',
        "line[4].flat_rate.base",
        'there are flat-rate lines among these: flat_rates should say "with" or "without"',
        with_parts("overheads"),
    ),
    Wrong(
        flat_line("overheads", "10%", "works", ', stage = "claimed"'),
        'flat_rate = { share = "10%", base = { of = ["works"], stage = "claimed" } }',
        "line[4].flat_rate.base.stage",
        "a flat rate is measured on what is admitted",
        with_parts("overheads"),
    ),
    Wrong(
        flat_line("overheads", "10%", "tax", ', flat_rates = "with"')
        + flat_line("tax", "10%", "overheads", ', flat_rates = "with"'),
        'flat_rate = { share = "10%", base = { of = ["tax"], flat_rates = "with" } }',
        "line[4].flat_rate",
        "the base has nothing in it that people claim",
        with_parts("overheads", "tax"),
        times=2,
    ),
    # The line that closes the circle is the one that is named, not the first at a flat rate.
    Wrong(
        flat_line("overheads", "10%", "works") + flat_line("tax", "100%", "total", ', flat_rates = "with"'),
        'flat_rate = { share = "100%", base = { of = ["total"], flat_rates = "with" } }',
        "line[5].flat_rate",
        "the base contains the line itself; write it as a share of the others",
        with_parts("overheads", "tax"),
    ),
    Wrong(
        flat_line("overheads", "10%", "works")
        + limit("cap = 9.00", on="total")
        + share("10%", "total", on="tools", more=', flat_rates = "without"'),
        """base = { of = ['total'], flat_rates = "without" }""",
        "limit[2].base.of",
        "a limit cuts total with its flat rates; name the lines in its place",
        with_parts("overheads"),
    ),
]


def aid(id: str, kind: str, *fields: str) -> str:
    return rule("aid", id, f'kind = "{kind}"', *fields)


ONLY_BELOW = 'when = { amount = "admitted.works", at_most = 100.00 }'
AID = [
    Wrong(
        SHARE.replace("50%", "110%"),
        'share = "110%"',
        "aid[1].share",
        "the aid rates on one base come to over 100%",
    ),
    Wrong(
        SHARE + SHARE.replace('"half"', '"more"').replace("50%", "51%"),
        'share = "51%"',
        "aid[2].share",
        "the aid rates on one base come to over 100%",
    ),
    Wrong(
        aid("extra", "fixed", 'instrument = "premium"', "amount = 5.00", ONLY_BELOW),
        ONLY_BELOW,
        "aid[1].when",
        "the aid would fall as costs rise: nobody may get less for spending more",
    ),
    Wrong(
        SHARE
        + aid("top", "ceiling", 'on = ["grant"]', "amount = 5.00", ONLY_BELOW.replace("at_most", "above")),
        ONLY_BELOW.replace("at_most", "above"),
        "aid[2].when",
        "the aid would fall as costs rise: nobody may get less for spending more",
    ),
    # Both sides rise with the costs, in whatever proportion.
    Wrong(
        aid(
            "extra",
            "fixed",
            'instrument = "premium"',
            "amount = 5.00",
            'when = { amount = "admitted.works", at_least = { amount = "admitted.tools", times = "50%" } }',
        ),
        'when = { amount = "admitted.works", at_least = { amount = "admitted.tools", times = "50%" } }',
        "aid[1].when",
        "the aid would fall as costs rise: nobody may get less for spending more",
    ),
    Wrong(
        aid("top", "ceiling", 'on = ["grant"]'),
        "[[aid]]",
        "aid[1]",
        "a ceiling has either an amount or a base (with its share), not both and not neither",
    ),
    Wrong(
        aid("top", "ceiling", 'on = ["grant"]', "amount = 5.00", 'share = "50%"'),
        "[[aid]]",
        "aid[1]",
        "a ceiling has either an amount or a base (with its share), not both and not neither",
    ),
    Wrong(
        aid("top", "ceiling", 'on = ["grant"]', 'base = { value = "hlf" }'),
        'base = { value = "hlf" }',
        "aid[1].base.value",
        'unknown earlier amount "hlf"',
    ),
    # A step stands on those before it only.
    Wrong(
        aid("top", "ceiling", 'on = ["grant"]', 'base = { value = "half" }') + SHARE,
        'base = { value = "half" }',
        "aid[1].base.value",
        'unknown earlier amount "half"',
    ),
    Wrong(
        aid(
            "extra",
            "fixed",
            'instrument = "premium"',
            "amount = 5.00",
            'when = { amount = "half", at_least = 1.00 }',
        )
        + SHARE,
        'when = { amount = "half", at_least = 1.00 }',
        "aid[1].when",
        'unknown amount "half"',
    ),
    Wrong(
        aid("part", "part", 'base = { of = ["works"] }', 'at = ["submission"]')
        + aid("half", "share", 'instrument = "grant"', 'share = "50%"', 'base = { value = "part" }'),
        'base = { value = "part" }',
        "aid[2].base.value",
        'the step "part" has no amount at review, award, reporting, payment',
    ),
    Wrong(
        aid("part", "part", 'base = { of = ["works"] }', 'at = ["award"]')
        + requirement('{ amount = "part", at_least = 1.00 }'),
        'holds = { amount = "part", at_least = 1.00 }',
        "requirement[1].holds",
        'the step "part" has no amount at submission',
    ),
    Wrong(
        SHARE + DE_MINIMIS.replace("2023/2831", "2023/2381"),
        'regulations = ["2023/2381"]',
        "aid[2].regulations",
        'unknown de minimis regulation "2023/2381"; did you mean "2023/2831"?',
    ),
    Wrong(
        SHARE + DE_MINIMIS.replace('cuts = ["grant"]', 'cuts = ["premium"]'),
        'cuts = ["premium"]',
        "aid[2].cuts",
        '"premium" is cut but does not count',
    ),
    Wrong(
        SHARE + aid("other", "cumulation", 'on = ["grant"]', 'base = { of = ["total"] }'),
        "[[aid]]",
        "aid[2]",
        "a cut by cumulation needs the rule [cumulation]",
    ),
]


def one(kind: str, *fields: str) -> str:
    """A table that a call has once."""
    return rule(kind, kind, *fields).replace(f"[[{kind}]]", f"[{kind}]")


WINDOW = ("opens = 2026-03-02T09:00:00", "closes = 2026-02-02T09:00:00", 'last_instant = "excluded"')
PARTS = [
    Wrong(
        one("window", *WINDOW),
        "opens = 2026-03-02T09:00:00",
        "window.opens",
        "is 2026-03-02T09:00:00+01:00: a window opens before it closes, 2026-02-02T09:00:00+01:00",
    ),
    Wrong(
        one("early_closing", 'share = "110%"'),
        "[early_closing]",
        "early_closing",
        "early closing is measured on the funds, which stand in [allocation]",
    ),
    Wrong(
        one("payment", 'withholding = "104%"', "substitutive_payment = false"),
        'withholding = "104%"',
        "payment.withholding",
        'is "104%": at most "100%" would be right',
    ),
    Wrong(
        rule("staff_cost", "one", 'unit = "hour"', "pay = []", 'unit_rounding = "down"'),
        "pay = []",
        "staff_cost[1].pay",
        "should name its parts, each once: gross, deferred, charges",
    ),
    Wrong(
        rule("report_step", "end", f"complete = {SMALL_ENTERPRISE}", 'asks = ["sise"]'),
        'asks = ["sise"]',
        "report_step[1].asks",
        'unknown fact "sise"; did you mean "size"?',
    ),
]
