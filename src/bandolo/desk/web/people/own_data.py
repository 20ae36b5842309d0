"""What can a person ask about the data that are held on them, and what was answered?"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.ask_data_request import OWN, ask_data_request
from bandolo.desk.models import Application
from bandolo.desk.queries.data_requests import KINDS, requests_of
from bandolo.desk.queries.visible import applications_of
from bandolo.desk.roles import OUTSIDE
from bandolo.desk.web.acting import actor_of, against, person_of, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import said, say


def own_data(request: DeskRequest) -> HttpResponse:
    """The requests of who is logged in, and the form for one more."""
    if request.method != "POST":
        return _shown(request)
    typed, chosen = request.POST, _application(request)
    changes = {name: typed.get(name, "") for name in OWN}
    actor, now = actor_of(request), clock.now()
    outcome = unless_too_long(
        lambda: ask_data_request(typed.get("kind", ""), chosen, typed.get("words", ""), changes, actor, now)
    )
    refused = against(outcome)
    if refused is not None:
        return _shown(request, said(refused))
    messages.success(request, say("Richiesta registrata.", "Request recorded."))
    return HttpResponseRedirect(reverse("own_data"))


def own_data_file(request: DeskRequest, asked: UUID) -> HttpResponseBase:
    """What access gave, for the person alone."""
    found = requests_of(person_of(request)).filter(id=asked).exclude(paper_sha256="").first()
    if found is None:
        raise Http404
    return kept_file(found.paper_sha256, "dati-personali.zip")


def _application(request: DeskRequest) -> Application | None:
    """The one chosen, among those that the person acts on."""
    if request.role not in OUTSIDE:
        return None
    own = applications_of(person_of(request), request.role)
    return next((one for one in own if str(one.id) == request.POST.get("application")), None)


def _shown(request: DeskRequest, problem: str = "") -> HttpResponse:
    person = person_of(request)
    outside = request.role in OUTSIDE
    own = (
        applications_of(person, request.role).exclude(state="disposed")
        if outside
        else Application.objects.none()
    )
    values = {
        "kinds": KINDS,
        "requests": requests_of(person),
        "applications": own.select_related("call", "enterprise").order_by("-at"),
        "own": person,
        "problem": problem,
        "typed": request.POST,
    }
    return TemplateResponse(request, "people/own_data.html", values, status=422 if problem else 200)
