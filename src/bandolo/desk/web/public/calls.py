"""Which calls are there, and what does one of them say?"""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import published_call, published_calls
from bandolo.desk.web.gate import DeskRequest


def home(request: DeskRequest) -> HttpResponse:
    """The list of calls, what can be applied for first."""
    now = clock.now()
    return TemplateResponse(request, "public/home.html", {"now": now, "calls": published_calls(now)})


def call(request: DeskRequest, call: Call) -> HttpResponse:
    """One call: what it gives, until when, and its editions."""
    now = clock.now()
    editions = call.editions.order_by("-number").defer("content")
    values = {"now": now, "one": published_call(call, now), "editions": editions}
    return TemplateResponse(request, "public/call.html", values)
