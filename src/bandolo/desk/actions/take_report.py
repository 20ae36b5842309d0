"""How does an officer take charge of a report that was sent?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Award, Payment, Report, Review
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.rule import Words

_NO_REPORT = Words(it="nessuna rendicontazione è stata inviata", en="no report was sent")


@transaction.atomic
def take_report(application: UUID, actor: Actor, now: datetime) -> Payment | Refusal:
    """Begin the check of the report that was sent last, and with it the payment of its stage.

    Whoever takes it answers for it (L. 241/1990, arts. 5 and 6). The database keeps one check of a report,
    whoever comes at the same time.
    """
    opened = open_step(application, "take_report", actor, now)
    if isinstance(opened, Refusal):
        return opened
    sent = Report.objects.filter(application=application, sent_at__isnull=False, replaced_at__isnull=True)
    report = sent.order_by("-sent_at").first()
    award = Award.objects.filter(application=application).first()
    if report is None or award is None:
        return refuse(opened.application, "take_report", _NO_REPORT, actor, now)
    stages = {one.id: one for one in rules_of(opened.application.edition_id).stages}
    balance = next((one.id for one in stages.values() if one.pays == "balance"), "")
    # A report that names no stage is that of the whole project.
    stage = report.stage if report.stage in stages else balance
    payment = Payment.objects.create(
        award=award, stage=stage, is_balance=stage == balance, state="checking", checked_by=actor.somebody
    )
    # Applications that were adopted elsewhere come without a review here; findings need one.
    Review.objects.get_or_create(application=opened.application, defaults={"officer": actor.somebody})
    data = {"payment": str(payment.id), "report": report.digest}
    close_step(opened, actor, now, data, ("L. 241/1990, art. 5",))
    return payment
