"""How is the contract of a loan entered by one person and confirmed by another?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Application, Award, LoanContract
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.loans import approved_loan, loan_rule
from bandolo.rules.days import day_in_rome
from bandolo.rules.loan import LoanTerms, refusals
from bandolo.rules.money import show_euro
from bandolo.rules.rule import Words

_NOT_YOURS = Words(it="spetta a un altro ruolo", en="this belongs to another role")
_NO_LOAN = Words(it="la concessione non prevede un finanziamento", en="the award lends nothing")
_ONCE = Words(it="il contratto è già registrato", en="the contract is entered already")
_NO_FILE = Words(it="allega il contratto firmato", en="attach the signed contract")
_DAY = Words(it="la firma non è di un giorno futuro", en="it is not signed on a day to come")
_MORE = Words(it="si prestano al più {}", en="at most {} are lent")
_NOTHING = Words(it="non c'è un contratto da confermare", en="there is no contract to confirm")
_SAME = Words(it="conferma un'altra persona", en="another person confirms it")


# An award that was given back or taken back lends nothing any more.
IN_BEING = ("granted", "effective")
ENDED = Words(it="la concessione non è più in essere", en="the award is no longer there")


@dataclass(frozen=True)
class LoanTyped:
    """A contract as typed: its terms, the day of its signature, its file."""

    terms: LoanTerms
    signed_on: date
    file: bytes


@transaction.atomic
def agree_loan(application: UUID, typed: LoanTyped, actor: Actor, now: datetime) -> LoanContract | Words:
    """Enter the contract of the loan of an award: each term within the call, no more than the award lends."""
    if actor.role != "officer":
        return _NOT_YOURS
    held = Application.objects.select_for_update(of=("self",)).get(id=application)
    if (conflict := conflict_of(held, actor)) is not None:
        return conflict
    award, rule = Award.objects.filter(application=held).first(), loan_rule(held)
    if award is None or rule is None or not approved_loan(held):
        return _NO_LOAN
    if award.state not in IN_BEING:
        return ENDED
    if LoanContract.objects.filter(award=award).exists():
        return _ONCE
    if not typed.file:
        return _NO_FILE
    if typed.signed_on > day_in_rome(now):
        return _DAY
    if faults := refusals(rule, typed.terms):
        return Words(it=" ".join(one.words.it for one in faults), en=" ".join(one.words.en for one in faults))
    most = approved_loan(held)
    if typed.terms.principal > most:
        return Words(it=_MORE.it.format(show_euro(most, "it")), en=_MORE.en.format(show_euro(most, "en")))
    made = LoanContract.objects.create(
        award=award,
        principal_cents=typed.terms.principal,
        years=typed.terms.years,
        grace_months=typed.terms.grace_months,
        first_due=typed.terms.first_due,
        signed_on=typed.signed_on,
        contract_sha256=keep(typed.file),
        entered_by=actor.somebody,
    )
    data = {"loan": str(made.id), "principal": made.principal_cents, "contract": made.contract_sha256}
    record_event("application", application, "agree_loan", actor, now, data, rule.clauses)
    return made


@transaction.atomic
def confirm_loan(application: UUID, actor: Actor, now: datetime) -> LoanContract | Words:
    """Confirm a contract that another person entered: from now on its terms do not change."""
    if actor.role != "approver":
        return _NOT_YOURS
    held = LoanContract.objects.select_for_update(of=("self",)).select_related("award__application")
    found = held.filter(award__application=application, confirmed_by__isnull=True).first()
    if found is None:
        return _NOTHING
    if (conflict := conflict_of(found.award.application, actor)) is not None:
        return conflict
    if found.entered_by_id == actor.somebody.id:
        return _SAME
    found.confirmed_by, found.confirmed_at = actor.somebody, now
    found.save(update_fields=["confirmed_by", "confirmed_at"])
    record_event("application", application, "confirm_loan", actor, now, {"loan": str(found.id)})
    return found
