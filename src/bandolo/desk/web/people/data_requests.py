"""Which requests of data subjects wait, and how does an officer answer them?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.answer_data_request import answer_data_request
from bandolo.desk.actions.lift_restriction import lift_restriction
from bandolo.desk.actions.put_off_data_request import put_off_data_request
from bandolo.desk.models import DataRequest
from bandolo.desk.queries.data_requests import KINDS, answered, held_by_law, past_its_term, waiting
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said, say
from bandolo.rules.days import day_in_rome

MOST_SHOWN = 50


def data_requests(request: DeskRequest) -> HttpResponse:
    """All that wait, the nearest term first, with what the law says of an erasure; then those answered."""
    return _shown(request)


def step(request: DeskRequest, asked: UUID, step: str) -> HttpResponse:
    """Answer, put off, or lift; what is refused comes back with what was typed."""
    if step not in _STEPS or not DataRequest.objects.filter(id=asked).exists():
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("data_requests"))
    now = clock.now()
    refused = against(unless_too_long(lambda: _STEPS[step](request, asked, now)))
    if refused is not None:
        return _shown(request, said(refused), str(asked))
    messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("data_requests"))


def _shown(request: DeskRequest, problem: str = "", failed: str = "") -> HttpResponse:
    now = clock.now()
    rows = []
    for one in waiting():
        is_erasure = one.kind == "erasure" and not one.outcome
        over = past_its_term(one.application, now) if is_erasure and one.application else None
        rows.append((one, over or (held_by_law(one) if is_erasure else None), day_in_rome(now) > one.term))
    values = {
        "kinds": KINDS,
        "rows": rows,
        "answered": answered(MOST_SHOWN),
        "can_answer": request.role == "officer",
        "problem": problem,
        "failed": failed,
        "typed": request.POST,
    }
    return TemplateResponse(request, "people/data_requests.html", values, status=422 if problem else 200)


Do = Callable[[DeskRequest, UUID, datetime], object]


def _answer(request: DeskRequest, asked: UUID, now: datetime) -> object:
    outcome, words = request.POST.get("outcome", ""), request.POST.get("words", "")
    return answer_data_request(asked, outcome, words, actor_of(request), now)


def _put_off(request: DeskRequest, asked: UUID, now: datetime) -> object:
    return put_off_data_request(asked, request.POST.get("words", ""), actor_of(request), now)


def _lift(request: DeskRequest, asked: UUID, now: datetime) -> object:
    return lift_restriction(asked, request.POST.get("words", ""), actor_of(request), now)


_STEPS: Mapping[str, Do] = {"risposta": _answer, "proroga": _put_off, "fine": _lift}
