"""How does an officer ask an enterprise for more, and from when to when does the clock stand still?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from bandolo.desk import clock
from bandolo.desk.actions.lapse_supplement import lapse_when_due
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.send_letter import send_letter
from bandolo.desk.actions.take_step import close_step, open_step, verb_now
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Application, Supplement, SupplementItem
from bandolo.desk.outside.post import is_configured
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import supplement_request_pdf
from bandolo.desk.queries.post import LetterKind
from bandolo.desk.queries.review_terms import report_supplement_terms, supplement_terms, term_of
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.call import Call as Rules
from bandolo.rules.deadlines import Deadline
from bandolo.rules.rule import Words

_NOTHING = Words(it="indica che cosa chiedi: almeno una voce", en="say what you ask for: at least one item")
_NO_REASON = Words(it="scrivi perché lo chiedi", en="write why you ask for it")
_NO_TERM = Words(it="il bando non ha questo termine", en="the call has no such term")
_NO_DAYS = Words(it="indica i giorni del termine, da 1 a 60", en="state the days of the term, 1 to 60")
_UNKNOWN = Words(it="il bando non chiede: {}", en="the call does not ask for: {}")
MOST_DAYS = 60
_LETTERS: Mapping[Verb, LetterKind] = {
    "ask_supplement": "supplement_request",
    "ask_report_supplement": "report_supplement",
}


@transaction.atomic
def ask_supplement(
    application: UUID,
    term: str,
    days: int | None,
    reason: str,
    items: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Supplement | Refusal:
    """Reopen the fields and documents asked for, `items` being words by path, until the call's term.

    `term` is the id of a deadline of the call, `days` its length where the request states it. Paths are
    `fact/<id>`, `record/<kind>/<id>/<fact>` and `document/<id>`. While the request is open the body's own
    term stands still where the call says so (C26-S2). Where the letter goes by certified mail the term begins
    with its delivery, else at once.
    """
    verb = verb_now(application, "ask_supplement")
    opened = open_step(application, verb, actor, now)
    if isinstance(opened, Refusal):
        return opened
    rules = rules_of(opened.application.edition_id)
    terms = (supplement_terms if verb == "ask_supplement" else report_supplement_terms)(rules)
    deadline = next((one for one in terms if one.id == term), None)
    fault = _fault(opened.application, items, reason) or _fault_of_term(deadline, days)
    until = None if fault is not None or deadline is None else term_of(deadline, now, days)
    if deadline is None or until is None:
        return Refusal(verb, fault or _NO_TERM)
    asked = _made(opened.application, deadline, days, reason, actor)
    if not is_configured():
        asked.started_at, asked.term = now, until.end
    asked.save()
    made = [SupplementItem(supplement=asked, path=path, words=words) for path, words in items.items()]
    SupplementItem.objects.bulk_create(made)
    until_when = {"days": asked.days} if asked.term is None else {"until": asked.term.isoformat()}
    data = {"term": deadline.id, "reason": asked.reason, "items": {**items}, **until_when}
    held = close_step(opened, actor, now, data, deadline.clauses)
    if asked.term is not None:
        lapse_when_due.using(run_after=clock.wall() + (asked.term - now)).enqueue(str(application))
    send_letter(held, _LETTERS[verb], asked.id, partial(supplement_request_pdf, asked), actor, now)
    return asked


def _made(
    application: Application, deadline: Deadline, days: int | None, reason: str, actor: Actor
) -> Supplement:
    return Supplement(
        application=application,
        reason=reason.strip(),
        deadline=deadline.id,
        days=days if deadline.named_length is not None else None,
        by=actor.somebody,
    )


def _fault(application: Application, items: Mapping[str, str], reason: str) -> Words | None:
    known = _askable(rules_of(application.edition_id), statement_of(application).items)
    if not items:
        return _NOTHING
    if strange := sorted(set(items) - known):
        names = ", ".join(strange)
        return Words(it=_UNKNOWN.it.format(names), en=_UNKNOWN.en.format(names))
    return None if reason.strip() else _NO_REASON


def _fault_of_term(deadline: Deadline | None, days: int | None) -> Words | None:
    if deadline is None:
        return _NO_TERM
    is_stated = days is not None and 1 <= days <= MOST_DAYS
    return _NO_DAYS if deadline.named_length is not None and not is_stated else None


def _askable(rules: Rules, items: Mapping[str, Sequence[str]]) -> set[str]:
    facts = {f"fact/{fact.id}" for fact in rules.facts if not fact.of}
    documents = {f"document/{one.id}" for one in rules.documents}
    records = {
        f"record/{kind}/{item}/{fact.id}"
        for kind, ids in items.items()
        for item in ids
        for fact in rules.facts
        if kind in fact.of
    }
    return facts | documents | records
