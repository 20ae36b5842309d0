"""How are papers given with a report, its request drawn up, signed, sent, and its receipt fetched?"""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from bandolo.desk import clock
from bandolo.desk.actions.attach import NO_SUCH, detach
from bandolo.desk.actions.draw_up_report import draw_up_report
from bandolo.desk.actions.give_file import Place
from bandolo.desk.actions.send_report import send_report
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Arrival
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import current_report
from bandolo.desk.queries.receipt import named
from bandolo.desk.queries.report_form import report_form_of
from bandolo.desk.web.acting import actor_for
from bandolo.desk.web.applicant.given import given
from bandolo.desk.web.applicant.report import page_address, show_page
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file, saved_file
from bandolo.desk.words import said, say
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_letters import ReportReceipt
from bandolo.papers.typeset_records import Exact, Issuer, Person
from bandolo.rules.rule import Words

_NO_FILE = Words(it="Scegliere prima un file.", en="Choose a file first.")


def report_paper(request: DeskRequest, application: Application) -> HttpResponse:
    """Attach a file for a paper of the report, or take one away."""
    document, record = request.POST.get("document", ""), request.POST.get("record", "")
    page = _page_with(application, "has_papers")
    if request.method != "POST":
        return HttpResponseRedirect(page_address(application, page))
    wrong = _changed(request, application, document, record)
    if wrong is not None:
        return show_page(request, application, page, said(wrong), problems={document: said(wrong)})
    anchor = f"{document}-{record.replace('/', '-')}" if record else document
    return HttpResponseRedirect(f"{page_address(application, page)}#{anchor}")


def _changed(request: DeskRequest, application: Application, document: str, record: str) -> Words | None:
    if "remove" in request.POST:
        actor = actor_for(request, application.enterprise)
        try:
            taken = detach(application, UUID(request.POST["remove"]), actor, clock.now(), "edit_report")
        except ValueError:
            raise Http404 from None
        return taken.words if taken else None
    paper = next((one for one in report_form_of(application.edition_id).papers if one.id == document), None)
    if paper is None:
        return NO_SUCH
    files = request.FILES.getlist("file")
    if not files:
        return _NO_FILE
    for file in files:
        done = given(request, application, Place("report", document, record), file)
        if isinstance(done, Words):
            return done
    return None


def report_draw(request: DeskRequest, application: Application) -> HttpResponse:
    """Make the payment request."""
    if request.method == "POST":
        done = draw_up_report(application, actor_for(request, application.enterprise), clock.now())
        return _done(request, application, done, say("Domanda generata.", "Request made."))
    return HttpResponseRedirect(_here(application))


def report_signed(request: DeskRequest, application: Application) -> HttpResponse:
    """Take in the signed request, checked at once against what was drawn up and who may sign."""
    if request.method != "POST":
        return HttpResponseRedirect(_here(application))
    file = request.FILES.get("file")
    if file is None:
        return show_page(request, application, _page_with(application, "has_request"), said(_NO_FILE))
    done = given(request, application, Place("report_signed"), file)
    if isinstance(done, Words):
        return show_page(request, application, _page_with(application, "has_request"), said(done))
    if isinstance(done, Arrival):
        return HttpResponseRedirect(_here(application))
    return _done(request, application, done, say("Firma ricevuta.", "Signature received."))


def report_send(request: DeskRequest, application: Application) -> HttpResponse:
    """Send the report."""
    if request.method != "POST":
        return HttpResponseRedirect(_here(application))
    done = send_report(application, actor_for(request, application.enterprise))
    return _done(request, application, done, say("Rendicontazione inviata.", "Report sent."))


def report_pdf(_: DeskRequest, application: Application) -> HttpResponseBase:
    """The payment request as it was drawn up, to be signed."""
    drawn = current_report(application)
    if drawn is None:
        raise Http404
    return kept_file(drawn.pdf_sha256, f"richiesta-{application.call.slug}.pdf")


def report_receipt(_: DeskRequest, application: Application) -> HttpResponse:
    """The receipt of the report that was sent, as a PDF: the same bytes each time."""
    sent = current_report(application)
    if sent is None or sent.sent_at is None or sent.number is None:
        raise Http404
    receipt = ReportReceipt(
        issuer=Issuer(name=settings.BODY),
        call=rules_of(application.edition_id).title.it,
        reference=str(application.id),
        made_at=sent.sent_at,
        enterprise=named(application.enterprise),
        signer=Person(name=str(sent.by), capacity="per l'impresa", fiscal_code=sent.by.fiscal_code),
        number=sent.number,
        received_at=Exact(sent.sent_at),
        dossier=sent.digest,
        document=sent.signed_sha256,
        token=sent.receipt,
    )
    return saved_file(typeset(receipt), f"ricevuta-rendiconto-{application.call.slug}-{sent.number}.pdf")


def _page_with(application: Application, what: str) -> str:
    pages = report_form_of(application.edition_id).pages
    return next(one.id for one in pages if getattr(one, what))


def _here(application: Application) -> str:
    return page_address(application, _page_with(application, "has_request"))


def _done(request: DeskRequest, application: Application, done: object, words: str) -> HttpResponse:
    if isinstance(done, Refusal):
        return show_page(request, application, _page_with(application, "has_request"), said(done.words))
    messages.success(request, words)
    return HttpResponseRedirect(_here(application))
