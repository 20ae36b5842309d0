"""Which awarded applications do the tests of what follows begin with? Their report is sent, as cases say."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bandolo.desk import clock
from bandolo.desk.actions.carry_out_revocation import carry_out_revocation
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.prepare_payment_act import prepare_payment_act
from bandolo.desk.actions.propose_payment import Proposal, propose_payment
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_report import take_report
from bandolo.desk.flow import Refusal
from bandolo.desk.management.staging.submitted import submitted
from bandolo.desk.models import (
    Act,
    Application,
    Award,
    Edition,
    LedgerEntry,
    Payment,
    PaymentOrder,
    Report,
    Revocation,
)
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.award_account import award_account
from bandolo.rules.money import read_cents
from tests.desk.made import CALLS, a_pdf, a_person, an_enterprise
from tests.desk.reviewed import Office
from tests.desk.signing import adopted

IBAN = "IT60X0542811101000000123456"
INPS_IBAN = "IT70A0306905020100000046021"
# When the report of the example was sent, and when its award was given.
SENT = {
    "l12": datetime(2014, 1, 13, 9, tzinfo=UTC),
    "c24": datetime(2025, 1, 10, 9, tzinfo=UTC),
    "borghi": datetime(2026, 9, 1, 9, tzinfo=UTC),
}
AWARDED = {"l12": date(2013, 1, 2), "c24": date(2024, 5, 20), "borghi": date(2026, 7, 1)}


def tables_reported(call: str, **facts: object) -> dict[str, Any]:
    """What an application says at the report: the example of L12, the first worked case of C24."""
    name = "example.toml" if call == "l12" else "cases/report.toml"
    raw = tomllib.loads((CALLS / call / name).read_text(encoding="utf-8"), parse_float=Decimal)
    if call == "l12":
        return {**raw, "facts": {**raw["facts"], "iban": IBAN, **facts}}
    given = raw["given"]
    papers = raw["case"][0]["expect"]["required"]
    return {**given, "attached": papers, "facts": {**given["facts"], **facts}}


# long: one record after the other, as they come into being
def reported(
    edition: Edition, number: int = 1, tables: Mapping[str, Any] | None = None, stage: str = ""
) -> Application:
    """An awarded application whose report was sent; the award came with an act adopted elsewhere."""
    call = edition.call.slug
    said = tables or tables_reported(call)
    person = a_person(100 + number)
    enterprise = an_enterprise(number, person)
    sent = SENT[call]
    application = submitted(edition, enterprise, person, said, sent)
    application.state = "reported"
    application.save()
    cents = read_cents(said["approved"]["grant"])
    act = Act.objects.create(
        call=edition.call,
        kind="ranking",
        content={"approved": {str(application.id): _texts(said["approved"])}},
        prepared_by=person,
    )
    act.number, act.dated, act.signed_sha256 = f"D-{number}", AWARDED[call], keep(a_pdf())
    act.adopted_by, act.adopted_at = a_person(200 + number), sent
    act.save()
    award = Award.objects.create(
        application=application,
        act=act,
        amount_cents=cents,
        state="effective",
        effective_at=sent,
        cup=f"B87H24{number:09}",
        cor=f"2134{number:04}",
    )
    LedgerEntry.objects.create(call=edition.call, kind="fund", amount_cents=cents)
    LedgerEntry.objects.create(call=edition.call, award=award, kind="commitment", amount_cents=cents)
    Report.objects.create(
        application=application,
        call=edition.call,
        stage=stage,
        number=number,
        content={},
        digest=keep(a_pdf()),
        pdf_sha256=keep(a_pdf()),
        signed_sha256=keep(a_pdf()),
        sent_at=sent,
        by=person,
    )
    return application


def _texts(raw: object) -> object:
    if isinstance(raw, dict):
        return {key: _texts(one) for key, one in raw.items()}
    return f"{raw:.2f}"


class Paying(Office):
    """The office with its accountant, and what they do with a report."""

    def __init__(self, start: int = 0) -> None:
        super().__init__(start)
        self.people["accountant"] = a_person(start + 3, "accountant")
        self.accountant = Actor(self.people["accountant"], "accountant")
        self.acts = 0

    def taken(self, application: Application, now: datetime) -> Payment:
        taken = take_report(application.id, self.officer, now)
        assert isinstance(taken, Payment), taken
        return taken

    def approved(self, application: Application, now: datetime, proposal: Proposal | None = None) -> Payment:
        """A report taken, proposed as it is and approved."""
        self.taken(application, now)
        proposed = propose_payment(application.id, proposal or Proposal(IBAN), self.officer, now)
        assert isinstance(proposed, Payment), proposed
        done = decide_payment(application.id, "approve", "", self.approver, now)
        assert not isinstance(done, Refusal), done
        return done

    def authorised(self, payments: list[Payment], now: datetime) -> Act:
        """One act for payments, adopted."""
        ids = [one.id for one in payments]
        call = payments[0].award.application.call
        act = prepare_payment_act(call, ids, self.people["approver"], self.officer, now)
        assert isinstance(act, Act), act
        self.acts += 1
        return self.adopt(act, f"P{self.acts}")

    def adopt(self, act: Act, number: str) -> Act:
        """An act signed and adopted."""
        return adopted(act, self, number)

    def ordered(self, payments: list[Payment], now: datetime) -> PaymentOrder:
        """All transfers of payments in one file."""
        ids = [transfer.id for one in payments for transfer in one.transfers.all()]
        order = order_transfers(ids, now.date(), self.accountant, now)
        assert isinstance(order, PaymentOrder), order
        return order


def revoked(award: Award, office: Paying, amount: int | None = None, number: str = "R-1") -> Application:
    """The award taken back, whole or in part, by an act; signatures are tried elsewhere."""
    people, account = office.people, award_account(award)
    revocation = Revocation.objects.create(
        application=award.application,
        grounds=[],
        extent="total" if amount is None else "partial",
        amount_cents=amount,
        reason="x",
        days=15,
        concludes_by=clock.now().date(),
        by=people["officer"],
    )
    act = Act.objects.create(
        call=award.application.call,
        application=award.application,
        kind="revocation",
        content={
            "revocation": str(revocation.id),
            "stands": account.stands,
            "paid": account.paid,
            "due": clock.now().date().isoformat(),
        },
        number=number,
        dated=clock.now().date(),
        signed_sha256=award.act.signed_sha256,
        pdf_sha256=award.act.signed_sha256,
        prepared_by=people["officer"],
        adopted_by=people["approver"],
        adopted_at=clock.now(),
    )
    assert carry_out_revocation(act, office.approver, clock.now()) is None
    award.application.refresh_from_db()
    return award.application
