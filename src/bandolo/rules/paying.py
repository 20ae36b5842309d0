"""What does a payment come to now, for the whole and for each member of a group?"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from bandolo.rules.after_award import AfterAward
from bandolo.rules.application import Application
from bandolo.rules.assess import Assessment
from bandolo.rules.call import dividing_kind
from bandolo.rules.conditions import View
from bandolo.rules.members_paid import MemberPaid, MembersAccount, members_paid
from bandolo.rules.needs import inside
from bandolo.rules.payment import Payment, PaymentBreakdown, payment, payment_of_all
from bandolo.rules.so_far import SoFar
from bandolo.rules.tables import Table
from bandolo.rules.worked import rate_of


class Paying(NamedTuple):
    """What is paid: where the money goes, and of it what goes to each member of a group.

    `whole` is None where nothing is paid now, or while what is `missing` leaves the tax open.
    """

    whole: PaymentBreakdown | None
    members: tuple[MemberPaid, ...]
    missing: tuple[str, ...] = ()


NOTHING = Paying(None, ())


def paying(assessment: Assessment, application: Application, later: AfterAward, so_far: SoFar) -> Paying:
    """The payment at its moment, where nothing stands against it and no creditor body is to be paid first.

    The gross is the grant that the reductions leave; in a payment in stages, that of the stage claimed.
    """
    rule, outcome = assessment.call.payment, assessment.outcome
    has_creditors = any(
        one.verdict is not True and one.effect == "substitutive_payment" for one in outcome.requirements
    )
    if assessment.moment != "payment" or rule is None or not outcome.admissible or has_creditors:
        return NOTHING
    gross = _gross(assessment, later, so_far)
    return NOTHING if gross is None else _paid(assessment, application, later, so_far, (gross, gross, {}))


def payment_within(
    assessment: Assessment,
    application: Application,
    later: AfterAward,
    so_far: SoFar,
    approved: int,
    debts: Mapping[str, int],
) -> Paying:
    """What is paid, at most the cents that the award still allows, creditor bodies first.

    Whatever stands against it is not asked here. Nothing while the amount is not known, and where members
    would get more than is left because others have to give back first. Of a call that pays each member by
    itself the debts are none: nobody knows whose they would be.
    """
    gross = _gross(assessment, later, so_far)
    if assessment.call.payment is None or gross is None:
        return NOTHING
    found = _paid(assessment, application, later, so_far, (gross, approved, debts))
    is_too_much = found.whole is not None and found.whole.gross > approved
    return Paying(None, found.members, found.missing) if is_too_much else found


def _paid(
    assessment: Assessment,
    application: Application,
    later: AfterAward,
    so_far: SoFar,
    amounts: tuple[int, int, Mapping[str, int]],
) -> Paying:
    """The payment of a gross, within what is approved, debts first."""
    rule, outcome, (gross, approved, debts) = assessment.call.payment, assessment.outcome, amounts
    if rule is None:
        return NOTHING
    within = min(gross, approved)
    members = _members(assessment, application, later, so_far, within) if outcome.entities else ()
    view = View(application.facts, outcome.records, outcome.amounts, {})
    rates = {name: _rate(assessment, rule, view, name) for name in _payees(rule, members)}
    missing = tuple(dict.fromkeys(place for _, places in rates.values() for place in places))
    known = {name: rate for name, (rate, _) in rates.items() if rate is not None}
    if len(known) < len(rates):
        return Paying(None, members, missing)
    if rule.each is None:
        return Paying(payment(rule, known[None], gross, approved, debts), members)
    each = tuple(
        one._replace(breakdown=payment(rule, known[one.name], one.amount, one.amount, {})) for one in members
    )
    return Paying(payment_of_all(rule, [one.breakdown for one in each if one.breakdown is not None]), each)


def _payees(rule: Payment, members: tuple[MemberPaid, ...]) -> tuple[str | None, ...]:
    """Who is paid: each member by its name, or one for all (None)."""
    return (None,) if rule.each is None else tuple(one.name for one in members)


def _gross(assessment: Assessment, later: AfterAward, so_far: SoFar) -> int | None:
    """What is paid in all, in cents; None where no stage is claimed or due, or something is missing."""
    gross = assessment.outcome.aid.grant if later.reduced is None else later.reduced.left
    if assessment.call.stages:
        [stage] = later.stages if so_far.claim is not None else (None,)
        gross = stage.amount if stage is not None and stage.is_due else None
        if stage is not None and stage.stage.pays != "balance":
            return gross
    return None if gross is None else gross + assessment.outcome.aid.premium


def _members(
    assessment: Assessment, application: Application, later: AfterAward, so_far: SoFar, gross: int
) -> tuple[MemberPaid, ...]:
    """The parts of each; the premium of a member is paid with its balance, as that of the whole is."""
    outcome, kind = assessment.outcome, dividing_kind(assessment.call)
    if kind is None:
        return ()
    named = {str(one.get(kind.named_by or "")): one for one in application.records.get(kind.id, ())}
    awarded = {name: one.get("approved.grant") for name, one in named.items()}
    account = MembersAccount(
        awarded={name: cents if isinstance(cents, int) else 0 for name, cents in awarded.items()},
        earned={one.name: one.aid.grant for one in outcome.entities},
        paid={one.name: so_far.paid_to(one.name) for one in outcome.entities},
    )
    [stage] = later.stages if so_far.claim is not None else (None,)
    if stage is not None and stage.stage.pays != "balance":
        return members_paid(stage.stage.pays, gross, account, kind.split)
    paid = sum(account.paid.values())
    final = gross - outcome.aid.premium + paid - (0 if stage is None else stage.to_return)
    premiums = {one.name: one.aid.premium for one in outcome.entities}
    return tuple(
        one._replace(amount=one.amount + premiums[one.name])
        for one in members_paid("balance", final, account, kind.split)
    )


def _rate(
    assessment: Assessment, rule: Payment, view: View, name: str | None
) -> tuple[Fraction | None, tuple[str, ...]]:
    """The rate of the tax for who is paid, and what is missing for it."""
    within = view if name is None else inside(assessment.call, view, name)
    rate = rate_of(rule.withholding, within)
    if rate is not None or not isinstance(rule.withholding, Table):
        return rate, ()
    record = next((one for _, one in within.scope.values()), within.facts) if within.scope else within.facts
    lacking = [fact for fact in rule.withholding.facts if fact not in record and fact not in within.facts]
    return None, tuple(fact if name is None else f"{name}: {fact}" for fact in lacking)
