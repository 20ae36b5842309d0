"""Which applications has an enterprise begun, and how does it begin one?"""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.open_application import Refused, open_application
from bandolo.desk.flow import AFTER_AWARD, STATE_WORDS
from bandolo.desk.models import Call
from bandolo.desk.queries.amended import asked_to_move
from bandolo.desk.queries.applications import own_applications
from bandolo.desk.queries.calls import published_call, published_calls
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.visible import enterprises_of
from bandolo.desk.web.acting import actor_for, person_of
from bandolo.desk.web.applicant.next_steps import answer_link
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said


def applications(request: DeskRequest) -> HttpResponse:
    """The applications of the enterprises that the person acts for, and the calls that can be applied to."""
    now = clock.now()
    own = own_applications(person_of(request), request.role)
    amended = asked_to_move(own)
    rows = [
        {
            "application": one,
            "title": rules_of(one.edition_id).title,
            "state": STATE_WORDS[one.state],
            "answer": answer_link(one),
            "is_amended": one.id in amended,
        }
        for one in own
    ]
    calls = [one for one in published_calls(now) if one.course.state in ("open", "not_open", "suspended")]
    return TemplateResponse(
        request,
        "applicant/applications.html",
        {"rows": rows, "calls": calls, "now": now, "after_award": AFTER_AWARD},
    )


def begin(request: DeskRequest, call: Call) -> HttpResponse:
    """Choose for which enterprise, and whether to start from an earlier application; then open it."""
    now, person = clock.now(), person_of(request)
    enterprises = list(enterprises_of(person, request.role).order_by("name"))
    earlier = list(own_applications(person, request.role).filter(call=call))
    problem = ""
    if request.method == "POST":
        enterprise = next((one for one in enterprises if str(one.id) == request.POST.get("enterprise")), None)
        source = next((one for one in earlier if str(one.id) == request.POST.get("earlier")), None)
        if enterprise is None or (source is not None and source.enterprise_id != enterprise.id):
            raise Http404
        actor = actor_for(request, enterprise)
        made = open_application(call, enterprise, source, actor, now, _id(request.POST.get("id", "")))
        if not isinstance(made, Refused):
            return HttpResponseRedirect(first_page(made.id, made.edition_id))
        problem = said(made.words)
    chosen = [one for one in enterprises if one == request.enterprise or len(enterprises) == 1]
    values = {
        "one": published_call(call, now),
        "chosen": chosen,
        "others": [one for one in enterprises if one not in chosen],
        # A form that is sent twice begins one application.
        "new_id": uuid4(),
        "other_id": uuid4(),
        "earlier": earlier,
        "problem": problem,
        "now": now,
    }
    return TemplateResponse(request, "applicant/begin.html", values, status=422 if problem else 200)


def _id(text: str) -> UUID:
    """The id that the page gave the application; a page that gave none asks for another."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def first_page(application: UUID, edition: UUID) -> str:
    """The address of the first step."""
    step = form_of(edition).steps[0].id
    return reverse("application_step", kwargs={"application": application, "step": step})


def show_refusal(request: DeskRequest, words: str) -> None:
    """Say on the next page why something was not done."""
    messages.error(request, words)
