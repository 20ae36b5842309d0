"""How much of a grant is paid at each stage: in advance, on the costs reported, as the balance?

Every payment is worked out on totals: what may have been paid in all after it, less what has been paid.
So nothing is paid twice, the award is never exceeded, and the balance brings all payments to the final
grant to the cent; where they are above it already, the difference is to be returned.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.conditions import Condition, View, evaluate
from bandolo.rules.money import Rate, share_of, show_euro, show_rate
from bandolo.rules.rule import Rule
from bandolo.rules.sureties import (
    Hurdle,
    OfferedSurety,
    Surety,
    stands_against,
    surety_faults,
    surety_hurdles,
    waits_for,
)
from bandolo.rules.tables import RateTable
from bandolo.rules.worked import AmountStep, amount_step, highest_rate, lowest_rate, missing_in, rate_of

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
ONCE = 1
NO_SURETY = OfferedSurety()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Rule):
    """One stage of the payment of a grant; the last stage of a call is its balance.

    `pays`: an "advance" is paid ahead of costs, an "interim" payment on the costs reported so far, the
    "balance" brings everything paid to the final grant.
    `share`: how much of the grant awarded an advance pays, such as "40%".
    `recovered`: how later payments take an advance back: "first", nothing more is paid until the costs have
    earned it; "pro_rata", each payment takes back the advance's share of what the costs have earned; "last",
    only the balance does.
    `costs_at_least`: how much of the approved costs must have been reported and accepted, in all.
    `paid_up_to`: how much of the grant awarded can have been paid, in all, once this stage is paid.
    `when`: what else must be the case. `most_times`: how often the stage can be paid.
    `surety`: the guarantee that an advance needs.
    """

    pays: Literal["advance", "interim", "balance"]
    share: Rate | RateTable | None = None
    recovered: Literal["first", "pro_rata", "last"] | None = None
    costs_at_least: Rate | None = None
    paid_up_to: Rate | None = None
    when: Condition | None = None
    most_times: int = ONCE
    surety: Surety | None = None


class Paid(NamedTuple):
    """A payment made: its stage and its gross amount in cents."""

    stage: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What stands of one award, in cents: the grant awarded, the costs approved, the payments made."""

    awarded: int
    approved_costs: int
    paid: tuple[Paid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageClaim:
    """What a beneficiary asks at a stage, in cents; costs and grant are those of all reports so far.

    `earned` is the grant on the costs accepted, after every reduction. `asked`: less than the whole advance.
    """

    stage: str
    reported_costs: int = 0
    earned: int = 0
    asked: int | None = None
    surety: OfferedSurety = NO_SURETY


@dataclass(frozen=True, slots=True)
class StagePayment:
    """What is paid at a stage, in cents; `is_due` None where something is not known yet.

    `amount` and `to_return` are zero unless the payment is due, and never both above zero.
    """

    stage: Stage
    is_due: bool | None
    amount: int
    to_return: int
    steps: tuple[AmountStep, ...]
    hurdles: tuple[Hurdle, ...]


def stage_payment(
    stages: Sequence[Stage], account: Account, claim: StageClaim, view: View, dates: Mapping[str, date]
) -> StagePayment:
    """What the claim's stage pays now, with its steps, or what keeps it from being paid.

    `view` is what the conditions see, `dates` the events known and the last days of the deadlines, by id.
    ValueError for a stage that the call does not have, or a negative amount.
    """
    stage = next((one for one in stages if one.id == claim.stage), None)
    if stage is None:
        raise ValueError(f'"{claim.stage}" is no stage; known are: {", ".join(one.id for one in stages)}')
    known = {one.id for one in stages}
    given = (account.awarded, account.approved_costs, claim.reported_costs, claim.earned, claim.asked or 0)
    if min(*given, *(one.amount for one in account.paid), 0) < 0:
        raise ValueError("the amounts of an award, its payments and its claims are never negative")
    if strange := sorted({one.stage for one in account.paid} - known):
        raise ValueError(f"paid at {', '.join(strange)}, which is no stage of the call")
    amount, to_return, steps, unknown = _worked_out(stages, stage, account, claim, view)
    hurdles = (*_hurdles(stages, stage, account, claim, view), *unknown)
    if not hurdles and stage.surety is not None:
        hurdles = tuple(surety_hurdles(stage.surety, amount, claim.surety, view, dates))
    if hurdles:
        verdict = False if any(one.verdict is False for one in hurdles) else None
        return StagePayment(stage, verdict, 0, 0, (), hurdles)
    return StagePayment(stage, True, amount, to_return, steps, ())


def stage_payments(
    stages: Sequence[Stage],
    account: Account,
    claims: Sequence[StageClaim],
    view: View,
    dates: Mapping[str, date],
) -> tuple[StagePayment, ...]:
    """What each claim pays, one after the other, each counting the payments before it; errors as for one."""
    found = []
    for claim in claims:
        payment = stage_payment(stages, account, claim, view, dates)
        found.append(payment)
        if payment.is_due:
            account = replace(account, paid=(*account.paid, Paid(claim.stage, payment.amount)))
    return tuple(found)


def _paid(account: Account) -> int:
    return sum(one.amount for one in account.paid)


def _worked_out(
    stages: Sequence[Stage], stage: Stage, account: Account, claim: StageClaim, view: View
) -> tuple[int, int, tuple[AmountStep, ...], tuple[Hurdle, ...]]:
    """The amount, what is to be returned, the steps, and what is not known."""
    match stage.pays:
        case "advance":
            share = None if stage.share is None else rate_of(stage.share, view)
            if share is None:
                return 0, 0, (), (waits_for("la quota dell'anticipo", "the share of the advance"),)
            return *_advance(stage, share, account, claim), ()
        case "interim":
            return *_interim(stages, stage, account, claim), ()
        case "balance":
            return *_balance(account, claim), ()


def _advance(
    stage: Stage, share: Fraction, account: Account, claim: StageClaim
) -> tuple[int, int, tuple[AmountStep, ...]]:
    whole = share_of(share, account.awarded, "down")
    award = {lang: show_euro(account.awarded, lang) for lang in ("it", "en")}
    first = amount_step(
        whole,
        f"Anticipo: {show_rate(share, 'it')} di {award['it']}",
        f"Advance: {show_rate(share, 'en')} of {award['en']}",
    )
    steps = [first]
    if claim.asked is not None and claim.asked < whole:
        whole = claim.asked
        steps.append(amount_step(whole, "Anticipo chiesto, minore", "Advance asked for, which is less"))
    most, most_step = _most(stage, account)
    amount = max(0, min(whole, most - _paid(account)))
    if amount < whole:
        steps += [most_step, _paid_step(account)]
    return amount, 0, (*steps, amount_step(amount, "Pagamento", "Payment"))


def _interim(
    stages: Sequence[Stage], stage: Stage, account: Account, claim: StageClaim
) -> tuple[int, int, tuple[AmountStep, ...]]:
    earned = min(claim.earned, account.awarded)
    ahead = _ahead(stages, account, earned)
    most, most_step = _most(stage, account)
    amount = max(0, min(earned + ahead, most) - _paid(account))
    steps = [_earned_step(account, claim, "Contributo sui costi rendicontati", "Grant on the costs reported")]
    if ahead:
        steps.append(amount_step(ahead, "Anticipo non ancora recuperato", "Advance not recovered yet"))
    if most < earned + ahead:
        steps.append(most_step)
    last = amount_step(amount, "Pagamento intermedio", "Interim payment")
    return amount, 0, (*steps, _paid_step(account), last)


def _balance(account: Account, claim: StageClaim) -> tuple[int, int, tuple[AmountStep, ...]]:
    left = min(claim.earned, account.awarded) - _paid(account)
    steps = (_earned_step(account, claim, "Contributo finale", "Final grant"), _paid_step(account))
    if left < 0:
        return 0, -left, (*steps, amount_step(-left, "Da restituire", "To be returned"))
    return left, 0, (*steps, amount_step(left, "Saldo", "Balance"))


def _ahead(stages: Sequence[Stage], account: Account, earned: int) -> int:
    """How much of the advances the costs have not taken back yet, in cents."""
    ways = {one.id: one.recovered for one in stages if one.pays == "advance"}
    out = {"first": 0, "pro_rata": 0, "last": 0}
    for one in account.paid:
        if one.stage in ways:
            out[ways[one.stage] or "first"] += one.amount
    recovered = min(out["first"], earned)
    if account.awarded:
        recovered += share_of(Fraction(earned, account.awarded), out["pro_rata"], "half_up")
    return sum(out.values()) - recovered


def _most(stage: Stage, account: Account) -> tuple[int, AmountStep]:
    """The most that can have been paid in all after this stage, in cents."""
    if stage.paid_up_to is None:
        return account.awarded, amount_step(account.awarded, "Contributo concesso", "Grant awarded")
    most = share_of(stage.paid_up_to, account.awarded, "down")
    rate = {lang: show_rate(stage.paid_up_to, lang) for lang in ("it", "en")}
    it = f"Pagamenti in tutto fino a questa fase: al più {rate['it']} del contributo concesso"
    en = f"Payments in all up to this stage: {rate['en']} of the grant awarded at most"
    return most, amount_step(most, it, en)


def _earned_step(account: Account, claim: StageClaim, it: str, en: str) -> AmountStep:
    if claim.earned <= account.awarded:
        return amount_step(claim.earned, it, en)
    it, en = f"{it}: mai più del concesso", f"{en}: never above the grant awarded"
    return amount_step(account.awarded, it, en)


def _paid_step(account: Account) -> AmountStep:
    return amount_step(_paid(account), "Già pagato", "Paid already")


def _hurdles(
    stages: Sequence[Stage], stage: Stage, account: Account, claim: StageClaim, view: View
) -> Iterator[Hurdle]:
    closing = {one.id for one in stages if one.pays == "balance"}
    if any(one.stage in closing for one in account.paid):
        yield stands_against("il saldo è già stato pagato", "the balance has been paid already")
    elif (times := sum(one.stage == stage.id for one in account.paid)) >= stage.most_times:
        yield stands_against(
            f"fase già pagata, {times} su {stage.most_times}", f"paid already, {times} of {stage.most_times}"
        )
    if stage.costs_at_least is not None:
        needed = share_of(stage.costs_at_least, account.approved_costs, "up")
        if claim.reported_costs < needed:
            yield stands_against(
                f"costi rendicontati {show_euro(claim.reported_costs, 'it')}; "
                f"servono almeno {show_euro(needed, 'it')}",
                f"costs reported {show_euro(claim.reported_costs, 'en')}; "
                f"at least {show_euro(needed, 'en')} needed",
            )
    holds = True if stage.when is None else evaluate(stage.when, view)
    if stage.when is not None and holds is None:
        it, en = "se la condizione della fase è soddisfatta", "whether the condition of the stage holds"
        yield waits_for(it, en, *missing_in(stage.when, view))
    elif not holds:
        yield stands_against(
            "la condizione della fase non è soddisfatta", "the condition of the stage does not hold"
        )


def stage_faults(stages: Sequence[Stage], dates: Collection[str]) -> list[Fault]:
    """What makes no sense in the stages of a payment; `dates` are the known events and deadline ids."""
    if not stages:
        return []
    found: list[Fault] = []
    if [one.pays for one in stages].count("balance") != 1 or stages[-1].pays != "balance":
        found.append(((), "the last stage, and no other, is the balance"))
    advances = sum(
        one.most_times * highest_rate(one.share) for one in stages if one.pays == "advance" and one.share
    )
    if advances > 1:
        found.append(
            ((), f'the advances come to {show_rate(Fraction(advances), "en")}: at most "100%" in all')
        )
    for at, one in enumerate(stages):
        faults = (*_field_faults(one), *_amount_faults(one, Fraction(advances)))
        found += [((at, field), message) for field, message in faults]
        if one.surety is not None:
            found += [((at, "surety", field), fault) for field, fault in surety_faults(one.surety, dates)]
        if one.pays == "advance" and one.recovered is None and any(two.pays == "interim" for two in stages):
            found.append(
                ((at, "recovered"), 'say how interim payments take it back: "first", "pro_rata", "last"')
            )
    return found


def _field_faults(stage: Stage) -> Iterator[tuple[str, str]]:
    if stage.pays == "advance":
        if stage.share is None:
            yield "share", 'is missing: an advance pays a share of the grant awarded, such as "40%"'
    else:
        only = {"share": stage.share, "recovered": stage.recovered, "surety": stage.surety}
        yield from (
            (field, "belongs to an advance only") for field, value in only.items() if value is not None
        )
    if stage.pays == "balance":
        if stage.paid_up_to is not None:
            yield "paid_up_to", "the balance pays the whole of the final grant: leave it out"
        if stage.most_times != ONCE:
            yield "most_times", "the balance is paid once: leave it out"


def _amount_faults(stage: Stage, advances: Fraction) -> Iterator[tuple[str, str]]:
    if stage.share is not None and not 0 < lowest_rate(stage.share) <= highest_rate(stage.share) <= 1:
        yield "share", 'above "0%" and at most "100%" would be right'
    if stage.costs_at_least is not None and not 0 <= stage.costs_at_least <= 1:
        yield "costs_at_least", '"100%" or less would be right'
    if stage.paid_up_to is not None:
        if not 0 < stage.paid_up_to <= 1:
            yield "paid_up_to", 'above "0%" and at most "100%" would be right'
        elif stage.pays == "interim" and stage.paid_up_to <= advances:
            yield (
                "paid_up_to",
                f"the advances reach {show_rate(advances, 'en')}: nothing is left for this stage",
            )
    if stage.most_times < ONCE:
        yield "most_times", f"is {stage.most_times}: 1 or more would be right"
