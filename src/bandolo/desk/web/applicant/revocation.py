"""What does an enterprise read of the revocation of its award, what does it answer, what does it owe?"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.answer_revocation import answer_revocation
from bandolo.desk.models import Application
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.uploads import Upload, received
from bandolo.desk.queries.recoveries import recovery_of
from bandolo.desk.queries.revocations import is_over
from bandolo.desk.web.acting import actor_for, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import saved_file
from bandolo.desk.words import said, say


def revocation(request: DeskRequest, application: Application) -> HttpResponse:
    """The last revocation: its reasons, the answer, the act, what comes back."""
    found = application.revocations.select_related("act").order_by("-at").first()
    if found is None:
        raise Http404
    problem, typed = "", request.POST.get("answer", "")
    if request.method == "POST":
        given = request.FILES.get("paper")
        paper = received(given.name or "", given.read()) if given is not None else None
        if paper is not None and not isinstance(paper, Upload):
            problem = said(paper)
        else:
            actor = actor_for(request, application.enterprise)
            refused = against(
                unless_too_long(lambda: answer_revocation(application.id, typed, paper, actor, clock.now()))
            )
            if refused is None:
                messages.success(request, say("Osservazioni inviate.", "Observations sent."))
                return HttpResponseRedirect(reverse("own_revocation", args=[application.id]))
            problem = said(refused)
    now = clock.now()
    page = {
        "application": application,
        "revocation": found,
        "is_open": not found.outcome and not is_over(found, now),
        "recovery": recovery_of(found, now),
        "problem": problem,
        "typed": typed,
    }
    return TemplateResponse(request, "applicant/revocation.html", page, status=422 if problem else 200)


def signed_act(_: DeskRequest, application: Application, revocation: UUID) -> HttpResponse:
    """The act of revocation as it was signed."""
    found = application.revocations.filter(id=revocation, act__isnull=False).select_related("act").first()
    if found is None or found.act is None:
        raise Http404
    content = kept(found.act.signed_sha256)
    kind = "pdf" if content.startswith(b"%PDF") else "p7m"
    return saved_file(content, f"revoca.{kind}")
