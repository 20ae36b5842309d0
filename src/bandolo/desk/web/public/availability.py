"""Did the line work, minute by minute, and who certifies where it did not?"""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.outside.availability import ledger
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.faults import availability, calls_hit, faults_of
from bandolo.desk.queries.malfunction import certificate_of
from bandolo.desk.queries.public_log import public_keys
from bandolo.desk.web.gate import DeskRequest
from bandolo.papers.typeset import typeset


def page(request: DeskRequest) -> HttpResponse:
    """What the watch saw of late, with the faults and how to check them."""
    found = availability(clock.wall())
    values = {"found": found, "hit": calls_hit(found.faults), "keys": public_keys()}
    return TemplateResponse(request, "public/availability.html", values)


def as_file(_: DeskRequest) -> HttpResponse:
    """The signed ledger as it is kept."""
    content = ledger()
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/plain; charset=us-ascii")
    response["Content-Disposition"] = 'attachment; filename="disponibilita.txt"'
    return response


def certificate(_: DeskRequest, call: Call) -> HttpResponse:
    """The certificate of malfunction of a call, for whoever was kept out; 404 where nothing failed."""
    now = clock.wall()
    faults, _until = faults_of(call, now)
    if not faults:
        raise Http404
    one = published_call(call, now)
    closes = one.course.closes
    was_extended = call.acts.filter(kind="extend").exists()
    content = typeset(certificate_of(one, faults, closes if was_extended else None, now))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-malfunzionamento.pdf"'
    return response
