"""How much could my enterprise get? Costs in, admitted costs and aid out, each cut with the limit that binds.

Nothing is stored. With htmx the result follows while one types; without it there is a button.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.http import HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import instant_to_judge, published_call
from bandolo.desk.queries.editions import estimator_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.public.asking import answers_of, field_of
from bandolo.desk.web.public.costs import EARLY, PRIOR, Prior, further, prior_aid, typed_costs
from bandolo.desk.words import lang
from bandolo.rules.application import Application, read_application
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Call as Rules
from bandolo.rules.consequences import Consequences, consequences
from bandolo.rules.costs import Tree
from bandolo.rules.days import day_in_rome
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.law_tables import Law
from bandolo.rules.money import show_rate
from bandolo.rules.reason import Reason
from bandolo.rules.rule import Rule, Words
from bandolo.rules.words_of import Wording


class Row(NamedTuple):
    """A cost line or group as the result shows it."""

    words: str
    claimed: int
    admitted: int
    cut: int
    limits: tuple[Rule, ...]
    is_group: bool


class Line(NamedTuple):
    """A step of the aid as the result shows it; `verdict` is None where a fact is missing."""

    rule: Rule
    inputs: tuple[tuple[str, int | None], ...]
    share: str
    result: int
    verdict: bool | None
    reasons: tuple[Reason, ...]


class Tried(NamedTuple):
    """A regime as the result shows it: whether it is that of the aid (None: not known yet), and why."""

    whose: str
    rule: Rule
    verdict: bool | None
    words: Words
    compared: tuple[str, ...]
    room: tuple[Reason, ...]


def calculate(request: DeskRequest, call: Call) -> HttpResponse:
    """The form with its result; with htmx the result alone."""
    now = clock.now()
    one = published_call(call, now)
    assessor, sent = estimator_of(one.edition), request.POST
    at = instant_to_judge(one.course, now)
    typed, answers = typed_costs(one.rules, sent), answers_of(one.rules, sent)
    prior = prior_aid(one.rules, sent, day_in_rome(at))
    asked = further(one.edition)
    fields = [
        field_of(asks, sent, answers.errors.get(asks.id, ""), assessor.law, at)
        for asks in asked
        if asks.id != PRIOR
    ]
    errors = [(one_field.label, one_field.error) for one_field in (*typed.fields, prior) if one_field]
    errors = [pair for pair in (*errors, *((field.label, field.error) for field in fields)) if pair[1]]
    values: dict[str, object] = {"now": now, "one": one, "costs": typed.fields, "errors": errors}
    values |= {"further": fields, "prior": prior}
    if typed.items:
        aid = {} if prior is None or prior.record is None else {PRIOR: prior.record}
        raw = {"facts": answers.facts, **answers.records, **aid, "cost": typed.items}
        application, _ = read_application(one.rules, raw, assessor.law)
        assessment = assessor.assess(application, "submission", at)
        values |= _result(one.rules, assessment, application, assessor.law)
        values["lacks"] = _lacks(asked, assessment, Wording(one.rules, lang()), prior)
    if request.htmx:
        return TemplateResponse(request, "public/calculator_result.html", values)
    return TemplateResponse(request, "public/calculator.html", values, status=422 if errors else 200)


def _result(rules: Rules, assessment: Assessment, application: Application, law: Law) -> dict[str, object]:
    """What the costs come to, line by line and step by step."""
    outcome, wording = assessment.outcome, Wording(assessment.call, lang())
    follows = consequences(assessment, application, law)
    aid = {name: cents for name, cents in outcome.aid._asdict().items() if cents or name == "grant"}
    if sum(name != "total" for name in aid) == 1:
        aid.pop("total", None)
    lines = {item["line"] for item in application.records.get("cost", ())}
    admissions = [
        one
        for one in rules.admissions
        if set(one.at) & set(EARLY) and (not one.lines or lines & set(one.lines))
    ]
    return {
        "rows": list(_rows(assessment, wording)),
        "steps": list(_steps(assessment, follows, wording)),
        "regimes": list(_regimes(follows, wording)),
        "aid": [(_capital(wording.amount(f"aid.{name}")), cents) for name, cents in aid.items()],
        "admitted_total": outcome.admitted_total,
        "failed": [one for one in outcome.requirements if one.verdict is False],
        "admissions": admissions,
        "is_final": outcome.known.aid,
    }


def _rows(assessment: Assessment, wording: Wording) -> Iterator[Row]:
    tree = Tree(assessment.call.lines, assessment.call.groups)
    limits = {limit.id: limit for limit in assessment.call.limits}
    for line in assessment.outcome.lines:
        if line.claimed or line.admitted:
            words = wording.say(wording.nodes[line.id]).rstrip(".")
            bound = tuple(limits[rule] for rule in line.bound_by)
            yield Row(
                words,
                line.claimed,
                line.admitted,
                line.claimed - line.admitted,
                bound,
                line.id in tree.groups,
            )


def _regimes(follows: Consequences, wording: Wording) -> Iterator[Tried]:
    """The regimes that were looked at, up to the one of the aid."""
    for one in follows.regimes:
        outcome = one.outcome
        if outcome.why != "later":
            verdict = None if outcome.why == "unknown" else outcome.why == "taken"
            compared = tuple(dict.fromkeys(wording.compared(found) for found in one.compared))
            yield Tried(outcome.entity or "", outcome.regime, verdict, one.words, compared, one.room)


def _steps(assessment: Assessment, follows: Consequences, wording: Wording) -> Iterator[Line]:
    for step in assessment.outcome.steps:
        if step.applies is not False:
            inputs = tuple((wording.amount(name), cents) for name, cents in step.inputs)
            share = "" if step.share is None else show_rate(step.share, lang())
            yield Line(
                step.rule, inputs, share, step.result, step.applies, follows.room[step.rule.id, step.entity]
            )


def _lacks(
    asked: Iterable[Fact | RecordKind], assessment: Assessment, wording: Wording, prior: Prior | None
) -> list[str]:
    """The answers without which an amount is not final, of those that the calculator asks."""
    missing = {fact.id if fact is not None else places[0] for fact, places in assessment.missing}
    return [
        prior.label if one.id == PRIOR and prior is not None else wording.question(one.id)
        for one in asked
        if one.id in missing
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
