"""How does an act raise the budget of a call, close it early, extend, suspend or reopen it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.set_standing import set_standing
from bandolo.desk.models import Call, CallAct, LedgerEntry
from bandolo.desk.queries.calls import Course, published_call
from bandolo.intake.send import AwayError
from bandolo.rules.rule import Words

Kind = Literal["budget", "close", "extend", "reopen", "suspend"]


@dataclass(frozen=True)
class CourseChange:
    """What an act says: from when, until when a reopened call is open, how many cents more or less."""

    kind: Kind
    reference: str
    reason: str
    effective: datetime
    closes: datetime | None = None
    amount_cents: int | None = None


def change_course(call: Call, change: CourseChange, actor: Actor, now: datetime) -> CallAct | Words:
    """Record an act with its effect on window or funds (VDI-7); words where it is refused.

    The line of the call has it when this returns: whoever comes after it is decided by it.
    """
    try:
        with transaction.atomic():
            # Acts of one call take turns, so that each is judged by the course that the one before left.
            Call.objects.select_for_update(of=("self",)).get(id=call.id)
            found = published_call(call, max(now, change.effective))
            refusal = refused(change, found.course, now) or _recorded_already(call, change)
            return refusal or _record(call, change, actor, now)
    except AwayError:
        return Words(
            it="lo sportello degli invii non risponde: l'atto non è registrato, riprova tra poco",
            en="the line does not answer: the act is not recorded, try again shortly",
        )
    except IntegrityError as broken:
        if "exceed the funds" not in str(broken):
            raise
        return Words(
            it="i fondi non bastano più per quanto è già impegnato: riduci di meno",
            en="the funds would no longer cover what is committed: lower them by less",
        )


def refused(change: CourseChange, course: Course, now: datetime) -> Words | None:
    """Why an act makes no sense for a course as it will be when the act takes effect; None where it does."""
    if change.effective < now:
        return Words(
            it="l'atto vale da ora in poi, non da prima", en="an act holds from now on, not from before"
        )
    if change.kind == "budget":
        return None
    if course.state == "no_window":
        return Words(it="il bando non ha una finestra", en="the call has no window")
    if change.kind in ("close", "extend", "suspend") and course.state == "closed":
        return Words(it="per allora il bando è già chiuso", en="by then the call is closed already")
    if change.kind == "suspend" and course.state == "suspended":
        return Words(it="il bando è già sospeso", en="the call is suspended already")
    if change.kind == "reopen" and course.state in ("open", "not_open"):
        return Words(it="il bando non è chiuso né sospeso", en="the call is neither closed nor suspended")
    if change.kind == "extend":
        return _no_extension(change.closes, course.closes)
    last = change.closes or course.closes
    if change.kind == "reopen" and (last is None or last <= change.effective):
        return Words(
            it="la riapertura finisce dopo che comincia: indica fino a quando",
            en="a reopening ends after it begins: say until when",
        )
    return None


def _no_extension(to: datetime | None, now_closes: datetime | None) -> Words | None:
    if to is None or now_closes is None:
        return Words(it="indica fino a quando", en="say until when")
    if to <= now_closes:
        return Words(
            it="il bando chiude già più tardi: indica un termine dopo", en="the call closes later than that"
        )
    return None


def _recorded_already(call: Call, change: CourseChange) -> Words | None:
    """An act is recorded once, however often its form is sent."""
    same = call.acts.filter(
        kind=change.kind, reference=change.reference, amount_cents=change.amount_cents, closes=change.closes
    )
    if not same.exists():
        return None
    return Words(it="questo atto è già registrato", en="this act is recorded already")


def _record(call: Call, change: CourseChange, actor: Actor, now: datetime) -> CallAct:
    act = CallAct.objects.create(
        call=call,
        kind=change.kind,
        reference=change.reference,
        reason=change.reason,
        effective=change.effective,
        closes=change.closes,
        amount_cents=change.amount_cents,
        by=actor.somebody,
    )
    if change.amount_cents is not None:
        LedgerEntry.objects.create(
            call=call, kind="fund", amount_cents=change.amount_cents, call_act=act, by=actor.person
        )
    data = {
        "act": str(act.id),
        "reference": change.reference,
        "reason": change.reason,
        "effective": change.effective.isoformat(),
        "closes": change.closes.isoformat() if change.closes else None,
        "amount_cents": change.amount_cents,
    }
    record_event("call", call.id, change.kind, actor, now, data)
    set_standing(call, act.id)
    return act
