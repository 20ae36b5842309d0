"""Which dossiers of a call have come to the end of their keeping, and how is the act prepared?"""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.prepare_disposal import prepare_disposal
from bandolo.desk.models import Act, Call
from bandolo.desk.queries.disposal import MOST, ended_of
from bandolo.desk.queries.roles import holders
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.acts import chosen_signer
from bandolo.desk.words import said


def disposal(request: DeskRequest, call: Call) -> HttpResponse:
    """The dossiers that ended, with the term of each; those past it can be put into an act."""
    return _shown(request, call)


def prepare(request: DeskRequest, call: Call) -> HttpResponse:
    """Prepare the act; what is refused comes back with what was chosen."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("disposal", args=[call.slug]))
    chosen = [id for text in request.POST.getlist("dossier") if (id := _id(text)) is not None]
    authorisation, signer = request.POST.get("authorisation", ""), chosen_signer(request)
    outcome = unless_too_long(
        lambda: prepare_disposal(call, chosen, authorisation, signer, actor_of(request), clock.now())
    )
    refused = against(outcome)
    if refused is not None or not isinstance(outcome, Act):
        return _shown(request, call, said(refused) if refused else "")
    return HttpResponseRedirect(reverse("act", args=[call.slug, outcome.id]))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _shown(request: DeskRequest, call: Call, problem: str = "") -> HttpResponse:
    chosen = request.POST.getlist("dossier")
    listed = ended_of(call, clock.now())
    acts = call.formal_acts.filter(kind="disposal").order_by("-at").select_related("prepared_by")
    values = {
        "call": call,
        "ended": [(one, not problem or str(one.application.id) in chosen) for one in listed if one.is_due],
        "kept": [one for one in listed if not one.is_due],
        "acts": acts,
        "most": MOST,
        "approvers": holders("approver"),
        "can_prepare": request.role == "officer",
        "problem": problem,
        "typed": request.POST,
    }
    return TemplateResponse(request, "officer/disposal.html", values, status=422 if problem else 200)
