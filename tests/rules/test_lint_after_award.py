"""Is what contradicts itself in stages, reductions, duties and forms of aid found on its line in a call?"""

import pytest

from tests.rules.score_call import CALL
from tests.rules.small_calls import COMMITTEE, SHARE, SMALL, fact, problems_of, rule

RATES = """
[reference_rates]
id = "market"
words = { it = "tassi", en = "rates" }
margin = "1%"
discount_margin = "1%"
"""
BASE_RATE = "base_rates = [{ since = 2026-01-01, until = 2026-12-31, rate = '3%', source = 'x' }]\n"
CREDIT = """
[tax_credit]
id = "credit"
words = { it = "credito", en = "credit" }
unused = "lost"
"""
BALANCE = rule("stage", "rest", 'pays = "balance"')
ROWS = (
    '{ "admitted.roof" = { at_least = 1.00 }, gives = "1%" }',
    '{ "admitted.roof" = { below = 1.00 }, gives = "2%" }',
)
TABLE = f"{{ rows = [{', '.join(ROWS)}] }}"
PREMIUM = 'formula = { kind = "premium", falls = "end", premium = '
TOP = 'on = ["grant"]', 'counts = "nominal"', 'cuts = ["grant"]'


@pytest.mark.parametrize(
    ("rules", "where", "message"),
    [
        (rule("stage", "one", 'pays = "interim"'), "stage", "the last stage, and no other, is the balance"),
        (
            rule("stage", "one", 'pays = "advance"', 'share = "40%"')
            + 'surety = { covers = "100%", expires_after = "never" }\n'
            + BALANCE,
            "stage[1].surety.expires_after",
            '"never" is no deadline or event of the call',
        ),
        (
            rule("stage", "one", 'pays = "balance"', 'when = { amount = "admitted.roof", at_least = 1.00 }'),
            "stage[1].when",
            'unknown amount "admitted.roof"; did you mean "admitted.tools"?',
        ),
        (
            rule("reduction", "late", "bands = [{ revoked = true }]")
            + 'measured = { kind = "delay", after = "award", done = "award" }\n',
            "reduction[1].measured.after",
            '"award" is no deadline of the call',
        ),
        (
            rule("deadline", "report", "on = 2026-12-31", 'fulfilled_by = "report"'),
            "deadline[1].fulfilled_by",
            '"report" is a deadline, which is counted and does not happen: give the deadline another id',
        ),
        (
            rule("deadline", "report", "on = 2026-12-31")
            + rule("reduction", "late", "bands = [{ revoked = true }]")
            + 'measured = { kind = "delay", after = "report", done = "report" }\n',
            "reduction[1].measured.done",
            '"report" is a deadline, which is counted and does not happen: give the deadline another id',
        ),
        (
            rule("reduction", "lost", 'bands = [{ cut_each = "1%" }]')
            + 'measured = { kind = "loss", before = "size", after = "score.total" }\n',
            "reduction[1].measured",
            '"size" is no numeric fact or amount of the call',
        ),
        (
            rule("keeping", "seat", 'counted_from = "award"', 'recovery = "total"'),
            "keeping[1].counted_from",
            "lasts no time: one of years, months, days",
        ),
        (
            rule("guarantee", "backing", 'covers = "50%"', f'{PREMIUM}"1%" }}'),
            "guarantee[1].formula",
            "needs the [reference_rates] of the call",
        ),
        (
            RATES + BASE_RATE + rule("guarantee", "backing", 'covers = "50%"', f"{PREMIUM}{TABLE} }}"),
            "guarantee[1].formula.premium",
            'unknown amount "admitted.roof"; did you mean "admitted.tools"?',
        ),
        (RATES + "base_rates = []\n", "reference_rates.base_rates", "is empty: one rate or more"),
        (
            CREDIT + 'shares = ["50%"]\ncounted_from = "award"\n',
            "tax_credit.shares",
            'come to 50%: "100%" together would be right',
        ),
        (
            CREDIT + 'shares = ["100%"]\ncounted_from = "never"\n',
            "tax_credit.counted_from",
            '"never" is no deadline or event of the call',
        ),
        (
            rule("instrument_ceiling", "top", *TOP, 'share = "50%"', 'base = "admitted.roof"'),
            "instrument_ceiling[1].base",
            '"admitted.roof" is no amount of the call',
        ),
        (
            SHARE
            + "at = ['submission']\n"
            + rule("instrument_ceiling", "top", *TOP, "at_most = 5.00")
            + "when = { amount = 'half', at_least = 1.00 }\n",
            "instrument_ceiling[1].when",
            'the step "half" has no amount at award',
        ),
    ],
)
def test_a_contradiction_is_found(rules: str, where: str, message: str) -> None:
    found = problems_of(SMALL + rules)
    assert (where, message) in {(one.where, one.message) for one in found}
    assert all(one.line > SMALL.count("\n") for one in found)


def test_points_and_numbers_can_be_measured() -> None:
    facts = "".join(fact(name, "yes_no") for name in ("has_plan", "has_label"))
    facts += "".join(fact(name, "count") for name in ("jobs", "staff"))
    measured = 'measured = { kind = "loss", before = "staff", after = "score.total" }'
    order = 'order = [{ words = { it = "x", en = "x" }, score = "total", order = "descending" }]\n'
    ranking = f'[ranking]\nid = "order"\nwords = {{ it = "x", en = "x" }}\nties = "time"\n{order}'
    lost = rule("reduction", "lost", 'bands = [{ cut_each = "1%" }]', measured)
    assert problems_of(SMALL + facts + CALL + ranking + COMMITTEE + lost) == ()
