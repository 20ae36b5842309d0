"""Which applications wait for whom?"""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.flow import STATE_WORDS
from bandolo.desk.queries.calls import published_calls
from bandolo.desk.queries.committee import has_committee
from bandolo.desk.queries.grounds_to_weigh import grounds_to_weigh
from bandolo.desk.queries.worklist import work_by_state, worklist
from bandolo.desk.web.gate import DeskRequest

A_PAGE = 50


def worklist_page(request: DeskRequest) -> HttpResponse:
    """The applications in work, by call, state and name if asked, the most urgent first, fifty a page."""
    call, state = request.GET.get("call", ""), request.GET.get("state", "")
    sought = request.GET.get("q", "").strip()[:300]
    now = clock.now()
    rows = Paginator(worklist(now, call, state, sought), A_PAGE).get_page(request.GET.get("page"))
    asked = {"call": call, "state": state, "q": sought}
    values = {
        "now": now,
        "rows": rows,
        "calls": [(one.call.slug, one.rules.title, has_committee(one.rules)) for one in published_calls(now)],
        "states": [(one, STATE_WORDS[one]) for one in STATE_WORDS if one not in ("draft", "sealed")],
        "work": work_by_state(call),
        "grounds": grounds_to_weigh(),
        "asked": urlencode({name: text for name, text in asked.items() if text}),
        **asked,
    }
    return TemplateResponse(request, "officer/worklist.html", values)
