"""What is to come back, from whom, how late, and how is it recorded as it comes?"""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.enrol_recovery import enrol_recovery
from bandolo.desk.actions.grant_recovery_plan import Plan, grant_recovery_plan
from bandolo.desk.actions.import_receipts import COLUMNS, import_receipts
from bandolo.desk.actions.record_receipt import Receipt, record_receipt
from bandolo.desk.models import Application, Recovery
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.invoices import read_bank
from bandolo.desk.queries.imported_table import MOST_BYTES, Fault
from bandolo.desk.queries.incoming import Matched, expected_now, matched
from bandolo.desk.queries.recoveries import open_recoveries, recovery_account, recovery_statement_pdf
from bandolo.desk.typed import typed_cents
from bandolo.desk.web.acting import actor_of, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import saved_file
from bandolo.desk.words import said, say
from bandolo.rules.rule import Words

_DAY = Words(it="scrivi una data", en="write a date")
_AMOUNT = Words(it="scrivi un importo come 1.234,56", en="write an amount such as 1,234.56")
_NOTHING_CAME = Words(
    it="il file non mostra accrediti: serve un estratto conto camt.053",
    en="the file shows no credits: a statement in camt.053 is needed",
)
_DIGITS = 3


def recoveries(request: DeskRequest) -> HttpResponse:
    """Every recovery, the most late on top; the import of receipts."""
    return _listed(request)


def receipts(request: DeskRequest) -> HttpResponse:
    """Record the receipts of a file, all or none, with every fault of it in its row and column."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("recoveries"))
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > MOST_BYTES:
        words = Words(it="allega un CSV, di al massimo 10 MB", en="attach a CSV, of 10 MB at most")
        return _listed(request, [Fault(1, "", words)])
    outcome = import_receipts(file.read(), actor_of(request), clock.now())
    if isinstance(outcome, list):
        return _listed(request, outcome)
    messages.success(request, say(f"Registrate: {outcome}.", f"Recorded: {outcome}."))
    return HttpResponseRedirect(reverse("recoveries"))


def came_in(request: DeskRequest) -> HttpResponse:
    """Read a statement of the bank and propose whose each credit is; nothing is recorded by it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("recoveries"))
    file = request.FILES.get("statement")
    if file is None or not file.size or file.size > MOST_BYTES:
        words = Words(
            it="allega un estratto conto, di al massimo 10 MB", en="attach a statement, of 10 MB at most"
        )
        return _listed(request, unread=words)
    read = read_bank(keep(file.read()), str(file.name))
    if read.refused is not None:
        return _listed(request, unread=read.refused.words)
    if not read.incoming:
        return _listed(request, unread=_NOTHING_CAME)
    return _listed(request, came=matched(read.incoming, expected_now(clock.now())))


def recovery(request: DeskRequest, recovery: UUID) -> HttpResponse:
    """One recovery: what is owed and why, its plan, what came back."""
    return _one(request, _found(recovery))


def step(request: DeskRequest, recovery: UUID, step: str) -> HttpResponse:
    """Record a receipt, grant a plan, hand over to enforced collection."""
    found, post = _found(recovery), request.POST
    if step not in ("restituzione", "rate", "ruolo"):
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("recovery", args=[found.id]))
    actor, now = actor_of(request), clock.now()
    try:
        on = date.fromisoformat(post.get("on", ""))
    except ValueError:
        return _one(request, found, _DAY, step)
    outcome: object
    if step == "restituzione":
        try:
            cents = typed_cents(post.get("amount", ""))
        except (ValueError, ArithmeticError):
            return _one(request, found, _AMOUNT, step)
        receipt = Receipt(cents, on, post.get("reference", ""))
        outcome = unless_too_long(lambda: record_receipt(found.id, receipt, actor, now))
    elif step == "rate":
        count, months = _number(post.get("count", "")), _number(post.get("months", ""))
        asked = Plan(count, on, months, post.get("reason", ""))
        outcome = unless_too_long(lambda: grant_recovery_plan(found.id, asked, actor, now))
    else:
        reference = post.get("reference", "")
        outcome = unless_too_long(lambda: enrol_recovery(found.id, on, reference, actor, now))
    if isinstance(outcome, Words):
        return _one(request, found, outcome, step)
    messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("recovery", args=[found.id]))


def statement(_: DeskRequest, recovery: UUID) -> HttpResponse:
    """What is owed, as PDF."""
    return _statement(_found(recovery))


def own_statement(_: DeskRequest, application: Application) -> HttpResponse:
    """The same for the beneficiary, of the last recovery."""
    found = Recovery.objects.filter(revocation__application=application).order_by("-at").first()
    if found is None:
        raise Http404
    return _statement(found)


def _statement(found: Recovery) -> HttpResponse:
    try:
        pdf = recovery_statement_pdf(found, clock.now())
    except ValueError as missing:
        raise Http404 from missing
    return saved_file(pdf, "somme-da-restituire.pdf")


def _found(id: UUID) -> Recovery:
    about = ("revocation__application__enterprise", "revocation__application__call", "revocation__act")
    found = Recovery.objects.select_related(*about, "award").filter(id=id).first()
    if found is None:
        raise Http404
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def _one(
    request: DeskRequest, found: Recovery, problem: Words | None = None, failed: str = ""
) -> HttpResponse:
    found.refresh_from_db()
    values = {
        "one": recovery_account(found, clock.now()),
        "recovery": found,
        "application": found.revocation.application,
        "problem": "" if problem is None else said(problem),
        "failed": failed,
        "typed": request.POST,
        "is_accountant": request.role == "accountant",
    }
    return TemplateResponse(request, "accountant/recovery.html", values, status=422 if problem else 200)


def _listed(
    request: DeskRequest,
    faults: list[Fault] | None = None,
    unread: Words | None = None,
    came: list[Matched] | None = None,
) -> HttpResponse:
    values = {
        "rows": open_recoveries(clock.now()),
        "faults": faults or [],
        "unread": unread,
        "came": came,
        "columns": ";".join(COLUMNS),
        "is_accountant": request.role == "accountant",
    }
    status = 422 if faults or unread is not None else 200
    return TemplateResponse(request, "accountant/recoveries.html", values, status=status)
