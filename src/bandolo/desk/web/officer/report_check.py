"""How is a report of expenses checked and its payment proposed, approved or given back?"""

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.decide_payment import decide_payment
from bandolo.desk.actions.prepare_payment_act import prepare_payment_act
from bandolo.desk.actions.propose_payment import Debt, Proposal, propose_payment
from bandolo.desk.actions.recall_payment import recall_payment
from bandolo.desk.actions.take_report import take_report
from bandolo.desk.flow import STATE_WORDS, verbs_of
from bandolo.desk.models import Application, Payment
from bandolo.desk.outside.registers import REGISTERS
from bandolo.desk.queries.payable import Asked, asked_of
from bandolo.desk.queries.report_check import ReportCheck, report_check_of
from bandolo.desk.queries.roles import holders
from bandolo.desk.typed import typed_cents
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.acts import chosen_signer
from bandolo.desk.web.officer.finding import cut, find, lapse, typed_days
from bandolo.desk.words import lang, said, say
from bandolo.rules.money import Cents
from bandolo.rules.rule import Words

# As many creditor bodies as the form has room for.
_BODIES = 3
_TYPED_WRONG = Words(
    it="scrivi importi come 1.234,56 e date valide", en="write amounts such as 1,234.56 and valid days"
)


def report(request: DeskRequest, application: Application) -> HttpResponse:
    """The report beside quotes and proofs, with what it would be paid."""
    return _shown(request, application)


def step(request: DeskRequest, application: Application, step: str) -> HttpResponse:
    """Do what an officer does with a report; what is refused comes back with what was typed."""
    if step not in _STEPS:
        raise Http404
    return _done(request, application, _STEPS[step])


def decide(request: DeskRequest, application: Application) -> HttpResponse:
    """Approve or give back the payment that was proposed."""
    return _done(request, application, _decide)


def _shown(request: DeskRequest, application: Application, problem: str = "") -> HttpResponse:
    now = clock.now()
    payment = (
        Payment.objects.filter(award__application=application)
        .select_related(
            "award__act", "award__application__enterprise", "checked_by", "proposed_by", "approved_by", "act"
        )
        .order_by("-at")
        .first()
    )
    typed = request.POST if problem else None
    asked = (
        _asked(request, application) if payment is None or payment.state == "checking" else asked_of(payment)
    )
    found = None if payment is None else report_check_of(application, payment, asked, now, lang())
    values = {
        "now": now,
        "application": application,
        "payment": payment,
        "check": found,
        "asked": asked,
        "state": STATE_WORDS[application.state],
        "verbs": verbs_of(application.state, request.role) if request.role else (),
        "registers": REGISTERS,
        "bodies": _bodies(request),
        "accounts": () if found is None else _accounts(found, asked),
        "approvers": holders("approver"),
        "problem": problem,
        "failed": request.POST.get("form", "") if problem else "",
        "typed": typed or {},
    }
    return TemplateResponse(request, "officer/report.html", values, status=422 if problem else 200)


def _asked(request: DeskRequest, application: Application) -> Asked:
    """What the proposal would rest on: as typed, else the account that the enterprise gave."""
    if request.method == "POST" and request.POST.get("form") == "propose":
        try:
            return _proposal(request).asked
        except ValueError:
            return Asked(request.POST.get("iban", ""), _typed_accounts(request))
    given = application.fields.filter(path="fact/iban").first()
    return Asked(str(given.value) if given is not None and isinstance(given.value, str) else "")


def _proposal(request: DeskRequest) -> Proposal:
    """What is typed; ValueError where an amount or a day cannot be read."""
    post = request.POST
    debts = [
        Debt(name.strip(), post.get(f"iban-{at}", ""), typed_cents(post.get(f"debt-{at}", "")))
        for at in range(1, _BODIES + 1)
        if (name := post.get(f"body-{at}", "")).strip()
    ]
    guaranteed, until = post.get("guaranteed", "").strip(), post.get("until", "").strip()
    return Proposal(
        post.get("iban", ""),
        post.get("reason", ""),
        debts,
        Cents(typed_cents(guaranteed)) if guaranteed else None,
        date.fromisoformat(until) if until else None,
        _typed_accounts(request),
    )


def _typed_accounts(request: DeskRequest) -> dict[str, str]:
    """The account of each member of a group, as typed."""
    post = request.POST
    names = {key.removeprefix("member-"): name for key, name in post.items() if key.startswith("member-")}
    return {str(name): str(post.get(f"account-{at}", "")) for at, name in names.items()}


def _accounts(found: ReportCheck, asked: Asked) -> list[dict[str, str]]:
    """The members that are paid by themselves, with the account of each, where one is known."""
    paid = [one.name for one in found.payable.members if one.breakdown is not None and one.breakdown.net]
    return [{"name": name, "iban": asked.accounts.get(name, "")} for name in paid]


def _bodies(request: DeskRequest) -> list[dict[str, str]]:
    """The rows for creditor bodies, with what was typed in them."""
    cells = ("body", "iban", "debt")
    return [{cell: request.POST.get(f"{cell}-{at}", "") for cell in cells} for at in range(1, _BODIES + 1)]


def _done(request: DeskRequest, application: Application, do: "Do") -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect(reverse("report_check", args=[application.id]))
    refused = against(unless_too_long(lambda: do(request, application)))
    if refused is not None:
        application.refresh_from_db()
        return _shown(request, application, said(refused))
    messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("report_check", args=[application.id]))


Do = Callable[[DeskRequest, Application], object]


def _take(request: DeskRequest, application: Application) -> object:
    return take_report(application.id, actor_of(request), clock.now())


def _ask(request: DeskRequest, application: Application) -> object:
    post = request.POST
    items = {path: post.get(f"words-{path}", "") for path in post.getlist("item")}
    days, reason = typed_days(post.get("days", "")), post.get("reason", "")
    return ask_supplement(
        application.id, post.get("term", ""), days, reason, items, actor_of(request), clock.now()
    )


def _propose(request: DeskRequest, application: Application) -> object:
    try:
        proposal = _proposal(request)
    except ValueError:
        return _TYPED_WRONG
    return propose_payment(application.id, proposal, actor_of(request), clock.now())


def _decide(request: DeskRequest, application: Application) -> object:
    reason, actor, now = request.POST.get("reason", ""), actor_of(request), clock.now()
    if request.POST.get("decision") == "return":
        return decide_payment(application.id, "return", reason, actor, now)
    return decide_payment(application.id, "approve", reason, actor, now)


def _recall(request: DeskRequest, application: Application) -> object:
    return recall_payment(application.id, request.POST.get("reason", ""), actor_of(request), clock.now())


def _act(request: DeskRequest, application: Application) -> object:
    """An act for this payment alone."""
    listed = Payment.objects.filter(award__application=application, state="approved")
    ids = list(listed.values_list("id", flat=True))
    return prepare_payment_act(application.call, ids, chosen_signer(request), actor_of(request), clock.now())


_STEPS: Mapping[str, Do] = {
    "prendi": _take,
    "verifica": find,
    "voce": cut,
    "integrazione": _ask,
    "scadenza": lapse,
    "proposta": _propose,
    "atto": _act,
    "richiamo": _recall,
}
