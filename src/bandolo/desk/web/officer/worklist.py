"""Which applications wait for whom?"""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.flow import STATE_WORDS
from bandolo.desk.models import Call
from bandolo.desk.queries.worklist import IN_WORK, worklist
from bandolo.desk.web.gate import DeskRequest


def worklist_page(request: DeskRequest) -> HttpResponse:
    """The applications in work, by call and state if asked, the most urgent first."""
    call, state = request.GET.get("call", ""), request.GET.get("state", "")
    now = clock.now()
    values = {
        "now": now,
        "rows": worklist(now, call, state),
        "calls": Call.objects.order_by("slug"),
        "states": [(one, STATE_WORDS[one]) for one in STATE_WORDS if one not in ("draft", "sealed")],
        "call": call,
        "state": state,
        "in_work": IN_WORK,
    }
    return TemplateResponse(request, "officer/worklist.html", values)
