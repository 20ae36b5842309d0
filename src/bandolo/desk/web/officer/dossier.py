"""What does an officer know of one application, and what do they do with it?"""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.answer_refusal_notice import resume_after_notice
from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.decide_outcome import decide_outcome
from bandolo.desk.actions.propose_outcome import propose_outcome
from bandolo.desk.actions.send_refusal_notice import send_refusal_notice
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import REPORT_STATES, STATE_WORDS, verbs_of
from bandolo.desk.models import Application
from bandolo.desk.outside.registers import REGISTERS
from bandolo.desk.queries.data_requests import KINDS
from bandolo.desk.queries.dossier import Dossier, dossier_of
from bandolo.desk.queries.events import broken_at
from bandolo.desk.queries.handed import uses_of
from bandolo.desk.queries.review_terms import notice_deadline, supplement_terms
from bandolo.desk.queries.revocations import marks_of
from bandolo.desk.queries.shared_interests import shared_interests
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.finding import cut, find, lapse, typed_days
from bandolo.desk.web.officer.post import again, delivered
from bandolo.desk.words import lang, said, say
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

Outcome = object


def dossier(request: DeskRequest, application: Application) -> HttpResponse:
    """The whole dossier on one page."""
    return shown(request, application)


def step(request: DeskRequest, application: Application, step: str) -> HttpResponse:
    """Do what an officer does with an application; what is refused comes back with what was typed."""
    if step not in _STEPS:
        raise Http404
    return _done(request, application, _STEPS[step])


def decide(request: DeskRequest, application: Application) -> HttpResponse:
    """Approve or give back what was proposed."""
    return _done(request, application, _decide)


def shown(request: DeskRequest, application: Application, problem: str = "") -> HttpResponse:
    """The page of a dossier; with a problem, the form that it is about as it was typed."""
    now = clock.now()
    found = dossier_of(application, now, lang())
    values = {
        "now": now,
        "dossier": found,
        "application": application,
        "state": STATE_WORDS[application.state],
        "verbs": verbs_of(application.state, request.role),
        "terms": supplement_terms(found.rules),
        "has_notice": notice_deadline(found.rules) is not None,
        "registers": REGISTERS,
        "after_award": application.state in REPORT_STATES,
        "askable": _askable(found),
        "marks": marks_of(application.enterprise, day_in_rome(now)),
        "flags": shared_interests(application, day_in_rome(now)),
        "broken_at": broken_at(application.id),
        "asked_on_data": application.data_requests.order_by("at").select_related("person"),
        "request_kinds": KINDS,
        "late_reports": application.reports.filter(late_at__isnull=False).order_by("late_at"),
        "shared_invoices": uses_of(application),
        "problem": problem,
        "failed": request.POST.get("form", "") if problem else "",
        "typed": request.POST if problem else {},
    }
    return TemplateResponse(request, "officer/dossier.html", values, status=422 if problem else 200)


def _done(request: DeskRequest, application: Application, do: "Do") -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(reverse("dossier", args=[application.id]))
    refused = against(unless_too_long(lambda: do(request, application)))
    if refused is not None:
        application.refresh_from_db()
        return shown(request, application, said(refused))
    messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("dossier", args=[application.id]))


def _askable(found: Dossier) -> list[tuple[str, Words]]:
    """What a supplement can ask for: papers, what was said, what the enterprise could have said."""
    facts = [(f"fact/{one.fact.id}", one.fact.ask) for one in found.facts]
    said_already = {path for path, _ in facts}
    unsaid = [
        (f"fact/{fact.id}", fact.ask)
        for fact in found.rules.facts
        if not fact.of and "applicant" in fact.attested_by and f"fact/{fact.id}" not in said_already
    ]
    documents = [
        (f"document/{one.id}", one.words)
        for one in found.rules.documents
        if {"submission", "review"} & {*one.at}
    ]
    return [*documents, *facts, *unsaid]


Do = Callable[[DeskRequest, Application], Outcome]


def _take(request: DeskRequest, application: Application) -> Outcome:
    return take_for_review(application.id, actor_of(request), clock.now())


def _ask(request: DeskRequest, application: Application) -> Outcome:
    post = request.POST
    days = post.get("days", "")
    words = dict(_askable(dossier_of(application, clock.now(), lang())))
    asked = {path: words[path].it if path in words else "" for path in post.getlist("item")}
    return ask_supplement(
        application.id,
        post.get("term", ""),
        typed_days(days),
        post.get("reason", ""),
        asked,
        actor_of(request),
        clock.now(),
    )


def _notice(request: DeskRequest, application: Application) -> Outcome:
    reasons = request.POST.get("reasons", "")
    return send_refusal_notice(application.id, reasons, actor_of(request), clock.now())


def _resume(request: DeskRequest, application: Application) -> Outcome:
    return resume_after_notice(application.id, actor_of(request), clock.now())


def _propose(request: DeskRequest, application: Application) -> Outcome:
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")
    return propose_outcome(application.id, outcome, reason, actor_of(request), clock.now())


def _decide(request: DeskRequest, application: Application) -> Outcome:
    decision = "return" if request.POST.get("decision") == "return" else "approve"
    reason = request.POST.get("reason", "")
    return decide_outcome(application.id, decision, reason, actor_of(request), clock.now())  # type: ignore[arg-type]


_STEPS: Mapping[str, Do] = {
    "rinvia": again,
    "consegna": delivered,
    "prendi": _take,
    "verifica": find,
    "voce": cut,
    "integrazione": _ask,
    "scadenza": lapse,
    "preavviso": _notice,
    "riprendi": _resume,
    "proposta": _propose,
}
