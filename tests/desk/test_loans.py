"""Is a loan agreed by two, disbursed in tranches, paid back by its schedule, and never more than agreed?"""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.move_loan import disburse_loan, receive_instalment
from bandolo.desk.models import Act, Application, Award, LedgerEntry, LoanContract, LoanEntry
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.loans import loan_of
from bandolo.desk.queries.payments import account_of, left_of_grant
from bandolo.rules.rule import Words
from tests.desk.made import a_call, a_pdf, a_person, an_application, an_enterprise, funds, logged_in
from tests.desk.paying import Paying

pytestmark = pytest.mark.django_db
LENT = 5_341_440


def lending(office: Paying) -> Application:
    """The award of the worked case: 16,435.20 of grant and 53,414.40 of loan."""
    edition = a_call("vnm")
    person = a_person(50)
    application = an_application(edition, an_enterprise(1, person), person, "awarded")
    act = Act.objects.create(
        call=edition.call,
        kind="ranking",
        number="1",
        dated=clock.now().date(),
        signed_sha256=keep(a_pdf()),
        content={"approved": {str(application.id): {"grant": "16435.20", "loan": "53414.40"}}},
        prepared_by=office.people["officer"],
        adopted_by=office.people["approver"],
        adopted_at=clock.now(),
    )
    cents = 1_643_520 + LENT
    award = Award.objects.create(application=application, act=act, amount_cents=cents, state="granted")
    funds(edition.call, cents)
    LedgerEntry.objects.create(call=edition.call, award=award, kind="commitment", amount_cents=cents)
    return application


def agreed(office: Paying, first_due: date | None = None) -> Application:
    application = lending(office)
    LoanContract.objects.create(
        award=application.award,
        principal_cents=LENT,
        years=3,
        grace_months=12,
        first_due=first_due or clock.now().date() + timedelta(days=180),
        signed_on=clock.now().date() - timedelta(days=400),
        contract_sha256=keep(a_pdf()),
        entered_by=office.people["officer"],
        confirmed_by=office.people["approver"],
        confirmed_at=clock.now(),
    )
    return application


def test_a_loan_is_entered_confirmed_lent_and_paid_back_on_its_pages() -> None:
    office = Paying()
    application = lending(office)
    clients = {role: logged_in(person, role) for role, person in office.people.items()}  # type: ignore[arg-type]
    page = reverse("loan", args=[application.id])
    today = clock.now().date()
    contract = {"principal": "53.414,40", "years": "3", "grace_months": "12", "signed_on": today.isoformat()}
    contract["first_due"] = (today + timedelta(days=180)).isoformat()

    def entered(**other: str) -> int:
        file = SimpleUploadedFile("contratto.pdf", a_pdf())
        body = {**contract, **other, "contract": file}
        return clients["officer"].post(f"{page}fai/contratto/", body).status_code

    # VNM-L2: from three to six years, up to 24 months of grace; never more than was awarded.
    for wrong in ({"years": "7"}, {"grace_months": "30"}, {"principal": "53.414,41"}, {"years": "x"}):
        assert entered(**wrong) == 422
    assert entered() == 302
    assert entered() == 422
    early = {"kind": "disbursement", "amount": "1,00", "on": today.isoformat(), "reference": "CRO 1"}
    assert clients["accountant"].post(f"{page}fai/movimento/", early).status_code == 422
    assert clients["officer"].post(f"{page}fai/conferma/").status_code == 422
    assert clients["approver"].post(f"{page}fai/conferma/").status_code == 302
    for number, amount in enumerate(("20.000,00", "33.414,40")):
        tranche = {**early, "amount": amount, "reference": f"CRO {number}"}
        assert clients["accountant"].post(f"{page}fai/movimento/", tranche).status_code == 302
        assert clients["accountant"].post(f"{page}fai/movimento/", tranche).status_code == 422
    stands = loan_of(LoanContract.objects.get(), today)
    assert (stands.lent, stands.left_to_lend, stands.outstanding, stands.overdue) == (LENT, 0, LENT, 0)
    # 0.75% of 53,414.40 a half-year of grace (VNM-L1).
    assert stands.instalments[0].instalment.total == 40_061
    paid = {"kind": "instalment", "amount": "400,61", "on": today.isoformat(), "reference": "TRN 9"}
    assert clients["accountant"].post(f"{page}fai/movimento/", paid).status_code == 302
    after = loan_of(LoanContract.objects.get(), today)
    assert (after.instalments[0].unpaid, after.total("interest"), after.outstanding) == (0, 40_061, LENT)
    mine = logged_in(application.opened_by, "applicant").get(page)
    assert "Piano di rimborso" in mine.text
    # What is lent is no grant paid out: the ledger of the award does not move.
    assert account_of(application.award).paid_out == 0
    assert left_of_grant(application.award) == 1_643_520


def test_the_whole_loan_comes_back_to_the_cent_and_no_more() -> None:
    office, now = Paying(), clock.now()
    application = agreed(office)
    day = now.date()
    early = receive_instalment(application.id, 40_061, day, "TRN 0", office.accountant, now)
    assert isinstance(early, Words)
    lent = disburse_loan(application.id, LENT, day, "CRO 1", office.accountant, now)
    assert isinstance(lent, LoanEntry)
    assert isinstance(disburse_loan(application.id, 1, day, "CRO 2", office.accountant, now), Words)
    contract = LoanContract.objects.get()
    for number, one in enumerate(loan_of(contract, day).instalments):
        made = receive_instalment(
            application.id, one.instalment.total, day, f"TRN {number}", office.accountant, now
        )
        assert isinstance(made, list), made
    stands = loan_of(contract, day)
    assert (stands.outstanding, stands.next) == (0, None)
    assert isinstance(receive_instalment(application.id, 1, day, "TRN x", office.accountant, now), Words)


def test_what_is_due_and_not_paid_is_in_arrears() -> None:
    office, now = Paying(), clock.now()
    day = now.date()
    application = agreed(office, day - timedelta(days=200))
    disburse_loan(application.id, LENT, day, "CRO 1", office.accountant, now)
    stands = loan_of(LoanContract.objects.get(), day)
    assert [one.instalment.number for one in stands.arrears] == [1, 2]
    assert stands.overdue == 2 * 40_061
    receive_instalment(application.id, 50_000, day, "TRN 1", office.accountant, now)
    stands = loan_of(LoanContract.objects.get(), day)
    assert ([one.instalment.number for one in stands.arrears], stands.overdue) == ([2], 2 * 40_061 - 50_000)
    page = logged_in(office.people["accountant"], "accountant").get(reverse("loan", args=[application.id]))
    assert "In mora: 1 rate" in page.text


@pytest.mark.parametrize(("kind", "cents"), [("disbursement", LENT + 1), ("principal", 1)])
def test_the_database_lends_no_more_than_agreed_and_takes_no_more_back(kind: str, cents: int) -> None:
    office = Paying()
    contract = LoanContract.objects.get(award=agreed(office).award)
    with pytest.raises(IntegrityError, match="of the loan"), transaction.atomic():
        LoanEntry.objects.create(
            contract=contract,
            kind=kind,
            cents=cents,
            on=clock.now().date(),
            reference="x",
            by=office.people["accountant"],
        )
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        LoanContract.objects.update(principal_cents=1)


@pytest.mark.parametrize("state", ["renounced", "revoked"])
def test_nothing_is_lent_once_the_award_is_gone(state: str) -> None:
    office, now = Paying(), clock.now()
    application = agreed(office)
    Award.objects.filter(application=application).update(state=state)
    refused = disburse_loan(application.id, LENT, now.date(), "CRO 1", office.accountant, now)
    assert isinstance(refused, Words)
    assert "non è più in essere" in refused.it
