"""In which of their roles does a person work now, and on what?"""

from collections import Counter

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.flow import STATE_WORDS, STATES
from bandolo.desk.queries.applications import own_applications
from bandolo.desk.queries.calls import published_calls
from bandolo.desk.queries.committee import has_committee
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.worklist import work_by_state
from bandolo.desk.roles import OUTSIDE, Role
from bandolo.desk.web.access import ACCESS
from bandolo.desk.web.applicant.next_steps import answer_link
from bandolo.desk.web.gate import DeskRequest


def desk(request: DeskRequest) -> HttpResponse:
    """The first page of whoever is logged in."""
    return TemplateResponse(request, "people/desk.html", _outside(request) | _inside(request))


def _outside(request: DeskRequest) -> dict[str, object]:
    """Of an enterprise: how many applications stand in each state, and which of them wait for an answer."""
    if request.person is None or request.role not in OUTSIDE:
        return {}
    listed = list(own_applications(request.person, request.role))
    answers = [(one, link) for one in listed if (link := answer_link(one)) is not None]
    counted = Counter(one.state for one in listed)
    return {
        "asked": [(*link, rules_of(one.edition_id).title, one.enterprise) for one, link in answers],
        "own": [(STATE_WORDS[state], counted[state]) for state in STATES if state in counted],
    }


def _inside(request: DeskRequest) -> dict[str, object]:
    """Of the body: what is in work, and the calls that have a ranking."""
    if request.role in OUTSIDE or not _may_open("ranking", request.role):
        return {}
    ranked = [one for one in published_calls(clock.now()) if one.rules.ranking is not None]
    return {
        "work": work_by_state(),
        "calls": [(one.call.slug, one.rules.title, has_committee(one.rules)) for one in ranked],
        "may_sit": _may_open("committee", request.role),
    }


def _may_open(name: str, role: Role | None) -> bool:
    who = ACCESS[name].who
    return who is not None and role in who


def choose(request: DeskRequest) -> HttpResponse:
    """Take one of the roles held; it stays until another is chosen."""
    if request.method == "POST":
        chosen = request.POST.get("role")
        if chosen not in request.roles:
            raise Http404
        request.session["role"] = chosen
    return HttpResponseRedirect(reverse("desk"))
