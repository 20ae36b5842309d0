"""Which awards do the tests of what follows begin with? By an act, committed, paid if they say so."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bandolo.desk import clock
from bandolo.desk.models import (
    Act,
    Application,
    Award,
    Edition,
    Enterprise,
    LedgerEntry,
    Payment,
    RegisterCheck,
)
from bandolo.desk.queries.funds import funds_of
from bandolo.rules.days import day_in_rome
from tests.desk.made import funds
from tests.desk.reviewed import Office, sent


def awarded(
    edition: Edition,
    office: Office,
    number: int = 1,
    cents: int = 600_000,
    tables: Mapping[str, Any] | None = None,
    enterprise: Enterprise | None = None,
    dated: date | None = None,
) -> Award:
    """A submitted application with an award in effect by an act, its commitment in the ledger."""
    application = sent(edition, number, tables, enterprise)
    now = clock.now()
    act = Act.objects.create(
        call=edition.call,
        kind="ranking",
        number=f"A{number}",
        dated=dated or day_in_rome(now),
        content={},
        signed_sha256="0" * 64,
        prepared_by=office.people["officer"],
        adopted_by=office.people["approver"],
        adopted_at=now,
    )
    if funds_of(edition.call).left < cents:
        funds(edition.call, cents)
    award = Award.objects.create(
        application=application, act=act, amount_cents=cents, state="effective", effective_at=now
    )
    LedgerEntry.objects.create(call=edition.call, award=award, kind="commitment", amount_cents=cents, act=act)
    Application.objects.filter(id=application.id).update(state="awarded", state_since=now)
    award.refresh_from_db()
    return award


def paid(award: Award, net: int, withheld: int = 0, state: str = "paid", on: date | None = None) -> Award:
    """The award once a payment of so many cents left it on a day, today if none is said."""
    act = award.act
    payment = Payment.objects.create(
        award=award,
        state="executed",
        checked_by=act.prepared_by,
        gross_cents=net + withheld,
        withholding_cents=withheld,
        net_cents=net,
        proposed_by=act.prepared_by,
        approved_by=act.adopted_by,
        act=act,
        executed_on=on or day_in_rome(clock.now()),
    )
    for kind, cents in (("payment", net), ("withholding", withheld)):
        if cents:
            LedgerEntry.objects.create(
                call=award.application.call,
                award=award,
                payment=payment,
                kind=kind,
                amount_cents=cents,
                act=act,
            )
    Application.objects.filter(id=award.application_id).update(state=state)
    return award


def found(award: Award, office: Office, facts: Mapping[str, Any], on: date | None = None) -> RegisterCheck:
    """What the office found of an application."""
    now: datetime = clock.now()
    return RegisterCheck.objects.create(
        application=award.application,
        register="officer",
        checked_on=on or day_in_rome(now),
        protocol="d'ufficio",
        outcome="found",
        facts=dict(facts),
        by=office.people["officer"],
    )
