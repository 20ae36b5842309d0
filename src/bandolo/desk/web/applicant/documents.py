"""How are files attached to an application, and how does one get them back?"""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.attach import NO_SUCH, detach
from bandolo.desk.actions.give_file import Place
from bandolo.desk.actions.move_edition import move_edition
from bandolo.desk.models import Application
from bandolo.desk.outside.uploads import LARGEST
from bandolo.desk.queries.arriving import arriving
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import DOCUMENTS, papers_of
from bandolo.desk.queries.room import room_of
from bandolo.desk.queries.scans import scans_of
from bandolo.desk.queries.told import told
from bandolo.desk.web.acting import actor_for, person_of
from bandolo.desk.web.applicant.applications import first_page, show_refusal
from bandolo.desk.web.applicant.frame import frame_of
from bandolo.desk.web.applicant.given import given
from bandolo.desk.web.applicant.prefilled import prefilled
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import lang, said, say
from bandolo.rules.rule import Words
from bandolo.rules.words_of import SIGNERS, Wording


def documents(request: DeskRequest, application: Application) -> HttpResponse:
    """The papers of the call with the files attached to each; a file sent is checked at once."""
    problems: dict[str, str] = {}
    if request.method == "POST":
        wrong = _changed(request, application)
        if wrong is None:
            here = reverse("application_documents", kwargs={"application": application.id})
            return HttpResponseRedirect(f"{here}#{quote(request.POST.get('document', ''))}")
        problems[request.POST.get("document", "")] = said(wrong)
    now = clock.now()
    found = told(application, now)
    rules, wording = rules_of(application.edition_id), Wording(rules_of(application.edition_id), lang())
    assessment = assessed(application, found, now).assessment
    required = {one.document.id: one.required for one in assessment.outcome.documents} if assessment else {}
    coming = arriving(application)
    models = prefilled(application, found, person_of(request), now)
    rows = [
        {
            "document": one,
            "required": required.get(one.id),
            "signers": [wording.say(SIGNERS[signer]) for signer in one.signed_by],
            "files": [file for file in found.attached if file.document == one.id],
            "arriving": [file for file in coming if (file.kind, file.document) == ("document", one.id)],
            "problem": problems.get(one.id, ""),
            "models": models.get(one.id, []),
        }
        for one in papers_of(rules)
    ]
    values = frame_of(request, application, DOCUMENTS, found, now)
    values |= {"rows": rows, "room": room_of(application, "submission")}
    values |= {"largest": LARGEST, "scans": scans_of([one.sha256 for one in found.attached])}
    return TemplateResponse(request, "applicant/documents.html", values, status=422 if problems else 200)


def _changed(request: DeskRequest, application: Application) -> Words | None:
    """Attach what was sent, or take away what was named; why not, where it cannot."""
    if "remove" in request.POST:
        actor = actor_for(request, application.enterprise)
        try:
            taken = detach(application, UUID(request.POST["remove"]), actor, clock.now())
        except ValueError:
            raise Http404 from None
        return taken.words if taken else None
    files = request.FILES.getlist("file")
    if not files:
        return Words(it="Scegliere prima un file.", en="Choose a file first.")
    document = next(
        (
            one
            for one in papers_of(rules_of(application.edition_id))
            if one.id == request.POST.get("document")
        ),
        None,
    )
    if document is None:
        return NO_SUCH
    for file in files:
        done = given(request, application, Place("document", document.id), file)
        if isinstance(done, Words):
            return done
    return None


def attachment(_: DeskRequest, application: Application, attachment: UUID) -> HttpResponseBase:
    """The file of an attachment, to be saved and never shown within the desk's own pages."""
    found = application.attachments.filter(id=attachment).first()
    if found is None:
        raise Http404
    return kept_file(found.sha256, found.name)


def edition(request: DeskRequest, application: Application) -> HttpResponse:
    """Move to the edition that was offered."""
    if request.method == "POST":
        try:
            chosen = UUID(request.POST.get("edition", ""))
        except ValueError:
            raise Http404 from None
        moved = move_edition(application, chosen, actor_for(request, application.enterprise), clock.now())
        application.refresh_from_db()
        if moved is not None:
            show_refusal(request, said(moved.words))
        else:
            number = application.edition.number
            words = (
                f"Ora la domanda segue l’edizione {number}.",
                f"The application now follows edition {number}.",
            )
            messages.success(request, say(*words))
    return HttpResponseRedirect(first_page(application.id, application.edition_id))
