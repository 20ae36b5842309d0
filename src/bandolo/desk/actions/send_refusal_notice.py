"""How is an enterprise told the reasons against its application before it is refused?"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.send_letter import send_letter
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import RefusalNotice
from bandolo.desk.outside.post import is_configured
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import refusal_notice_pdf
from bandolo.desk.queries.review_terms import notice_deadline, term_of
from bandolo.rules.rule import Words

_NOT_HERE = Words(
    it="il bando non prevede il preavviso: l'art. 10-bis non si applica alle procedure concorsuali",
    en="the call has no notice: art. 10-bis does not apply to competitive procedures",
)
_NO_REASON = Words(it="scrivi i motivi che ostano", en="write the reasons against it")


@transaction.atomic
def send_refusal_notice(
    application: UUID, reasons: str, actor: Actor, now: datetime
) -> RefusalNotice | Refusal:
    """Tell the reasons and open the call's term for counter-arguments (L. 241/1990, art. 10-bis).

    The term begins as that of a supplement does.
    """
    opened = open_step(application, "send_notice", actor, now)
    if isinstance(opened, Refusal):
        return opened
    deadline = notice_deadline(rules_of(opened.application.edition_id))
    until = None if deadline is None else term_of(deadline, now, None)
    if until is None:
        return refuse(opened.application, "send_notice", _NOT_HERE, actor, now)
    if not reasons.strip():
        return Refusal("send_notice", _NO_REASON)
    begins = None if is_configured() else now
    notice = RefusalNotice.objects.create(
        application=opened.application,
        reasons=reasons.strip(),
        started_at=begins,
        term=None if begins is None else until.end,
        by=actor.somebody,
    )
    data = {"reasons": notice.reasons, "until": None if notice.term is None else notice.term.isoformat()}
    close_step(opened, actor, now, data, ("L. 241/1990, art. 10-bis",))
    paper = partial(refusal_notice_pdf, notice)
    send_letter(opened.application, "refusal_notice", notice.id, paper, actor, now)
    return notice
