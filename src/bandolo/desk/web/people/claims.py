"""Who asks to act for an enterprise for which others act already, and what is decided?"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.decide_claim import decide_claim
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import Claim
from bandolo.desk.queries.enterprises import open_claims, represents
from bandolo.desk.web.acting import person_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import said
from bandolo.rules.days import day_in_rome


def claims(request: DeskRequest) -> HttpResponse:
    """All that wait, for the office."""
    return TemplateResponse(request, "people/claims.html", {"claims": open_claims()})


def claim_decide(request: DeskRequest, claim: UUID) -> HttpResponse:
    """Grant or refuse, as the office or as the enterprise's representative."""
    found = _entitled(request, claim)
    back = (
        reverse("claims") if request.role == "officer" else reverse("enterprise", args=[found.enterprise_id])
    )
    if request.method == "POST":
        now = clock.now()
        enterprise = None if request.role == "officer" else found.enterprise
        actor = Actor(person_of(request), request.role, enterprise)
        is_granted, reason = request.POST.get("granted") == "yes", request.POST.get("reason", "")[:1000]
        problem = decide_claim(found, is_granted, reason, actor, day_in_rome(now), now)
        if problem is not None:
            messages.error(request, said(problem))
    return HttpResponseRedirect(back)


def claim_paper(request: DeskRequest, claim: UUID) -> HttpResponseBase:
    """The paper that shows it, to be saved."""
    found = _entitled(request, claim)
    return kept_file(found.evidence_sha256, found.evidence_name)


def _entitled(request: DeskRequest, id: UUID) -> Claim:
    """The claim, if the one who asks may decide it; for others there is none."""
    found = Claim.objects.select_related("enterprise", "person", "granted_by").filter(id=id).first()
    if found is None:
        raise Http404
    if request.role != "officer" and not represents(person_of(request), found.enterprise):
        raise Http404
    return found
