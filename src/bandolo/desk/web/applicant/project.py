"""How does a beneficiary follow the project: its terms, what the body asks, what is to change?"""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.answer_progress import answer_progress
from bandolo.desk.actions.ask_variation import ask_variation
from bandolo.desk.actions.tell_office import tell_office
from bandolo.desk.flow import verbs_of
from bandolo.desk.models import Application
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.inspections import OUTCOMES
from bandolo.desk.queries.post import first_delivered
from bandolo.desk.queries.project import project_of
from bandolo.desk.queries.timeline import STANDINGS
from bandolo.desk.queries.told_office import notes_of
from bandolo.desk.queries.variations import KINDS, Changeable, Kind, changeable, effect_of
from bandolo.desk.typed import NotUnderstoodError, shown_value, typed_cents, typed_value
from bandolo.desk.web.acting import actor_for, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.terms_file import terms_file
from bandolo.desk.words import lang, said, say


def project(request: DeskRequest, application: Application) -> HttpResponse:
    """The terms of the project in order, the duties, what is asked, what was varied."""
    return _shown(request, application, "", {})


def project_calendar(request: DeskRequest, application: Application) -> HttpResponse:
    """The terms of the project for somebody's own calendar, each with reminders."""
    found = project_of(application, clock.now())
    if found is None:
        raise Http404
    return terms_file(request, application, found.posts)


def progress(request: DeskRequest, application: Application) -> HttpResponse:
    """Answer how far spending and work have come; what was typed stays where it cannot be taken."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("project", args=[application.id]))
    try:
        cents = typed_cents(request.POST.get("spent", ""))
    except ValueError:
        words = say("Scrivi un importo come 1.234,56.", "Write an amount such as 1,234.56.")
        return _shown(request, application, words, request.POST)
    work = request.POST.get("work_done", "")
    actor = actor_for(request, application.enterprise)
    now = clock.now()
    refused = against(unless_too_long(lambda: answer_progress(application.id, cents, work, actor, now)))
    if refused is not None:
        return _shown(request, application, said(refused), request.POST)
    messages.success(request, say("Risposta inviata.", "Answer sent."))
    return HttpResponseRedirect(reverse("project", args=[application.id]))


def tell(request: DeskRequest, application: Application) -> HttpResponse:
    """Report something to the body; what was typed stays where it cannot be taken."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("project", args=[application.id]))
    duty, words = request.POST.get("duty", ""), request.POST.get("words", "")
    actor = actor_for(request, application.enterprise)
    refused = against(tell_office(application.id, duty, words, actor, clock.now()))
    if refused is not None:
        return _shown(request, application, said(refused), request.POST)
    messages.success(request, say("Segnalazione inviata.", "Reported."))
    return HttpResponseRedirect(reverse("project", args=[application.id]))


def variation(request: DeskRequest, application: Application, kind: str) -> HttpResponse:
    """Ask for a variation: first see what it does to costs and grant, then send it."""
    if kind not in KINDS or project_of(application, clock.now()) is None:
        raise Http404
    chosen = cast("Kind", kind)
    fields = changeable(application, chosen)
    if request.method != "POST":
        return _form(request, application, chosen, [_field(one) for one in fields], {})
    changes, shown = _typed(request, fields)
    page: dict[str, Any] = {"typed": request.POST}
    if any(one["wrong"] for one in shown):
        return _form(request, application, chosen, shown, page)
    if "send" not in request.POST:
        page["effect"] = effect_of(application, changes, clock.now())
        return _form(request, application, chosen, shown, page, 200)
    reason, is_made = request.POST.get("reason", ""), not request.POST.get("before")
    actor, now = actor_for(request, application.enterprise), clock.now()
    refused = against(
        unless_too_long(lambda: ask_variation(application.id, chosen, reason, changes, is_made, actor, now))
    )
    if refused is not None:
        return _form(request, application, chosen, shown, {**page, "problem": said(refused)})
    messages.success(request, say("Richiesta di variazione inviata.", "Variation asked for."))
    return HttpResponseRedirect(reverse("project", args=[application.id]))


def _shown(
    request: DeskRequest, application: Application, problem: str, typed: Mapping[str, Any]
) -> HttpResponse:
    now = clock.now()
    found = project_of(application, now)
    if found is None:
        raise Http404
    values = {
        "application": application,
        "rules": rules_of(application.edition_id),
        "project": found,
        "told": first_delivered(found.open_request.id) if found.open_request else None,
        "standings": STANDINGS,
        "inspections": application.inspections.order_by("-held_on", "-at").select_related("sample"),
        "outcomes": OUTCOMES,
        "notes": notes_of(application),
        "can_tell": "tell_office" in verbs_of(application.state, request.role),
        "kinds": KINDS,
        "problem": problem,
        "typed": typed,
        "now": now,
    }
    return TemplateResponse(request, "applicant/project.html", values, status=422 if problem else 200)


def _form(
    request: DeskRequest,
    application: Application,
    kind: Kind,
    fields: list[dict[str, Any]],
    values: Mapping[str, Any],
    status: int | None = None,
) -> HttpResponse:
    is_refused = "problem" in values or any(one["wrong"] for one in fields)
    page = {"application": application, "kind": kind, "words": KINDS[kind], "fields": fields, **values}
    return TemplateResponse(
        request, "applicant/variation.html", page, status=status or (422 if is_refused else 200)
    )


def _field(one: Changeable, texts: list[str] | None = None, wrong: str = "") -> dict[str, Any]:
    value: str | list[str] = "" if one.value is None else shown_value(one.fact, one.value, lang())
    if texts is not None:
        value = texts if one.fact.type == "choices" else (texts or [""])[-1]
    return {"one": one, "value": value, "wrong": wrong}


def _typed(
    request: DeskRequest, fields: tuple[Changeable, ...]
) -> tuple[dict[str, object], list[dict[str, Any]]]:
    """The values by path that differ from what stands, and every field as it was typed."""
    changes: dict[str, object] = {}
    shown = []
    for one in fields:
        texts = request.POST.getlist(one.path)
        wrong = ""
        try:
            value = typed_value(one.fact, texts)
        except NotUnderstoodError as problem:
            wrong = said(problem.words)
        else:
            if value is not None and value != one.value:
                changes[one.path] = value
        shown.append(_field(one, texts, wrong))
    return changes, shown
