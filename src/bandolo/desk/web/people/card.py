"""How does a person come in by the certificate of a card (CNS), which the proxy has verified?"""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.admit import admit
from bandolo.desk.outside.certificate import holder
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.entering import Way, enter
from bandolo.desk.web.people.login import onward_of, ways_in
from bandolo.desk.web.people.proxy import comes_by_proxy
from bandolo.rules.rule import Words

WAY = "cns"
VERIFIED = "SUCCESS"


def card(request: DeskRequest) -> HttpResponse:
    """Let in the holder of the certificate that a trusted proxy hands over, and nobody by any other word."""
    if not settings.CNS:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("login"))
    shown = request.headers.get("x-client-cert", "")
    if not comes_by_proxy(request) or request.headers.get("x-client-verify") != VERIFIED or not shown:
        return _refused(request, _NO_CARD)
    identity = holder(shown, clock.wall())
    if isinstance(identity, Words):
        return _refused(request, identity)
    person = admit(identity, clock.now())
    if person is None:
        return _refused(request, _NO_CARD)
    enter(request, person, Way(WAY, identity.level))
    return HttpResponseRedirect(onward_of(request) or reverse("desk"))


def _refused(request: DeskRequest, why: Words) -> HttpResponse:
    return ways_in(request, onward_of(request), 1, why)


_NO_CARD = Words(
    it="Nessuna CNS è stata letta: inserite la carta, riaprite il browser e riprovate.",
    en="No CNS was read: insert the card, open the browser again and retry.",
)
