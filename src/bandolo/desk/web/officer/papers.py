"""Which files and letters belong to an application?"""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase

from bandolo.desk.models import (
    Application,
    Attachment,
    Message,
    ProgressRequest,
    RefusalNotice,
    Report,
    Supplement,
)
from bandolo.desk.queries.letters import progress_request_pdf, refusal_notice_pdf, supplement_request_pdf
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file, saved_file


def attachment(_: DeskRequest, application: Application, attachment: UUID) -> HttpResponseBase:
    """A paper or the signed request of a report, as it was given; a browser saves it and does not open it."""
    found = Attachment.objects.filter(id=attachment, application=application).first()
    if found is not None:
        return kept_file(found.sha256, found.name)
    report = Report.objects.filter(id=attachment, application=application).exclude(signed_sha256="").first()
    if report is None:
        raise Http404
    return kept_file(report.signed_sha256, report.verdicts.get("name", "richiesta"))


def letter(_: DeskRequest, application: Application, letter: UUID) -> HttpResponseBase:
    """A request or a notice of refusal, as PDF: as it was sent, else as it is published."""
    sent = Message.objects.filter(application=application, about=letter).order_by("at").first()
    if sent is not None:
        return kept_file(sent.paper_sha256, sent.paper_name)
    supplement = Supplement.objects.filter(id=letter, application=application).first()
    if supplement is not None:
        return saved_file(supplement_request_pdf(supplement), "richiesta-integrazione.pdf")
    asked = ProgressRequest.objects.filter(id=letter, application=application).first()
    if asked is not None:
        return saved_file(progress_request_pdf(asked), "stato-del-progetto.pdf")
    notice = RefusalNotice.objects.filter(id=letter, application=application).first()
    if notice is None:
        raise Http404
    return saved_file(refusal_notice_pdf(notice), "preavviso-di-rigetto.pdf")
