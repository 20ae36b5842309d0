"""How does a person come in by an identity provider (OpenID Connect Core 1.0, 3.1)?"""

from secrets import token_urlsafe

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from bandolo.desk import clock
from bandolo.desk.actions.admit import admit
from bandolo.desk.actions.end_entries import end_entries
from bandolo.desk.claims import Identity, asked_levels, identity_of
from bandolo.desk.outside.identity import FAULTS, Answer, Provider, answer, client, ended, providers
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.entering import Way, enter
from bandolo.desk.web.people.login import floor_of, onward_of, ways_in
from bandolo.rules.rule import Words

# What was asked of a provider, by state: where the person goes next, and at which level at least.
ASKED = "asked"
# How many windows can be on the way to a provider at once.
AT_ONCE = 5
# What is asked for where no page asks for a level: two factors.
USUAL = 2


def openid(request: DeskRequest, provider: str) -> HttpResponse:
    """Send a person to a provider, with a state, a nonce and a challenge of this session's own."""
    known = _known(provider)
    floor = floor_of(request)
    state = token_urlsafe(32)
    asked = dict(list(request.session.get(ASKED, {}).items())[1 - AT_ONCE :])
    request.session[ASKED] = {**asked, state: {"next": onward_of(request), "floor": floor}}
    again = {"prompt": "login"} if floor > 1 else {}
    try:
        response: HttpResponse = client(known).authorize_redirect(
            request,
            _return_address(request, known),
            state=state,
            acr_values=asked_levels(max(floor, USUAL), known.levels),
            **again,
        )
    except FAULTS:
        return ways_in(request, onward_of(request), floor, _AWAY)
    return response


def openid_return(request: DeskRequest, provider: str) -> HttpResponse:
    """Let in whom the provider names, if the answer is to a question of this session and sure enough.

    An answer counts once: a second time, or in another browser, nothing was asked.
    """
    known = _known(provider)
    waiting = dict(request.session.get(ASKED, {}))
    asked = waiting.pop(request.GET.get("state", ""), None)
    request.session[ASKED] = waiting
    if asked is None:
        return ways_in(request, "", 1, _NOT_ASKED)
    onward, floor = asked["next"], asked["floor"]
    try:
        came = answer(known, request)
    except FAULTS:
        return ways_in(request, onward, floor, _AWAY)
    identity = identity_of(came.claims, known.names, known.levels)
    if isinstance(identity, Words):
        return ways_in(request, onward, floor, identity)
    if identity.level < floor:
        return ways_in(request, onward, floor, _too_low(floor, identity.level))
    return _let_in(request, known, came, identity, onward)


@csrf_exempt
def openid_ended(request: DeskRequest, provider: str) -> HttpResponse:
    """Hear from a provider that a session of its own has ended (OpenID Connect Back-Channel Logout 1.0)."""
    known = _known(provider)
    try:
        subject, sid = ended(known, request.POST.get("logout_token", ""))
    except FAULTS:
        return HttpResponse(status=400, headers={"Cache-Control": "no-store"})
    end_entries(known.id, subject, sid, clock.now())
    return HttpResponse(headers={"Cache-Control": "no-store"})


def _let_in(
    request: DeskRequest, provider: Provider, came: Answer, identity: Identity, onward: str
) -> HttpResponse:
    person = admit(identity, clock.now())
    if person is None:
        return ways_in(request, "", 1, _BARRED)
    enter(request, person, Way(provider.id, identity.level, came.subject, came.sid, came.hint))
    return HttpResponseRedirect(onward or reverse("desk"))


def _known(name: str) -> Provider:
    found = providers().get(name)
    if found is None:
        raise Http404
    return found


def _return_address(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("openid_return", args=[provider.id]))


def _too_low(floor: int, level: int) -> Words:
    return Words(
        it=f"Per questo serve un accesso di livello {floor}; siete entrati con il livello {level}. "
        "Nulla è andato perduto: entrate di nuovo al livello chiesto.",
        en=f"This needs a login of level {floor}; yours was of level {level}. "
        "Nothing is lost: log in again at the level asked for.",
    )


_NOT_ASKED = Words(
    it="Questo accesso non è stato chiesto da questa finestra, o è già stato usato: entrate di nuovo.",
    en="This login was not asked for by this window, or was used already: log in again.",
)
_AWAY = Words(
    it="Il gestore dell’identità non ha risposto come deve. Riprovate tra poco o per un’altra via.",
    en="The identity provider did not answer as it must. Try again in a while, or another way.",
)
_BARRED = Words(it="Questa persona non può entrare.", en="This person may not come in.")
