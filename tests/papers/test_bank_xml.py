"""Are statements in camt.053 and status reports in pain.002 read in all their versions?"""

from datetime import date

import pytest

from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.payment_proof import Payment, State
from tests.papers.banks import PAYER_IBAN, Move, camt053, entry_xml, pain002, part_xml, transfer_xml
from tests.papers.invoices import IBAN, body_xml, envelope, file_xml


def read(data: bytes) -> tuple[Payment, ...]:
    """The payments of a file that is read without problems."""
    found = read_bank_file("bank.xml", data)
    assert (found.refused, found.problems) == (None, ())
    return found.payments


@pytest.mark.parametrize("version", range(2, 14))
def test_a_statement_is_read_in_every_version(version: int) -> None:
    data = camt053([entry_xml(Move(), version)], version)
    assert read(data) == (
        Payment(
            id="E2E-1",
            cents=122000,
            on=date(2026, 4, 2),
            means="transfer",
            reason="Saldo fatt. 12/2026 del 10/03/2026",
            payee="Officina Dati Srl",
            payee_iban=IBAN,
            payer_iban=PAYER_IBAN,
            state="executed",
            source="statement",
            where="Ntry[1], line 1",
        ),
    )
    assert read_bank_file("b", data).kind == f"camt.053.001.{version:02d}"
    assert read(envelope(data)) == read(data)


@pytest.mark.parametrize(
    ("move", "state"),
    [
        (Move(), "executed"),
        (Move(status="PDNG"), "pending"),
        (Move(sign="CRDT", more="<RvslInd>true</RvslInd>"), "returned"),
    ],
)
def test_an_entry_has_a_state(move: Move, state: State) -> None:
    assert [one.state for one in read(camt053([entry_xml(move)]))] == [state]


def test_money_that_comes_in_is_no_payment() -> None:
    back = Move(sign="DBIT", more="<RvslInd>true</RvslInd>")
    assert read(camt053([entry_xml(Move(sign="CRDT")), entry_xml(back)])) == ()


@pytest.mark.parametrize(
    ("family", "means"),
    [
        ("ICDT", "transfer"),
        ("RDDT", "rid"),
        ("CCRD", "card"),
        ("RCHQ", "cheque"),
        ("CNTR", "cash"),
        ("LBOX", None),
    ],
)
def test_the_bank_tells_the_means(family: str, means: str | None) -> None:
    assert [one.means for one in read(camt053([entry_xml(Move(family=family))]))] == [means]


def test_a_riba_is_told_by_the_code_of_the_bank() -> None:
    move = Move(more="<BkTxCd><Prtry><Cd>RIBA</Cd></Prtry></BkTxCd>")
    entry = entry_xml(move, parts="")
    assert [(one.means, one.id, one.payee) for one in read(camt053([entry]))] == [("riba", "", "")]


@pytest.mark.parametrize("amount", ["new", "old"])
def test_an_entry_of_several_transfers_is_several_payments(amount: str) -> None:
    one, two = Move("1000.00", id="A"), Move("220.00", id="B", reason="Fatt. 13")
    parts = part_xml(one, 4, amount) + part_xml(two, 4, amount)
    found = read(camt053([entry_xml(Move("1220.00"), 4, parts)], 4))
    assert [(each.id, each.cents, each.reason, each.where) for each in found] == [
        ("A", 100000, one.reason, "Ntry[1]/TxDtls[1], line 1"),
        ("B", 22000, "Fatt. 13", "Ntry[1]/TxDtls[2], line 1"),
    ]


def test_a_batch_without_amounts_stays_one_payment() -> None:
    parts = part_xml(Move(), 4) + part_xml(Move(), 4)
    move = Move(more="<AddtlNtryInf>Distinta 7</AddtlNtryInf>")
    assert [(one.cents, one.reason) for one in read(camt053([entry_xml(move, 4, parts)], 4))] == [
        (122000, "Distinta 7")
    ]


def test_a_structured_reason_is_read() -> None:
    reason = (
        "<Strd><RfrdDocInf><Nb>FT 12/2026</Nb><RltdDt>2026-03-10</RltdDt></RfrdDocInf>"
        "<CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf><AddtlRmtInf>saldo</AddtlRmtInf></Strd>"
    )
    entry = entry_xml(Move(reason="x")).replace("<Ustrd>x</Ustrd>", reason)
    assert [one.reason for one in read(camt053([entry]))] == ["FT 12/2026 2026-03-10 RF18539007547034 saldo"]
    later = entry.replace("<RltdDt>2026-03-10</RltdDt>", "<RltdDt><Dt>2026-03-10</Dt></RltdDt>")
    assert [one.reason for one in read(camt053([later]))] == ["FT 12/2026 2026-03-10 RF18539007547034 saldo"]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (entry_xml(Move("abc")), ['"abc" is not a number such as 1234.50', "the entry has no amount"]),
        (entry_xml(Move("-5.00")), ["the entry has no amount"]),
        (
            entry_xml(Move()).replace('Ccy="EUR"', 'Ccy="USD"', 1),
            ["the amount is in USD, not euro", "the entry has no amount"],
        ),
        (
            entry_xml(Move("1220.00"), 4, part_xml(Move("1.00"), 4, "new") * 2),
            ["the transfers of the batch do not add up to the entry, EUR 1,220.00"],
        ),
        (entry_xml(Move(day="31/12")), ['"31/12" is not a date such as 2026-03-31']),
    ],
)
def test_what_is_odd_is_told(entry: str, told: list[str]) -> None:
    assert [one.words.en for one in read_bank_file("b", camt053([entry])).problems] == told


def test_the_day_of_value_stands_in_for_the_booking() -> None:
    entry = (
        entry_xml(Move())
        .replace("BookgDt", "ValDt")
        .replace("<Dt>2026-04-02</Dt>", "<DtTm>2026-04-03T10:00:00+02:00</DtTm>")
    )
    assert [one.on for one in read(camt053([entry]))] == [date(2026, 4, 3)]


@pytest.mark.parametrize(
    ("version", "root"), [(3, "CstmrPmtStsRpt"), (10, "CstmrPmtStsRpt"), (3, "CBIPaymentStatusReport")]
)
def test_a_status_report_is_read(version: int, root: str) -> None:
    (one,) = read(pain002(transfer_xml(version=version), version, root))
    assert (one.id, one.cents, one.on, one.means, one.reason, one.payee, one.payee_iban, one.payer_iban) == (
        "E2E-1",
        122000,
        date(2026, 4, 2),
        "transfer",
        "Fatt. 12/2026",
        "Officina Dati Srl",
        IBAN,
        PAYER_IBAN,
    )
    assert (one.state, one.source, one.where) == ("executed", "status_report", "TxInfAndSts E2E-1, line 1")


@pytest.mark.parametrize(
    ("status", "above", "group", "state"),
    [
        ("ACSC", "", "", "executed"),
        ("ACCC", "", "", "executed"),
        ("ACSP", "ACSC", "", "pending"),
        ("PDNG", "", "", "pending"),
        ("RJCT", "ACSC", "", "refused"),
        ("CANC", "", "", "refused"),
        ("", "RJCT", "ACSC", "refused"),
        ("", "", "ACSC", "executed"),
        ("", "", "", "pending"),
    ],
)
def test_only_what_is_settled_has_paid(status: str, above: str, group: str, state: State) -> None:
    transfers = (f"<PmtInfSts>{above}</PmtInfSts>" if above else "") + transfer_xml(status)
    assert [one.state for one in read(pain002(transfers, status=group))] == [state]


def test_a_report_that_repeats_no_amount_says_so() -> None:
    found = read_bank_file("b", pain002(transfer_xml(amount="-1.00") + transfer_xml(id="E2E-2")))
    assert [one.id for one in found.payments] == ["E2E-2"]
    assert [(one.where, one.words.en) for one in found.problems] == [
        ("TxInfAndSts E2E-1", "the report does not repeat the amount: the statement is needed")
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            file_xml(body_xml()).encode(),
            "the XML is neither a statement (camt.053) nor a status report (pain.002)",
        ),
        (b"<!DOCTYPE a><a/>", "the file declares a document type (DTD)"),
        (b"0\x82ab", "the signed envelope (p7m) is broken or incomplete"),
        (b"Caro cliente", "this is no statement: camt.053, pain.002 or a CSV"),
        (b"", "this is no statement: camt.053, pain.002 or a CSV"),
    ],
)
def test_what_is_no_file_of_a_bank_is_refused(data: bytes, words: str) -> None:
    found = read_bank_file("b", data)
    assert found.refused is not None
    assert (found.payments, found.refused.words.en[: len(words)]) == ((), words)


def test_a_bank_that_refuses_says_why() -> None:
    reasons = (
        "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Conto estinto</AddtlInf></StsRsnInf>"
        "<StsRsnInf><Rsn><Prtry>X1</Prtry></Rsn></StsRsnInf>"
    )
    refused = transfer_xml(status="RJCT").replace("<OrgnlTxRef>", f"{reasons}<OrgnlTxRef>")
    (one, other) = read(pain002(refused + transfer_xml(id="E2E-2")))
    assert (one.state, one.why, other.why) == ("refused", "AC04 Conto estinto; X1", "")
