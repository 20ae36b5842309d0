"""How are reductions, stages of the payment and the aid in loans written for programs?"""

from collections.abc import Sequence

from bandolo.rules.after_award import AfterAward, Credit, InLoan
from bandolo.rules.instruments import Granted, WithinCeilings
from bandolo.rules.leaving import Left
from bandolo.rules.money import round_cents, show_cents
from bandolo.rules.reductions import Cut, ReducedGrant
from bandolo.rules.rule import Rule, Words
from bandolo.rules.stages import StagePayment
from bandolo.rules.tax_credits import CreditYear
from bandolo.rules.worked import AmountStep

Json = dict[str, object]


def after_award_answer(found: AfterAward) -> Json:
    """The keys `reductions`, `stages`, `equivalents`, `together`, `tax_credit` and `leaving`."""
    return {
        "reductions": None if found.reduced is None else _reduced(found.reduced),
        "stages": [_stage(one) for one in found.stages],
        "equivalents": [_in_loan(one) for one in found.in_loans],
        "together": None if found.together is None else _together(found.together),
        "tax_credit": None if found.credit is None else _credit(found.credit),
        "leaving": None if found.left is None else _left(found.left),
    }


def _words(both: Words) -> Json:
    return {"it": both.it, "en": both.en}


def _cited(rule: Rule) -> Json:
    return {
        "id": rule.id,
        "clauses": list(rule.clauses),
        "words": _words(rule.words),
        "reading": rule.reading,
    }


def _amount(cents: int | None) -> str | None:
    return None if cents is None else show_cents(cents)


def _steps(steps: Sequence[AmountStep]) -> list[Json]:
    return [{"words": _words(one.words), "amount": show_cents(one.amount)} for one in steps]


def _reduced(found: ReducedGrant) -> Json:
    return {
        "grant": show_cents(found.grant),
        "left": _amount(found.left),
        "revoked": found.is_revoked,
        "cuts": [_cut(one) for one in found.cuts],
    }


def _cut(one: Cut) -> Json:
    return {
        **_cited(one.rule),
        "amount": _amount(one.amount),
        "revokes": one.is_revoked,
        "reason": _words(one.words),
        "missing": list(one.missing),
    }


def _stage(one: StagePayment) -> Json:
    return {
        **_cited(one.stage),
        "pays": one.stage.pays,
        "due": one.is_due,
        "amount": show_cents(one.amount),
        "to_return": show_cents(one.to_return),
        "steps": _steps(one.steps),
        "hurdles": [
            {"verdict": hurdle.verdict, "words": _words(hurdle.words), "missing": list(hurdle.missing)}
            for hurdle in one.hurdles
        ],
    }


def _in_loan(one: InLoan) -> Json:
    found = one.equivalent
    return {
        **_cited(one.rule),
        "nominal": None if found is None else show_cents(found.nominal),
        "equivalent": None if found is None else show_cents(found.cents),
        "steps": [] if found is None else _steps(found.steps),
        "refused": [_words(refusal.words) for refusal in one.refused],
    }


def _together(found: WithinCeilings) -> Json:
    return {
        "fits": found.fits,
        "forms": {form: _form(one) for form, one in found.granted.items()},
        "ceilings": [
            {
                **_cited(one.rule),
                "ceiling": _amount(one.ceiling),
                "fits": one.fits,
                "reason": _words(one.words),
                "missing": list(one.missing),
            }
            for one in found.cuts
        ],
    }


def _left(found: Left) -> Json:
    amounts = {"parts": found.parts, "taken": found.taken, "owed": found.owed}
    return {
        **_cited(found.rule),
        "goes_on": found.goes_on,
        **{key: {name: show_cents(cents) for name, cents in one.items()} for key, one in amounts.items()},
        "lost": show_cents(found.lost),
        "steps": _steps(found.steps),
        "missing": [one.place for one in found.reasons if one.verdict is None],
    }


def _form(one: Granted) -> Json:
    cents = None if one.waits_for is not None else round_cents(one.equivalent, "half_up")
    return {"nominal": show_cents(one.nominal), "equivalent": _amount(cents)}


def _credit(found: Credit) -> Json:
    return {
        **_cited(found.rule),
        "amount": _amount(found.amount),
        "shares": [show_cents(cents) for cents in found.shares],
        "years": [_year(one) for one in found.years],
    }


def _year(one: CreditYear) -> Json:
    amounts = {key: show_cents(cents) for key, cents in one._asdict().items() if key != "year"}
    return {"year": one.year, **amounts}
