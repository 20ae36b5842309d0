"""How does a member of the committee vote on an application?"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Vote
from bandolo.desk.queries.committee import conflicts_of, judged_by_committee, sits
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.rule import Words

_NO_SEAT = Words(it="non fai parte del nucleo di questo bando", en="you do not sit in this call's committee")
_UNDECLARED = Words(
    it="prima dichiara se hai interessi in questa domanda",
    en="first declare whether you have an interest in this application",
)
_CONFLICT = Words(
    it="hai dichiarato un interesse: su questa domanda non voti",
    en="you declared an interest: you do not vote on this application",
)
_UNKNOWN = Words(it="il nucleo non vota su questo", en="the committee does not vote on this")
_POINTS = Words(
    it="i punti vanno da 0 a {}, con due decimali al più", en="points are 0 to {}, two decimals at most"
)
_NO_REASON = Words(it="scrivi perché", en="write why")


@transaction.atomic
def cast_vote(
    application: UUID, criterion: str, points: Decimal, reason: str, actor: Actor, now: datetime
) -> Vote | Refusal:
    """Keep a member's vote, points or 1 and 0 for yes and no, with its reason; the last one counts.

    The coordinator has no vote (VDI-35), nor has whoever declared an interest.
    """
    opened = open_step(application, "vote", actor, now)
    if isinstance(opened, Refusal):
        return opened
    person = actor.somebody
    if not sits(opened.application.call, person, now):
        return refuse(opened.application, "vote", _NO_SEAT, actor, now)
    declared = conflicts_of(application).get(person.id)
    if declared is None or declared.has_conflict:
        words = _UNDECLARED if declared is None else _CONFLICT
        return refuse(opened.application, "vote", words, actor, now)
    rules = rules_of(opened.application.edition_id)
    judged = next((one for one in judged_by_committee(rules) if one.id == criterion), None)
    if judged is None:
        return Refusal("vote", _UNKNOWN)
    most = Decimal(judged.most) / 100
    # The range first: a number of a million digits is not worked out.
    is_fit = 0 <= points <= most and points * 100 == int(points * 100)
    if not is_fit or (judged.is_fact and points not in (0, 1)):
        return Refusal("vote", Words(it=_POINTS.it.format(most), en=_POINTS.en.format(most)))
    if not reason.strip():
        return Refusal("vote", _NO_REASON)
    vote = Vote.objects.create(
        application=opened.application,
        person=person,
        criterion=criterion,
        points=points,
        reason=reason.strip(),
    )
    data = {"criterion": criterion, "points": str(points), "reason": vote.reason}
    close_step(opened, actor, now, data, judged.clauses)
    return vote
