"""Can my enterprise apply? Question by question, without a login; nothing is stored.

All answers travel in the form. A page asks one question; it is the next one that still matters, or one that
somebody goes back to.
"""

from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import instant_to_judge, published_call
from bandolo.desk.queries.editions import assessor_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.public.answered import answered, lines_of
from bandolo.desk.web.public.asking import SKIP, Answers, answers_of, askable, carried, field_of, name_of
from bandolo.desk.words import lang, say
from bandolo.rules.application import read_application
from bandolo.rules.asked import names_in
from bandolo.rules.call import Call as Rules
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.rule import Rule
from bandolo.rules.self_check import SelfCheck, self_check
from bandolo.rules.words_of import Wording


def check(request: DeskRequest, call: Call) -> HttpResponse:
    """The question to ask now, or the verdict; a GET begins."""
    now = clock.now()
    one = published_call(call, now)
    assessor, sent = assessor_of(one.edition), request.POST
    answers = answers_of(one.rules, sent)
    raw = {"facts": answers.facts, **answers.records}
    application, _ = read_application(one.rules, raw, assessor.law)
    told = [kind.id for kind in one.rules.records if sent.get(name_of(kind)) == "yes"]
    at = instant_to_judge(one.course, now)
    assessment = assessor.assess(application, "submission", at)
    result = self_check(assessment, application, [*sent.getlist(SKIP), *told])
    values = {"now": now, "one": one, "answered": answered(one.rules, sent)}
    values["all_carried"] = list(carried(sent, None))
    asked = _asked(one.rules, sent, answers, result)
    if asked is None:
        values["lines"] = lines_of(assessment, result, Wording(one.rules, lang()))
        return TemplateResponse(request, "public/self_check_done.html", values)
    asks, rule = asked
    error = answers.errors.get(asks.id, "")
    if not error and sent.get("asked") == asks.id and "change" not in sent:
        error = say("Scegliete una risposta, o «Non lo so».", "Choose an answer, or “I do not know”.")
    settled = len(result.met) + len(result.curable)
    values |= {
        "field": field_of(asks, sent, error, assessor.law, at),
        "asks": asks.id,
        "rule": rule,
        "clauses": [clause for clause in one.rules.clauses if rule and clause.id in rule.clauses],
        "carried": [pair for pair in carried(sent, name_of(asks)) if pair != (SKIP, asks.id)],
        "settled": settled,
        "whole": settled + len(result.open),
    }
    return TemplateResponse(request, "public/self_check.html", values, status=422 if error else 200)


def _asked(
    rules: Rules, sent: QueryDict, answers: Answers, result: SelfCheck
) -> tuple[Fact | RecordKind, Rule | None] | None:
    """What somebody goes back to, or typed so that it cannot be read; else what matters next."""
    unread = [id for id in answers.errors if id not in sent.getlist(SKIP)]
    wanted = sent.get("change") or next(iter(unread), None)
    for asks in askable(rules):
        if asks.id == wanted:
            rule = next((one for one in rules.requirements if asks.id in names_in(one)), None)
            return asks, rule
    return next(iter(result.questions), None)
