"""Do stages, sureties and bands read as an officer would say them?"""

import pytest

from bandolo.rules.guide_after_award import reduction_lines, stage_line
from bandolo.rules.guide_parts import Voice
from tests.rules.small_calls import call_of, rule

SMALL_ONLY = 'when = { fact = "size", is = "small" }'
STAGES = (
    rule("stage", "advance", 'pays = "advance"', 'share = "40%"', 'recovered = "last"', SMALL_ONLY)
    + 'surety = { covers = "110%", expires_after = "award", months = 1 }\n'
    + rule("stage", "early", 'pays = "advance"', 'share = "10%"', 'recovered = "last"')
    + 'surety = { covers = "100%", expires_after = "award" }\n'
    + rule("stage", "interim", 'pays = "interim"', 'costs_at_least = "30%"')
    + rule("stage", "rest", 'pays = "balance"')
)


def test_a_stage_tells_for_whom_on_which_costs_and_with_which_surety() -> None:
    call = call_of(STAGES)
    said = {lang: [stage_line(Voice(call, lang), stage) for stage in call.stages] for lang in ("it", "en")}
    assert said["en"] == [
        (
            "- Rule. It holds where: “How large is the enterprise (Annex I, Reg. EU 651/2014)?” small "
            "enterprise. "
            "A surety for 110% of the advance is needed, valid until 1 month after: award."
        ),
        "- Rule. A surety for 100% of the advance is needed, valid until: award.",
        "- Rule. Costs reported of 30% of those approved are needed.",
        "- Rule.",
    ]
    assert said["it"][1:3] == [
        "- Regola. Serve una garanzia per il 100% dell'anticipo, valida fino a: concessione.",
        "- Regola. Servono costi rendicontati per il 30% di quelli approvati.",
    ]


def bands(kind: str, *listed: str) -> str:
    return rule("reduction", "cut", f"measured = {{ {kind} }}", f"bands = [{', '.join(listed)}]")


COUNT = '[[fact]]\nid = "reached"\ntype = "count"\nask = { it = "?", en = "?" }\n'
TOTALS = 'part = "admitted.total", whole = "approved.total"'


@pytest.mark.parametrize(
    ("text", "it", "en"),
    [
        (
            bands(f'kind = "share", {TOTALS}', "{ in_proportion = true }"),
            ["  - Quota realizzata: sempre; in meno la quota che manca."],
            ["  - Share realised: always; less by the share that is short."],
        ),
        (
            COUNT
            + bands(
                'kind = "value", of = "reached"',
                "{ below = 5, revoked = true }",
                '{ at_least = 5, at_most = 9, cut = "12.5%" }',
                '{ above = 9, cut = "0%" }',
            ),
            [
                "  - Valore raggiunto: meno di 5; il contributo è revocato.",
                "  - Valore raggiunto: almeno 5, al massimo 9; 12,5% in meno.",
                "  - Valore raggiunto: più di 9; nulla in meno.",
            ],
            [
                "  - Value reached: less than 5; the grant is revoked.",
                "  - Value reached: at least 5, at most 9; 12.5% less.",
                "  - Value reached: more than 9; nothing less.",
            ],
        ),
        (
            COUNT + bands('kind = "loss", before = "reached", after = "reached"', '{ cut_each = "2%" }'),
            ["  - Punti persi: sempre; 2% in meno per ogni punto."],
            ["  - Points lost: always; 2% less for each point."],
        ),
    ],
)
def test_a_reduction_tells_its_bands(text: str, it: list[str], en: list[str]) -> None:
    call = call_of(text)
    [reduction] = call.reductions
    said = {lang: [*reduction_lines(Voice(call, lang), reduction)] for lang in ("it", "en")}
    assert said == {"it": ["- Regola.", *it], "en": ["- Rule.", *en]}


def test_a_grant_worked_out_again_has_no_bands() -> None:
    call = call_of(rule("reduction", "again", 'down_to = "aid.grant"', SMALL_ONLY))
    [line] = reduction_lines(Voice(call, "en"), call.reductions[0])
    assert line.startswith("- Rule. It holds where: ")
