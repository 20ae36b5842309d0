"""Does `bandolo invoice` explain a file, and say in a word why it cannot?"""

import json
from pathlib import Path

import pytest

from tests.cli.running import run, shown
from tests.papers.banks import Move, camt053, entry_xml
from tests.papers.invoices import Row, Sum, body_xml, envelope, file_xml, held_xml, payment_xml

CUP = "E71B19000310006"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A signed file with a fee note and a credit note."""
    fee = body_xml(
        kind="TD06", rows=[Row(f"Consulenza [b] CUP {CUP}")], held=held_xml(), payment=payment_xml("1020.00")
    )
    related = (
        "<DatiFattureCollegate><IdDocumento>FT 1</IdDocumento><Data>2026-02-01</Data></DatiFattureCollegate>"
    )
    credit = body_xml(
        kind="TD04",
        number="NC 1",
        rows=[Row("Storno", "100.00", "0.00", "N2.2")],
        sums=[Sum("100.00", "0.00", "0.00", "N2.2", "S")],
        total="100.00",
        general=related,
    )
    path = tmp_path / "IT01234560157_00001.xml.p7m"
    path.write_bytes(envelope(file_xml(fee, credit).encode()))
    return path


def test_a_file_is_explained(paper: Path) -> None:
    page = shown(run("invoice", str(paper))).splitlines()
    assert page[0] == f"✓ {paper}"[: len(page[0])]
    told = "\n".join(line for line in page if "SHA-256" not in line and str(paper.parent) not in line)
    for words in (
        "FPR12, utf-8, firmato (qui non verificato)",
        "TD06 parcella FT 12/2026, martedì 10 marzo 2026",
        "fornitore: Officina Dati Srl, partita IVA IT01234560157",
        "cliente: Forno Nuovo Snc, partita IVA IT09876540874",
        f"1 Consulenza [b] CUP {CUP}",
        "ritenuta persone fisiche",
        "1.020,00 €",
        "pagamento: MP05, bonifico, 1.020,00 €, entro venerdì 10 aprile 2026, IT60X0542811101000000123456",
        f"CUP {CUP} (DettaglioLinee[1]/Descrizione)",
        "TD04 nota di credito NC 1, martedì 10 marzo 2026",
        "richiama la fattura FT 1, domenica 1° febbraio 2026",
        "-100,00 €",
    ):
        assert words in told


def test_the_answer_for_programs(paper: Path) -> None:
    result = run("invoice", "--json", str(paper), "-", given=b"%PDF-1.7")
    answer = json.loads(result.stdout)
    first, second = answer["files"]
    assert (result.exit_code, answer["version"], first["signatures"], first["refused"]) == (2, 1, 1, None)
    fee, credit = first["invoices"]
    assert [(one["type"], one["total"], one["payable"]) for one in (fee, credit)] == [
        ("TD06", "1220.00", "1020.00"),
        ("TD04", "100.00", "-100.00"),
    ]
    assert fee["references"] == [{"kind": "CUP", "value": CUP, "place": "DettaglioLinee[1]/Descrizione"}]
    assert fee["withholdings"] == [{"kind": "RT01", "amount": "200.00", "rate": "1/5"}]
    assert fee["vat_summaries"] == [
        {"rate": "11/50", "nature": "", "taxable": "1000.00", "vat": "220.00", "due": "at_once"}
    ]
    assert fee["payment_terms"][0]["means"] == "transfer"
    assert credit["related"] == [{"number": "FT 1", "date": "2026-02-01"}]
    assert (second["name"], second["invoices"]) == ("standard input", [])
    assert second["refused"]["words"]["en"] == "the file is a PDF: the e-invoice in XML or p7m is needed"


def test_one_bad_file_hides_no_other(paper: Path, tmp_path: Path) -> None:
    result = run("invoice", "--lang", "en", str(tmp_path / "none.xml"), str(paper), str(tmp_path))
    assert result.exit_code == 2
    assert "cannot be opened: No such file or directory" in result.stdout
    assert "cannot be opened: Is a directory" in result.stdout
    assert "TD06 fee note FT 12/2026, Tuesday 10 March 2026" in result.stdout


def test_an_invoice_that_comes_twice_is_told(paper: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xml"
    again.write_text(
        file_xml(body_xml(kind="TD06", number="ft12/2026"), body_xml(number="7")), encoding="utf-8"
    )
    lines = run("invoice", str(paper), str(again)).stdout
    assert "stessa fattura: FT 12/2026" in lines
    assert "NC 1 (" not in lines


def test_what_an_odd_file_lacks_is_said(tmp_path: Path) -> None:
    odd = tmp_path / "odd.xml"
    body = body_xml(
        kind="TD99", day="", payment=payment_xml("", "", "MP22") + payment_xml("1.00", "", "MP05")
    )
    odd.write_bytes(file_xml(body, header="<X/>", namespace="urn:x").encode())
    odd_twice = tmp_path / "twice.xml"
    odd_twice.write_bytes(envelope(envelope(odd.read_bytes())))
    result = run("invoice", str(odd), str(odd_twice))
    assert result.exit_code == 0
    assert "TD99 tipo sconosciuto FT 12/2026, senza data" in result.stdout
    assert "firmato 2 volte (qui non verificato)" in result.stdout
    assert "! FatturaElettronica, riga 2: lo spazio dei nomi è «urn:x»" in result.stdout
    assert "pagamento: MP22, entro venerdì 10 aprile 2026\n" in "".join(
        f"{line.rstrip()}\n" for line in result.stdout.splitlines()
    )


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    """Three invoices, one with tax withheld, and a credit note of another."""
    path = tmp_path / "bills.xml"
    related = "<DatiFattureCollegate><IdDocumento>9</IdDocumento></DatiFattureCollegate>"
    path.write_text(
        file_xml(
            body_xml(number="11", held=held_xml()),
            body_xml(number="12"),
            body_xml(number="13"),
            body_xml(kind="TD04", number="1", general=related),
        ),
        encoding="utf-8",
    )
    return path


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A list of movements, one of them not readable."""
    path = tmp_path / "bank.csv"
    rows = (
        "02/04/2026;Bonifico fatt. 11 del 10/03/2026;-1.220,00",
        "03/04/2026;Carta fatt. 12;-20,00",
        "04/04/2026;Commissioni;-1,50",
    )
    path.write_text("\n".join(("Data;Causale;Importo", *rows, "x;Y;-1,00")), encoding="utf-8")
    return path


def test_payments_are_laid_to_invoices(bills: Path, bank: Path) -> None:
    page = shown(run("invoice", str(bills), "--bank", str(bank)))
    page = page[page.index("Pagamenti") :]
    for words in (
        "CSV",
        "! riga 5: «x» non è una data come 31/03/2026",
        "1 1.220,00 € giovedì 2 aprile 2026, eseguito, bonifico, «Bonifico fatt. 11 del 10/03/2026»",
        "2    20,00 € venerdì 3 aprile 2026, eseguito, carta, «Carta fatt. 12»",
        "3     1,50 € sabato 4 aprile 2026, eseguito, «Commissioni», senza fattura: 1,50 €",
        "✓ 11: 1.020,00 € di 1.020,00 €; per intero giovedì 2 aprile 2026; pagamenti 1; 200,00 €",
        "✗ 12: 20,00 € di 1.220,00 €; pagamenti 2; la causale non porta numero e data",
        "✗ 13: 0,00 € di 1.220,00 €\n",
    ):
        assert words in page
    assert "1: " not in page.rpartition("13: ")[2]


def test_programs_get_the_settlement(bills: Path, bank: Path) -> None:
    answer = json.loads(run("invoice", str(bills), "--bank", str(bank), "--json").stdout)
    assert answer["settlement"]["unused"] == [{"payment": 2, "amount": "1.50"}]
    assert [one["in_full"] for one in answer["settlement"]["invoices"]] == [True, False, False, False]
    assert answer["settlement"]["invoices"][0] == {
        "due": "1020.00",
        "paid": "1220.00",
        "credited": "0.00",
        "beyond": "200.00",
        "in_full": True,
        "paid_on": "2026-04-02",
        "payments": [0],
        "cites_number": True,
        "cites_date": True,
    }
    assert answer["bank"]["payments"][0]["means"] == "transfer"
    assert [one["line"] for one in answer["bank"]["problems"]] == [5]


def test_a_file_that_is_no_banks_is_refused(paper: Path, tmp_path: Path) -> None:
    for bank, words in (
        ("none.csv", "cannot be opened: No such file"),
        (str(paper), "is neither a statement"),
    ):
        result = run("invoice", str(paper), "--bank", str(tmp_path / bank), "--lang", "en")
        assert result.exit_code == 2
        assert words in " ".join(result.stdout.split())
    from_input = run("invoice", str(paper), "--bank", "-", "--lang", "en", given=b"Data;Causale;Dare\n")
    assert (from_input.exit_code, "standard input CSV" in from_input.stdout) == (0, True)
    undated = camt053([entry_xml(Move("1.00", day="", reason="", payee="", iban="", family=""))])
    shown_undated = run("invoice", str(paper), "--bank", "-", given=undated)
    assert "senza data, eseguito, senza fattura: 1,00 €" in shown_undated.stdout


def test_a_schema_is_checked_against(paper: Path, tmp_path: Path) -> None:
    schema = tmp_path / "fattura.xsd"
    namespace = "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"
    schema.write_text(
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}"/>',
        encoding="utf-8",
    )
    told = run("invoice", str(paper), "--schema", str(schema)).stdout
    assert "! riga 2: lo schema ufficiale dice: Element 'FatturaElettronica': No matching global" in told
    for name in (str(paper), str(tmp_path / "none.xsd")):
        result = run("invoice", str(paper), "--schema", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"{name}: ")
