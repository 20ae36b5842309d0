"""How does the signed payment request come in, and is it what the desk drew up, signed by who may?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.actions.verify_again import verdicts_of, verify_soon
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Report
from bandolo.desk.outside.uploads import Checked, Upload, words_of
from bandolo.desk.queries.later import current_report
from bandolo.rules.rule import Words

_NOTHING = Words(
    it="Prima va generata la domanda di liquidazione.", en="The payment request is to be made first."
)


@transaction.atomic
def sign_report(
    application: Application, upload: Upload, checked: Checked, actor: Actor, now: datetime
) -> Report | Refusal:
    """Keep the signed request with what its signatures are worth; what they refute is not taken."""
    held = locked(application, "edit_report", actor)
    if isinstance(held, Refusal):
        return held
    report = current_report(held)
    if report is None or report.sent_at is not None:
        return Refusal("send_report", _NOTHING)
    sha256 = keep_upload(upload, now)
    if checked.refuting:
        data = {"sha256": sha256, "findings": [one.code for one in checked.refuting]}
        record_event("application", held.id, "signed_report_refused", actor, now, data)
        return Refusal("send_report", words_of(checked.refuting))
    report.signed_sha256 = sha256
    report.verdicts = {**verdicts_of(checked), "name": upload.name}
    report.save(update_fields=["signed_sha256", "verdicts"])
    data = {"sha256": sha256, "verdict": checked.verdict.value}
    record_event("application", held.id, "sign_report", actor, now, data)
    verify_soon(report)
    return report
