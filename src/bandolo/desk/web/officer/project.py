"""What does the office do while a project is under way: ask for progress, note what happened, vary?"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.ask_progress import ask_progress
from bandolo.desk.actions.decide_variation import Outcome, propose_variation, return_variation
from bandolo.desk.actions.keep_inspection import Minuted, keep_inspection
from bandolo.desk.actions.record_milestone import record_milestone
from bandolo.desk.flow import Refusal, verbs_of
from bandolo.desk.models import Application
from bandolo.desk.outside.registers import REGISTERS
from bandolo.desk.outside.uploads import received
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.inspections import OUTCOMES, sample_that_waits
from bandolo.desk.queries.progress_terms import call_term
from bandolo.desk.queries.project import project_of
from bandolo.desk.queries.roles import holders
from bandolo.desk.queries.timeline import STANDINGS
from bandolo.desk.queries.told_office import notes_of
from bandolo.desk.queries.variation_paper import changes_of
from bandolo.desk.queries.variations import KINDS
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.acts import chosen_signer
from bandolo.desk.web.officer.finding import typed_days
from bandolo.desk.words import lang, said, say
from bandolo.rules.rule import Words

_NO_DAY = Words(it="scrivi il giorno", en="write the day")


def project(request: DeskRequest, application: Application) -> HttpResponse:
    """The terms of the project, what was asked and varied, and what can be done now."""
    return _shown(request, application, "")


def step(request: DeskRequest, application: Application, step: str) -> HttpResponse:
    """Ask for progress, note what happened, propose what becomes of a variation."""
    if step not in _STEPS:
        raise Http404
    return _done(request, application, _STEPS[step])


def decide(request: DeskRequest, application: Application) -> HttpResponse:
    """Give back what was proposed for a variation: what is approved is signed, on the page of its act."""
    return _done(request, application, _return)


Do = Callable[[DeskRequest, Application], object]


def _done(request: DeskRequest, application: Application, do: Do) -> HttpResponse:
    if request.method == "POST":
        refused = against(unless_too_long(lambda: do(request, application)))
        if refused is not None:
            return _shown(request, application, said(refused))
        messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("officer_project", args=[application.id]))


def _shown(request: DeskRequest, application: Application, problem: str) -> HttpResponse:
    now = clock.now()
    found = project_of(application, now)
    if found is None:
        raise Http404
    rules = rules_of(application.edition_id)
    values = {
        "application": application,
        "rules": rules,
        "project": found,
        "standings": STANDINGS,
        "inspections": application.inspections.order_by("-held_on", "-at").select_related("by", "sample"),
        "outcomes": OUTCOMES,
        "notes": notes_of(application),
        "drawn": sample_that_waits(application),
        "kinds": KINDS,
        "registers": REGISTERS,
        "events": rules.events,
        "has_term": call_term(rules) is not None,
        "approvers": holders("approver"),
        "changes": changes_of(found.open_variation, lang()) if found.open_variation else (),
        "verbs": verbs_of(application.state, request.role) if request.role else (),
        "problem": problem,
        "failed": request.POST.get("form", "") if problem else "",
        "typed": request.POST if problem else {},
    }
    return TemplateResponse(request, "officer/project.html", values, status=422 if problem else 200)


def _ask(request: DeskRequest, application: Application) -> object:
    days, reason = typed_days(request.POST.get("days", "")), request.POST.get("reason", "")
    return ask_progress(application.id, reason, days, actor_of(request), clock.now())


def _note(request: DeskRequest, application: Application) -> object:
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        return Refusal("record_milestone", _NO_DAY)
    event, evidence = request.POST.get("event", ""), request.POST.get("evidence", "")
    return record_milestone(application.id, event, on, evidence, actor_of(request), clock.now())


def _propose(request: DeskRequest, application: Application) -> object:
    outcome, reason = cast("Outcome", request.POST.get("outcome", "")), request.POST.get("reason", "")
    signer = chosen_signer(request)
    return propose_variation(application.id, outcome, reason, signer, actor_of(request), clock.now())


def _return(request: DeskRequest, application: Application) -> object:
    return return_variation(application.id, request.POST.get("reason", ""), actor_of(request), clock.now())


def _inspect(request: DeskRequest, application: Application) -> object:
    post, given = request.POST, request.FILES.get("paper")
    paper = received(given.name or "", given.read()) if given is not None else None
    if isinstance(paper, Words):
        return Refusal("inspect", paper)
    try:
        on = date.fromisoformat(post.get("held_on", ""))
    except ValueError:
        on = None
    place, people, outcome, findings = (
        post.get(name, "") for name in ("place", "people", "outcome", "findings")
    )
    told = Minuted(on, place, people, outcome, findings, paper)
    return keep_inspection(application.id, told, actor_of(request), clock.now())


_STEPS: Mapping[str, Do] = {
    "avanzamento": _ask,
    "fatto": _note,
    "variazione": _propose,
    "ispezione": _inspect,
}
