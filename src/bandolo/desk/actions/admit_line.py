"""How does an officer, or the committee, admit less of a cost than was quoted?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import open_step, refuse, verb_now
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import LineFinding, Review
from bandolo.desk.queries.committee import coordinates
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.rule import Words

_UNKNOWN = Words(it="la domanda non ha questa voce", en="the application has no such item")
_NO_REASON = Words(it="scrivi perché: un taglio va motivato", en="write why: a cut needs its reason")
_MORE = Words(it="non si ammette più di quanto è chiesto", en="no more can be admitted than was applied for")
_NOT_YOURS = Words(it="non coordini il nucleo di questo bando", en="you do not coordinate this committee")


@transaction.atomic
def admit_line(
    application: UUID, line: str, admitted_cents: int, reason: str, actor: Actor, now: datetime
) -> LineFinding | Refusal:
    """Keep what is admitted of an item, `line` being `<kind>/<id>`, in cents, and why.

    The officer does so in review and in the check of a report, the committee's coordinator after the review
    (L12-12). The rules then count no more of it than that; what was admitted before stays kept.
    """
    verb: Verb = "vote" if actor.role == "coordinator" else verb_now(application, "propose")
    opened = open_step(application, verb, Actor(actor.person, "committee") if verb == "vote" else actor, now)
    if isinstance(opened, Refusal):
        return opened
    if verb == "vote" and not coordinates(opened.application.call, actor.somebody, now):
        return refuse(opened.application, verb, _NOT_YOURS, actor, now)
    claim = _claim(opened.application.id, line)
    if claim is None:
        return Refusal(verb, _UNKNOWN)
    if not 0 <= admitted_cents <= claim:
        return Refusal(verb, _MORE)
    if not reason.strip():
        return Refusal(verb, _NO_REASON)
    review = Review.objects.get(application=application)
    found = LineFinding.objects.create(
        review=review, line=line, admitted_cents=admitted_cents, reason=reason.strip(), by=actor.somebody
    )
    data = {"line": line, "claim": claim, "admitted": admitted_cents, "reason": found.reason}
    record_event("application", application, "admit_line", actor, now, data)
    return found


def _claim(application: UUID, line: str) -> int | None:
    """What an item claims in cents, VAT included where the call counts it."""
    found = Review.objects.select_related("application").get(application=application).application
    statement = statement_of(found)
    kind, _, item = line.partition("/")
    ids = list(statement.items.get(kind, ()))
    if item not in ids:
        return None
    read, problems = statement.read(rules_of(found.edition_id))
    claim = None if problems else read.records[kind][ids.index(item)].get("claim")
    return claim if isinstance(claim, int) else None
