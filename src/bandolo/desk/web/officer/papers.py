"""Which files and letters belong to an application?"""

from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse

from bandolo.desk.models import Application, Attachment, RefusalNotice, Supplement
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.letters import refusal_notice_pdf, supplement_request_pdf
from bandolo.desk.web.gate import DeskRequest


def attachment(_: DeskRequest, application: Application, attachment: UUID) -> HttpResponse:
    """A file as it was given; a browser saves it and does not open it."""
    found = Attachment.objects.filter(id=attachment, application=application).first()
    if found is None:
        raise Http404
    return as_file(kept(found.sha256), found.name, "application/octet-stream")


def letter(_: DeskRequest, application: Application, letter: UUID) -> HttpResponse:
    """A request for a supplement or a notice of refusal, as PDF: the same bytes each time."""
    supplement = Supplement.objects.filter(id=letter, application=application).first()
    if supplement is not None:
        return as_file(supplement_request_pdf(supplement), "richiesta-integrazione.pdf", "application/pdf")
    notice = RefusalNotice.objects.filter(id=letter, application=application).first()
    if notice is None:
        raise Http404
    return as_file(refusal_notice_pdf(notice), "preavviso-di-rigetto.pdf", "application/pdf")


def as_file(content: bytes, name: str, content_type: str) -> HttpResponse:
    """An answer that a browser saves under a name."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
