"""How does an officer prepare the act that takes an award back?"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.prepare_dossier_act import NO_SIGNER, DraftAct, prepare_dossier_act
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act, Award, Person, Revocation
from bandolo.desk.queries.award_account import award_account, unsettled
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.revocations import is_over, open_revocation, revocation_act
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_NONE = Words(it="non c'è una revoca in corso", en="no revocation is under way")
_RUNNING = Words(
    it="il termine per rispondere non è scaduto e l'impresa non ha risposto",
    en="the term to answer is not over, and the enterprise has not answered",
)
_NO_REASON = Words(
    it="scrivi la valutazione di ciò che l'impresa ha detto", en="write how the answer was weighed"
)
_DAYS = Words(
    it="indica in quanti giorni la somma va restituita (da 1 a 365)",
    en="state in how many days the sum is to come back (1 to 365)",
)
LONGEST_TERM = 365


@transaction.atomic
def prepare_revocation(
    application: UUID, reason: str, days: int | None, signer: Person | None, actor: Actor, now: datetime
) -> Act | Words:
    """Keep the act of the revocation under way with its amounts as they stand; nothing is taken yet.

    `days` is the term to return what was paid. The words say why there is no act to prepare.
    """
    opened = open_step(application, "start_revocation", actor, now)
    if isinstance(opened, Refusal):
        return opened.words
    found = opened.application
    revocation = open_revocation(found)
    if revocation is None:
        return _NONE
    award = Award.objects.select_related("act").get(application=found)
    faults = (
        (not is_over(revocation, now), _RUNNING),
        (not reason.strip(), _NO_REASON),
        (not 1 <= (days or 0) <= LONGEST_TERM, _DAYS),
    )
    against = unsettled(award, revocation.extent) or next((words for is_so, words in faults if is_so), None)
    if against is not None:
        return against
    if signer is None:
        return NO_SIGNER
    revocation.outcome_reason = reason.strip()
    revocation.save(update_fields=["outcome_reason"])
    due = day_in_rome(now) + timedelta(days=days or 0)
    try:
        paper = revocation_act(revocation, award, due, (actor.somebody, signer), now)
    except ValueError as problem:
        return Words(it=str(problem), en=str(problem))
    published = {"reference": reference_of(found), "revoked": paper.revoked}
    return prepare_dossier_act(
        DraftAct("revocation", found.call, found, paper, _decided(revocation, award, due), published),
        signer,
        actor,
        now,
    )


def _decided(revocation: Revocation, award: Award, due: date) -> dict[str, Any]:
    """What adopting the act does, and what it supposes of the ledger: the adoption looks at it again."""
    account = award_account(award)
    return {
        "revocation": str(revocation.id),
        "stands": account.stands,
        "paid": account.paid,
        "due": due.isoformat(),
    }
