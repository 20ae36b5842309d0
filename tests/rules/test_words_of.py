"""Do conditions, comparisons and amounts say the same in words, in both languages?"""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from bandolo.rules.call import Call
from bandolo.rules.comparisons import Compared
from bandolo.rules.conditions import (
    All,
    AmountValue,
    Any,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Not,
    Over,
)
from bandolo.rules.load import load_call
from bandolo.rules.words_of import Wording

OVEN = Path(__file__).parents[1] / "calls" / "oven"
SIZE = FactValue("size")
SMALL = Comparison(SIZE, "is", Constant("small"))
OPEN = Comparison(FactValue("site_open"), "is", Constant(True))
NEW = Comparison(FactValue("is_new", "cost"), "is", Constant(True))
OF_OVEN = Comparison(FactValue("line", "cost"), "is", Constant("oven"))


@pytest.fixture(scope="module")
def call() -> Call:
    """The made-up call."""
    return load_call(OVEN / "call.toml").call


@pytest.mark.parametrize(
    ("fact", "value", "it", "en"),
    [
        ("site_open", True, "sì", "yes"),
        ("site_open", False, "no", "no"),
        ("size", "small", "piccola impresa", "small enterprise"),
        ("amount", 123450, "1.234,50 €", "EUR 1,234.50"),
        ("aid.grant", 100, "1,00 €", "EUR 1.00"),
        ("files_bytes", 6291456, "6.291.456 byte", "6,291,456 byte"),
        ("max_rate", Fraction(1, 8), "12,5%", "12.5%"),
        ("dated", date(2026, 3, 2), "lunedì 2 marzo 2026", "Monday 2 March 2026"),
        (
            "dated",
            datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
            "lunedì 2 marzo 2026, ore 10:30",
            "Monday 2 March 2026, 10:30",
        ),
        ("line", "oven", "Forno", "Oven"),
        ("line", "stove", "stove", "stove"),
        ("description", "pane", "pane", "pane"),
        ("active_provinces", frozenset(), "nessuna", "none"),
        ("active_provinces", frozenset({"MI", "LO"}), "LO o MI", "LO or MI"),
        (
            "size",
            frozenset({"micro", "large", "small"}),
            *(
                "microimpresa, piccola impresa o grande impresa",
                "micro enterprise, small enterprise or large enterprise",
            ),
        ),
    ],
)
def test_a_value_is_shown_as_its_fact_asks(call: Call, fact: str, value: object, it: str, en: str) -> None:
    assert [Wording(call, lang).value(fact, value) for lang in ("it", "en")] == [it, en]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "it", "en"),
    [
        ("claimed.oven", "spesa chiesta, Forno", "cost claimed, Oven"),
        ("admitted.total", "spesa ammessa, Totale", "cost admitted, Total"),
        ("approved.fitting", "spesa approvata, Posa", "cost approved, Fitting"),
        ("approved.grant", "contributo concesso", "grant awarded"),
        ("aid.services", "servizi gratuiti", "free services"),
        ("half", "Metà della spesa ammessa", "Half of the admitted cost"),
        ("room", "spazio che resta", "room left"),
        ("elsewhere", "elsewhere", "elsewhere"),
    ],
)
def test_an_amount_has_words(call: Call, name: str, it: str, en: str) -> None:
    assert [Wording(call, lang).amount(name) for lang in ("it", "en")] == [it, en]


@pytest.mark.parametrize(
    ("one", "it", "en"),
    [
        (
            Compared("site_open", "site_open", "is", True, False, False),
            "Il forno è aperto al pubblico? Risposta: no; serve: sì",
            "Is the bakery open to the public? Answer: no; needed: yes",
        ),
        (
            Compared("site_open", "site_open", "is", True, True, True, should=False),
            "Il forno è aperto al pubblico? Risposta: sì; serve: no",
            "Is the bakery open to the public? Answer: yes; needed: no",
        ),
        (
            Compared("cost[3].is_new", "is_new", "is", True, None, None),
            "voce di spesa prevista 3: È nuovo? manca la risposta",
            "planned cost item 3: Is it new? the answer is missing",
        ),
        (
            Compared("admitted.total", "admitted.total", "at_least", 50000, 49999, False),
            "spesa ammessa, Totale: 499,99 €; serve almeno 500,00 €",
            "cost admitted, Total: EUR 499.99; needed at least EUR 500.00",
        ),
        (
            Compared("admitted.total", "admitted.total", "at_least", Fraction(100001, 3), 33333, False),
            "spesa ammessa, Totale: 333,33 €; serve almeno 333,34 €",
            "cost admitted, Total: EUR 333.33; needed at least EUR 333.34",
        ),
        (
            Compared("admitted.total", "admitted.total", "above", 50000, None, None),
            "spesa ammessa, Totale: non ancora noto",
            "cost admitted, Total: not known yet",
        ),
        (
            Compared("admitted.total", "admitted.total", "at_most", 50000, 40000, True, should=False),
            "spesa ammessa, Totale: 400,00 €; serve più di 500,00 €",
            "cost admitted, Total: EUR 400.00; needed more than EUR 500.00",
        ),
        (
            Compared(
                "active_provinces",
                "active_provinces",
                "has",
                "MI",
                frozenset({"LO", "MI"}),
                True,
                should=False,
            ),
            (
                "In quali province l'impresa ha la sede legale o unità locali iscritte e attive al Registro "
                "delle imprese (sigle)? Risposta: LO e MI; non deve comprendere MI"
            ),
            (
                "In which provinces does the enterprise have its registered office or local units entered "
                "and active in the business register (two letters)? Answer: LO and MI; "
                "it should not include MI"
            ),
        ),
        (
            Compared("cost[1].description", "description", "filled", True, " ", False),
            "voce di spesa prevista 1: Che cosa comprende? Risposta: vuota; serve una risposta",
            "planned cost item 1: What does it comprise? Answer: empty; an answer is needed",
        ),
        (
            Compared("size", "size", "in", frozenset({"small"}), "large", False),
            (
                "Qual è la dimensione dell'impresa (All. I Reg. UE 651/2014)? Risposta: grande impresa; "
                "serve: piccola impresa"
            ),
            (
                "How large is the enterprise (Annex I, Reg. EU 651/2014)? Answer: large enterprise; "
                "needed: small enterprise"
            ),
        ),
        (
            Compared("quote", "quote", "at_least", 3, 2, False),
            "preventivo: 2; serve almeno 3",
            "quote: 2; needed at least 3",
        ),
        (
            Compared("quote", "quote", "some", 1, 0, False),
            "preventivo: 0; serve almeno 1",
            "quote: 0; needed at least 1",
        ),
        (
            Compared("quote", "quote", "every", None, None, None),
            "manca l'elenco «preventivo»",
            "the list “quote” is missing",
        ),
    ],
)
def test_a_comparison_says_what_was_found_and_what_is_needed(
    call: Call, one: Compared, it: str, en: str
) -> None:
    assert [Wording(call, lang).compared(one) for lang in ("it", "en")] == [it, en]


@pytest.mark.parametrize(
    ("condition", "it", "en"),
    [
        (OPEN, "«Il forno è aperto al pubblico?» sì", "“Is the bakery open to the public?” yes"),
        (Not(OPEN), "«Il forno è aperto al pubblico?» no", "“Is the bakery open to the public?” no"),
        (
            Any((OPEN, Comparison(AmountValue("admitted.total"), "at_most", Constant(50000)))),
            "«Il forno è aperto al pubblico?» sì oppure spesa ammessa, Totale al massimo 500,00 €",
            "“Is the bakery open to the public?” yes or cost admitted, Total at most EUR 500.00",
        ),
        (
            Not(Any((OPEN, Comparison(AmountValue("admitted.total"), "at_most", Constant(50000))))),
            "«Il forno è aperto al pubblico?» no e spesa ammessa, Totale più di 500,00 €",
            "“Is the bakery open to the public?” no and cost admitted, Total more than EUR 500.00",
        ),
        (
            Over("some", "cost", None, OF_OVEN),
            "almeno una riga «voce di spesa prevista» di Forno",
            "at least one “planned cost item” of Oven",
        ),
        (
            Over("every", "cost", OF_OVEN, NEW),
            "ogni riga «voce di spesa prevista» di Forno con «È nuovo?» sì",
            "every “planned cost item” of Oven with “Is it new?” yes",
        ),
        (
            Not(Over("no", "cost", None, NEW)),
            "non (nessuna riga «voce di spesa prevista»: «È nuovo?» sì)",
            "not (no “planned cost item”: “Is it new?” yes)",
        ),
        (Over("count", "quote", None, None, at_least=3), "almeno 3 «preventivo»", "at least 3 “quote”"),
        (
            Over("count", "cost", NEW, None, at_least=1, at_most=2),
            "almeno 1 e al massimo 2 «voce di spesa prevista»: «È nuovo?» sì",
            "at least 1 and at most 2 “planned cost item”: “Is it new?” yes",
        ),
        (
            Comparison(
                AmountValue("admitted.total"), "at_least", AmountValue("approved.total", Fraction(7, 10))
            ),
            "spesa ammessa, Totale almeno 70% di spesa approvata, Totale",
            "cost admitted, Total at least 70% of cost approved, Total",
        ),
        (
            Comparison(FactValue("paid_on", "invoice"), "above", FactValue("dated", "invoice", plus_days=59)),
            "«Quando è stata pagata per intero?» più di «Che data porta?» + 59 giorni",
            "“When was it paid in full?” more than “Which date does it bear?” + 59 days",
        ),
    ],
)
def test_a_condition_says_when_it_holds(call: Call, condition: Condition, it: str, en: str) -> None:
    assert [Wording(call, lang).condition(condition) for lang in ("it", "en")] == [it, en]


def test_mixed_connections_are_told_apart(call: Call) -> None:
    inner = Over("every", "cost", None, NEW)
    both = All((Not(inner), Any((OPEN, SMALL))))
    assert Wording(call, "en").condition(both) == (
        "not (every “planned cost item”: “Is it new?” yes) and (“Is the bakery open to the public?” yes or "
        "“How large is the enterprise (Annex I, Reg. EU 651/2014)?” small enterprise)"
    )
