"""Does each kind of letter, act and certificate come out whole, tagged and with what it has to say?"""

import io
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from bandolo.papers import typeset as module
from bandolo.papers.typeset import printable, typeset
from bandolo.papers.typeset_application import application_document
from bandolo.papers.typeset_quote import budget, quotes
from tests.papers.letter_records import award_act, papers
from tests.papers.paper_records import CALL_IDS, assessed, filing
from tests.papers.reading_pdf import letters_of, pages_of, tags_of, text_of

KINDS = papers()
# What the law wants on each: the terms, the norms, the amounts.
SAYS = {
    "application": ("dichiara", "5.500,00 €"),
    "receipt": ("art. 18-bis della L. 241/1990",),
    "quote": ("Allegato P", "Onda Digitale Srl", "8.700,00 €"),
    "budget": ("Allegato B", "13.400,00 €"),
    "supplement_request": ("10 giorni dalla consegna", "lettera b, della L. 241/1990"),
    "refusal_notice": ("articolo 10-bis della L. 7 agosto 1990, n. 241", "30 aprile 2026", "C26-B7a"),
    "revocation_notice": ("articoli 7 e 8 della L. 7 agosto 1990", "14 luglio 2026", "C26-B7a"),
    "recovery_statement": ("6.000,00 €", "1,6%", "CRO 123", "5.997,89 €"),
    "progress_request": ("a che punto sono i lavori", "entro il 30 aprile 2026"),
    "payment_notice": ("Ritenuta", "220,00", "4.280,00", "Spesa riconosciuta"),
    "award_letter": ("determinazione n. 112 del 14 maggio 2026", "B87H26000010005", "21345678"),
    "outcome": ("ammessa e finanziata", "5.500,00 €", "determinazione n. 112", "sessanta giorni"),
    "payment_request": ("IT60X0542811101000000123456", "FPR 12/26", "7.200,00 €"),
    "report_receipt": ("Numero di registro", "c" * 12, "a" * 10),
    "withholding_certificate": ("5.500,00 €", "220,00 €", "2026"),
    "award_act": ("Determinazione n. 112", "110.000,00 €", "centoventi giorni", "Elenco C"),
    "payment_act": ("220,00 €", "5.280,00 €", "D.P.R. 600/1973"),
    "revocation": ("Da restituire", "C26-R2", "sessanta giorni"),
    "variation_act": ("Onda Digitale Srl", "Rete Nuova Srl", "determinazione n. 112", "5.500,00 €"),
    "disposal": ("c26-000123", "14 maggio 2037"),
    "minutes": ("Verbale n. 3", "domanda c26-000124", "72,5"),
    "malfunction_certificate": ("ore 10:12:30", "10 aprile 2026, ore 14:00"),
}


def test_every_template_is_set_here() -> None:
    folder = Path(module.__file__).parent / "documents"
    assert KINDS.keys() == SAYS.keys() == {path.stem for path in folder.glob("*.typ")} - {"theme"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_is_archival_and_tagged(kind: str) -> None:
    pdf = typeset(KINDS[kind])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        meta = opened.open_metadata()
        assert [meta[key] for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")] == ["2", "A", "1"]
        assert meta["dc:title"].endswith(KINDS[kind].call)
        assert opened.Root.Lang == "it-IT"
    assert tags_of(pdf)["/H1"] == 1


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_it_says_what_it_has_to(kind: str) -> None:
    said = letters_of(text_of(typeset(KINDS[kind])))
    assert [words for words in SAYS[kind] if letters_of(printable(words)) not in said] == []


@cache
def long_act() -> list[str]:
    """The text of an act with a list over many pages, by page."""
    return pages_of(typeset(award_act(300)))


def test_heads_repeat_on_every_page_of_a_list() -> None:
    lists = [page for page in long_act()[1:-1] if "Elenco" not in page]
    assert len(lists) > 5
    assert all(page.splitlines()[1].startswith(("N. Domanda Impresa", "Domanda Impresa")) for page in lists)


def test_every_row_of_a_long_list_stands_in_it_once() -> None:
    said = "\n".join(long_act())
    assert [number for number in range(1, 301) if said.count(f"c26-{number:06d}") != 1] == []


def test_a_list_of_nobody_is_left_out() -> None:
    said = text_of(typeset(award_act(0)))
    assert "Elenco A –" not in said
    assert "Domande ammesse e finanziate" in said


def test_a_quote_for_each_supplier_with_all_its_costs() -> None:
    edition, application, assessment = assessed("c26")
    found = list(quotes(filing(edition), application, assessment, "Allegato P"))
    assert [(one.supplier, one.net, [item.number for item in one.items]) for one in found] == [
        ("Onda Digitale Srl", 8_700_00, [1, 2]),
        ("Motori & Parole Snc", 2_400_00, [4]),
        ("Studio Luce", 900_00, [5]),
    ]
    assert len({one.reference for one in found}) == 3


def test_suppliers_that_costs_name_by_their_vat_number() -> None:
    edition, application, assessment = assessed("vdi")
    found = list(quotes(filing(edition), application, assessment, "Preventivo", vat_number="by"))
    costs = application.records["cost"]
    assert {(one.supplier_vat, item.number) for one in found for item in one.items} == {
        (cost["by"], number) for number, cost in enumerate(costs, 1) if "by" in cost
    }
    assert "ITS Mediterraneo" in {one.supplier for one in found}


@pytest.mark.parametrize("call", CALL_IDS)
def test_the_budget_adds_up_as_the_application_does(call: str) -> None:
    edition, application, assessment = assessed(call)
    own = filing(edition)
    one = budget(own, application, assessment, "Allegato B")
    whole = application_document(own, application, assessment)
    assert (one.items, one.costs) == (whole.items, whole.costs)
    assert typeset(one).startswith(b"%PDF-1.7")
