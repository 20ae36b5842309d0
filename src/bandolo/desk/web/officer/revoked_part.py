"""How much would a breach, or a member who leaves, take back?"""

from datetime import date

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Application, Award
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.revoked_part import breach_of, departure_of, known_events, members_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import say
from bandolo.rules.keeping import Breach, BreachRecovery

_DIGITS = 12


def parts(request: DeskRequest, application: Application) -> HttpResponse:
    """The duties to keep and the members of a call, and what each question comes to."""
    if not Award.objects.filter(application=application).exists():
        raise Http404
    breach, left, problem = None, None, ""
    try:
        if request.POST.get("rule"):
            breach = _breach(request, application)
        elif "member" in request.POST:
            left = departure_of(application, tuple(request.POST.getlist("member")))
    except ValueError as fault:
        problem = say(f"Non si può contare: {fault}", f"This cannot be counted: {fault}")
    values = {
        "application": application,
        "keeping": rules_of(application.edition_id).keeping,
        "members": members_of(application),
        "breach": breach,
        "left": left,
        "problem": problem,
        "typed": request.POST,
    }
    return TemplateResponse(request, "officer/revoked_part.html", values, status=422 if problem else 200)


def _breach(request: DeskRequest, application: Application) -> BreachRecovery:
    post = request.POST
    rule = next((one for one in rules_of(application.edition_id).keeping if one.id == post["rule"]), None)
    if rule is None:
        raise Http404
    events = known_events(application, clock.now())
    if post.get("starts"):
        events[rule.counted_from] = date.fromisoformat(post["starts"])
    part, whole = (_number(post.get(name, "")) for name in ("part", "whole"))
    breach = Breach(on=date.fromisoformat(post.get("on", "")), part=part, whole=whole)
    return breach_of(application, rule, breach, events)


def _number(text: str) -> int:
    if not text:
        return 1
    if not text.isdecimal() or len(text) > _DIGITS:
        raise ValueError(say("parte e totale sono numeri interi", "part and whole are whole numbers"))
    return int(text)
