"""How does an officer take an award back: grounds, notice, answer, drop or act?"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.drop_revocation import drop_revocation
from bandolo.desk.actions.prepare_revocation import prepare_revocation
from bandolo.desk.actions.start_revocation import Start, start_revocation
from bandolo.desk.flow import STATE_WORDS
from bandolo.desk.models import Act, Application, Award
from bandolo.desk.queries.award_account import award_account
from bandolo.desk.queries.revocation_grounds import proposed_grounds
from bandolo.desk.queries.revocations import is_over, marks_of, open_revocation, revocation_notice_pdf
from bandolo.desk.queries.roles import holders
from bandolo.desk.typed import typed_cents
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.acts import chosen_signer
from bandolo.desk.web.officer.finding import typed_days
from bandolo.desk.web.saved_file import kept_file, saved_file
from bandolo.desk.words import said, say
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_AMOUNT = Words(it="scrivi un importo come 1.234,56", en="write an amount such as 1,234.56")


def revocation(request: DeskRequest, application: Application) -> HttpResponse:
    """What the rules find against an award, the procedure under way, those that ended."""
    return _shown(request, application)


def start(request: DeskRequest, application: Application) -> HttpResponse:
    """Begin a revocation; what was chosen and typed comes back where it is refused."""
    post = request.POST
    if request.method != "POST":
        return HttpResponseRedirect(reverse("revocation", args=[application.id]))
    try:
        cents = typed_cents(post.get("amount", "")) if post.get("extent") == "partial" else None
    except ValueError:
        return _shown(request, application, _AMOUNT, "start")
    chosen = Start(
        tuple(post.getlist("ground")),
        cents,
        post.get("reason", ""),
        typed_days(post.get("days_to_answer", "")),
        typed_days(post.get("days_to_conclude", "")),
        post.get("is_false_declaration") == "yes",
    )
    actor, now = actor_of(request), clock.now()
    outcome = unless_too_long(lambda: start_revocation(application.id, chosen, actor, now))
    return _answered(request, application, outcome, "start", say("Avvio comunicato.", "Start notified."))


def drop(request: DeskRequest, application: Application) -> HttpResponse:
    """End a revocation without taking anything."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("revocation", args=[application.id]))
    reason = request.POST.get("reason", "")
    actor, now = actor_of(request), clock.now()
    outcome = unless_too_long(lambda: drop_revocation(application.id, reason, actor, now))
    return _answered(request, application, outcome, "drop", say("Archiviata.", "Dropped."))


def prepare(request: DeskRequest, application: Application) -> HttpResponse:
    """Prepare the act, to be signed by another."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("revocation", args=[application.id]))
    post = request.POST
    signer, days, reason = chosen_signer(request), typed_days(post.get("days", "")), post.get("reason", "")
    actor, now = actor_of(request), clock.now()
    outcome = unless_too_long(lambda: prepare_revocation(application.id, reason, days, signer, actor, now))
    if isinstance(outcome, Act):
        messages.success(request, say("Atto preparato: ora si firma.", "Act prepared: now it is signed."))
        return HttpResponseRedirect(reverse("act", args=[application.call.slug, outcome.id]))
    return _shown(request, application, outcome, "prepare")


def notice(_: DeskRequest, application: Application, revocation: UUID) -> HttpResponse:
    """The notice of the start as PDF."""
    found = application.revocations.filter(id=revocation).first()
    if found is None:
        raise Http404
    return saved_file(revocation_notice_pdf(found), "avvio-del-procedimento.pdf")


def answer_paper(_: DeskRequest, application: Application, revocation: UUID) -> HttpResponseBase:
    """The paper that the enterprise gave with its answer."""
    found = application.revocations.filter(id=revocation).exclude(answer_sha256="").first()
    if found is None:
        raise Http404
    return kept_file(found.answer_sha256, found.answer_name)


def _answered(
    request: DeskRequest, application: Application, outcome: object, form: str, done: str
) -> HttpResponse:
    refused = against(outcome)
    if refused is not None:
        application.refresh_from_db()
        return _shown(request, application, refused, form)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("revocation", args=[application.id]))


def _shown(
    request: DeskRequest, application: Application, problem: Words | None = None, failed: str = ""
) -> HttpResponse:
    award = Award.objects.select_related("act").filter(application=application).first()
    if award is None:
        raise Http404
    now = clock.now()
    under_way = open_revocation(application)
    proposed = proposed_grounds(application, now) if under_way is None else ()
    chosen = request.POST.getlist("ground") if failed == "start" else None
    values = {
        "application": application,
        "award": award,
        "account": award_account(award),
        "state": STATE_WORDS[application.state],
        "under_way": under_way,
        "prepared": application.acts.filter(kind="revocation", adopted_at=None).order_by("at").last(),
        "is_over": under_way is not None and is_over(under_way, now),
        "ended": application.revocations.exclude(outcome="").order_by("at").select_related("act", "recovery"),
        "proposed": [
            (one, one.id in chosen if chosen is not None else one.verdict is True) for one in proposed
        ],
        "found": [one for one in proposed if one.verdict is True],
        "marks": marks_of(application.enterprise, day_in_rome(now)),
        "approvers": holders("approver"),
        "problem": "" if problem is None else said(problem),
        "failed": failed,
        "typed": request.POST,
        "is_officer": request.role == "officer",
    }
    return TemplateResponse(request, "officer/revocation.html", values, status=422 if problem else 200)
