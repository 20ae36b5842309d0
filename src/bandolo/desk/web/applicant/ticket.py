"""With what does an enterprise send a sealed application: the page, the file and the code of its ticket?"""

import io

import segno
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.models import Application, Call
from bandolo.desk.outside.line import ring
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.content import open_seal
from bandolo.desk.queries.tickets import ticket_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.intake.ticket import write_ticket

KINDS = {"svg": "image/svg+xml", "png": "image/png"}
# Points to a module of the code: a phone reads it from a screen and from paper.
SCALE = 4


def page(request: DeskRequest, application: Application) -> HttpResponse:
    """The ticket of a sealed application, and where and when it is sent."""
    if application.state != "sealed":
        return HttpResponseRedirect(reverse("application_check", args=[application.id]))
    values = {
        "application": application,
        "course": published_call(application.call, clock.now()).course,
        "ticket": _ticket(application),
        "waiting_page": waiting_page(request, application.call),
        "origin": _origin(request),
    }
    return TemplateResponse(request, "applicant/ticket.html", values)


def file(request: DeskRequest, application: Application) -> HttpResponse:
    """The same as a file, for the waiting page and for `bandolo submit`."""
    del request
    response = HttpResponse(f"{_ticket(application)}\n", content_type="text/plain; charset=us-ascii")
    name = f"{application.call.slug}-{str(application.id)[:8]}.ticket"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _private(response)


def code(request: DeskRequest, application: Application, form: str) -> HttpResponse:
    """The same as a QR code, "svg" or "png": whoever scans it stands on the waiting page with the ticket."""
    if form not in KINDS:
        raise Http404
    text = f"{waiting_page(request, application.call)}#{_ticket(application)}"
    image = io.BytesIO()
    segno.make_qr(text, error="m").save(image, kind=form, scale=SCALE, border=4, light="white")
    return _private(HttpResponse(image.getvalue(), content_type=KINDS[form]))


def waiting_page(request: DeskRequest, call: Call) -> str:
    """Where the ticket of a call is sent, as people open it."""
    return f"{_origin(request)}/submit/{call.slug}"


def _origin(request: DeskRequest) -> str:
    return settings.INTAKE_PUBLIC or request.build_absolute_uri("/").rstrip("/")


def _ticket(application: Application) -> str:
    drawn_up = open_seal(application)
    if application.state != "sealed" or drawn_up is None:
        raise Http404
    return write_ticket(ring(), ticket_of(drawn_up))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
