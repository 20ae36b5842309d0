"""How are samples for inspections announced and drawn, and which awards wait to be inspected?"""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.announce_sample import announce_sample
from bandolo.desk.actions.draw_sample import draw_sample
from bandolo.desk.models import Application, Call
from bandolo.desk.queries.inspections import eligible, samples_of
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.finding import typed_days
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import said, say

Act = Callable[[], object]


def inspections(request: DeskRequest, call: Call) -> HttpResponse:
    """The samples of a call, with what was drawn and still waits."""
    return _shown(request, call)


def announce(request: DeskRequest, call: Call) -> HttpResponse:
    """Announce a sample."""
    size, public = typed_days(request.POST.get("size", "")), request.POST.get("public", "")
    actor, now = actor_of(request), clock.now()
    return _answered(request, call, lambda: announce_sample(call, size, public, actor, now), "announce")


def draw(request: DeskRequest, call: Call, sample: UUID) -> HttpResponse:
    """Draw a sample that was announced."""
    if not call.inspection_samples.filter(id=sample).exists():
        raise Http404
    value, actor, now = request.POST.get("value", ""), actor_of(request), clock.now()
    return _answered(request, call, lambda: draw_sample(call, sample, value, actor, now), str(sample))


def paper(_: DeskRequest, application: Application, inspection: UUID) -> HttpResponseBase:
    """The signed minutes of an inspection."""
    found = application.inspections.filter(id=inspection).first()
    if found is None:
        raise Http404
    return kept_file(found.paper_sha256, found.paper_name)


def _answered(request: DeskRequest, call: Call, act: Act, form: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(reverse("inspections", args=[call.slug]))
    refused = against(unless_too_long(act))
    if refused is not None:
        return _shown(request, call, said(refused), form)
    messages.success(request, say("Registrato e pubblicato.", "Recorded and published."))
    return HttpResponseRedirect(reverse("inspections", args=[call.slug]))


def _shown(request: DeskRequest, call: Call, problem: str = "", failed: str = "") -> HttpResponse:
    standing = eligible(call)
    samples = samples_of(call)
    values = {
        "call": call,
        "eligible": len(standing),
        "samples": [(one, [(name, standing.get(name)) for name in one.drawn]) for one in samples],
        "can_draw": request.role == "officer",
        "problem": problem,
        "failed": failed,
        "typed": request.POST,
    }
    return TemplateResponse(request, "officer/inspections.html", values, status=422 if problem else 200)
