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
from bandolo.rules.rule import Moment, Rule
from bandolo.rules.undertaking import FIGURE_RECORDS, PUBLIC

# What speaks only once a grant has been awarded.
_AFTER_AWARD = frozenset(("report_step", "reduction", "stage", "payment", "ground", "recovery", "staff_cost"))
_BEFORE_REPORT: frozenset[Moment] = frozenset(("submission", "review", "award"))
_LATER_KINDS = frozenset(("invoice", "worker_month", VOTE))
# What a planned cost says beside what its rules ask: from whom, and what it is.
_OF_A_COST = ("line", "description", "supplier_name")
# What an invoice is known by, whatever the call asks of it; and to which account a grant is paid.
_OF_AN_INVOICE = ("line", "number", "dated", "supplier_name", "supplier_vat", "description", "amount")
_OF_A_REPORT = ("iban", "account_holder")


def asked_facts(call: Call) -> tuple[tuple[str | None, tuple[Fact, ...]], ...]:
    """The facts that a call's rules read: of the application (None), then of each kind of record."""
    names = frozenset(name for _, rule in placed_rules(call) for name in names_in(rule))
    wanted = {fact.id for fact in call.facts if fact.clauses} | names
    kinds = [kind.id for kind in call.records if kind.id in _kinds(call, names)]
    listed: list[tuple[str | None, tuple[Fact, ...]]] = [
        (None, tuple(fact for fact in call.facts if not fact.of and fact.id in wanted))
    ]
    for kind in kinds:
        wanted_of = wanted | _always(call, kind)
        listed.append((kind, tuple(fact for fact in call.facts if kind in fact.of and fact.id in wanted_of)))
    return tuple((kind, facts) for kind, facts in listed if facts)


def form_facts(call: Call) -> tuple[tuple[str | None, tuple[Fact, ...]], ...]:
    """What an application form asks: the facts that the enterprise tells and that count before the report.

    Those of the application (None) first, then those of each kind of record. Where the size is asked, so are
    the figures that it follows from.
    """
    early: set[str] = set()
    late: set[str] = set()
    for place, rule in placed_rules(call):
        (early if place[0] not in _AFTER_AWARD and _is_early(rule) else late).update(names_in(rule))
    asked = dict(asked_facts(call))
    listed: list[tuple[str | None, tuple[Fact, ...]]] = []
    for kind, facts in asked.items():
        if kind in _LATER_KINDS or (kind not in (None, "cost") and kind not in early):
            continue
        always = {fact.id for fact in facts if fact.clauses and fact.id not in late} | early
        always |= _always(call, kind) if kind is not None else frozenset()
        own = {fact.id: fact for fact in call.facts if kind in fact.of}
        first = [own[id] for id in _OF_A_COST if id in own] if kind == "cost" else []
        told = [fact for fact in facts if fact.id in always and fact not in first]
        told = [fact for fact in told if fact.attested_by[0] in ("applicant", "supplier")]
        listed.append((kind, (*first, *told)))
    return tuple(_with_figures(call, [(kind, facts) for kind, facts in listed if facts]))


def _with_figures(
    call: Call, listed: Iterable[tuple[str | None, tuple[Fact, ...]]]
) -> Iterator[tuple[str | None, tuple[Fact, ...]]]:
    """What is asked, and beside the size of the application the figures of its undertaking."""
    for kind, facts in listed:
        if kind is not None or all(fact.id != "size" for fact in facts):
            yield kind, facts
            continue
        yield kind, (*facts, *(fact for fact in call.facts if fact.id in PUBLIC and fact not in facts))
        yield from ((one, tuple(fact for fact in call.facts if one in fact.of)) for one in FIGURE_RECORDS)


def report_facts(call: Call) -> tuple[tuple[str | None, tuple[Fact, ...]], ...]:
    """What a report of expenses asks: the facts that the beneficiary tells and the application form does not.

    Those of the project (None) first, then those of each invoice and month of a worker; what an invoice is
    known by, and to which account the grant goes, is asked in every call.
    """
    before = {fact.id for kind, facts in form_facts(call) if kind is None for fact in facts}
    asked = dict(asked_facts(call))
    named = {fact for step in call.report_steps for fact in step.asks}
    own = {fact.id: fact for fact in call.facts if not fact.of}
    ids = dict.fromkeys((*(fact.id for fact in asked.get(None, ())), *named, *_OF_A_REPORT))
    told = [own[id] for id in own if id in ids and (id in named or id not in before)]
    listed: list[tuple[str | None, tuple[Fact, ...]]] = [(None, _told_by_beneficiary(told))]
    for kind in ("invoice", "worker_month"):
        if kind in asked and (kind != "worker_month" or call.staff_costs):
            known = {fact.id: fact for fact in call.facts if kind in fact.of}
            first = [known[id] for id in _OF_AN_INVOICE if kind == "invoice"]
            rest = [fact for fact in asked[kind] if fact not in first]
            listed.append((kind, _told_by_beneficiary([*first, *rest])))
    return tuple(listed)


def _told_by_beneficiary(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.attested_by[0] in ("applicant", "supplier"))


def _is_early(rule: Rule) -> bool:
    """Whether a rule speaks before the report; one without moments speaks at all of them."""
    named = [getattr(rule, key, None) for key in ("at", "failing", "moments")]
    moments = next((frozenset(one) for one in named if isinstance(one, tuple | Mapping)), _BEFORE_REPORT)
    return not moments.isdisjoint(_BEFORE_REPORT)


def names_in(value: object) -> Iterator[str]:
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
        yield from names_in(part)


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
            shared = () if value.shared_by is None else (value.shared_by,)
            return ("de_minimis_sector", "fiscal_year_starts", "prior_aid", *shared)
        case CumulationCut():
            return ("other_aid",)
        case _:
            return ()


def _kinds(call: Call, names: frozenset[str]) -> frozenset[str]:
    """The kinds of records in use: those named, and those that costs are claimed on."""
    claimed = frozenset(("cost", "invoice")) if call.lines else frozenset[str]()
    return names | claimed | (frozenset(("worker_month",)) if call.staff_costs else frozenset())


def _always(call: Call, kind: str) -> frozenset[str]:
    """What is asked of a record whatever the conditions say: what its amount is made of, and whose it is.

    Of a member of a group all that the call knows of it: its name, and what it is paid by.
    """
    owners = {one.id: one.named_by for one in call.records if one.named_by is not None}
    if kind in ("worker_month", "prior_aid", "other_aid", VOTE) or kind in owners:
        return frozenset(fact.id for fact in call.facts if kind in fact.of)
    whose = frozenset(fact.id for fact in call.facts if kind in fact.of and fact.id in owners.values())
    if kind not in ("cost", "invoice"):
        return whose
    vat = call.vat is not None and call.vat.counts == "unrecoverable"
    return whose | {"line", "amount", "found_amount", *(("vat", "vat_recoverable") if vat else ())}
