"""Which facts does a call ask for, of the application and of each kind of record?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from bandolo.rules.aid import CumulationCut, DeMinimis
from bandolo.rules.call import Call, placed_rules
from bandolo.rules.conditions import Aggregate, FactValue, Over
from bandolo.rules.costs import UnitCost
from bandolo.rules.criteria import VOTE, ByVotes
from bandolo.rules.facts import Fact
from bandolo.rules.ordering import OrderKey
from bandolo.rules.reductions import LostPoints, ReachedValue, RealisedShare, measured_names
from bandolo.rules.reporting import ReportStep
from bandolo.rules.requirements import Admission


def asked_facts(call: Call) -> tuple[tuple[str | None, tuple[Fact, ...]], ...]:
    """The facts that a call's rules read: of the application (None), then of each kind of record."""
    names = frozenset(name for _, rule in placed_rules(call) for name in _names(rule))
    wanted = {fact.id for fact in call.facts if fact.clauses} | names
    kinds = [kind.id for kind in call.records if kind.id in _kinds(call, names)]
    listed: list[tuple[str | None, tuple[Fact, ...]]] = [
        (None, tuple(fact for fact in call.facts if not fact.of and fact.id in wanted))
    ]
    for kind in kinds:
        wanted_of = wanted | _always(call, kind)
        listed.append((kind, tuple(fact for fact in call.facts if kind in fact.of and fact.id in wanted_of)))
    return tuple((kind, facts) for kind, facts in listed if facts)


def _names(value: object) -> Iterator[str]:
    """The facts, and the kinds of records, that a rule names at any depth."""
    yield from _own_names(value)
    parts: Iterable[object] = ()
    if is_dataclass(value):
        parts = [getattr(value, one.name) for one in fields(value)]
    elif isinstance(value, tuple):
        parts = value
    elif isinstance(value, Mapping):
        parts = value.values()
    for part in parts:
        yield from _names(part)


def _own_names(value: object) -> tuple[str, ...]:
    match value:
        case FactValue():
            return (value.fact,)
        case Over():
            return (value.records,)
        case Aggregate():
            return (value.records, value.fact)
        case OrderKey(fact=str(fact)):
            return (fact,)
        case ReportStep():
            return value.asks
        case UnitCost():
            return (value.quantity, *value.each)
        case ByVotes():
            return (VOTE,)
        case RealisedShare() | ReachedValue() | LostPoints():
            return measured_names(value)
        case Admission():
            return (value.of,)
        case DeMinimis():
            return ("de_minimis_sector", "fiscal_year_starts", "prior_aid")
        case CumulationCut():
            return ("other_aid",)
        case _:
            return ()


def _kinds(call: Call, names: frozenset[str]) -> frozenset[str]:
    """The kinds of records in use: those named, and those that costs are claimed on."""
    claimed = frozenset(("cost", "invoice")) if call.lines else frozenset[str]()
    return names | claimed | (frozenset(("worker_month",)) if call.staff_costs else frozenset())


def _always(call: Call, kind: str) -> frozenset[str]:
    """What is asked of a record whatever the conditions say: what its amount is made of."""
    if kind in ("worker_month", "prior_aid", "other_aid", VOTE):
        return frozenset(fact.id for fact in call.facts if kind in fact.of)
    if kind not in ("cost", "invoice"):
        return frozenset()
    vat = call.vat is not None and call.vat.counts == "unrecoverable"
    return frozenset(("line", "amount", "found_amount", *(("vat", "vat_recoverable") if vat else ())))
