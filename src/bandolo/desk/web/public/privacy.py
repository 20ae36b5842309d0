"""How does the body treat the data of a call, for how long, and what can people ask (GDPR, art. 13)?"""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.committee import has_committee
from bandolo.desk.web.gate import DeskRequest


def privacy(request: DeskRequest, call: Call) -> HttpResponse:
    """The privacy notice of a call: its body, its terms of keeping, the registers that attest facts."""
    one = published_call(call, clock.now())
    attesters = {name for fact in one.rules.facts for name in fact.attested_by}
    values = {
        "one": one,
        "kept": [deadline for deadline in one.rules.deadlines if deadline.keeps == "data"],
        "registers": sorted(attesters & {"business_register", "durc", "state_aid_register"}),
        "has_committee": has_committee(one.rules),
    }
    return TemplateResponse(request, "public/privacy.html", values)
