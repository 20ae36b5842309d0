"""What does an adopted act of revocation do to the award, the funds, the dossier and the enterprise?"""

from datetime import date, datetime
from uuid import UUID

from bandolo.desk.actions.drop_payment import check_again, drop_payment
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import Opened, close_step, open_step
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import (
    Act,
    Application,
    Award,
    FalseDeclaration,
    LedgerEntry,
    Payment,
    Recovery,
    Revocation,
)
from bandolo.desk.queries.award_account import Taken, award_account, unsettled
from bandolo.desk.queries.revocations import takes_of
from bandolo.rules.counting import Term, last_day
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

# D.P.R. 445/2000, art. 75, par. 1-bis: no benefits for two years from the act.
BARRED = Term(2, "years")
_ENDED = Words(it="la revoca è già conclusa", en="the revocation is over already")
_CHANGED = Words(
    it="dalla preparazione è cambiato quanto è pagato o concesso: prepara di nuovo l'atto",
    en="what is paid or awarded changed since it was prepared: prepare the act again",
)


def carry_out_revocation(act: Act, actor: Actor, now: datetime) -> Words | None:
    """Release what was never paid, open the recovery of what was, and bring the dossier to its state.

    The words say why the act no longer fits: the transaction is to be taken back.
    """
    # First of all, as everywhere: nobody orders a transfer, answers or renounces while it is looked at.
    Application.objects.select_for_update(of=("self",)).get(revocations=UUID(act.content["revocation"]))
    revocation = Revocation.objects.select_for_update(of=("self",)).get(id=UUID(act.content["revocation"]))
    if revocation.outcome:
        return _ENDED
    award = Award.objects.select_for_update(of=("self",)).get(application=revocation.application_id)
    if (against := unsettled(award, revocation.extent)) is not None:
        return against
    account = award_account(award)
    if (account.stands, account.paid) != (act.content["stands"], act.content["paid"]):
        return _CHANGED
    takes = takes_of(revocation, account)
    opened = open_step(revocation.application_id, _verb(revocation, takes), actor, now)
    if isinstance(opened, Refusal):
        return opened.words
    revocation.outcome, revocation.act, revocation.ended_at = "revoked", act, now
    revocation.save(update_fields=["outcome", "act", "ended_at"])
    _drop_payments(opened, actor)
    if takes.released:
        LedgerEntry.objects.create(
            call=act.call, award=award, kind="release", amount_cents=takes.released, act=act, by=actor.person
        )
    if revocation.extent == "total":
        award.state = "revoked"
        award.save(update_fields=["state"])
    if takes.to_return:
        _open_recovery(revocation, award, takes, date.fromisoformat(act.content["due"]))
    data = {"act": str(act.id), "released": takes.released, "to_return": takes.to_return}
    clauses = tuple(dict.fromkeys(clause for one in revocation.grounds for clause in one["clauses"]))
    close_step(opened, actor, now, data, clauses)
    if revocation.is_false_declaration:
        _mark(revocation, act.dated or day_in_rome(now), actor, now)
    return None


def _drop_payments(opened: Opened, actor: Actor) -> None:
    """What has not left does not leave: it was worked out from what the award was before.

    Where the dossier goes on, the report that it was for is checked again.
    """
    if opened.step.to == opened.application.state:
        return
    known = Payment.objects.select_related("award__application__call")
    known = known.filter(award__application=opened.application)
    dropped = list(known.exclude(state__in=("executed", "dropped")))
    for one in dropped:
        drop_payment(one, actor)
    if opened.step.to == "report_check":
        for one in dropped:
            check_again(one, one.checked_by)


def _verb(revocation: Revocation, takes: Taken) -> Verb:
    if takes.to_return:
        return "revoke_paid"
    return "revoke" if revocation.extent == "total" else "revoke_part"


def _open_recovery(revocation: Revocation, award: Award, takes: Taken, due: date) -> None:
    Recovery.objects.create(
        revocation=revocation,
        award=award,
        principal_cents=takes.to_return,
        parts=[{"cents": one.cents, "paid_on": one.paid_on.isoformat()} for one in takes.parts],
        due_on=due,
    )


def _mark(revocation: Revocation, since: date, actor: Actor, now: datetime) -> None:
    enterprise = revocation.application.enterprise
    mark = FalseDeclaration.objects.create(
        enterprise=enterprise, revocation=revocation, since=since, until=last_day(since, BARRED)
    )
    data = {"revocation": str(revocation.id), "until": mark.until.isoformat()}
    record_event(
        "enterprise", enterprise.id, "mark_false", actor, now, data, ("D.P.R. 445/2000, art. 75, c. 1-bis",)
    )
