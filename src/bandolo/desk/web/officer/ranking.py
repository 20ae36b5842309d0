"""How does a call stand, why does everybody stand where they do, and what if?"""

from datetime import datetime
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.prepare_act import prepare_act
from bandolo.desk.models import Act, Application, Award, Call, LedgerEntry
from bandolo.desk.queries.act_lists import Lists, explained
from bandolo.desk.queries.award_gates import award_gates
from bandolo.desk.queries.choice import (
    adopted_acts,
    approved_until,
    freed_until,
    last_rules,
    ranking_step,
    standing_now,
    supposed,
)
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.letters import award_letter_pdf
from bandolo.desk.queries.roles import holders
from bandolo.desk.queries.standing import NotRankedError
from bandolo.desk.typed import typed_cents
from bandolo.desk.web.acting import actor_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.officer.acts import chosen_signer
from bandolo.desk.web.saved_file import saved_file
from bandolo.desk.words import said, say
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import show_cents
from bandolo.rules.rule import Words


def ranking(request: DeskRequest, call: Call) -> HttpResponse:
    """The lists as they stand, every reason, the acts, the ledger; with `added` and `without`, what if."""
    return _page(request, call)


def _page(request: DeskRequest, call: Call, problem: str = "") -> HttpResponse:
    now = clock.now()
    acts = adopted_acts(call)
    rules = last_rules(call)
    lists, why = _lists(call, acts, now)
    what_if, fault = _what_if(request, call, acts, now)
    values = {
        "call": call,
        "rules": rules,
        "lists": lists,
        "why": why,
        "what_if": what_if,
        "fault": fault,
        "typed": request.GET,
        "without": request.GET.getlist("without"),
        "changes": _changes(lists, what_if),
        "acts": call.formal_acts.select_related("adopted_by", "prepared_by").order_by("at"),
        "awards": Award.objects.filter(application__call=call).select_related("application__enterprise"),
        "ledger": LedgerEntry.objects.filter(call=call)
        .select_related("award__application__enterprise", "act")
        .order_by("at"),
        "funds": funds_of(call),
        "approvers": holders("approver"),
        "freed_until": freed_until(rules, acts),
        "approved_until": approved_until(rules, acts),
        "problem": problem,
    }
    return TemplateResponse(request, "officer/ranking.html", values, status=422 if problem else 200)


def inputs(_: DeskRequest, call: Call) -> HttpResponse:
    """What the ranking is made from, as a file that `bandolo rank` reads: anybody can check the order."""
    step = ranking_step(call, clock.now())
    made = {"call": last_rules(call).id, "funds": show_cents(step["funds"]), "entry": step["entry"]}
    response = JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})
    name = quote(f"{call.slug}-ranking.json")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def prepare(request: DeskRequest, call: Call) -> HttpResponse:
    """Prepare an act to be signed."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("ranking", args=[call.slug]))
    kind = "draw" if request.POST.get("kind") == "draw" else "ranking"
    made = prepare_act(call, kind, chosen_signer(request), actor_of(request), clock.now())  # type: ignore[arg-type]
    if isinstance(made, Words):
        return _page(request, call, said(made))
    messages.success(request, say("Atto preparato: ora si firma.", "Act prepared: now it is signed."))
    return HttpResponseRedirect(reverse("act", args=[call.slug, made.id]))


def codes(request: DeskRequest, application: Application) -> HttpResponse:
    """CUP and COR of an award."""
    award = Award.objects.filter(application=application).select_related("act").first()
    if award is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        cup, cor = request.POST.get("cup", ""), request.POST.get("cor", "")
        outcome = enter_award_codes(application.id, cup, cor, actor_of(request), clock.now())
        if not isinstance(outcome, Words):
            messages.success(request, say("Codici registrati.", "Codes recorded."))
            return HttpResponseRedirect(reverse("award_codes", args=[application.id]))
        problem = said(outcome)
    rules = rules_of(application.edition_id)
    values = {
        "application": application,
        "award": award,
        "gates": award_gates(rules, award.act.dated or day_in_rome(clock.now())),
        "problem": problem,
        "typed": request.POST,
    }
    return TemplateResponse(request, "officer/codes.html", values, status=422 if problem else 200)


def award_letter(_: DeskRequest, application: Application) -> HttpResponse:
    """The letter that tells the award, once it is effective."""
    award = Award.objects.filter(application=application, effective_at__isnull=False).first()
    if award is None:
        raise Http404
    return saved_file(award_letter_pdf(award), "concessione.pdf")


def _lists(call: Call, acts: list[Act], now: datetime) -> tuple[Lists | None, str]:
    try:
        return explained(call, last_rules(call), standing_now(call, acts, now)), ""
    except NotRankedError as problem:
        return None, said(problem.words)


def _what_if(request: DeskRequest, call: Call, acts: list[Act], now: datetime) -> tuple[Lists | None, str]:
    added, without = request.GET.get("added", ""), request.GET.getlist("without")
    if not added and not without:
        return None, ""
    try:
        cents = typed_cents(added) if added else 0
        standing = supposed(call, acts, cents, without, now)
        return explained(call, last_rules(call), standing), ""
    except NotRankedError as problem:
        return None, said(problem.words)
    except ValueError:
        return None, say(
            "Scrivere un importo in euro, come 1.234,56.", "Write an amount in euro, such as 1,234.56."
        )


def _changes(lists: Lists | None, what_if: Lists | None) -> list[tuple[str, str, int, int]]:
    """Whose amount changes: reference, enterprise, cents now and then."""
    if lists is None or what_if is None:
        return []
    now = {one.reference: one for one in lists.financed}
    then = {one.reference: one for one in what_if.financed}
    every = {**now, **then}
    return [
        (
            id,
            every[id].application.enterprise.name,
            now[id].awarded if id in now else 0,
            then[id].awarded if id in then else 0,
        )
        for id in sorted(every)
        if id not in now or id not in then or now[id].awarded != then[id].awarded
    ]
