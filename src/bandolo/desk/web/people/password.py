"""How does a person with an account of the desk prove the first factor?"""

from datetime import timedelta

from django import forms
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.try_secret import Held, Kind, try_secret
from bandolo.desk.models import Person
from bandolo.desk.queries.editions import any_own_accounts
from bandolo.desk.queries.roles import asks_second_factor, has_second_factor
from bandolo.desk.second_factor import new_secret
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.entering import Way, enter
from bandolo.desk.web.people.login import onward_of
from bandolo.desk.web.people.proxy import client_address
from bandolo.desk.words import say

# In the session of whoever has proved a password and still has to prove the device.
HALF = "half"
LOCAL = "local"


class PasswordForm(forms.Form):
    """Fiscal code and password."""

    fiscal_code = forms.CharField(max_length=64)
    password = forms.CharField(max_length=200, strip=False)


def password(request: DeskRequest) -> HttpResponse:
    """Show the form; take a right password and ask for the second factor where there is or must be one."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["fiscal_code"].strip().upper()
        found = _tried(request, code, form.cleaned_data["password"])
        if isinstance(found, Person):
            return _next_step(request, found)
        form.add_error(None, _why(found))
    values = {"form": form, "next": onward_of(request), "has_accounts": any_own_accounts()}
    return TemplateResponse(request, "people/password.html", values, status=422 if form.errors else 200)


def _tried(request: HttpRequest, code: str, secret: str) -> Person | Held | None:
    def check() -> Person | None:
        found = auth.authenticate(request, fiscal_code=code, password=secret)
        return found if isinstance(found, Person) else None

    keys: dict[Kind, str] = {"person": code, "address": client_address(request)}
    return try_secret(keys, check, clock.wall())


def _why(found: Held | None) -> str:
    if found is None:
        return say("Codice fiscale o password non corretti.", "Fiscal code or password are not right.")
    return said_wait(found)


def said_wait(held: Held) -> str:
    """How long to wait, in words."""
    minutes = -(-(held.until - clock.wall()) // timedelta(minutes=1))
    return say(
        f"Troppi tentativi non riusciti: riprovate tra {minutes} min. Nulla è stato controllato.",
        f"Too many attempts failed: try again in {minutes} min. Nothing was checked.",
    )


def _next_step(request: DeskRequest, person: Person) -> HttpResponse:
    onward = onward_of(request) or reverse("desk")
    has = has_second_factor(person)
    if not has and not asks_second_factor(person):
        enter(request, person, Way(LOCAL, 1))
        return HttpResponseRedirect(onward)
    request.session.cycle_key()
    half = {"person": str(person.id), "next": onward, "at": clock.wall_seconds()}
    request.session[HALF] = half if has else {**half, "secret": new_secret()}
    return HttpResponseRedirect(reverse("second_factor" if has else "new_second_factor"))
