"""What is still to come back of each revoked award, with which interest, in which instalments, how late?"""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from bandolo.desk.models import Recovery, RecoveryReceipt, Revocation
from bandolo.desk.queries.letters import enterprise_of, issuer_of, officer_of, reference_of
from bandolo.desk.queries.revocations import recovery_rule
from bandolo.papers import typeset_letters
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_records import Cited, Registered
from bandolo.rules.days import day_in_rome, show_day
from bandolo.rules.load import law
from bandolo.rules.money import Cents, round_cents
from bandolo.rules.recovery import Recovery as RecoveryRule
from bandolo.rules.returning import Balance, PaidPart, Received, interest_of, owed, plan_of
from bandolo.rules.rule import Words

_PAID = Words(it="pagata", en="paid")
_LATE = Words(it="scaduta", en="overdue")
_OPEN = Words(it="non ancora scaduta", en="not yet due")


@dataclass(frozen=True)
class SegmentRow:
    """Days at one rate on what was paid on a day, in cents; the rows are not rounded into the total."""

    paid_on: date
    sum: int
    since: date
    until: date
    days: int
    rate: Fraction
    interest: int
    source: str


@dataclass(frozen=True)
class InstalmentRow:
    """An instalment in cents, and whether what came back reaches it; interest None while no rate is known."""

    due: date
    principal: int
    interest: int | None
    total: int
    standing: Words


@dataclass(frozen=True)
class RecoveryAccount:
    """A recovery as it stands on a day; `balance` None where the law knows no rate yet, as `problem` says.

    `arrears` are the cents that should have come back by the day and have not, interest apart where no plan
    was granted.
    """

    recovery: Recovery
    rule: RecoveryRule
    on: date
    balance: Balance | None
    segments: tuple[SegmentRow, ...]
    instalments: tuple[InstalmentRow, ...]
    receipts: tuple[RecoveryReceipt, ...]
    arrears: int
    problem: Words | None


def parts_of(recovery: Recovery) -> list[PaidPart]:
    """What was paid out and is to come back."""
    return [PaidPart(one["cents"], date.fromisoformat(one["paid_on"])) for one in recovery.parts]


def received_of(recovery: Recovery) -> list[Received]:
    """What came back, in the order in which it is counted."""
    listed = recovery.receipts.order_by("received_on", "at").values_list("amount_cents", "received_on")
    return [Received(*one) for one in listed]


def balance_of(recovery: Recovery, rule: RecoveryRule, on: date) -> Balance:
    """What is owed on a day, after all receipts; ValueError where the law knows no rate for it."""
    return owed(parts_of(recovery), received_of(recovery), on, law().interest, rule)


def recovery_of(revocation: Revocation, now: datetime) -> RecoveryAccount | None:
    """The recovery that followed a revocation, if any."""
    found = Recovery.objects.filter(revocation=revocation).first()
    return None if found is None else recovery_account(found, now)


def recovery_account(recovery: Recovery, now: datetime) -> RecoveryAccount:
    """How a recovery stands today; on the day it was settled, once it is."""
    on = recovery.settled_on or day_in_rome(now)
    rule = recovery_rule(recovery.revocation.application)
    receipts = tuple(recovery.receipts.order_by("received_on", "at"))
    balance: Balance | None = None
    segments: tuple[SegmentRow, ...] = ()
    problem: Words | None = None
    try:
        balance = balance_of(recovery, rule, on)
        segments = _segments(recovery, rule, on)
    except ValueError as fault:
        problem = Words(it=f"Gli interessi di oggi non si possono contare: {fault}", en=str(fault))
    came = sum(one.amount_cents for one in receipts)
    instalments, late = _instalments(recovery, rule, on)
    if not instalments and on > recovery.due_on:
        late = balance.total if balance is not None else recovery.principal_cents - came
    return RecoveryAccount(
        recovery, rule, on, balance, segments, instalments, receipts, max(late, 0), problem
    )


def open_recoveries(now: datetime) -> list[RecoveryAccount]:
    """Every recovery, those not settled first, the most late on top."""
    found = Recovery.objects.select_related(
        "revocation__application__enterprise", "revocation__application__call"
    )
    accounts = [recovery_account(one, now) for one in found.order_by("due_on")]
    return sorted(accounts, key=lambda one: (one.recovery.settled_on is not None, -one.arrears))


# long: each field of the paper once
def recovery_statement_pdf(recovery: Recovery, now: datetime) -> bytes:
    """What is owed, explained to the beneficiary; ValueError where the law knows no rate for today."""
    account = recovery_account(recovery, now)
    application, act = recovery.revocation.application, recovery.revocation.act
    if account.balance is None or act is None:
        raise ValueError("the balance of today is not known")
    person = officer_of(str(act.prepared_by))
    enrolled = recovery.enrolled_on
    return typeset(
        typeset_letters.RecoveryStatement(
            issuer=issuer_of(application),
            call=application.call.slug,
            reference=reference_of(application),
            made_at=now,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=person,
            act=Registered(number=act.number, on=act.dated or day_in_rome(act.at)),
            principal=Cents(recovery.principal_cents),
            due=recovery.due_on,
            rule=Cited(words=account.rule.words.it, clauses=account.rule.clauses),
            segments=tuple(
                typeset_letters.InterestRow(
                    paid_on=one.paid_on,
                    sum=Cents(one.sum),
                    since=one.since,
                    until=one.until,
                    days=one.days,
                    rate=one.rate,
                    interest=Cents(one.interest),
                    source=one.source,
                )
                for one in account.segments
            ),
            instalments=tuple(
                typeset_letters.InstalmentRow(
                    due=one.due,
                    principal=Cents(one.principal),
                    interest=Cents(one.interest or 0),
                    total=Cents(one.total),
                    standing=one.standing.it,
                )
                for one in account.instalments
            ),
            receipts=tuple(
                typeset_letters.ReceiptRow(
                    on=one.received_on,
                    amount=Cents(one.amount_cents),
                    principal=Cents(one.principal_cents),
                    interest=Cents(one.interest_cents),
                    reference=one.reference,
                )
                for one in account.receipts
            ),
            on=account.on,
            principal_left=Cents(account.balance.principal),
            interest_left=Cents(account.balance.interest),
            total_left=Cents(account.balance.total),
            enrolled="" if enrolled is None else f"{show_day(enrolled, 'it')}, {recovery.enrolled_reference}",
        )
    )


def _segments(recovery: Recovery, rule: RecoveryRule, on: date) -> tuple[SegmentRow, ...]:
    parts = sorted(parts_of(recovery), key=lambda one: one.paid_on)
    found = interest_of(parts, on, law().interest, rule)
    return tuple(
        SegmentRow(
            part.paid_on,
            part.cents,
            one.since,
            one.until,
            one.days,
            one.rate,
            round_cents(one.exact, rule.rounding),
            one.source,
        )
        for part, interest in zip(parts, found, strict=True)
        for one in interest.segments
    )


def _instalments(recovery: Recovery, rule: RecoveryRule, on: date) -> tuple[tuple[InstalmentRow, ...], int]:
    """The instalments of the last plan, and the cents of those overdue that have not come back.

    Their interest is counted anew: a rate that was not known when they were granted may be known by now. What
    came back before the plan does not count for it.
    """
    plan = recovery.plans.order_by("-at").first()
    if plan is None:
        return (), 0
    receipts = received_of(recovery)
    before, after = receipts[: plan.receipts_before], receipts[plan.receipts_before :]
    days = [date.fromisoformat(one["due"]) for one in plan.instalments]
    left, rows, late = sum(one.cents for one in after), [], 0
    for one in plan_of(parts_of(recovery), before, days, law().interest, rule):
        total = one.principal + (one.interest or 0)
        paid = min(total, left)
        left -= paid
        is_late = one.due < on and paid < total
        late += total - paid if is_late else 0
        standing = _PAID if paid == total else _LATE if is_late else _OPEN
        rows.append(InstalmentRow(one.due, one.principal, one.interest, total, standing))
    return tuple(rows), late
