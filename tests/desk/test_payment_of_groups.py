"""Does each member of a group get its own part of a payment, with its own tax, transfer and certificate?"""

import csv
import tomllib
from decimal import Decimal
from io import StringIO

import pytest
from django.urls import reverse
from lxml import etree

from bandolo.desk import clock
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.propose_payment import Proposal, propose_payment
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, LedgerEntry, Payment, Report
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.choice import approved_by
from bandolo.desk.queries.editions import assessor_of
from bandolo.desk.queries.paid_so_far import paid_so_far
from bandolo.desk.queries.payment_paper import certificate_of
from bandolo.rules.application import read_application
from bandolo.rules.load import law
from bandolo.rules.money import Cents
from bandolo.rules.so_far import PaidSoFar
from tests.desk.made import CALLS, a_call, logged_in
from tests.desk.paying import SENT, Paying, reported

pytestmark = pytest.mark.django_db
MADE_UP = CALLS.parent / "tests" / "made_up"
ACCOUNTS = {
    "Alfa": "IT60X0542811101000000123456",
    "Beta": "IT70A0306905020100000046021",
    "Gamma": "IT24D0542811101000000654321",
}
PARTNERS = [
    {"partner_name": "Alfa", "role": "leader", "partner_kind": "enterprise", "size": "small"},
    {"partner_name": "Beta", "role": "member", "partner_kind": "enterprise", "size": "medium"},
    {"partner_name": "Gamma", "role": "member", "partner_kind": "association", "size": "micro"},
]


def own(grant: int, exempted: int, de_minimis: int, **lines: int) -> dict[str, object]:
    """What was approved of a member, in whole euro."""
    every = {"works": 0, "equipment": 0, "promotion": 0, **lines}
    return {
        "grant": Decimal(grant),
        "exempted": Decimal(exempted),
        "as-de-minimis": Decimal(de_minimis),
        "lines": {line: Decimal(cents) for line, cents in every.items()},
    }


# As the rules try it: Alfa and Gamma under the exemption, Beta as de minimis; Beta did a quarter of its part.
SAID = {
    "facts": {"villages": 3},
    "partner": PARTNERS,
    "invoice": [
        {"partner_name": "Alfa", "line": "works", "amount": "37500.00"},
        {"partner_name": "Beta", "line": "equipment", "amount": "10000.00"},
        {"partner_name": "Gamma", "line": "works", "amount": "60000.00"},
    ],
    "prior_aid": [],
    "approved": {
        "grant": Decimal(43_500),
        "members": {
            "Alfa": own(7_500, 7_500, 0, works=37_500),
            "Beta": own(24_000, 0, 24_000, equipment=40_000),
            "Gamma": own(12_000, 12_000, 0, works=60_000),
        },
    },
}


@pytest.fixture
def office() -> Paying:
    return Paying()


@pytest.fixture
def application() -> Application:
    """The group of three, which asks for its advance."""
    return reported(a_call("borghi", among=MADE_UP), tables=SAID, stage="advance")


def paid(application: Application, office: Paying, proposal: Proposal) -> Payment:
    """A payment all the way to the bank, and what it said."""
    now = clock.now()
    office.taken(application, now)
    record_finding(application.id, "cor-valid", "passed", "VISURA 12", office.officer, now)
    assert isinstance(propose_payment(application.id, proposal, office.officer, now), Payment)
    payment = decide_payment(application.id, "approve", "", office.approver, now)
    assert isinstance(payment, Payment), payment
    office.authorised([payment], now)
    office.ordered([payment], now)
    for one in payment.transfers.all():
        told = take_outcome(Told(one.end_to_end, now.date()), office.accountant, clock.now())
        assert not isinstance(told, Refusal), told
    payment.refresh_from_db()
    application.refresh_from_db()
    return payment


def certified_of(application: Application) -> None:
    """Each has a certificate of its own tax, and the enterprise that applied none of theirs."""
    year = clock.now().year
    certified = certificate_of(application.enterprise, year, clock.now(), "Beta")
    assert certified is not None
    assert (certified.gross_total, certified.withheld_total) == (720_000, 28_800)
    assert certificate_of(application.enterprise, year, clock.now()) is None


def booked(payment: Payment, kind: str) -> dict[str, int]:
    listed = LedgerEntry.objects.filter(payment=payment, kind=kind).values_list("note", "amount_cents")
    return dict(listed)


# long: both payments of one group, one after the other
def test_each_member_is_paid_with_its_own_tax_and_the_balance_knows_what_each_had(
    application: Application, office: Paying
) -> None:
    proposal = Proposal("", accounts=ACCOUNTS)
    advance = paid(application, office, proposal)
    assert (application.state, advance.stage, advance.is_balance) == ("awarded", "advance", False)
    assert (advance.gross_cents, advance.withholding_cents) == (1_305_000, 37_800)
    assert booked(advance, "payment") == {"Alfa": 216_000, "Beta": 691_200, "Gamma": 360_000}
    tax = "ritenuta d'acconto, D.P.R. 600/1973, art. 28"
    assert booked(advance, "withholding") == {f"{tax}: Alfa": 9_000, f"{tax}: Beta": 28_800}
    order = advance.transfers.first().order  # type: ignore[union-attr]
    assert order is not None
    file = etree.fromstring(kept(order.sha256))
    amounts = sorted(str(one.text) for one in file.iter("{*}InstdAmt"))
    assert amounts == ["2160.00", "3600.00", "6912.00"]
    to = {"Alfa": Cents(225_000), "Beta": Cents(720_000), "Gamma": Cents(360_000)}
    had = PaidSoFar(stage="advance", amount=Cents(1_305_000), to=to)
    assert paid_so_far(application.award, {"advance"}) == (had,)

    table = logged_in(office.people["accountant"], "accountant").get(
        reverse("order_file", args=[order.id, "tesoreria"])
    )
    rows = csv.DictReader(StringIO(table.content.decode("utf-8-sig")), delimiter=";")
    assert {one["creditore"]: one["ritenuta"] for one in rows} == {
        "Alfa": "90.00",
        "Beta": "288.00",
        "Gamma": "0.00",
    }
    certified_of(application)

    application.state = "reported"
    application.save()
    drawn = {"content": {}, "digest": "1" * 64, "pdf_sha256": "1" * 64, "signed_sha256": "1" * 64}
    Report.objects.create(
        application=application, call=application.call, number=9, sent_at=SENT["borghi"],
        by=application.opened_by, **drawn,
    )  # fmt: skip
    final = paid(application, office, proposal)
    # Alfa 7,500.00 less 2,250.00, Gamma 12,000.00 less 3,600.00; Beta earned 6,000.00 and had 7,200.00.
    assert {one["name"]: one["gross"] for one in final.members} == {"Alfa": 525_000, "Gamma": 840_000}
    assert booked(final, "payment") == {"Alfa": 504_000, "Gamma": 840_000}
    assert application.state == "paid"


def test_an_account_for_each_is_asked_for_on_the_page_and_nothing_typed_is_lost(
    application: Application, office: Paying
) -> None:
    office.taken(application, clock.now())
    record_finding(application.id, "cor-valid", "passed", "VISURA 12", office.officer, clock.now())
    missing = {name: iban for name, iban in ACCOUNTS.items() if name != "Gamma"}
    refused = propose_payment(application.id, Proposal("", accounts=missing), office.officer, clock.now())
    assert isinstance(refused, Refusal)
    assert refused.words.it == "resta da verificare: L'IBAN di Gamma è valido"
    officer = logged_in(office.people["officer"], "officer")
    page = reverse("report_check", args=[application.id])
    assert "IBAN di Gamma" in officer.get(page).text
    form = {"form": "propose", "member-1": "Alfa", "account-1": ACCOUNTS["Alfa"]}
    form |= {"member-2": "Beta", "account-2": "IT00", "member-3": "Gamma", "account-3": ACCOUNTS["Gamma"]}
    wrong = officer.post(f"{page}fai/proposta/", form)
    assert (wrong.status_code, 'value="IT00"' in wrong.text, ACCOUNTS["Alfa"] in wrong.text) == (
        422,
        True,
        True,
    )
    assert officer.post(f"{page}fai/proposta/", {**form, "account-2": ACCOUNTS["Beta"]}).status_code == 302
    assert Payment.objects.get().members[1] == {
        "name": "Beta",
        "gross": 720_000,
        "withholding": 28_800,
        "net": 691_200,
    }


def test_an_award_to_a_group_says_what_is_each_members_own() -> None:
    edition = a_call("borghi", among=MADE_UP)
    text = (MADE_UP / "borghi" / "application.toml").read_text(encoding="utf-8")
    read, problems = read_application(
        assessor_of(edition.id).call, tomllib.loads(text, parse_float=Decimal), law()
    )
    assert problems == []
    approved = approved_by(assessor_of(edition.id).assess(read, "submission", SENT["borghi"]))
    total = sum(Decimal(one["grant"]) for one in approved["members"].values())
    assert (sorted(approved["members"]), total) == (["Alfa", "Beta", "Gamma"], Decimal(approved["grant"]))
