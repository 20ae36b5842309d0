"""What does an act decide, who signs it, and how is it adopted?"""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.models import Act, Call, Person
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.roles import holders
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import saved_file
from bandolo.desk.words import said, say
from bandolo.rules.days import day_in_rome

LARGEST_SIGNED = 50 * 1024 * 1024


def act(request: DeskRequest, call: Call, act: UUID) -> HttpResponse:
    """An act: what it decides, its PDF, who signs."""
    return _shown(request, _act_of(call, act))


def adopt(request: DeskRequest, call: Call, act: UUID) -> HttpResponse:
    """Adopt an act by its signed file."""
    found = _act_of(call, act)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("act", args=[call.slug, act]))
    file = request.FILES.get("signed")
    try:
        dated = date.fromisoformat(request.POST.get("dated", ""))
    except ValueError:
        return _shown(request, found, say("Scrivere la data dell'atto.", "Write the date of the act."))
    if file is None or not file.size or file.size > LARGEST_SIGNED:
        return _shown(request, found, say("Allegare l'atto firmato.", "Attach the signed act."))
    number = request.POST.get("number", "")
    signed, actor, now = file.read(), actor_of(request), clock.now()
    refused = against(unless_too_long(lambda: adopt_act(found.id, number, dated, signed, actor, now)))
    if refused is not None:
        return _shown(request, found, said(refused))
    messages.success(request, say("Atto adottato.", "Act adopted."))
    return HttpResponseRedirect(reverse("act", args=[call.slug, act]))


def act_file(_: DeskRequest, call: Call, act: UUID, which: str) -> HttpResponse:
    """The PDF of an act, or the signed file."""
    found = _act_of(call, act)
    digest = {"atto": found.pdf_sha256, "firmato": found.signed_sha256}.get(which, "")
    if not digest:
        raise Http404
    content = kept(digest)
    kind = "pdf" if content.startswith(b"%PDF") else "p7m"
    return saved_file(content, f"{call.slug}-{which}.{kind}")


def chosen_signer(request: DeskRequest) -> Person | None:
    """Who is to sign, as `officer/signer.html` asks it, if they may."""
    chosen = request.POST.get("signer", "")
    return next((one for one in holders("approver") if str(one.id) == chosen), None)


def _act_of(call: Call, act: UUID) -> Act:
    known = Act.objects.select_related("ranking", "prepared_by", "adopted_by", "application__enterprise")
    found = known.filter(id=act, call=call).first()
    if found is None:
        raise Http404
    return found


def _shown(request: DeskRequest, found: Act, problem: str = "") -> HttpResponse:
    signer = Person.objects.filter(id=found.content.get("signer")).first()
    values = {
        "call": found.call,
        "act": found,
        "signer": signer,
        "is_signer": signer is not None and request.person is not None and signer.id == request.person.id,
        "today": day_in_rome(clock.now()),
        "problem": problem,
        "typed": request.POST,
    }
    return TemplateResponse(request, "officer/act.html", values, status=422 if problem else 200)
