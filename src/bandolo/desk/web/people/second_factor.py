"""How does a person with an account of the desk prove the second factor, or bind a device the first time?"""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.check_code import check_code
from bandolo.desk.actions.set_second_factor import set_second_factor
from bandolo.desk.actions.try_secret import Held, try_secret
from bandolo.desk.models import Person
from bandolo.desk.second_factor import enrolment
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.entering import Way, enter
from bandolo.desk.web.people.password import HALF, LOCAL, said_wait
from bandolo.desk.words import say

# Seconds between the two factors.
TERM = 600
TWO_FACTORS = 2


def second_factor(request: DeskRequest) -> HttpResponse:
    """Ask for the code of the device, or a recovery code."""
    half = _half(request)
    if half is None or "secret" in half:
        return HttpResponseRedirect(reverse("password"))
    why = ""
    if request.method == "POST":
        person = Person.objects.get(id=half["person"])
        typed = request.POST.get("code", "")

        def check() -> bool | None:
            return check_code(person, typed, clock.now(), clock.wall()) or None

        found = try_secret({"person": f"code {person.id}"}, check, clock.wall())
        if found is True:
            enter(request, person, Way(LOCAL, TWO_FACTORS))
            return HttpResponseRedirect(half["next"])
        why = said_wait(found) if isinstance(found, Held) else _wrong()
    values = {"why": why}
    return TemplateResponse(request, "people/second_factor.html", values, status=422 if why else 200)


def new_second_factor(request: DeskRequest) -> HttpResponse:
    """Show the secret as a picture and as text; bind the device that shows the right code."""
    half = _half(request)
    if half is None or "secret" not in half:
        return HttpResponseRedirect(reverse("password"))
    person = Person.objects.get(id=half["person"])
    why = ""
    if request.method == "POST":
        code = request.POST.get("code", "")
        codes = set_second_factor(person, half["secret"], code, clock.now(), clock.wall())
        if codes is not None:
            enter(request, person, Way(LOCAL, TWO_FACTORS))
            request.session.pop(HALF, None)
            values = {"codes": codes, "next": half["next"]}
            return TemplateResponse(request, "people/recovery_codes.html", values)
        why = _wrong()
    secret = half["secret"]
    address = enrolment(secret, person.fiscal_code, settings.BODY)
    picture = segno.make(address, micro=False).svg_data_uri(scale=4, border=4, light="white")
    values = {"why": why, "secret": secret, "picture": picture}
    return TemplateResponse(request, "people/new_second_factor.html", values, status=422 if why else 200)


def _half(request: HttpRequest) -> dict[str, Any] | None:
    half: dict[str, Any] | None = request.session.get(HALF)
    return half if half and clock.wall_seconds() - half["at"] <= TERM else None


def _wrong() -> str:
    return say(
        "Il codice non è quello di adesso, o è già stato usato: scrivete il prossimo.",
        "The code is not the present one, or was used already: type the next one.",
    )
