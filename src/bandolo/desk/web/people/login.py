"""How does a person with a local account come in and go out?"""

from django import forms
from django.contrib import auth
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import say


class LoginForm(forms.Form):
    """Fiscal code and password."""

    fiscal_code = forms.CharField(max_length=64)
    password = forms.CharField(max_length=200, strip=False)


def login(request: DeskRequest) -> HttpResponse:
    """Show the form, or let in whoever knows the password; the session is a new one."""
    form = LoginForm(request.POST or None)
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["fiscal_code"].upper()
        person = auth.authenticate(request, fiscal_code=code, password=form.cleaned_data["password"])
        if person is not None:
            auth.login(request, person)
            is_ours = url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure())
            return HttpResponseRedirect(onward if is_ours else reverse("desk"))
        form.add_error(
            None, say("Codice fiscale o password non corretti.", "Fiscal code or password are not right.")
        )
    values = {"form": form, "next": onward}
    return TemplateResponse(request, "people/login.html", values, status=422 if form.errors else 200)


def logout(request: DeskRequest) -> HttpResponse:
    """End the session."""
    if request.method == "POST":
        auth.logout(request)
    return HttpResponseRedirect(reverse("home"))
