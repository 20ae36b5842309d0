"""Which calls are there, and what does one of them say?"""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import published_call, published_calls
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.public.guide_page import sections_of
from bandolo.desk.words import lang


def home(request: DeskRequest) -> HttpResponse:
    """The list of calls, what can be applied for first."""
    now = clock.now()
    calls = published_calls(now)
    past = [one for one in calls if one.course.state in ("closed", "no_window")]
    live = [one for one in calls if one not in past]
    return TemplateResponse(request, "public/home.html", {"now": now, "live": live, "past": past})


def call(request: DeskRequest, call: Call) -> HttpResponse:
    """The guide of one call, derived from its rules: who, what, how much, until when; and its editions."""
    now = clock.now()
    one = published_call(call, now)
    short, *sections = sections_of(one.edition, lang())
    editions = call.editions.order_by("-number").defer("content", "cases")
    values = {"now": now, "one": one, "short": short, "sections": sections, "editions": editions}
    return TemplateResponse(request, "public/call.html", values)
