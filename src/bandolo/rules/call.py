"""What is a call: the whole of its rules, as one frozen record?

The field names (or their `key`) are the tables of a call file; their types are its grammar.
"""

import functools
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Literal, cast

from bandolo.rules.aid import AnyAidStep
from bandolo.rules.allocation import Allocation
from bandolo.rules.committee import Committee
from bandolo.rules.costs import Group, Limit, Line, UnitCost, Vat
from bandolo.rules.criteria import Criterion
from bandolo.rules.cumulation import Cumulation
from bandolo.rules.deadlines import Deadline
from bandolo.rules.envelopes import Envelope
from bandolo.rules.equivalents import Guarantee, ReferenceRates
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.instruments import InstrumentCeiling
from bandolo.rules.keeping import Keeping
from bandolo.rules.leaving import Leaving
from bandolo.rules.loan import Loan
from bandolo.rules.payment import Payment
from bandolo.rules.ranking import Ranking
from bandolo.rules.recovery import Ground, Recovery
from bandolo.rules.reductions import Reduction
from bandolo.rules.regimes import Regime
from bandolo.rules.reporting import ReportStep
from bandolo.rules.requirements import Admission, Document, Requirement
from bandolo.rules.rule import Rule, Words
from bandolo.rules.score import Score
from bandolo.rules.staff import StaffCost
from bandolo.rules.stages import Stage
from bandolo.rules.tax_credits import TaxCredit
from bandolo.rules.windows import EarlyClosing, Window

FORMAT = 1
# The kinds of records on which costs are claimed.
CLAIMED = ("cost", "invoice", "worker_month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of the text: where it stands, what it demands; `not_carried`: why no rule carries it."""

    id: str
    where: str
    says: Words
    not_carried: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """A question that the text leaves open: the reading taken and the others; rules name it by its id."""

    id: str
    clauses: tuple[str, ...]
    question: Words
    reading: Words
    others: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Rule):
    """What no rule can decide: a duty of a person or a judgement, with who has it and when."""

    who: Literal[
        "applicant", "beneficiary", "officer", "committee", "approver", "body", "supplier", "accountant"
    ]
    when: Literal[
        "always", "call", "submission", "review", "award", "project", "reporting", "payment", "after"
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The public body that runs the call."""

    name: Words
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventName:
    """What people call an event from which a term is counted."""

    id: str
    words: Words


def _many(key: str) -> Any:
    return field(default=(), metadata={"key": key})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call, as data. Once loaded, `facts`, `records` and `events` include those of law/facts.toml."""

    format: int
    id: str
    title: Words
    summary: Words
    body: Body
    published: date | None = None
    clauses: tuple[Clause, ...] = _many("clause")
    interpretations: tuple[Interpretation, ...] = _many("interpretation")
    facts: tuple[Fact, ...] = _many("fact")
    records: tuple[RecordKind, ...] = _many("record")
    events: tuple[EventName, ...] = _many("event")
    requirements: tuple[Requirement, ...] = _many("requirement")
    vat: Vat | None = None
    unit_costs: tuple[UnitCost, ...] = _many("unit_cost")
    lines: tuple[Line, ...] = _many("line")
    groups: tuple[Group, ...] = _many("group")
    limits: tuple[Limit, ...] = _many("limit")
    admissions: tuple[Admission, ...] = _many("admission")
    regimes: tuple[Regime, ...] = _many("regime")
    aid: tuple[AnyAidStep, ...] = ()
    cumulation: Cumulation | None = None
    loan: Loan | None = None
    reference_rates: ReferenceRates | None = None
    guarantees: tuple[Guarantee, ...] = _many("guarantee")
    tax_credit: TaxCredit | None = None
    instrument_ceilings: tuple[InstrumentCeiling, ...] = _many("instrument_ceiling")
    documents: tuple[Document, ...] = _many("document")
    criteria: tuple[Criterion, ...] = _many("criterion")
    score: Score | None = None
    committee: Committee | None = None
    window: Window | None = None
    early_closing: EarlyClosing | None = None
    ranking: Ranking | None = None
    allocation: Allocation | None = None
    envelopes: tuple[Envelope, ...] = _many("envelope")
    tranches: tuple[Window, ...] = _many("tranche")
    deadlines: tuple[Deadline, ...] = _many("deadline")
    staff_costs: tuple[StaffCost, ...] = _many("staff_cost")
    report_steps: tuple[ReportStep, ...] = _many("report_step")
    reductions: tuple[Reduction, ...] = _many("reduction")
    stages: tuple[Stage, ...] = _many("stage")
    payment: Payment | None = None
    grounds: tuple[Ground, ...] = _many("ground")
    recovery: Recovery | None = None
    keeping: tuple[Keeping, ...] = _many("keeping")
    leaving: Leaving | None = None
    duties: tuple[Duty, ...] = _many("duty")


def dividing_kind(call: Call) -> RecordKind | None:
    """The kind of records that amounts divide between: members of a group, sites, events; None without one.

    It is the one that rules are for `each` of, else the first that costs belong to.
    """
    named = {kind.id: kind for kind in call.records if kind.named_by is not None}
    each = [rule.each for rule in (*call.limits, *call.regimes, *call.aid) if rule.each in named]
    owning = {fact.id for fact in call.facts if set(CLAIMED) & set(fact.of)}
    each += [kind.id for kind in named.values() if kind.named_by in owning]
    return named[each[0]] if each and each[0] is not None else None


def cited_clauses(part: object) -> Iterator[str]:
    """The clauses that a rule cites, in itself and in the records within it."""
    yield from getattr(part, "clauses", ())
    for name in _field_names(cast("Hashable", type(part))):
        value = getattr(part, name)
        for inner in value if isinstance(value, tuple) else (value,):
            if _field_names(cast("Hashable", type(inner))):
                yield from cited_clauses(inner)


@functools.cache
def _field_names(kind: Any) -> tuple[str, ...]:
    # Every rule of a call is walked when it is loaded: the fields of its kind are looked up once.
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


def placed_rules(call: Call) -> Iterator[tuple[tuple[str | int, ...], Rule]]:
    """Every rule of the call with its place in the file."""
    for one in fields(call):
        key, value = one.metadata.get("key", one.name), getattr(call, one.name)
        if isinstance(value, Rule):
            yield (key,), value
        elif isinstance(value, tuple):
            yield from (((key, at), rule) for at, rule in enumerate(value) if isinstance(rule, Rule))
