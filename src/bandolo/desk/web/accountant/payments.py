"""What is to be paid, what was ordered, and what did the bank say?"""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.close_dossier import close_dossier
from bandolo.desk.actions.import_outcomes import import_outcomes
from bandolo.desk.actions.mend_transfer import mend_transfer
from bandolo.desk.actions.order_transfers import order_transfers
from bandolo.desk.actions.prepare_payment_act import prepare_payment_act
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.codes import typed_day
from bandolo.desk.models import Act, Application, Call, Enterprise, LedgerEntry, PaymentOrder, Transfer
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.accounts import accounts_of_call, entries_csv, entries_of, transfers_csv
from bandolo.desk.queries.loans import loan_rule
from bandolo.desk.queries.payment_paper import certificate_of
from bandolo.desk.queries.payments import account_of
from bandolo.desk.queries.roles import holders
from bandolo.desk.queries.transfers import payments_without_act, transfers_on_their_way, transfers_to_order
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.acts import chosen_signer
from bandolo.desk.web.saved_file import saved_file
from bandolo.desk.words import said, say
from bandolo.papers.typeset import typeset
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

LARGEST_OUTCOMES = 20 * 1024 * 1024
_FEW = 50
_NO_FILE = Words(it="allega il file degli esiti", en="attach the file of outcomes")
_NO_DAY = Words(it="scrivi il giorno", en="write the day")


def payments(request: DeskRequest) -> HttpResponse:
    """What waits for an act, to be ordered, for the bank; the last orders."""
    return _page(request)


def _page(request: DeskRequest, problem: Words | None = None) -> HttpResponse:
    orders = PaymentOrder.objects.select_related("by").prefetch_related("transfers")
    calls = Call.objects.filter(ledger__award__isnull=False).distinct().order_by("slug")
    values = {
        "without_act": payments_without_act(),
        "to_order": transfers_to_order(),
        "on_their_way": transfers_on_their_way(),
        "orders": orders.order_by("-at")[:_FEW],
        "calls": calls,
        "today": day_in_rome(clock.now()),
        "problem": said(problem) if problem is not None else "",
        "typed": request.POST,
    }
    return TemplateResponse(request, "accountant/payments.html", values, status=422 if problem else 200)


def step(request: DeskRequest, step: str) -> HttpResponse:
    """Order transfers, take what the bank says, mend an account; what is refused comes back."""
    if step not in _STEPS:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("payments"))
    refused = against(unless_too_long(lambda: _STEPS[step](request)))
    if refused is not None:
        return _page(request, refused)
    messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("payments"))


def order_file(_: DeskRequest, order: UUID, which: str) -> HttpResponse:
    """The file for the bank, or the table for the treasury."""
    found = PaymentOrder.objects.filter(id=order).first()
    if found is None or which not in ("banca", "tesoreria"):
        raise Http404
    if which == "banca":
        return saved_file(kept(found.sha256), f"{found.message}.xml")
    listed = Transfer.objects.filter(order=found).select_related(
        "payment__act", "payment__award__application"
    )
    table = transfers_csv(listed.order_by("payee", "id"))
    return _csv(table, f"{found.message}.csv")


def ledger(request: DeskRequest, call: Call) -> HttpResponse:
    """The accounts of a call: balances of each award, every entry."""
    values = {"call": call, "accounts": accounts_of_call(call)}
    return TemplateResponse(request, "accountant/ledger.html", values)


def ledger_csv(_: DeskRequest, call: Call) -> HttpResponse:
    """Every entry of a call as a table."""
    return _csv(entries_csv(accounts_of_call(call).entries), f"movimenti-{call.slug}.csv")


def award_ledger(request: DeskRequest, application: Application) -> HttpResponse:
    """The accounts of one award, its payments and their transfers."""
    return _award(request, application)


def close(request: DeskRequest, application: Application) -> HttpResponse:
    """Close the dossier of an award that is paid."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("award_ledger", args=[application.id]))
    refused = against(close_dossier(application.id, actor_of(request), clock.now()))
    if refused is not None:
        return _award(request, application, said(refused))
    messages.success(request, say("Fascicolo chiuso.", "Dossier closed."))
    return HttpResponseRedirect(reverse("award_ledger", args=[application.id]))


def _award(request: DeskRequest, application: Application, problem: str = "") -> HttpResponse:
    award = getattr(application, "award", None)
    if award is None:
        raise Http404
    values = {
        "application": application,
        "award": award,
        "account": account_of(award),
        "lends": loan_rule(application) is not None,
        "entries": entries_of(LedgerEntry.objects.filter(award=award)),
        "payments": award.payments.select_related("act").prefetch_related("transfers").order_by("at"),
        "problem": problem,
    }
    return TemplateResponse(request, "accountant/award.html", values, status=422 if problem else 200)


def certificate(request: DeskRequest, enterprise: Enterprise, year: int) -> HttpResponse:
    """What was withheld from an enterprise in a year, as PDF; `per` names a member of its group."""
    is_year, member = date.min.year < year < date.max.year, request.GET.get("per", "")
    found = certificate_of(enterprise, year, clock.now(), member) if is_year else None
    if found is None:
        raise Http404
    return saved_file(typeset(found), f"ritenute-{year}.pdf")


def payment_acts(request: DeskRequest, call: Call) -> HttpResponse:
    """Choose approved payments of a call, and prepare the act that lists them."""
    listed = payments_without_act().filter(award__application__call=call)
    problem = ""
    if request.method == "POST":
        known = {str(one.id): one.id for one in listed}
        chosen = [known[id] for id in request.POST.getlist("payment") if id in known]
        made = prepare_payment_act(call, chosen, chosen_signer(request), actor_of(request), clock.now())
        if isinstance(made, Act):
            messages.success(request, say("Atto preparato: ora si firma.", "Act prepared: now it is signed."))
            return HttpResponseRedirect(reverse("act", args=[call.slug, made.id]))
        problem = said(made)
    values = {
        "call": call,
        "listed": listed,
        "acts": call.formal_acts.filter(kind="payment").select_related("prepared_by").order_by("at"),
        "approvers": holders("approver"),
        "problem": problem,
    }
    return TemplateResponse(request, "accountant/acts.html", values, status=422 if problem else 200)


def _csv(text: str, name: str) -> HttpResponse:
    return saved_file(text.encode(), name)


Do = Callable[[DeskRequest], object]


def _order(request: DeskRequest) -> object:
    on = _day(request.POST.get("execute_on", ""))
    if on is None:
        return _NO_DAY
    known = {str(one.id): one.id for one in transfers_to_order()}
    chosen = [known[id] for id in request.POST.getlist("transfer") if id in known]
    return order_transfers(chosen, on, actor_of(request), clock.now())


def _outcome(request: DeskRequest) -> object:
    """What the accountant reads on the bank's own page, of one transfer."""
    post = request.POST
    is_executed = post.get("outcome") == "executed"
    on = _day(post.get("on", "")) if is_executed else None
    if is_executed and on is None:
        return _NO_DAY
    told = Told(post.get("transfer", ""), on, "" if is_executed else post.get("why", ""))
    return take_outcome(told, actor_of(request), clock.now())


def _import(request: DeskRequest) -> object:
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > LARGEST_OUTCOMES:
        return _NO_FILE
    found = import_outcomes(str(file.name), file.read(), actor_of(request), clock.now())
    if found.refused is not None:
        return found.refused
    it = f"Eseguiti {found.executed}, rifiutati {found.failed}."
    en = f"{found.executed} executed, {found.failed} rejected."
    messages.info(request, say(it, en))
    for name, words in found.not_taken:
        messages.warning(request, f"{name}: {said(words)}")
    return None


def _mend(request: DeskRequest) -> object:
    post = request.POST
    found = Transfer.objects.filter(id__in=[one.id for one in transfers_to_order()])
    one = next((each for each in found if str(each.id) == post.get("transfer", "")), None)
    if one is None:
        raise Http404
    return mend_transfer(one.id, post.get("iban", ""), post.get("reason", ""), actor_of(request), clock.now())


def _day(text: str) -> date | None:
    found = typed_day(text)
    return found if isinstance(found, date) else None


_STEPS: Mapping[str, Do] = {"ordina": _order, "esito": _outcome, "esiti": _import, "iban": _mend}
