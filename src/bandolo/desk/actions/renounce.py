"""How does an enterprise give up its award, or its place on the waiting list?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Award, LedgerEntry
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.payments import Account, account_of
from bandolo.rules.deadlines import Due, due, is_in_time
from bandolo.rules.rule import Words

RENUNCIATION = "renunciation"
_PAID = Words(
    it="una parte è già pagata: si restituisce con la revoca, chiedila a chi istruisce",
    en="part of it is paid already: it comes back by a revocation, ask the officer for it",
)
_LATE = Words(it="il termine per rinunciare è scaduto", en="the term to renounce is over")


@transaction.atomic
def renounce(application: UUID, reason: str, actor: Actor, now: datetime) -> Application | Refusal:
    """Take the renunciation within the call's term, where it sets one, and release what was committed."""
    opened = open_step(application, "renounce", actor, now)
    if isinstance(opened, Refusal):
        return opened
    award = Award.objects.select_related("act").filter(application=application).first()
    if award is not None and not _is_in_time(opened.application, award, now):
        return refuse(opened.application, "renounce", _LATE, actor, now)
    account = Account() if award is None else account_of(award)
    if account.paid_out:
        return refuse(opened.application, "renounce", _PAID, actor, now)
    if award is not None:
        award.state = "renounced"
        award.save(update_fields=["state"])
        LedgerEntry.objects.create(
            call=opened.application.call,
            award=award,
            kind="release",
            amount_cents=account.stands,
            note="rinuncia",
            by=actor.person,
        )
    data = {"reason": reason.strip(), "released": account.stands}
    return close_step(opened, actor, now, data)


def _is_in_time(application: Application, award: Award, now: datetime) -> bool:
    """Whether no deadline of the call that a renunciation fulfils is over."""
    if award.act.dated is None:
        return True
    ends = [
        due(one, {"award": award.act.dated})
        for one in rules_of(application.edition_id).deadlines
        if one.fulfilled_by == RENUNCIATION
    ]
    return all(is_in_time(one, now) for one in ends if isinstance(one, Due))
