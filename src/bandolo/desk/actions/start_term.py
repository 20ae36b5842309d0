"""Which term begins when a letter is delivered?

D.Lgs. 82/2005, arts. 6 and 45: what went by certified mail is delivered when it is in the mailbox.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Min

from bandolo.desk import clock
from bandolo.desk.actions.lapse_supplement import lapse_when_due
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Message, ProgressRequest, RefusalNotice, Revocation, Supplement
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.progress_terms import progress_deadline
from bandolo.desk.queries.review_terms import OWN_TERM, notice_deadline, request_terms, term_of
from bandolo.rules.deadlines import Deadline


def start_term(message: Message, now: datetime) -> None:
    """Let what a letter is about run from its delivery, if it is open; of several letters, from the first."""
    begin = _BEGINNINGS.get(message.kind)
    told = Message.objects.filter(about=message.about).aggregate(first=Min("delivered_at"))["first"]
    until = None if begin is None or told is None else begin(message, told, now)
    if until is not None:
        data = {"about": str(message.about), "from": told.isoformat(), "until": until.isoformat()}
        record_event("application", message.application_id, "start_term", Actor(None), now, data)


def _supplement(message: Message, told: datetime, now: datetime) -> datetime | None:
    open_one = Supplement.objects.select_for_update().filter(
        id=message.about, answered_at__isnull=True, lapsed_at__isnull=True
    )
    asked = open_one.first()
    if asked is None or asked.started_at == told:
        return None
    terms = request_terms(rules_of(message.application.edition_id))
    until = _end(next((one for one in terms if one.id == asked.deadline), None), told, asked.days)
    asked.started_at, asked.term = told, until
    asked.save(update_fields=["started_at", "term"])
    lapse_when_due.using(run_after=clock.wall() + (until - now)).enqueue(str(message.application_id))
    return until


def _progress(message: Message, told: datetime, _: datetime) -> datetime | None:
    open_one = ProgressRequest.objects.select_for_update().filter(id=message.about, answered_at__isnull=True)
    asked = open_one.first()
    if asked is None or asked.started_at == told:
        return None
    until = _end(progress_deadline(rules_of(message.application.edition_id)), told, asked.days)
    asked.started_at, asked.term = told, until
    asked.save(update_fields=["started_at", "term"])
    return until


def _notice(message: Message, told: datetime, _: datetime) -> datetime | None:
    found = RefusalNotice.objects.select_for_update().filter(id=message.about, answered_at__isnull=True)
    notice = found.first()
    if notice is None or notice.started_at == told:
        return None
    until = _end(notice_deadline(rules_of(message.application.edition_id)), told, None)
    notice.started_at, notice.term = told, until
    notice.save(update_fields=["started_at", "term"])
    return until


def _revocation(message: Message, told: datetime, _: datetime) -> datetime | None:
    found = Revocation.objects.select_for_update().filter(
        id=message.about, answered_at__isnull=True, outcome=""
    )
    begun = found.first()
    if begun is None or begun.started_at == told:
        return None
    until = _end(OWN_TERM, told, begun.days)
    begun.started_at, begun.term = told, until
    begun.save(update_fields=["started_at", "term"])
    return until


def _end(deadline: Deadline | None, told: datetime, days: int | None) -> datetime:
    until = None if deadline is None else term_of(deadline, told, days)
    if until is None:
        raise ValueError("the call has no such term")
    return until.end


_BEGINNINGS: Mapping[str, Callable[[Message, datetime, datetime], datetime | None]] = {
    "supplement_request": _supplement,
    "report_supplement": _supplement,
    "progress_request": _progress,
    "refusal_notice": _notice,
    "revocation_notice": _revocation,
}
