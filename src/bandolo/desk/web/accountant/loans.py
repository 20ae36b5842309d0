"""How does the loan of an award stand, and what is done with it?"""

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.agree_loan import LoanTyped, agree_loan, confirm_loan
from bandolo.desk.actions.move_loan import disburse_loan, receive_instalment
from bandolo.desk.models import Application, LoanContract
from bandolo.desk.queries.loans import approved_loan, loan_of, loan_rule
from bandolo.desk.typed import typed_cents
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file
from bandolo.desk.words import said, say
from bandolo.rules.days import day_in_rome
from bandolo.rules.loan import LoanTerms
from bandolo.rules.rule import Words

LARGEST_CONTRACT = 20 * 1024 * 1024
# Years and months are no longer numbers than these.
_DIGITS = 4
_TYPED_WRONG = Words(
    it="scrivi importi come 1.234,56, anni e mesi interi, date valide",
    en="write amounts such as 1,234.56, whole years and months, valid days",
)


def loan(request: DeskRequest, application: Application) -> HttpResponse:
    """The loan: contract, tranches, schedule, instalments, arrears."""
    return _page(request, application)


def contract(_: DeskRequest, application: Application) -> HttpResponseBase:
    """The contract as signed."""
    found = LoanContract.objects.filter(award__application=application).first()
    if found is None:
        raise Http404
    return kept_file(found.contract_sha256, "contratto.pdf")


def step(request: DeskRequest, application: Application, step: str) -> HttpResponse:
    """Enter or confirm a contract, book a tranche or an instalment; what is refused comes back."""
    if step not in _STEPS:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("loan", args=[application.id]))
    refused = against(unless_too_long(lambda: _STEPS[step](request, application)))
    if refused is not None:
        return _page(request, application, said(refused))
    messages.success(request, say("Registrato.", "Recorded."))
    return HttpResponseRedirect(reverse("loan", args=[application.id]))


def _page(request: DeskRequest, application: Application, problem: str = "") -> HttpResponse:
    rule = loan_rule(application)
    if rule is None or getattr(application, "award", None) is None:
        raise Http404
    today = day_in_rome(clock.now())
    known = LoanContract.objects.select_related("award__application", "entered_by", "confirmed_by")
    found = known.filter(award__application=application).first()
    values = {
        "application": application,
        "rule": rule,
        "approved": approved_loan(application),
        "loan": None if found is None else loan_of(found, today),
        "today": today,
        "problem": problem,
        "typed": request.POST if problem else {},
    }
    return TemplateResponse(request, "accountant/loan.html", values, status=422 if problem else 200)


Do = Callable[[DeskRequest, Application], object]


def _agree(request: DeskRequest, application: Application) -> object:
    post, file = request.POST, request.FILES.get("contract")
    try:
        terms = LoanTerms(
            principal=typed_cents(post.get("principal", "")),
            years=_number(post.get("years", "")),
            grace_months=_number(post.get("grace_months", "")),
            first_due=date.fromisoformat(post.get("first_due", "")),
        )
        signed_on = date.fromisoformat(post.get("signed_on", ""))
    except ValueError:
        return _TYPED_WRONG
    is_fit = file is not None and (file.size or 0) <= LARGEST_CONTRACT
    content = file.read() if file is not None and is_fit else b""
    return agree_loan(application.id, LoanTyped(terms, signed_on, content), actor_of(request), clock.now())


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > _DIGITS:
        raise ValueError(text)
    return int(text)


def _confirm(request: DeskRequest, application: Application) -> object:
    return confirm_loan(application.id, actor_of(request), clock.now())


def _move(request: DeskRequest, application: Application) -> object:
    post = request.POST
    try:
        cents, on = typed_cents(post.get("amount", "")), date.fromisoformat(post.get("on", ""))
    except ValueError:
        return _TYPED_WRONG
    move = disburse_loan if post.get("kind") == "disbursement" else receive_instalment
    return move(application.id, cents, on, post.get("reference", ""), actor_of(request), clock.now())


_STEPS: Mapping[str, Do] = {"contratto": _agree, "conferma": _confirm, "movimento": _move}
