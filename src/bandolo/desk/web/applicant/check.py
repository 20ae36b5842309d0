"""How is an application checked, drawn up, signed, sealed, sent, and withdrawn?"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.draw_up import draw_up
from bandolo.desk.actions.give_file import Place
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.seal import seal, unseal
from bandolo.desk.actions.submit_application import submit_application
from bandolo.desk.actions.withdraw import withdraw
from bandolo.desk.flow import STATE_WORDS, Refusal
from bandolo.desk.models import Application, Arrival, Submission
from bandolo.desk.outside.demo_authority import demo_authority, signed_in_demo
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.line import receipt as line_receipt
from bandolo.desk.queries.applications import siblings
from bandolo.desk.queries.arriving import arriving
from bandolo.desk.queries.content import is_current, open_seal, seals_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import CHECK, signed_paper
from bandolo.desk.queries.line import answers_to
from bandolo.desk.queries.receipt import receipt_of
from bandolo.desk.queries.scans import scans_of
from bandolo.desk.queries.signers import representative_of
from bandolo.desk.queries.told import told
from bandolo.desk.web.acting import actor_for
from bandolo.desk.web.applicant.frame import frame_of
from bandolo.desk.web.applicant.given import given
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file, saved_file
from bandolo.desk.words import said, say
from bandolo.papers.test_authority import Person as Certified
from bandolo.papers.typeset import typeset
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

REFUSAL_WORDS = {
    "not_open": Words(it="non era ancora aperto", en="not open yet"),
    "closed": Words(it="era chiuso", en="closed"),
    "closed_early": Words(
        it="era chiuso: richieste pari ai fondi", en="closed: the requests reached the funds"
    ),
    "seal_revoked": Words(it="biglietto revocato", en="ticket revoked"),
    "suspended": Words(it="era sospeso", en="suspended"),
}
_VERBS: Mapping[str, Callable[[Application, Actor, datetime], object]] = {
    "draw_up": draw_up,
    "seal": seal,
    "unseal": unseal,
    "withdraw": withdraw,
}


def check(request: DeskRequest, application: Application) -> HttpResponse:
    """Everything that is wrong or missing, each with the field that mends it; then what comes next."""
    return _page(request, application, "", 200)


def act(request: DeskRequest, application: Application, verb: str) -> HttpResponse:
    """Draw up, seal, open again or withdraw; what is refused is said on the same page."""
    if verb not in _VERBS:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(_here(application))
    if verb == "withdraw" and request.POST.get("sure") != "yes":
        words = say("Per ritirare la domanda, spuntare la conferma.", "To withdraw, tick the confirmation.")
        return _page(request, application, words, 422)
    done = _VERBS[verb](application, actor_for(request, application.enterprise), clock.now())
    return _done(request, application, done)


def signed(request: DeskRequest, application: Application) -> HttpResponse:
    """Take in the signed application, checked at once against what was drawn up and who may sign."""
    if request.method != "POST":
        return HttpResponseRedirect(_here(application))
    file = request.FILES.get("file")
    if file is None:
        return _page(request, application, say("Scegliere prima un file.", "Choose a file first."), 422)
    done = given(request, application, Place("signed"), file)
    if isinstance(done, Words):
        return _page(request, application, said(done), 422)
    if isinstance(done, Arrival):
        return HttpResponseRedirect(_here(application))
    return _done(request, application, done)


def submit(request: DeskRequest, application: Application) -> HttpResponse:
    """Send the sealed application."""
    if request.method != "POST":
        return HttpResponseRedirect(_here(application))
    done = submit_application(application, actor_for(request, application.enterprise))
    return _done(request, application, done)


def pdf(_: DeskRequest, application: Application) -> HttpResponseBase:
    """The application as it was drawn up, to be signed."""
    drawn = open_seal(application)
    if drawn is None or not drawn.pdf_sha256:
        raise Http404
    return kept_file(drawn.pdf_sha256, f"domanda-{application.call.slug}.pdf")


def demo_signed(_: DeskRequest, application: Application) -> HttpResponse:
    """In a demo, the application as its legal representative would sign it, by the demo's own authority."""
    drawn, now = open_seal(application), clock.now()
    person = representative_of(application.enterprise, day_in_rome(now))
    if not settings.DEMO_KEYS or drawn is None or not drawn.pdf_sha256 or person is None:
        raise Http404
    signer = Certified(person.given_name, person.family_name, person.fiscal_code)
    signed = signed_in_demo(kept(drawn.pdf_sha256), signer, demo_authority(now), now)
    return saved_file(signed, f"domanda-{application.call.slug}.pdf.p7m")


def receipt(request: DeskRequest, application: Application) -> HttpResponse:
    """The receipt of what was sent, as a PDF: the same bytes each time."""
    sent = Submission.objects.filter(application=application).select_related("seal__by", "by").first()
    if sent is None:
        raise Http404
    raw = line_receipt(application.call.slug, sent.position)
    address = request.build_absolute_uri(reverse("line", args=[application.call.slug]))
    content = typeset(receipt_of(application, sent, raw, address))
    return saved_file(content, f"ricevuta-{application.call.slug}-{sent.number}.pdf")


def answer(request: DeskRequest, application: Application, position: int) -> HttpResponse:
    """What the line answered to a ticket of this application, signed: its receipt, or a refusal."""
    del request
    slug = application.call.slug
    if position not in {one.position for one in answers_to(seals_of(application), slug)}:
        raise Http404
    return saved_file(line_receipt(slug, position), f"ricevuta-{slug}-{position}.json")


def _here(application: Application) -> str:
    return reverse("application_check", kwargs={"application": application.id})


def _done(request: DeskRequest, application: Application, done: object) -> HttpResponse:
    """Back to the page, which says what became of it."""
    if isinstance(done, Refusal):
        return _page(request, application, said(done.words), 422)
    application.refresh_from_db(fields=["state"])
    words = STATE_WORDS[application.state]
    messages.success(request, said(Words(it=f"Domanda {words.it}.", en=f"Application {words.en}.")))
    return HttpResponseRedirect(_here(application))


def _page(request: DeskRequest, application: Application, problem: str, status: int) -> HttpResponse:
    now = clock.now()
    application.refresh_from_db(fields=["state"])
    found = told(application, now)
    rules, drawn = rules_of(application.edition_id), open_seal(application)
    itself = signed_paper(rules)
    signed = next((one for one in found.attached if itself and one.document == itself.id), None)
    values = frame_of(request, application, CHECK, found, now)
    one_per = rules.ranking.one_per if rules.ranking else ()
    values |= {
        "problem": problem,
        "drawn": drawn,
        "is_current": drawn is not None and is_current(drawn, application, found),
        "itself": itself,
        "signs_in_demo": bool(settings.DEMO_KEYS),
        "signed": signed,
        "scans": scans_of([signed.sha256] if signed else []),
        "arriving": [one for one in arriving(application) if one.kind == "signed"],
        "siblings": [
            {"application": one, "state": STATE_WORDS[one.state]}
            for one in siblings(application, day_in_rome(now))
        ],
        "one_per": one_per,
        "sent": Submission.objects.filter(application=application).first(),
        "refusals": [
            (one, REFUSAL_WORDS[one.kind])
            for one in answers_to(seals_of(application), application.call.slug)
            if one.kind in REFUSAL_WORDS
        ],
    }
    return TemplateResponse(request, "applicant/check.html", values, status=status)
