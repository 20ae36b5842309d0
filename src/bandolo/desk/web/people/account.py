"""How does somebody get an account of the desk's own (C24-W3), and how is its password chosen?"""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.choose_password import choose_password
from bandolo.desk.actions.send_mail import send_mail
from bandolo.desk.codes import person_code
from bandolo.desk.models import Person
from bandolo.desk.outside.invitation import Invitation, invited, signed
from bandolo.desk.queries.editions import any_own_accounts
from bandolo.desk.web.fields import LabelledForm
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.fields import right
from bandolo.desk.words import say
from bandolo.rules.rule import Words


class AccountForm(LabelledForm):
    """Who asks."""

    labels: ClassVar[dict[str, Words]] = {
        "fiscal_code": Words(it="Codice fiscale", en="Fiscal code"),
        "given_name": Words(it="Nome", en="Given name"),
        "family_name": Words(it="Cognome", en="Family name"),
        "email": Words(it="Indirizzo e-mail", en="E-mail address"),
    }
    fiscal_code = forms.CharField(max_length=20)
    given_name = forms.CharField(max_length=100)
    family_name = forms.CharField(max_length=100)
    email = forms.EmailField(max_length=254)

    def clean_fiscal_code(self) -> str:
        """A person's."""
        return right(person_code, self.cleaned_data["fiscal_code"])


class NewPasswordForm(LabelledForm):
    """The password, twice."""

    labels: ClassVar[dict[str, Words]] = {
        "password": Words(it="Password, di almeno 12 segni", en="Password, of at least 12 signs"),
        "again": Words(it="Ancora una volta", en="Once more"),
    }
    password = forms.CharField(max_length=200, strip=False, widget=forms.PasswordInput)
    again = forms.CharField(max_length=200, strip=False, widget=forms.PasswordInput)

    def clean_password(self) -> str:
        """Long enough and not one that everybody tries."""
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])

    def clean(self) -> dict[str, Any]:
        """Both alike."""
        told: dict[str, Any] = self.cleaned_data
        if "password" in told and told.get("again") != told["password"]:
            raise ValidationError(
                {"again": say("Le due password sono diverse.", "The two passwords differ.")}
            )
        return told


def account(request: DeskRequest) -> HttpResponse:
    """Ask for an account; the answer is the same whether the desk knows the person or not."""
    if not any_own_accounts():
        raise Http404
    form = AccountForm(request.POST or None)
    is_asked = request.method == "POST" and form.is_valid()
    if is_asked:
        told = Invitation(**form.cleaned_data, is_staff=False)
        known = Person.objects.filter(fiscal_code=told.fiscal_code).exists()
        path = reverse("login") if known else reverse("new_password", args=[signed(told)])
        there = request.build_absolute_uri(path)
        send_mail.enqueue(told.email, *_mail(there, known))
    values = {"form": form, "is_asked": is_asked}
    return TemplateResponse(request, "people/account.html", values, status=422 if form.errors else 200)


def new_password(request: DeskRequest, token: str) -> HttpResponse:
    """Choose the password of the account that the link is for."""
    invitation = invited(token)
    if invitation is None:
        raise Http404
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if choose_password(invitation, form.cleaned_data["password"], clock.now()) is not None:
            return HttpResponseRedirect(reverse("password"))
        form.add_error(None, say("Questo collegamento è già servito.", "This link has served already."))
    values = {"form": form, "invitation": invitation}
    return TemplateResponse(request, "people/new_password.html", values, status=422 if form.errors else 200)


def _mail(there: str, known: bool) -> tuple[str, str]:
    subject = f"{settings.BODY}: " + say("credenziali proprie", "an account of your own")
    if known:
        return subject, say(
            f"La persona indicata è già nota: si entra da {there}",
            f"The person named is known already: log in at {there}",
        )
    return subject, say(
        f"Per scegliere la password, entro due giorni: {there}\n\nSe non l’avete chiesto, non fate nulla.",
        f"To choose the password, within two days: {there}\n\nIf you did not ask for it, do nothing.",
    )
