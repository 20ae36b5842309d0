"""Is the list of movements of an Italian bank read, whatever it calls its columns?"""

from datetime import date

import pytest

from bandolo.papers.bank_csv import (
    MOST_CSV_BYTES,
    MOST_ROWS,
    CsvLayout,
    means_in,
    proposed_layout,
    read_bank_cents,
    read_italian_day,
)
from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.payment_proof import Payment

PLAIN = """Banca del Borgo;;
Conto IT05 V054 2811 1010 0000 0654 321;;

Data contabile;Causale;Importo
02/04/2026;Bonifico a favore di Officina Dati, saldo fatt. 12/2026;-1.220,00
03/04/2026;Bonifico da cliente;500,00
04/04/2026;;0,00

;Saldo finale;3.000,00
"""
APART = (
    "Data;Descrizione;Dare;Avere;IBAN beneficiario\n"
    '1/4/26;"Riba ""forno""; aprile";1.000,5;;IT60 X054 2811 1010 0000 0123 456\n'
    "2/4/26;Stipendi;;9,00;\n"
)


def test_a_list_with_signs_is_read() -> None:
    found = read_bank_file("movimenti.csv", PLAIN.encode("windows-1252"))
    assert (found.kind, found.problems, found.refused) == ("CSV", (), None)
    assert found.payments == (
        Payment(
            id="",
            cents=122000,
            on=date(2026, 4, 2),
            means="transfer",
            reason="Bonifico a favore di Officina Dati, saldo fatt. 12/2026",
            payee="",
            payee_iban="",
            payer_iban="",
            state="executed",
            source="csv",
            where="line 5",
        ),
    )


def test_a_list_with_two_columns_of_amounts_is_read() -> None:
    found = read_bank_file("movimenti.csv", b"\xef\xbb\xbf" + APART.encode())
    assert [(one.cents, one.on, one.means, one.reason, one.payee_iban) for one in found.payments] == [
        (100050, date(2026, 4, 1), "riba", 'Riba "forno"; aprile', "IT60X0542811101000000123456")
    ]


def test_a_declared_layout_is_taken_at_its_word() -> None:
    layout = CsvLayout(on="Day", amount="Sum", reason="Why", payee="Who", separator=",", decimal=".")
    head, good = "Day,Sum,Why,Who", '2026-04-02,"-1,220.00",Invoice 12,Officina'
    text = f"{head}\n{good}\n2026-04-03,x,Invoice 13,\n?,-1,Invoice 14"
    found = read_bank_file("b.csv", text.encode(), layout)
    assert [(one.cents, one.payee) for one in found.payments] == [(122000, "Officina")]
    assert [(one.line, one.words.en) for one in found.problems] == [
        (3, '"x" is not an amount such as 1,234.50'),
        (4, '"?" is not a date such as 31/03/2026'),
    ]


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        (PLAIN, CsvLayout(on="Data contabile", amount="Importo", reason="Causale")),
        (APART, CsvLayout(on="Data", debit="Dare", reason="Descrizione", payee_iban="IBAN beneficiario")),
        (
            '"Data operazione","Descrizione","Importo"',
            CsvLayout(
                on="Data operazione", amount="Importo", reason="Descrizione", separator=",", decimal="."
            ),
        ),
        ("DATA\tCAUSALE\tUSCITE", CsvLayout(on="DATA", debit="USCITE", reason="CAUSALE", separator="\t")),
        ("Data;Importo", None),
        ("\n" * 50 + PLAIN, None),
    ],
)
def test_a_layout_is_proposed_from_the_head(text: str, layout: CsvLayout | None) -> None:
    assert proposed_layout(text) == layout


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,50", 123450),
        ("-1.234,50", -123450),
        ("1.234,50-", -123450),
        ("(12,00)", -1200),
        ("+12,5", 1250),
        ("€ 12", 1200),
        ("EUR 1.000", 100000),
        ("1234567,89", 123456789),
        ("1 234,50", 123450),
        ("1234.50", None),
        ("1,234.50", None),
        ("12.34,00", None),
        ("dodici", None),
        ("", None),
        ("9" * 14, None),
    ],
)
def test_amounts_are_read_as_italians_write_them(text: str, cents: int | None) -> None:
    assert read_bank_cents(text) == cents


@pytest.mark.parametrize(("text", "cents"), [("-1,234.50", -123450), ("12.5", 1250), ("1.234,50", None)])
def test_amounts_are_read_with_a_point_where_that_is_declared(text: str, cents: int | None) -> None:
    assert read_bank_cents(text, ".") == cents


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/03/2026", date(2026, 3, 31)),
        ("1.4.26", date(2026, 4, 1)),
        ("2026-04-01 10:30", date(2026, 4, 1)),
        ("31/02/2026", None),
        ("domani", None),
    ],
)
def test_days_are_read_as_italians_write_them(text: str, day: date | None) -> None:
    assert read_italian_day(text) == day


@pytest.mark.parametrize(
    ("reason", "means"),
    [
        ("BONIFICO SEPA a favore", "transfer"),
        ("Ri.Ba. n. 4", "riba"),
        ("Addebito diretto SEPA SDD", "rid"),
        ("Assegno n. 7", "cheque"),
        ("Pagamento POS carta 1234", "card"),
        ("Prelievo contanti", "cash"),
        ("Commissioni", None),
    ],
)
def test_the_words_tell_the_means(reason: str, means: str | None) -> None:
    assert means_in(reason) == means


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Data;Causale;Dare\n" + b"x;y;z\n" * (MOST_ROWS + 1), "the list has more than 100000 rows"),
        (b"Data;Causale;Dare\n" + b"y" * 200_000 + b"\n", "the list has a field that is too long, or quotes"),
        (b"Data;Causale;Dare\n" + b"y" * MOST_CSV_BYTES, "the file is above 10 MB"),
        (b'"Data;Causale;Dare', "no row has the columns declared: Data, Dare, Causale"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, words: str) -> None:
    found = read_bank_file("b.csv", data)
    assert found.refused is not None
    assert (found.payments, found.refused.words.en[: len(words)]) == ((), words)
