"""How does an enterprise answer what the body asks during the review?"""

from collections.abc import Sequence

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.answer_refusal_notice import answer_refusal_notice
from bandolo.desk.actions.answer_supplement import answer_supplement
from bandolo.desk.actions.give_file import Place
from bandolo.desk.actions.renounce import renounce
from bandolo.desk.models import Application, Arrival, Award, Field, Supplement, SupplementItem
from bandolo.desk.queries.arriving import arriving
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.post import first_delivered
from bandolo.desk.typed import NotUnderstoodError, shown_value, typed_value
from bandolo.desk.web.acting import actor_for, against, unless_too_long
from bandolo.desk.web.applicant.given import given
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import lang, said, say
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words


def supplement(request: DeskRequest, application: Application) -> HttpResponse:
    """What is asked, until when, and nothing else to fill in; what was typed wrong stays."""
    asked = Supplement.objects.filter(application=application).order_by("-at").first()
    if asked is None:
        raise Http404
    items = list(asked.items.order_by("path"))
    wrong: dict[str, str] = {}
    problem = ""
    if request.method == "POST":
        values = _typed(request, application, items, wrong)
        _take_files(request, application, items, wrong)
        if not wrong:
            actor = actor_for(request, application.enterprise)
            now = clock.now()
            done = unless_too_long(lambda: answer_supplement(application.id, values, actor, now))
            refused = against(done)
            if refused is None:
                messages.success(request, say("Risposta inviata.", "Answer sent."))
                return HttpResponseRedirect(request.path)
            problem = said(refused)
    coming = [one for one in arriving(application) if one.kind == "supplement"]
    held = {one.path: one for one in application.fields.filter(path__in=[item.path for item in items])}
    page = {
        "application": application,
        "asked": asked,
        "told": first_delivered(asked.id),
        "is_open": asked.answered_at is None and asked.lapsed_at is None,
        "items": [_shown(request, application, item, held.get(item.path), wrong, coming) for item in items],
        "problem": problem,
    }
    status = 422 if wrong or problem else 200
    return TemplateResponse(request, "applicant/supplement.html", page, status=status)


def notice(request: DeskRequest, application: Application) -> HttpResponse:
    """The reasons against the application, and what the enterprise says to them."""
    found = application.refusal_notices.order_by("-at").first()
    if found is None:
        raise Http404
    problem, typed = "", request.POST.get("counter_arguments", "")
    if request.method == "POST":
        actor, now = actor_for(request, application.enterprise), clock.now()
        refused = against(unless_too_long(lambda: answer_refusal_notice(application.id, typed, actor, now)))
        if refused is None:
            messages.success(request, say("Osservazioni inviate.", "Observations sent."))
            return HttpResponseRedirect(reverse("notice", args=[application.id]))
        problem = said(refused)
    told = first_delivered(found.id)
    page = {"application": application, "notice": found, "told": told, "problem": problem, "typed": typed}
    return TemplateResponse(request, "applicant/notice.html", page, status=422 if problem else 200)


def renunciation(request: DeskRequest, application: Application) -> HttpResponse:
    """Give up an award or a place on the waiting list; asked once more before it is done."""
    problem = ""
    if request.method == "POST" and not request.POST.get("sure"):
        problem = say("Conferma che rinunci.", "Confirm that you renounce.")
    elif request.method == "POST":
        reason = request.POST.get("reason", "")
        actor, now = actor_for(request, application.enterprise), clock.now()
        refused = against(unless_too_long(lambda: renounce(application.id, reason, actor, now)))
        if refused is None:
            messages.success(request, say("Rinuncia registrata.", "Renunciation recorded."))
            return HttpResponseRedirect(request.path)
        problem = said(refused)
    page = {
        "application": application,
        "award": Award.objects.filter(application=application).first(),
        "problem": problem,
        "typed": request.POST,
        "can": application.state in ("awarded", "waiting"),
    }
    return TemplateResponse(request, "applicant/renounce.html", page, status=422 if problem else 200)


def _fact_of(application: Application, item: SupplementItem) -> Fact | None:
    """The fact that a path is about; None for a document."""
    kind, _, rest = item.path.partition("/")
    name = rest.rpartition("/")[2]
    facts = rules_of(application.edition_id).facts
    return None if kind == "document" else next((fact for fact in facts if fact.id == name), None)


def _typed(
    request: DeskRequest, application: Application, items: list[SupplementItem], wrong: dict[str, str]
) -> dict[str, object]:
    """The values of the form by path; what cannot be read goes to `wrong`."""
    values: dict[str, object] = {}
    for item in items:
        fact = _fact_of(application, item)
        try:
            value = None if fact is None else typed_value(fact, request.POST.getlist(item.path))
        except NotUnderstoodError as refused:
            wrong[item.path] = said(refused.words)
            continue
        if value is not None:
            values[item.path] = value
    return values


def _take_files(
    request: DeskRequest, application: Application, items: list[SupplementItem], wrong: dict[str, str]
) -> None:
    """Keep the files of the form for the answer, each checked; what stands against one goes to `wrong`.

    A large one is looked at by the worker, and the answer is sent once that is done.
    """
    asked = {item.path for item in items}
    for name, file in request.FILES.items():
        if isinstance(file, UploadedFile) and name in asked:
            place = Place("supplement", name.removeprefix("document/"))
            done = given(request, application, place, file)
            if isinstance(done, Words):
                wrong[name] = said(done)


def _shown(
    request: DeskRequest,
    application: Application,
    item: SupplementItem,
    held: Field | None,
    wrong: dict[str, str],
    coming: Sequence[Arrival],
) -> dict[str, object]:
    fact = _fact_of(application, item)
    value: str | list[str] = ""
    if request.method == "POST":
        texts = request.POST.getlist(item.path)
        value = texts if fact is not None and fact.type == "choices" else (texts or [""])[-1]
    elif fact is not None and held is not None and not isinstance(held.value, dict):
        value = shown_value(fact, held.value, lang())
    document = item.path.removeprefix("document/")
    files = [one for one in coming if one.document == document]
    return {
        "item": item,
        "document": document,
        "fact": fact,
        "value": value,
        "wrong": wrong.get(item.path, ""),
        "arriving": files,
    }
