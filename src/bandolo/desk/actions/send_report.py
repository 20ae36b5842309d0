"""How is a report of expenses sent: in time, whole, signed, with its number?"""

from django.core import signing
from django.db import transaction
from django.db.models import Max

from bandolo.desk import clock
from bandolo.desk.actions.draw_up_report import content_of_report, hindrance_of
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.seal import set_state
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.chain import canonical
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Call, Report
from bandolo.desk.queries.form import request_paper
from bandolo.desk.queries.late import Late, late_by
from bandolo.desk.queries.later import current_report
from bandolo.desk.queries.report_now import report_now
from bandolo.rules.rule import Words

RECEIPT = "bandolo.report_receipt"
_NOT_DRAWN_UP = Words(
    it="Prima va generata la domanda di liquidazione.", en="The payment request is to be made first."
)
_CHANGED = Words(
    it="Il rendiconto è cambiato dopo che la domanda è stata generata: generarla e firmarla di nuovo.",
    en="The report has changed since its request was made: make and sign it again.",
)
_NOT_SIGNED = Words(
    it="Manca la domanda di liquidazione firmata: scaricarla, firmarla e caricarla.",
    en="The signed payment request is missing: download it, sign it and upload it.",
)


def send_report(application: Application, actor: Actor) -> Report | Refusal:
    """Send the report that was drawn up: it has its number at once, or is refused with the reason.

    What comes too late is refused and kept with the instant and the reasons. Sent twice, it has one number.
    It reads the clock itself, once it holds the line of the call.
    """
    done = _send(application, actor)
    if isinstance(done, Late):
        with transaction.atomic():
            report = Report.objects.get(id=done.report)
            report.late_at, report.late_why = done.at, [one.as_json() for one in done.reasons]
            report.save(update_fields=["late_at", "late_why"])
            data = {"report": str(report.id), "digest": report.digest, "why": done.words.it}
            record_event("application", application.id, "report_late", actor, done.at, data, done.clauses)
        return Refusal("send_report", done.words)
    return done


@transaction.atomic
def _send(application: Application, actor: Actor) -> Report | Refusal | Late:
    Call.objects.select_for_update(of=("self",)).get(id=application.call_id)
    sent = current_report(application)
    if sent is not None and sent.sent_at is not None:
        return sent
    now = clock.now()
    opened = open_step(application.id, "send_report", actor, now)
    if isinstance(opened, Refusal):
        return opened
    held, report = opened.application, sent
    if report is None:
        return Refusal("send_report", _NOT_DRAWN_UP)
    at = report_now(held, now)
    against = hindrance_of(at)
    if against is not None:
        return Refusal("send_report", against)
    if canonical(report.content) != canonical(content_of_report(at)):
        return Refusal("send_report", _CHANGED)
    if request_paper(at.rules) is not None and not report.signed_sha256:
        return Refusal("send_report", _NOT_SIGNED)
    late = late_by(held, report, now)
    if late is not None:
        return late
    last = Report.objects.filter(call=held.call_id).aggregate(last=Max("number"))["last"] or 0
    report.number, report.sent_at = last + 1, now
    said = {
        "call": held.call.slug,
        "number": report.number,
        "instant": now.isoformat(timespec="microseconds"),
        "digest": report.digest,
        "application": str(held.id),
    }
    report.receipt = signing.dumps(said, salt=RECEIPT)
    report.save(update_fields=["number", "sent_at", "receipt"])
    set_state(held, opened.step.to, now)
    data = {"report": str(report.id), "number": report.number, "digest": report.digest}
    record_event("application", held.id, "send_report", actor, now, data)
    return report
