"""Which award does the demo take back? One that was paid: it comes back in instalments."""

from collections.abc import Mapping

from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.actions.answer_revocation import answer_revocation
from bandolo.desk.actions.grant_recovery_plan import Plan, grant_recovery_plan
from bandolo.desk.actions.prepare_revocation import prepare_revocation
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_receipt import Receipt, record_receipt
from bandolo.desk.actions.start_revocation import Start, start_revocation
from bandolo.desk.management.staging.reviews import went
from bandolo.desk.models import Act, Application, LedgerEntry, Payment, Person, Recovery
from bandolo.desk.outside.demo_authority import demo_authority, signed_in_demo
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.revocation_grounds import proposed_grounds
from bandolo.desk.roles import Role
from bandolo.papers.test_authority import Person as Name
from bandolo.rules.days import day_in_rome

PARTS = 6


def stage_revocation(people: Mapping[Role, Person]) -> None:
    """Of the awards in effect, one that was paid and is taken back: notice, answer, act, instalments."""
    awarded = Application.objects.filter(state="awarded", award__state="effective")
    application = awarded.select_related("award__act", "enterprise", "call").order_by("at", "id").first()
    if application is None:
        return
    officer = Actor(people["officer"], "officer")
    accountant = Actor(people["accountant"], "accountant")
    owner = Actor(application.opened_by, "applicant", application.enterprise)
    _paid(application, people)
    grounds = proposed_grounds(application, clock.now())[:1]
    start = Start(tuple(one.id for one in grounds), None, "Il motivo risulta dai controlli.", 15, 90)
    went(start_revocation(application.id, start, officer, clock.now()))
    went(answer_revocation(application.id, "Chiediamo di restituire a rate.", None, owner, clock.now()))
    weighed = "L'impresa non contesta il motivo."
    act = prepare_revocation(application.id, weighed, 60, people["approver"], officer, clock.now())
    went(act)
    if isinstance(act, Act):
        adopt_signed(act, "88", people["approver"])
    recovery = Recovery.objects.get(revocation__application=application)
    today = day_in_rome(clock.now())
    plan = Plan(PARTS, today, 1, "L'impresa documenta una crisi di liquidità.")
    went(grant_recovery_plan(recovery.id, plan, accountant, clock.now()))
    first = Receipt(recovery.principal_cents // PARTS, today, "CRO 40170000123")
    went(record_receipt(recovery.id, first, accountant, clock.now()))


def _paid(application: Application, people: Mapping[Role, Person]) -> None:
    """As if the whole had been paid and booked: the demo of payments shows how."""
    award, now = application.award, clock.now()
    payment = Payment.objects.create(
        award=award,
        state="executed",
        checked_by=people["officer"],
        gross_cents=award.amount_cents,
        net_cents=award.amount_cents,
        proposed_by=people["officer"],
        proposed_at=now,
        approved_by=people["approver"],
        approved_at=now,
        act=award.act,
        executed_on=day_in_rome(now),
    )
    LedgerEntry.objects.create(
        call=application.call,
        award=award,
        payment=payment,
        kind="payment",
        amount_cents=award.amount_cents,
        act=award.act,
    )
    application.state, application.state_since = "paid", now
    application.save(update_fields=["state", "state_since"])


def adopt_signed(act: Act, number: str, person: Person) -> None:
    """An act adopted now by its approver, signed with the test authority."""
    now = clock.now()
    name = Name(person.given_name, person.family_name, person.fiscal_code)
    signed = signed_in_demo(kept(act.pdf_sha256), name, demo_authority(now), now)
    went(adopt_act(act.id, number, day_in_rome(now), signed, Actor(person, "approver"), now))
