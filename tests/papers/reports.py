"""What do the tests of matching lay beside what: a real call, a dossier, an invoice, its payment?"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from bandolo.papers.invoice import Invoice
from bandolo.papers.matching import Dossier, Enterprise, Finding, Handed, Quote, Use
from bandolo.papers.matching_report import MatchedReport, match_report
from bandolo.papers.payment_proof import Payment
from bandolo.rules.call import Call
from bandolo.rules.load import load_call
from tests.papers.invoices import CUSTOMER, SUPPLIER, Row, body_xml, invoice_of

CALLS = Path(__file__).parents[2] / "calls"
CUP = "E71B19000310006"
US = Enterprise("Forno Nuovo Snc", CUSTOMER)
THEM = Enterprise("Officina Dati Srl", f"IT {SUPPLIER}")
DOSSIER = Dossier(
    id="D1",
    beneficiary=US,
    citations=("Bando digitale lombardo 2012-2013",),
    cup=CUP,
    quotes=(Quote("P1", THEM, "consulting", 100000),),
    admitted={"consulting": 100000},
    vat_recoverable=True,
    facts={"project_ended_on": date(2013, 11, 15), "statement_requested": True},
)
BODY = body_xml(day="2013-03-10", number="12", rows=[Row(f"Consulenza, CUP {CUP}")])
PAID = Payment(
    id="A",
    cents=122000,
    on=date(2013, 4, 2),
    means="transfer",
    reason="Fattura 12 del 10/03/2013",
    payee="",
    payee_iban="",
    payer_iban="",
    state="executed",
    source="statement",
    where="Ntry[1]",
)


@cache
def call(name: str) -> Call:
    """A real call."""
    return load_call(CALLS / name / "call.toml").call


def match(
    bodies: Sequence[str | Invoice] = (BODY,),
    payments: Sequence[Payment] = (PAID,),
    dossier: Dossier = DOSSIER,
    uses: Sequence[Use] = (),
    name: str = "l12",
) -> MatchedReport:
    """What is found of invoices, each in a file of its own."""
    read = [one if isinstance(one, Invoice) else invoice_of(one) for one in bodies]
    handed = Handed(
        invoices=tuple((one, f"digest {at}") for at, one in enumerate(read)), payments=tuple(payments)
    )
    return match_report(call(name), dossier, handed, uses)


def of_rules(report: MatchedReport) -> dict[str | None, tuple[bool | None, tuple[str, ...]]]:
    """The findings of rules of the first invoice: verdict and clauses."""
    return {
        one.rule: (one.verdict, one.clauses) for one in report.invoices[0].findings if one.check == "rule"
    }


def others(findings: Sequence[Finding]) -> list[tuple[str, bool | None, str, tuple[str, ...]]]:
    """The other findings, in English."""
    return [(one.check, one.verdict, one.words.en, one.clauses) for one in findings if one.check != "rule"]
