"""What does the desk know of an enterprise, who acts for it, and how does that change?"""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.change_enterprise import Place, add_site, change_enterprise, close_site
from bandolo.desk.actions.grant_mandate import Delegate, grant_mandate
from bandolo.desk.actions.join_undertaking import join_undertaking, leave_undertaking
from bandolo.desk.actions.revoke_mandate import revoke_mandate
from bandolo.desk.models import Enterprise, Mandate
from bandolo.desk.queries.enterprises import mandates_in_force, open_claims, others_in, represents
from bandolo.desk.queries.events import events_of
from bandolo.desk.queries.roles import in_force
from bandolo.desk.web.acting import actor_for, person_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.fields import DataForm, MandateForm, MemberForm, SiteForm
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import said
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words


def enterprise(request: DeskRequest, enterprise: Enterprise) -> HttpResponse:
    """Data, sites, group, who acts for it, who asks to, and what was done."""
    values = {
        "one": enterprise,
        "sites": enterprise.sites.filter(is_active=True).order_by("kind", "at"),
        "others": others_in(enterprise),
        "representatives": enterprise.representations.filter(in_force()).select_related("person"),
        "mandates": mandates_in_force().filter(enterprise=enterprise).select_related("person", "granted_by"),
        "claims": open_claims(enterprise),
        "events": events_of(enterprise.id),
        "is_representative": request.role == "applicant" and represents(person_of(request), enterprise),
        "is_outside": request.role in ("applicant", "consultant"),
    }
    return TemplateResponse(request, "people/enterprise.html", values)


def change(request: DeskRequest, enterprise: Enterprise) -> HttpResponse:
    """Change name, legal form, PEC, REA."""
    known = {name: getattr(enterprise, name) for name in ("name", "legal_form", "pec", "rea")}
    form = DataForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        change_enterprise(enterprise, form.cleaned_data, actor_for(request, enterprise), clock.now())
        return _back(enterprise)
    return _form(request, enterprise, form, Words(it="Dati dell’impresa", en="Data of the enterprise"))


def site(request: DeskRequest, enterprise: Enterprise) -> HttpResponse:
    """Add a local unit."""
    now = clock.now()
    form = SiteForm(request.POST or None, today=day_in_rome(now))
    if request.method == "POST" and form.is_valid():
        add_site(enterprise, Place("local_unit", **form.cleaned_data), actor_for(request, enterprise), now)
        return _back(enterprise)
    return _form(request, enterprise, form, Words(it="Nuova unità locale", en="New local unit"))


def site_close(request: DeskRequest, enterprise: Enterprise, site: UUID) -> HttpResponse:
    """Say that a local unit is no longer active."""
    found = enterprise.sites.filter(id=site, kind="local_unit").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        close_site(found, actor_for(request, enterprise), clock.now())
    return _back(enterprise)


def mandate(request: DeskRequest, enterprise: Enterprise) -> HttpResponse:
    """Let somebody else act for the enterprise."""
    if not represents(person_of(request), enterprise):
        raise Http404
    now = clock.now()
    form = MandateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        delegate = Delegate(
            told["fiscal_code"], told["given_name"], told["family_name"], told["until"], told["paper"]
        )
        made = grant_mandate(enterprise, delegate, actor_for(request, enterprise), day_in_rome(now), now)
        if not isinstance(made, Words):
            return _back(enterprise)
        form.add_error(None, said(made))
    return _form(request, enterprise, form, Words(it="Nuova delega", en="New mandate"))


def mandate_revoke(request: DeskRequest, enterprise: Enterprise, mandate: UUID) -> HttpResponse:
    """Revoke a mandate as representative, or give back one's own."""
    found, person = _mandate(enterprise, mandate), person_of(request)
    if found.person_id != person.id and not represents(person, enterprise):
        raise Http404
    if request.method == "POST":
        revoke_mandate(found, actor_for(request, enterprise), clock.now())
    if found.person_id == person.id:
        return HttpResponseRedirect(reverse("enterprises"))
    return _back(enterprise)


def mandate_paper(_: DeskRequest, enterprise: Enterprise, mandate: UUID) -> HttpResponseBase:
    """The paper that shows a mandate, to be saved and not to be shown as a page."""
    found = _mandate(enterprise, mandate)
    return kept_file(found.evidence_sha256, found.evidence_name)


def undertaking(request: DeskRequest, enterprise: Enterprise) -> HttpResponse:
    """Declare another enterprise that counts as one with this one."""
    now = clock.now()
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, name = form.cleaned_data["fiscal_code"], form.cleaned_data["name"]
        actor = actor_for(request, enterprise)
        made = join_undertaking(enterprise, code, name, actor, day_in_rome(now), now)
        if not isinstance(made, Words):
            return _back(enterprise)
        form.add_error("fiscal_code", said(made))
    return _form(request, enterprise, form, Words(it="Impresa unica", en="Single undertaking"))


def undertaking_leave(request: DeskRequest, enterprise: Enterprise) -> HttpResponse:
    """Declare that the enterprise stands alone."""
    if request.method == "POST":
        now = clock.now()
        leave_undertaking(enterprise, actor_for(request, enterprise), day_in_rome(now), now)
    return _back(enterprise)


def _mandate(enterprise: Enterprise, id: UUID) -> Mandate:
    found = Mandate.objects.filter(enterprise=enterprise, id=id).first()
    if found is None:
        raise Http404
    return found


def _back(enterprise: Enterprise) -> HttpResponse:
    return HttpResponseRedirect(reverse("enterprise", args=[enterprise.id]))


def _form(request: DeskRequest, enterprise: Enterprise, form: object, title: Words) -> HttpResponse:
    values = {"one": enterprise, "form": form, "title": said(title)}
    status = 422 if getattr(form, "errors", None) else 200
    return TemplateResponse(request, "people/enterprise_form.html", values, status=status)
