"""For which enterprises does a person act, and which one now?"""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.register_enterprise import Grantor, Registration, Standing, register_enterprise
from bandolo.desk.models import Enterprise
from bandolo.desk.queries.enterprises import clients_of
from bandolo.desk.queries.visible import visible
from bandolo.desk.web.acting import person_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.people.fields import EnterpriseForm
from bandolo.desk.web.people.login import onward_of
from bandolo.desk.words import say
from bandolo.rules.days import day_in_rome


def enterprises(request: DeskRequest) -> HttpResponse:
    """All of them, with what each has under way."""
    sought = request.GET.get("q", "").strip()[:300]
    clients = clients_of(person_of(request), request.role, sought)
    return TemplateResponse(request, "people/enterprises.html", {"clients": clients, "sought": sought})


def acting(request: DeskRequest) -> HttpResponse:
    """Act for one of them from now on, or for none in particular."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("enterprises"))
    chosen = request.POST.get("enterprise", "")
    if chosen == "":
        request.session.pop("enterprise", None)
    else:
        found = visible("enterprise", _id(chosen), request.person, request.role)
        if found is None:
            raise Http404
        request.session["enterprise"] = chosen
    return HttpResponseRedirect(onward_of(request) or reverse("desk"))


def enterprise_new(request: DeskRequest) -> HttpResponse:
    """Begin to act for an enterprise that is not among them."""
    now = clock.now()
    today = day_in_rome(now)
    form = EnterpriseForm(request.POST or None, request.FILES or None, today=today)
    if request.method == "POST" and form.is_valid():
        told, standing = _told(form)
        made = register_enterprise(told, standing, person_of(request), today, now)
        if isinstance(made, Enterprise):
            request.session["enterprise"] = str(made.id)
            request.session["role"] = "consultant" if standing.grantor else "applicant"
            return HttpResponseRedirect(reverse("enterprise", args=[made.id]))
        messages.info(
            request,
            say(
                "Per questa impresa agisce già qualcuno: decide chi la rappresenta, o l’ufficio.",
                "Somebody acts for this enterprise already: its representative or the office decides.",
            ),
        )
        return HttpResponseRedirect(reverse("enterprises"))
    return TemplateResponse(
        request, "people/enterprise_new.html", {"form": form}, status=422 if form.errors else 200
    )


def _told(form: EnterpriseForm) -> tuple[Registration, Standing]:
    told = form.cleaned_data
    names = ("vat_number", "name", "legal_form", "pec", "rea", "address", "municipality", "province", "ateco")
    registration = Registration(
        **{name: told[name] for name in names}, fiscal_code=told["fiscal_code"] or told["vat_number"]
    )
    grantor = None
    if told["capacity"] == "mandate":
        grantor = Grantor(told["grantor_code"], told["grantor_given"], told["grantor_family"])
    paper = told["paper"]
    standing = Standing(told["capacity"], paper.name, paper.content, told["until"], grantor, paper.scanned)
    return registration, standing


def _id(text: str) -> str:
    """A text that can be an id; what cannot is nobody's."""
    bare = text.replace("-", "")
    if len(bare) != 32 or not all(sign in "0123456789abcdef" for sign in bare):  # noqa: PLR2004 - RFC 9562
        raise Http404
    return text
