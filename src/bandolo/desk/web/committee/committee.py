"""Who sits in the committee of a call, what does it judge, and how does each member vote?"""

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.admit_line import admit_line
from bandolo.desk.actions.cast_vote import cast_vote
from bandolo.desk.actions.declare_conflict import declare_conflict
from bandolo.desk.actions.keep_minutes import keep_minutes
from bandolo.desk.actions.seat_committee import seat_committee
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Call, Minutes, Vote
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.committee import (
    conflicts_of,
    has_committee,
    judged_by_committee,
    last_votes,
    members_of,
    votes_to_decide,
)
from bandolo.desk.queries.dossier import assessed_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.roles import holders
from bandolo.desk.queries.sitting import cases_of
from bandolo.desk.queries.statement import statement_of
from bandolo.desk.typed import typed_cents
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import said, say
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_NO_NUMBER = Words(it="scrivi i punti, come 12,5", en="write the points, such as 12.5")
_NO_AMOUNT = Words(it="scrivi un importo come 1.234,56", en="write an amount such as 1,234.56")


def committee(request: DeskRequest, call: Call) -> HttpResponse:
    """The members, the applications before them with how many voted, the minutes."""
    return _page(request, call)


def seat(request: DeskRequest, call: Call) -> HttpResponse:
    """Name the committee."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("committee", args=[call.slug]))
    members = list(holders("committee").filter(id__in=_ids(request.POST.getlist("member"))))
    coordinator = holders("coordinator").filter(id__in=_ids([request.POST.get("coordinator", "")])).first()
    done = seat_committee(call, members, coordinator, actor_of(request), clock.now())
    return _after(request, call, done)


def minutes(request: DeskRequest, call: Call) -> HttpResponse:
    """Keep the minutes of a sitting."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("committee", args=[call.slug]))
    try:
        held = date.fromisoformat(request.POST.get("held_on", ""))
    except ValueError:
        return _page(request, call, say("Scrivere il giorno della seduta.", "Write the day of the sitting."))
    present = set(request.POST.getlist("present"))
    place = request.POST.get("place", "")
    return _after(request, call, keep_minutes(call, held, place, present, actor_of(request), clock.now()))


def minutes_file(_: DeskRequest, call: Call, minutes: UUID) -> HttpResponseBase:
    """The PDF of minutes."""
    found = Minutes.objects.filter(id=minutes, call=call).first()
    if found is None:
        raise Http404
    return kept_file(found.pdf_sha256, f"verbale-{found.number}.pdf")


def judge(request: DeskRequest, application: Application) -> HttpResponse:
    """Declare one's interests in an application, vote on each thing judged, change its costs (L12-12)."""
    problem = ""
    if request.method == "POST":
        refused = against(unless_too_long(lambda: _judged(request, application)))
        if refused is None:
            messages.success(request, say("Registrato.", "Recorded."))
            return HttpResponseRedirect(reverse("committee_judge", args=[application.id]))
        problem = said(refused)
        application.refresh_from_db()
    now = clock.now()
    rules = rules_of(application.edition_id)
    votes = Vote.objects.filter(application=application).select_related("person").order_by("at", "id")
    kept_votes = last_votes(votes)
    assessed, _ = assessed_of(application, statement_of(application), now)
    mine = request.person.id if request.person is not None else None
    values = {
        "application": application,
        "judged": [
            (one, [vote for (criterion, _), vote in kept_votes.items() if criterion == one.id])
            for one in judged_by_committee(rules)
        ],
        "declared": conflicts_of(application.id).get(mine) if mine is not None else None,
        "can": application.state == "admissible",
        "items": assessed.items if assessed is not None else (),
        "problem": problem,
        "typed": request.POST,
    }
    return TemplateResponse(request, "committee/judge.html", values, status=422 if problem else 200)


def _judged(request: DeskRequest, application: Application) -> object:
    post, actor, now = request.POST, actor_of(request), clock.now()
    reason = post.get("reason", "")
    match post.get("what"):
        case "conflict":
            return declare_conflict(application.id, post.get("has_conflict") == "yes", reason, actor, now)
        case "line":
            try:
                cents = typed_cents(post.get("admitted", ""))
            except ValueError:
                return Refusal("vote", _NO_AMOUNT)
            return admit_line(application.id, post.get("line", ""), cents, reason, actor, now)
        case _:
            try:
                points = Decimal(post.get("points", "").strip().replace(",", "."))
            except InvalidOperation:
                return Refusal("vote", _NO_NUMBER)
            if not points.is_finite():
                return Refusal("vote", _NO_NUMBER)
            return cast_vote(application.id, post.get("criterion", ""), points, reason, actor, now)


def _after(request: DeskRequest, call: Call, outcome: object) -> HttpResponse:
    if isinstance(outcome, Words):
        return _page(request, call, said(outcome))
    messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("committee", args=[call.slug]))


def _page(request: DeskRequest, call: Call, problem: str = "") -> HttpResponse:
    rules = last_rules(call)
    members = members_of(call, clock.now())
    voting = [one for one in members if one.part == "member"]
    values = {
        "call": call,
        "rules": rules,
        "has_committee": has_committee(rules),
        "members": members,
        "quorum": votes_to_decide(rules, len(voting)),
        "judged": judged_by_committee(rules),
        "cases": cases_of(call),
        "minutes": call.minutes.order_by("number").select_related("by"),
        "committee": holders("committee"),
        "coordinators": holders("coordinator"),
        "today": day_in_rome(clock.now()),
        "problem": problem,
        "typed": request.POST,
    }
    return TemplateResponse(request, "committee/committee.html", values, status=422 if problem else 200)


def _ids(texts: list[str]) -> list[UUID]:
    """The texts that are ids; a form holds no others."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
