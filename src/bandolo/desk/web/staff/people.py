"""Who works for the body, in which roles, from when to when?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.add_staff import Term, add_staff
from bandolo.desk.actions.end_role import end_role
from bandolo.desk.actions.send_mail import send_mail
from bandolo.desk.codes import person_code
from bandolo.desk.models import StaffRole
from bandolo.desk.outside.invitation import Invitation, signed
from bandolo.desk.queries.roles import staff_roles
from bandolo.desk.roles import ROLE_WORDS, STAFF, Role
from bandolo.desk.web.acting import actor_of
from bandolo.desk.web.fields import LabelledForm
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.fields import right
from bandolo.desk.words import said, say
from bandolo.rules.days import end_of_day
from bandolo.rules.rule import Words

_DAY = timedelta(days=1)
_NAMES = ("fiscal_code", "given_name", "family_name", "email")


class _Day(forms.DateInput):
    """A day, as browsers let people choose it."""

    input_type = "date"


class StaffForm(LabelledForm):
    """A person, a role, its first and last day."""

    labels: ClassVar[Mapping[str, Words]] = {
        "fiscal_code": Words(it="Codice fiscale", en="Fiscal code"),
        "given_name": Words(it="Nome", en="Given name"),
        "family_name": Words(it="Cognome", en="Family name"),
        "email": Words(it="Indirizzo e-mail", en="E-mail address"),
        "role": Words(it="Ruolo", en="Role"),
        "since": Words(it="Dal giorno (vuoto: da ora)", en="From the day (empty: from now)"),
        "until": Words(it="Fino al giorno compreso", en="To the day, included"),
        "is_reset": Words(
            it="Ha perso la password o il dispositivo: si comincia da capo",
            en="Has lost password or device: begin anew",
        ),
    }
    fiscal_code = forms.CharField(max_length=20)
    given_name = forms.CharField(max_length=100)
    family_name = forms.CharField(max_length=100)
    email = forms.EmailField(max_length=254)
    role = forms.ChoiceField(choices=lambda: [(role, said(ROLE_WORDS[role])) for role in STAFF])
    since = forms.DateField(required=False, widget=_Day)
    until = forms.DateField(required=False, widget=_Day)
    is_reset = forms.BooleanField(required=False)

    def clean_fiscal_code(self) -> str:
        """A person's."""
        return right(person_code, self.cleaned_data["fiscal_code"])

    def clean(self) -> dict[str, object]:
        """A last day that is not before the first."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", say("È prima del primo giorno.", "It is before the first day."))
        return given

    def term(self, now: datetime) -> Term:
        """The role from the midnight at which its first day begins, to the one at which its last day ends."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return Term(
            cast("Role", self.cleaned_data["role"]),
            end_of_day(since - _DAY) if since else now,
            end_of_day(until) if until else None,
        )


def people(request: DeskRequest) -> HttpResponse:
    """Everybody with their roles, also those that ended."""
    return _page(request, StaffForm())


def add(request: DeskRequest) -> HttpResponse:
    """Give a person a role; a mail takes them to their account."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("staff"))
    form, now = StaffForm(request.POST), clock.now()
    if form.is_valid():
        said_of = {name: form.cleaned_data[name] for name in _NAMES}
        told = Invitation(**said_of, is_staff=True)
        made = add_staff(told, form.term(now), form.cleaned_data["is_reset"], actor_of(request), now)
        if isinstance(made, Invitation):
            there = request.build_absolute_uri(reverse("new_password", args=[signed(made)]))
            send_mail.enqueue(made.email, *_mail(there))
            messages.success(request, say("Ruolo registrato, invito spedito.", "Recorded, invitation sent."))
            return HttpResponseRedirect(reverse("staff"))
        form.add_error(None, said(made))
    return _page(request, form, status=422)


def end(request: DeskRequest, role: UUID) -> HttpResponse:
    """End a role now."""
    found = StaffRole.objects.filter(id=role).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        wrong = end_role(found, actor_of(request), clock.now())
        if wrong is not None:
            messages.error(request, said(wrong))
    return HttpResponseRedirect(reverse("staff"))


def _page(request: DeskRequest, form: StaffForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    rows = [
        {"held": one, "words": ROLE_WORDS[one.role], "is_over": one.until is not None and one.until <= now}  # type: ignore[index]
        for one in staff_roles()
    ]
    return TemplateResponse(request, "staff/people.html", {"rows": rows, "form": form}, status=status)


def _mail(there: str) -> tuple[str, str]:
    return (
        say("Il tuo accesso allo sportello dei bandi", "Your access to the desk of calls"),
        say(
            f"Per scegliere la password, entro due giorni: {there}\n\nChi l’ha già entra come sempre.",
            f"To choose the password, within two days: {there}\n\nWhoever has one logs in as always.",
        ),
    )
