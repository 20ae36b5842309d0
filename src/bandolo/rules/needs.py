"""What does the chain of amounts need beside the facts that conditions ask for?"""

from collections.abc import Iterator

from bandolo.rules.application import CLAIM_KINDS, Application
from bandolo.rules.call import Call
from bandolo.rules.conditions import Record
from bandolo.rules.costs import Base, CentsBy, RateBy
from bandolo.rules.cumulation import Cumulation, cumulation_room
from bandolo.rules.rule import Moment

_OF_A_MONTH = (
    *("worker", "month", "unit", "gross_pay", "deferred_pay", "employer_charges"),
    *("worked", "on_project"),
)
_OF_OTHER_AID = {"cents": "aid_amount", "is_on_same_costs": "same_costs", "max_rate": "max_rate"}


def needed_facts(call: Call, moment: Moment, application: Application) -> Iterator[tuple[str, str]]:
    """The facts that are missing for the amounts, each with the place that lacks it."""
    yield from _of_claims(call, moment, application)
    yield from _of_steps(call, moment, application)
    for rule in (*call.limits, *call.aid):
        if moment not in rule.at:
            continue
        for key in ("cap", "share", "amount", "at_most"):
            table = getattr(rule, key, None)
            if isinstance(table, CentsBy | RateBy) and table.by not in application.facts:
                yield table.by, table.by
        base = getattr(rule, "base", None)
        if isinstance(base, Base):
            names = [base.value] if base.value else [f"{base.stage}.{node}" for node in base.of]
            absent = [
                name for name in names if name.startswith("approved.") and name not in application.approved
            ]
            yield from ((name, name) for name in absent)


def _of_claims(call: Call, moment: Moment, application: Application) -> Iterator[tuple[str, str]]:
    kinds = [kind for kind in CLAIM_KINDS[moment] if kind in application.records]
    if not kinds:
        yield CLAIM_KINDS[moment][0], CLAIM_KINDS[moment][0]
    for kind in kinds:
        for number, record in enumerate(application.records[kind], 1):
            if "claim" not in record:
                yield from ((fact, f"{kind}[{number}].{fact}") for fact in _of_item(call, kind, record))


def _of_item(call: Call, kind: str, record: Record) -> Iterator[str]:
    if kind == "worker_month":
        yield from (fact for fact in _OF_A_MONTH if fact not in record)
    elif "amount" not in record:
        yield "amount"
    elif call.vat is not None:
        yield "vat_recoverable"


def _of_steps(call: Call, moment: Moment, application: Application) -> Iterator[tuple[str, str]]:
    for step in call.aid:
        if step.kind == "de_minimis" and moment in step.at:
            if application.prior_aid is None:
                yield "prior_aid", "prior_aid"
            if "de_minimis_sector" not in application.facts:
                yield "de_minimis_sector", "de_minimis_sector"
        if step.kind == "cumulation" and moment in step.at and call.cumulation is not None:
            yield from _of_other_aid(call.cumulation, application)


def _of_other_aid(rule: Cumulation, application: Application) -> Iterator[tuple[str, str]]:
    if application.other_aid is None:
        yield "other_aid", "other_aid"
        return
    for missing in cumulation_room(rule, 0, application.other_aid).missing:
        number, _, name = missing.partition(".")
        yield _OF_OTHER_AID[name], f"other_aid[{number}].{_OF_OTHER_AID[name]}"
