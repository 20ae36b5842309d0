"""By which trusted lists does the desk judge signatures, and how are they renewed?"""

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.keep_trust import fetch_trust, import_trust
from bandolo.desk.outside.trusted import has_lists, lists_at_hand
from bandolo.desk.web.acting import actor_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said, say
from bandolo.papers.trust_list import LARGEST_LIST
from bandolo.rules.rule import Words


def trust(request: DeskRequest, problem: str = "") -> HttpResponse:
    """The lists at hand, whether they are out of date, and the forms to renew them."""
    lists, now = lists_at_hand(), clock.now()
    values = {
        "has_lists": has_lists(),
        "fetches": settings.TRUST_HOURS,
        "lists": [] if isinstance(lists, Words) else lists,
        "changed": said(lists) if isinstance(lists, Words) else "",
        "now": now,
        "problem": problem,
    }
    return TemplateResponse(request, "staff/trust.html", values, status=422 if problem else 200)


def take_in(request: DeskRequest) -> HttpResponse:
    """Import a list from files, or have the Italian one fetched."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("trust"))
    if "fetch" in request.POST:
        fetch_trust.enqueue()
        messages.success(request, say("L'elenco si sta prelevando.", "The list is being fetched."))
        return HttpResponseRedirect(reverse("trust"))
    xml, lotl, signers = (_sent(request, name) for name in ("list", "lotl", "signers"))
    if not xml or not lotl:
        words = "Servono l'elenco nazionale e la lista delle liste.", "Both lists are needed."
        return trust(request, say(*words))
    done = import_trust(xml, lotl, signers, actor_of(request), clock.now())
    if isinstance(done, Words):
        return trust(request, said(done))
    messages.success(request, say("Elenco accolto.", "List taken."))
    return HttpResponseRedirect(reverse("trust"))


def _sent(request: DeskRequest, name: str) -> bytes:
    """A file of the form, empty where none was sent or it is larger than any list."""
    file = request.FILES.get(name)
    if not isinstance(file, UploadedFile) or (file.size or 0) > LARGEST_LIST:
        return b""
    return bytes(file.read())
