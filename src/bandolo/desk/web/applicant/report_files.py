"""How are e-invoices and files of banks dropped into a report, confirmed, and taken away?"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from bandolo.desk import clock
from bandolo.desk.actions.hand_papers import hand_papers, settle_invoice, take_away_paper
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application
from bandolo.desk.outside.uploads import TO_READ, received
from bandolo.desk.queries.report_form import report_form_of
from bandolo.desk.web.acting import actor_for
from bandolo.desk.web.applicant.report import page_address, show_page
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import said, say
from bandolo.rules.rule import Words

_NO_FILE = Words(it="Scegliere prima dei file.", en="Choose files first.")


def report_drop(request: DeskRequest, application: Application) -> HttpResponse:
    """Read what was dropped; each file that cannot be kept is told by its name, the others are read."""
    page = _page(application)
    if request.method != "POST":
        return HttpResponseRedirect(page_address(application, page))
    uploads, wrong = [], []
    for file in request.FILES.getlist("file"):
        upload = received(file.name or "", file.read(), (), TO_READ)
        if isinstance(upload, Words):
            wrong.append(f"{file.name}: {said(upload)}")
        else:
            uploads.append(upload)
    if not uploads and not wrong:
        return show_page(request, application, page, said(_NO_FILE))
    done = hand_papers(application, uploads, actor_for(request, application.enterprise), clock.now())
    if isinstance(done, Refusal):
        return show_page(request, application, page, said(done.words))
    messages.success(request, say("File letti: {n}.", "Files read: {n}.").format(n=len(done)))
    for words in wrong:
        messages.error(request, words)
    return HttpResponseRedirect(f"{page_address(application, page)}#dropped")


def report_settle(request: DeskRequest, application: Application) -> HttpResponse:
    """Confirm an invoice that was read, as it stands or as its file says; or take a file away."""
    page, actor, now = _page(application), actor_for(request, application.enterprise), clock.now()
    if request.method != "POST":
        return HttpResponseRedirect(page_address(application, page))
    record = request.POST.get("record", "")
    if "remove" in request.POST:
        try:
            done = take_away_paper(application, UUID(request.POST["remove"]), actor, now)
        except ValueError:
            raise Http404 from None
    else:
        done = settle_invoice(application, record, "take" in request.POST, actor, now)
    if isinstance(done, Refusal):
        return show_page(request, application, page, said(done.words))
    anchor = f"record-invoice-{record}" if record else "dropped"
    return HttpResponseRedirect(f"{page_address(application, page)}#{anchor}")


def report_file(_: DeskRequest, application: Application, paper: UUID) -> HttpResponseBase:
    """A file that was dropped, to be saved."""
    found = application.handed.filter(id=paper).first()
    if found is None:
        raise Http404
    return kept_file(found.sha256, found.name)


def _page(application: Application) -> str:
    pages = report_form_of(application.edition_id).pages
    return next(one.id for one in pages if one.has_papers)
