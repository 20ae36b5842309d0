"""Does every finding say what was found, and name the clause of the call that asks for it?"""

from dataclasses import replace
from datetime import date

import pytest

from bandolo.papers.invoice_codes import TYPES
from bandolo.papers.invoice_fingerprint import fingerprint_of
from bandolo.papers.matching import Dossier, Enterprise, Handed, Quote, Use
from bandolo.papers.matching_report import match_report
from bandolo.papers.payment_proof import Payment
from tests.papers.invoices import CUSTOMER, OTHER_SUPPLIER, Row, Sum, body_xml, held_xml, invoice_of
from tests.papers.reports import BODY, CUP, DOSSIER, PAID, THEM, call, match, of_rules, others

APPROVED = ("L12-36", "L12-24")
GOOD = {
    "invoice-of-an-approved-item": (True, ("L12-36", "L12-24")),
    "invoiced-from-the-opening": (True, ("L12-15",)),
    "invoiced-by-the-end": (True, ("L12-7", "L12-32")),
    "paid-in-time": (True, ("L12-8",)),
    "title-of-the-call": (True, ("L12-16",)),
    "receipted": (True, ("L12-17",)),
    "means-of-payment": (True, ("L12-19",)),
    "transfer-cites-the-invoice": (True, ("L12-19",)),
    "cheque-to-the-supplier": (True, ("L12-19",)),
    "shown-by-the-statement": (True, ("L12-19",)),
}


def test_a_good_invoice_meets_every_rule_that_papers_speak_for() -> None:
    report = match()
    assert of_rules(report) == GOOD
    (one,) = report.invoices
    assert (one.quote, one.fingerprint.number) == (DOSSIER.quotes[0], "12")
    assert others(one.findings) == [
        ("supplier", True, "the supplier is that of quote P1", ("L12-3",)),
        ("vat", True, "the VAT of EUR 220.00 does not count, EUR 1,000.00 counts", ("L12-14",)),
        ("paid", True, "paid in full: EUR 1,220.00", ("L12-8", "L12-17")),
    ]
    assert others(report.findings) == [
        ("amount", True, "quote P1: EUR 1,000.00 invoiced, EUR 1,000.00 admitted", APPROVED),
        ("amount", True, "line consulting: EUR 1,000.00 invoiced, EUR 1,000.00 admitted", APPROVED),
    ]
    evidence = {found.rule: [words.en for words in found.evidence] for found in one.findings if found.rule}
    assert evidence["paid-in-time"] == ["paid in full on 2013-04-02"]
    assert evidence["title-of-the-call"] == [f"cites the CUP {CUP} (DettaglioLinee[1]/Descrizione)"]
    assert evidence["transfer-cites-the-invoice"] == [
        "paid by bank transfer",
        'the reason says "Fattura 12 del 10/03/2013"',
    ]


@pytest.mark.parametrize(
    ("body", "paid", "dossier", "changed"),
    [
        (
            BODY.replace("2013-03-10", "2012-10-01"),
            PAID,
            DOSSIER,
            {"invoiced-from-the-opening": False, "transfer-cites-the-invoice": False},
        ),
        (
            BODY.replace("2013-03-10", "2013-11-16"),
            PAID,
            DOSSIER,
            {"invoiced-by-the-end": False, "transfer-cites-the-invoice": False},
        ),
        (BODY, replace(PAID, on=date(2014, 1, 14)), DOSSIER, {"paid-in-time": False}),
        (BODY, replace(PAID, means="card"), DOSSIER, {"means-of-payment": False}),
        (BODY, replace(PAID, reason="Fattura 12"), DOSSIER, {"transfer-cites-the-invoice": False}),
        (BODY, replace(PAID, means="cheque"), DOSSIER, {"cheque-to-the-supplier": None}),
        (BODY, replace(PAID, source="status_report"), DOSSIER, {"shown-by-the-statement": "gone"}),
        (
            BODY,
            replace(PAID, source="typed"),
            DOSSIER,
            {"shown-by-the-statement": "gone", "receipted": "gone"},
        ),
        (
            BODY,
            replace(PAID, means=None),
            DOSSIER,
            {"means-of-payment": "gone", "cheque-to-the-supplier": "gone"},
        ),
        (BODY, PAID, replace(DOSSIER, cup=None), {"title-of-the-call": False}),
        (BODY, PAID, replace(DOSSIER, facts={}), {"invoiced-by-the-end": None, "paid-in-time": None}),
        (
            BODY,
            replace(PAID, cents=100000),
            DOSSIER,
            {"paid-in-time": "gone", "receipted": "gone", "shown-by-the-statement": "gone"},
        ),
    ],
)
def test_each_fault_fails_its_own_rules(
    body: str, paid: Payment, dossier: Dossier, changed: dict[str, object]
) -> None:
    found = of_rules(match([body], [paid], dossier))
    wanted = {
        rule: (changed.get(str(rule), verdict), clauses)
        for rule, (verdict, clauses) in GOOD.items()
        if changed.get(rule) != "gone"
    }
    # What the statement was to show hangs on a fact that is not known either.
    if not dossier.facts:
        wanted.pop("shown-by-the-statement", None)
        found.pop("shown-by-the-statement", None)
    assert found == wanted


def test_the_title_is_cited_in_words() -> None:
    without = replace(DOSSIER, cup="F71B19000310006")
    cites = body_xml(
        day="2013-03-10", number="12", document="<Causale>bando Digitale Lombardo, 2012/2013</Causale>"
    )
    assert of_rules(match([cites], dossier=without))["title-of-the-call"] == (True, ("L12-16",))
    silent = [
        one.evidence[0].en
        for one in match(dossier=without).invoices[0].findings
        if one.rule == "title-of-the-call"
    ]
    assert silent == [f"does not cite the call; carries the CUP {CUP}"]


def test_a_customer_who_is_not_the_beneficiary_is_told() -> None:
    other = replace(
        DOSSIER, beneficiary=Enterprise("Altri", OTHER_SUPPLIER), facts={"awarded_on": date(2013, 1, 1)}
    )
    (found,) = [
        one for one in match(dossier=other, name="vdi").invoices[0].findings if one.rule == "receipted"
    ]
    assert (found.verdict, found.clauses, found.evidence[0].en) == (
        False,
        ("VDI-47",),
        f"the invoice is made out to Forno Nuovo Snc ({CUSTOMER})",
    )
    # A person's tax code and a VAT number tell nothing of each other.
    person = replace(other, beneficiary=Enterprise("Ada Neri", "", "NREDAA80A41F205X"))
    facts = [one.fact for one in match(dossier=person, name="vdi").invoices[0].proposals]
    assert "made_out_to_applicant" not in facts


def test_only_facts_that_the_call_knows_are_proposed() -> None:
    assert "cites_call" in [one.fact for one in match().invoices[0].proposals]
    assert "cites_call" not in [one.fact for one in match(name="vnm").invoices[0].proposals]


@pytest.mark.parametrize(
    ("dossier", "words"),
    [
        (replace(DOSSIER, linked=(THEM,)), "Officina Dati Srl is tied to the beneficiary"),
        (replace(DOSSIER, beneficiaries=(THEM,)), "Officina Dati Srl is a beneficiary of the same measure"),
        (replace(DOSSIER, beneficiary=THEM), "the supplier is the beneficiary itself"),
    ],
)
def test_a_supplier_is_a_stranger(dossier: Dossier, words: str) -> None:
    found = others(match(dossier=dossier, name="vdi").invoices[0].findings)
    assert [one for one in found if one[0] == "independent"] == [("independent", False, words, ("VDI-17",))]


def test_a_document_that_the_customer_wrote_asks_for_the_suppliers_own() -> None:
    found = others(match([body_xml(kind="TD17")], name="c24").invoices[0].findings)
    assert [one[1:3] for one in found if one[0] == "independent"] == [
        (None, f"{TYPES['TD17'].en}: the customer wrote it, the supplier's own invoice is needed too")
    ]


@pytest.mark.parametrize(
    ("quotes", "verdict", "words"),
    [
        ((), False, "no quote admitted is by Officina Dati Srl: a variation is needed"),
        (
            (Quote("P1", THEM, "a", 1), Quote("P2", THEM, "b", 100000)),
            True,
            "the supplier is that of quote P2",
        ),
        (
            (Quote("P1", THEM, "a", 1), Quote("P2", THEM, "b", 2)),
            None,
            "may belong to several quotes: P1, P2",
        ),
        (
            (Quote("P1", Enterprise("X", OTHER_SUPPLIER), "a", 1),),
            False,
            "no quote admitted is by Officina Dati Srl: a variation is needed",
        ),
    ],
)
def test_an_invoice_belongs_to_a_quote(quotes: tuple[Quote, ...], verdict: bool | None, words: str) -> None:
    dossier = replace(DOSSIER, quotes=quotes, admitted={})
    (found,) = [
        one for one in others(match(dossier=dossier, name="c26").invoices[0].findings) if one[0] == "supplier"
    ]
    assert found == ("supplier", verdict, words, ("C26-A7",))


def test_a_line_that_is_not_known_keeps_the_rules_of_every_line() -> None:
    vague = replace(DOSSIER, quotes=(), admitted={})
    body = body_xml(number="12", day="2019-02-01")
    assert match([body], dossier=vague, name="c24").invoices[0].quote is None


def test_an_invoice_handed_in_elsewhere_is_told() -> None:
    own = fingerprint_of(invoice_of(BODY), "digest 0")
    uses = [
        Use("D1", "l12", own._replace(digest="other")),
        Use("D9", "vdi", own),
        Use("D9", "vdi", own._replace(number="13")),
    ]
    found = others(match(uses=uses).invoices[0].findings)
    assert [one[1:] for one in found if one[0] == "seen_before"] == [
        (False, "the invoice is already in this application, in another file", ("L12-16",)),
        (False, "the invoice is already in D9 (vdi), the same file", ("L12-16",)),
    ]
    clauses = [
        one[3] for one in others(match(uses=uses, name="vdi").invoices[0].findings) if one[0] == "seen_before"
    ]
    assert clauses[0] == ("VDI-46",)


def test_an_invoice_that_stands_twice_in_one_report_is_told() -> None:
    report = match([BODY, BODY])
    told = [[one[2] for one in others(each.findings) if one[0] == "seen_before"] for each in report.invoices]
    assert told == [[], ["the invoice is already in this application, in another file"]]


def test_more_than_was_admitted_is_told_less_credit_notes() -> None:
    more = body_xml(
        day="2013-03-11",
        number="13",
        rows=[Row(total="500.00")],
        sums=[Sum("500.00", "110.00")],
        total="610.00",
    )
    note = body_xml(kind="TD04", day="2013-03-12", number="1", sums=[Sum("600.00", "132.00")], total="732.00")
    assert [one[1:3] for one in others(match([BODY, more]).findings)] == [
        (False, "quote P1: EUR 1,500.00 invoiced, EUR 1,000.00 admitted"),
        (False, "line consulting: EUR 1,500.00 invoiced, EUR 1,000.00 admitted"),
    ]
    assert [one[1] for one in others(match([BODY, more, note]).findings)] == [True, True]


@pytest.mark.parametrize(
    ("recoverable", "name", "verdict", "words", "clauses"),
    [
        (
            True,
            "c24",
            True,
            "the VAT of EUR 220.00 does not count, EUR 1,000.00 counts",
            ("C24-A5", "C24-P3"),
        ),
        (None, "c24", None, "the VAT of EUR 220.00 counts only if it is not recovered", ("C24-A5", "C24-P3")),
        (False, "vdi", True, "the VAT of EUR 220.00 counts, since it is not recovered", ("VDI-25",)),
    ],
)
def test_vat_counts_only_where_it_is_not_recovered(
    recoverable: bool | None, name: str, verdict: bool | None, words: str, clauses: tuple[str, ...]
) -> None:
    found = others(
        match(dossier=replace(DOSSIER, vat_recoverable=recoverable), name=name).invoices[0].findings
    )
    assert [one[1:] for one in found if one[0] == "vat"] == [(verdict, words, clauses)]


def test_a_call_that_never_counts_vat_never_does() -> None:
    never = replace(call("c24"), vat=None)
    handed = Handed(invoices=((invoice_of(BODY), "d"),))
    report = match_report(never, replace(DOSSIER, vat_recoverable=False), handed)
    found = others(report.invoices[0].findings)
    assert [one for one in found if one[0] == "vat"] == [
        ("vat", True, "the VAT of EUR 220.00 does not count, EUR 1,000.00 counts", ())
    ]


@pytest.mark.parametrize(
    ("body", "payments", "told"),
    [
        (BODY, [], [(None, "EUR 0.00 paid of EUR 1,220.00: EUR 1,220.00 are missing")]),
        (
            BODY,
            [replace(PAID, cents=100000)],
            [(False, "EUR 1,000.00 paid of EUR 1,220.00: EUR 220.00 are missing")],
        ),
        (
            body_xml(day="2013-03-10", number="12", held=held_xml()),
            [replace(PAID, cents=102000)],
            [
                (True, "paid in full: EUR 1,020.00"),
                (None, "the EUR 200.00 withheld are proved apart, by form F24"),
            ],
        ),
        (
            body_xml(day="2013-03-10", number="12", held=held_xml()),
            [PAID],
            [
                (True, "paid in full: EUR 1,020.00"),
                (None, "the supplier was also paid EUR 200.00 of tax or VAT that the state is owed"),
            ],
        ),
        (
            BODY,
            [replace(PAID, cents=122000, means=None)],
            [(True, "paid in full: EUR 1,220.00"), (None, "the means is not one, or not said")],
        ),
    ],
)
def test_what_is_paid_is_told(
    body: str, payments: list[Payment], told: list[tuple[bool | None, str]]
) -> None:
    found = others(match([body], payments).invoices[0].findings)
    assert [one[1:3] for one in found if one[0] == "paid"] == told


def test_credit_notes_and_payments_that_fit_nothing_are_told() -> None:
    related = "<DatiFattureCollegate><IdDocumento>12</IdDocumento></DatiFattureCollegate>"
    note = body_xml(
        kind="TD04",
        number="1",
        day="2013-03-12",
        sums=[Sum("100.00", "22.00")],
        total="122.00",
        general=related,
    )
    stray = replace(PAID, cents=7, reason="Altro", where="TxInfAndSts {0}{}")
    report = match([BODY, note], [replace(PAID, cents=109800), stray])
    paid = [one[1:3] for one in others(report.invoices[0].findings) if one[0] == "paid"]
    assert paid == [
        (True, "paid in full: EUR 1,220.00"),
        (None, "credit notes of EUR 122.00: that part is no cost"),
    ]
    assert [one for one in others(report.invoices[1].findings) if one[0] == "paid"] == []
    assert [one[2] for one in others(report.findings) if one[0] == "paid"] == [
        "TxInfAndSts {0}{}: EUR 0.07 fit no invoice"
    ]


def test_what_is_odd_about_an_invoice_is_for_a_person() -> None:
    odd = body_xml(currency="USD", number="12", day="")
    report = match([odd])
    assert [one[1:3] for one in others(report.invoices[0].findings) if one[0] == "readable"][-1] == (
        None,
        "FatturaElettronicaBody: the amounts are in USD: their value in euro is needed",
    )
    # Amounts in another currency are no amounts in euro.
    assert {"amount", "dated"} & {one.fact for one in report.invoices[0].proposals} == set()
