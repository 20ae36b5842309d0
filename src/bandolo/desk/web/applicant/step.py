"""How does a person fill in a step of the form, with or without JavaScript?"""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.change_records import add_record, remove_record, say_none
from bandolo.desk.actions.save_fields import Outcome, Typed, save_fields
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Enterprise
from bandolo.desk.queries.applications import field_versions
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.enterprises import others_in
from bandolo.desk.queries.form import Step, form_of
from bandolo.desk.queries.told import Told, told
from bandolo.desk.web.acting import actor_for
from bandolo.desk.web.applicant.applications import first_page
from bandolo.desk.web.applicant.boxes import box_of, groups_of
from bandolo.desk.web.applicant.frame import frame_of, tabs_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said
from bandolo.rules.undertaking import RELATED

# A field comes with the version that the page was made from: the name of that is the path after this.
VERSION = "v:"
UNSAVED = ("conflict", "gone")
Sent = Mapping[str, tuple[Outcome | None, Sequence[str]]]


def application(request: DeskRequest, application: Application) -> HttpResponse:
    """The first step, or the last page once there is nothing more to fill in."""
    del request
    if application.state == "draft":
        return HttpResponseRedirect(first_page(application.id, application.edition_id))
    return HttpResponseRedirect(reverse("application_check", kwargs={"application": application.id}))


def step(request: DeskRequest, application: Application, step: str) -> HttpResponse:
    """Show a step, or save what was typed in it: one field (htmx) or the whole of it."""
    found = form_of(application.edition_id).step(step)
    if found is None or not found.facts:
        raise Http404
    if request.method != "POST":
        return _page(request, application, found, {}, "", 200)
    typed = typed_in(request)
    edition, now = request.POST.get("edition", ""), clock.now()
    outcomes = save_fields(application, typed, edition, actor_for(request, application.enterprise), now)
    if request.htmx:
        return _fragment(request, application, typed, outcomes)
    texts = {one.path: one.texts for one in typed}
    if isinstance(outcomes, Refusal):
        sent: Sent = {path: (None, given) for path, given in texts.items()}
        return _page(request, application, found, sent, said(outcomes.words), 422)
    unsaved = {one.path: (one, texts[one.path]) for one in outcomes if one.status in UNSAVED}
    if unsaved:
        return _page(request, application, found, unsaved, "", 409)
    refused = _change(request, application, found)
    if refused:
        return _page(request, application, found, {}, said(refused.words), 422)
    return HttpResponseRedirect(_onward(request, application, found, outcomes))


def group_of(enterprise: Enterprise, found: Told) -> list[str]:
    """The enterprise and those declared to be one undertaking or related with it: each name once."""
    related = [one["related_name"] for one in found.tables.get(RELATED, ()) if "related_name" in one]
    others = [*(one.name for one in others_in(enterprise)), *related]
    return [*dict.fromkeys((enterprise.name, *others))] if others else []


def typed_in(request: DeskRequest) -> list[Typed]:
    """The fields of the page: each name that came with a version."""
    found = []
    for name in request.POST:
        if name.startswith(VERSION):
            path, version = name.removeprefix(VERSION), request.POST[name]
            number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0  # noqa: PLR2004 - fits the column
            found.append(Typed(path, number, tuple(request.POST.getlist(path))))
    return found


def _change(request: DeskRequest, application: Application, step: Step) -> Refusal | None:
    """Add or remove a record, or say that there is none, where that was the button."""
    actor, now = actor_for(request, application.enterprise), clock.now()
    if step.kind is None:
        return None
    if "add" in request.POST:
        added = add_record(application, step.kind, actor, now)
        return added if isinstance(added, Refusal) else None
    if "none" in request.POST:
        return say_none(application, step.kind, actor, now)
    if "remove" in request.POST:
        return remove_record(application, step.kind, request.POST["remove"], actor, now)
    return None


def _onward(request: DeskRequest, application: Application, step: Step, outcomes: Sequence[Outcome]) -> str:
    """The next step where that was asked for; this one where something is to be mended or was added."""
    tabs = tabs_of(application)
    at = next(place for place, tab in enumerate(tabs) if tab.id == step.id)
    wrong = next((one for one in outcomes if one.problem), None)
    if wrong is not None:
        return f"{tabs[at].href}#{wrong.path.replace('/', '-')}"
    if "onward" in request.POST:
        return tabs[min(at + 1, len(tabs) - 1)].href
    return f"{tabs[at].href}#last" if "add" in request.POST else tabs[at].href


def _page(
    request: DeskRequest, application: Application, step: Step, sent: Sent, problem: str, status: int
) -> HttpResponse:
    now = clock.now()
    found = told(application, now)
    values = frame_of(request, application, step.id, found, now)
    groups = groups_of(application, step, found, field_versions(application), sent)
    is_none = f"records/{step.kind}" in found.fields
    group = group_of(application.enterprise, found) if step.kind in (RELATED, "prior_aid") else []
    values |= {"step": step, "groups": groups, "is_none": is_none, "problem": problem, "group": group}
    values |= {"conflicts": [path for path, (outcome, _) in sent.items() if outcome]}
    return TemplateResponse(request, "applicant/step.html", values, status=status)


def _fragment(
    request: DeskRequest,
    application: Application,
    typed: Sequence[Typed],
    outcomes: Sequence[Outcome] | Refusal,
) -> HttpResponse:
    """What stands beside each field that was sent, and the assessment as it is now."""
    now = clock.now()
    found = told(application, now)
    rules, form = rules_of(application.edition_id), form_of(application.edition_id)
    texts = {one.path: one for one in typed}
    values = frame_of(request, application, "", found, now)
    if isinstance(outcomes, Refusal):
        values |= {"problem": said(outcomes.words)}
        outcomes = [Outcome(one.path, "gone", one.version, outcomes.words) for one in typed]
    boxes = [
        box_of(rules, one.path, fact, found, one.version, (one, texts[one.path].texts))
        for one in outcomes
        if (fact := form.fact_at(one.path)) is not None
    ]
    return TemplateResponse(request, "applicant/saved.html", {**values, "boxes": boxes})
