"""By which ways can a person come in, and how do they go out?"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bandolo.desk.outside.identity import farewell, providers
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.entering import ENTRY, leave
from bandolo.desk.words import said
from bandolo.rules.rule import Words

# Whoever is asked for more than this has to come in again.
LEVELS = ("1", "2", "3")


def onward_of(request: HttpRequest) -> str:
    """Where a person was going, empty if nowhere or out of the desk."""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure())
    return onward if is_ours else ""


def floor_of(request: HttpRequest) -> int:
    """The level that a page asks for: 1 where it does not say."""
    asked = request.GET.get("level", "1")
    return int(asked) if asked in LEVELS else 1


def login(request: DeskRequest) -> HttpResponse:
    """The ways in: the body's identity providers, and the accounts of its own."""
    return ways_in(request, onward_of(request), floor_of(request))


def ways_in(request: DeskRequest, onward: str, floor: int, refused: Words | None = None) -> TemplateResponse:
    """The page of the ways in, also where one of them was refused: whoever was in before still is."""
    values = {
        "providers": list(providers().values()),
        "next": onward,
        "floor": floor,
        "refused": "" if refused is None else said(refused),
        "has_card": settings.CNS,
        "minutes": settings.SESSION_IDLE // 60,
    }
    return TemplateResponse(request, "people/login.html", values, status=403 if refused else 200)


def logout(request: DeskRequest) -> HttpResponse:
    """End the session here, and at the identity provider that opened it."""
    entry = request.session.get(ENTRY, {})
    home = HttpResponseRedirect(reverse("home"))
    if request.method != "POST":
        return home
    leave(request)
    provider = providers().get(entry.get("way", ""))
    if provider is None:
        return home
    there = farewell(provider, entry["hint"], request.build_absolute_uri(reverse("home")))
    return HttpResponseRedirect(there) if there else home
