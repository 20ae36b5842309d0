"""What does an application say, in values that the rules can use, and what is wrong in its writing?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, cast

from bandolo.rules.belonging import check_owners, with_sums
from bandolo.rules.build import Path, Reading, shown
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.conditions import Record, View
from bandolo.rules.costs import Tree, UnitCost
from bandolo.rules.criteria import VOTE, ByVotes
from bandolo.rules.cumulation import AidKind, OtherAid
from bandolo.rules.de_minimis import DeMinimisTable, Link, PriorAid
from bandolo.rules.facts import Fact, RecordKind, Value, read_value
from bandolo.rules.law_tables import Law
from bandolo.rules.money import read_cents
from bandolo.rules.rule import Moment
from bandolo.rules.size import Sizing
from bandolo.rules.staff import StaffFinding, WorkedMonth, staff_costs
from bandolo.rules.tables import Table, value_of
from bandolo.rules.undertaking import FIGURE_RECORDS, size_from

MOST_RECORDS = 5_000
# Amounts are worked out for each of these, and in a circle of shares each stands on all.
MOST_ENTITIES = 200
# Before the report costs are what quotes say; from the report on they are what invoices and payslips prove.
CLAIM_KINDS: Mapping[Moment, tuple[str, ...]] = {
    "submission": ("cost",),
    "review": ("cost",),
    "award": ("cost",),
    "reporting": ("invoice", "worker_month"),
    "payment": ("invoice", "worker_month"),
}

_TABLES = ("call", "at", "facts", "approved", "attached", "so_far")
_APPROVED = ("grant", "premium", "loan")


def claim_kinds(call: Call, moment: Moment) -> tuple[str, ...]:
    """The kinds of records that costs are claimed on: none without lines, staff where it is a cost."""
    kinds = CLAIM_KINDS[moment] if call.lines else ()
    return tuple(kind for kind in kinds if kind != "worker_month" or call.staff_costs)


@dataclass(frozen=True, slots=True)
class Application:
    """An application as read: values by fact id, records by kind (absent: nobody said), amounts approved.

    Each record of a kind with claims carries its `claim` in cents where that is known. `sizing` is how the
    size follows from the figures of the undertaking, where these are given.
    """

    facts: Mapping[str, Value]
    records: Mapping[str, Sequence[Record]]
    approved: Mapping[str, int]
    attached: frozenset[str] | None
    prior_aid: tuple[PriorAid, ...] | None
    other_aid: tuple[OtherAid, ...] | None
    staff_findings: tuple[StaffFinding, ...] = ()
    sizing: Sizing | None = None


def read_application(
    call: Call, raw: Mapping[str, Any], law: Law
) -> tuple[Application, list[tuple[Path, str]]]:
    """The application of parsed tables, and its problems, placed; usable only where there are none."""
    reading = Reading()
    kinds = {kind.id: {fact.id: fact for fact in call.facts if kind.id in fact.of} for kind in call.records}
    for key in raw:
        if key not in _TABLES and key not in kinds:
            reading.fail_unknown((key,), "key", key, (*_TABLES, *kinds))
    if "call" in raw and raw["call"] != call.id:
        reading.fail(("call",), f"the application is for {shown(raw['call'])}, the call is {call.id!r}")
    own = {fact.id: fact for fact in call.facts if not fact.of}
    of_each = {fact.id: fact.of[0] for fact in call.facts if fact.of}
    facts = _read_facts(reading, own, raw.get("facts", {}), ("facts",), of_each)
    starts = facts.get("fiscal_year_starts")
    if isinstance(starts, date) and (starts.month, starts.day) == (2, 29):
        reading.fail(("facts", "fiscal_year_starts"), "a fiscal year begins on a day that every year has")
    records = {
        kind.id: _read_records(reading, call, kinds[kind.id], kind, raw[kind.id])
        for kind in call.records
        if kind.id in raw
    }
    facts, sizing = _with_size(reading, facts, records, law, own.get("size"))
    _check_lines(reading, call, records)
    _check_votes(reading, call, records.get(VOTE, ()))
    check_owners(reading, call, records)
    approved = _read_approved(reading, call, raw.get("approved", {}))
    attached = _read_attached(reading, call, raw.get("attached"))
    each = dividing_kind(call)
    owner = None if each is None else each.named_by
    prior_aid = _prior_aid(reading, records.get("prior_aid"), law.de_minimis, owner)
    other_aid = _other_aid(records.get("other_aid"), owner)
    if reading.problems:
        return Application({}, {}, {}, None, None, None), reading.problems
    claimed, findings = _with_claims(call, records)
    approved = approved if each is None else with_sums(approved, records.get(each.id, ()))
    application = Application(
        facts, MappingProxyType(claimed), approved, attached, prior_aid, other_aid, findings, sizing
    )
    return application, reading.problems


def _read_facts(
    reading: Reading,
    known: Mapping[str, Fact],
    raw: object,
    path: Path,
    of_each: Mapping[str, str] = MappingProxyType({}),
) -> Mapping[str, Value]:
    """The facts of a table; `of_each` names the kind of records of those that are none of its own."""
    if not isinstance(raw, dict):
        reading.fail(path, "should be a table of facts")
        return {}
    values: dict[str, Value] = {}
    for key, one in raw.items():
        if (fact := known.get(key)) is None and (kind := of_each.get(key)) is not None:
            reading.fail((*path, key), f'unknown fact "{key}" here: each {kind} has its own, say it there')
            continue
        if fact is None:
            reading.fail_unknown((*path, key), "fact", key, known)
            continue
        try:
            values[key] = read_value(fact, one)
        except ValueError as problem:
            reading.fail((*path, key), f"{problem}; found {shown(one)}")
    return MappingProxyType(values)


def _with_size(
    reading: Reading,
    facts: Mapping[str, Value],
    records: Mapping[str, Sequence[Record]],
    law: Law,
    own: Fact | None,
) -> tuple[Mapping[str, Value], Sizing | None]:
    """The facts with the size that the figures of the undertaking give; they cannot say two sizes."""
    given = next((kind for kind in FIGURE_RECORDS if records.get(kind)), None)
    if given is None:
        return facts, None
    if own is None:
        reading.fail((given,), "the size is that of each one: give it there")
        return facts, None
    sizing, found = size_from(facts, records, law.sizes)
    for path, message in found:
        reading.fail(path, message)
    if sizing is None or sizing.size is None:
        return facts, sizing
    if facts.get("size", sizing.size) != sizing.size:
        reading.fail(
            ("facts", "size"), f'the figures of the undertaking make it "{sizing.size}"; leave the size out'
        )
    return MappingProxyType({**facts, "size": sizing.size}), sizing


def _read_records(
    reading: Reading, call: Call, known: Mapping[str, Fact], kind: RecordKind, raw: object
) -> tuple[Record, ...]:
    most = MOST_RECORDS if kind.named_by is None else MOST_ENTITIES
    if not isinstance(raw, list) or len(raw) > most:
        reading.fail((kind.id,), f"should be a list of at most {most} tables, [[{kind.id}]]")
        return ()
    if kind.named_by is None:
        return tuple(_read_facts(reading, known, one, (kind.id, at)) for at, one in enumerate(raw))
    return tuple(_read_entity(reading, call, known, one, (kind.id, at)) for at, one in enumerate(raw))


def _read_entity(reading: Reading, call: Call, known: Mapping[str, Fact], raw: object, path: Path) -> Record:
    """The facts of an entity, and what of the award is its own under `approved`."""
    if not isinstance(raw, dict) or "approved" not in raw:
        return _read_facts(reading, known, raw, path)
    approved = _read_approved(reading, call, raw["approved"], (*path, "approved"))
    own = {key: one for key, one in raw.items() if key != "approved"}
    return MappingProxyType({**_read_facts(reading, known, own, path), **approved})


def _check_lines(reading: Reading, call: Call, records: Mapping[str, Sequence[Record]]) -> None:
    """Whatever names a cost line names one that people claim; what is claimed names one in any case."""
    lines = {line.id for line in call.lines if line.flat_rate is None}
    known = {path for path, _ in reading.problems}
    claiming = {kind for kinds in CLAIM_KINDS.values() for kind in kinds}
    for kind, listed in records.items():
        for at, record in enumerate(listed):
            line = record.get("line")
            if line is None and kind in claiming and not known & {(kind, at), (kind, at, "line")}:
                reading.fail((kind, at), 'the key "line" is missing: which cost line is it?')
            elif line is not None and line not in lines:
                reading.fail_unknown((kind, at, "line"), "cost line", line, lines)


def _check_votes(reading: Reading, call: Call, votes: Sequence[Record]) -> None:
    """A vote for a criterion that takes no votes would count nowhere."""
    voted = [one.id for one in call.criteria if isinstance(one.points, ByVotes)]
    for at, vote in enumerate(votes):
        if vote.get("criterion") not in (None, *voted):
            reading.fail_unknown(
                (VOTE, at, "criterion"), "criterion given by votes", vote["criterion"], voted
            )


def _with_claims(
    call: Call, records: Mapping[str, Sequence[Record]]
) -> tuple[dict[str, Sequence[Record]], tuple[StaffFinding, ...]]:
    """The records with what each claims: net of VAT unless the call counts it, staff by the formula."""
    claimed = dict(records)
    for kind in ("cost", "invoice"):
        if kind in records:
            units: dict[tuple[object, ...], int] = {}
            claimed[kind] = tuple(_with_claim(call, record, units) for record in records[kind])
    if "worker_month" not in records:
        return claimed, ()
    # Numbered so that their order as text is their order in the file: of two for one month the first counts.
    ids = [f"{at:06}" for at, _ in enumerate(records["worker_month"], 1)]
    months = [_worked_month(id, record) for id, record in zip(ids, records["worker_month"], strict=True)]
    costs = staff_costs(call.staff_costs, [month for month in months if month is not None])
    amounts = {line.id: line.amount for line in costs.lines} | {finding.id: 0 for finding in costs.findings}
    claimed["worker_month"] = tuple(
        MappingProxyType({**record, "claim": amounts[id]}) if id in amounts else record
        for id, record in zip(ids, records["worker_month"], strict=True)
    )
    return claimed, costs.findings


def _with_claim(call: Call, record: Record, units: dict[tuple[object, ...], int]) -> Record:
    """A record with its `claim` in cents and, where less of it counts, that (`counted`) and why (`cut_by`).

    What an officer found takes the place of a claim, never upwards (L12-12).
    """
    rule = next((one for one in call.unit_costs if record.get("line") in one.lines), None)
    claim, counted = _receipt(call, record) if rule is None else _units(rule, record, units)
    if claim is None or counted is None:
        return record
    cut_by = "" if rule is None or counted == claim else rule.id
    found = record.get("found_amount")
    if isinstance(found, int) and found < counted:
        counted, cut_by = found, "found_amount"
    own: dict[str, Value] = {"claim": claim}
    if cut_by:
        own |= {"counted": counted, "cut_by": cut_by}
    return MappingProxyType({**record, **own})


def _receipt(call: Call, record: Record) -> tuple[int | None, int | None]:
    """The amount of an item, with its VAT where the call counts it; None while that is not known."""
    amount, vat, is_recoverable = record.get("amount"), record.get("vat"), record.get("vat_recoverable")
    if not isinstance(amount, int):
        return None, None
    if call.vat is None or call.vat.counts == "never" or is_recoverable is True or vat == 0:
        return amount, amount
    if is_recoverable is None and vat is None:
        # Nobody speaks of VAT: the amount is taken as it stands, which is net (C24-A5).
        return amount, amount
    if is_recoverable is None or not isinstance(vat, int):
        return None, None
    return amount + vat, amount + vat


def _units(
    rule: UnitCost, record: Record, units: dict[tuple[object, ...], int]
) -> tuple[int | None, int | None]:
    """What the units of an item come to, and those of them that are still within the most of their group."""
    quantity = record.get(rule.quantity)
    scope = dict.fromkeys(UnitCost.SCOPES, (0, record))
    rate = value_of(rule.amount, View({}, {}, {}, scope)) if isinstance(rule.amount, Table) else rule.amount
    if not isinstance(quantity, int) or rate is None:
        return None, None
    if rule.up_to is not None and any(fact not in record for fact in rule.each):
        return None, None
    group = (rule.id, *(record[fact] for fact in rule.each if rule.up_to is not None))
    used = units.get(group, 0)
    allowed = quantity if rule.up_to is None else max(min(quantity, rule.up_to - used), 0)
    units[group] = used + allowed
    return quantity * int(rate), allowed * int(rate)


def _worked_month(id: str, record: Record) -> WorkedMonth | None:
    try:
        return WorkedMonth(
            id=id,
            worker=str(record["worker"]),
            month=cast("date", record["month"]),
            unit="hour" if record["unit"] == "hour" else "day",
            gross=cast("int", record["gross_pay"]),
            deferred=cast("int", record["deferred_pay"]),
            charges=cast("int", record["employer_charges"]),
            worked=cast("int", record["worked"]),
            on_project=cast("int", record["on_project"]),
        )
    except KeyError:
        return None


def _read_approved(
    reading: Reading, call: Call, raw: object, place: Path = ("approved",)
) -> Mapping[str, int]:
    """The amounts of the award: `grant` (and other instruments), regimes and `lines`; groups are summed."""
    amounts: dict[str, int] = {}
    tree = Tree(call.lines, call.groups)
    known = (*_APPROVED, *(regime.id for regime in call.regimes), *tree.order)
    lines = raw.get("lines", {}) if isinstance(raw, dict) else {}
    if not isinstance(raw, dict) or not isinstance(lines, dict):
        reading.fail(place, "should be a table with grant and a table of lines")
        return {}
    named: dict[str, tuple[Path, object]] = {
        key: ((*place, key), one) for key, one in raw.items() if key != "lines"
    }
    named |= {key: ((*place, "lines", key), one) for key, one in lines.items()}
    for key, (path, one) in named.items():
        if key not in known:
            reading.fail_unknown(path, "amount", key, known)
            continue
        try:
            amounts[f"approved.{key}"] = read_cents(one)
        except ValueError as problem:
            reading.fail(path, f"{problem}; found {shown(one)}")
    for node in tree.order:
        parts = [f"approved.{part}" for part in tree.groups[node].parts] if node in tree.groups else []
        if parts and f"approved.{node}" not in amounts and all(part in amounts for part in parts):
            amounts[f"approved.{node}"] = sum(amounts[part] for part in parts)
    return MappingProxyType(amounts)


def _read_attached(reading: Reading, call: Call, raw: object) -> frozenset[str] | None:
    if raw is None:
        return None
    known = {document.id for document in call.documents}
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        reading.fail(("attached",), "should be a list of document ids, each in quotes")
        return None
    for at, one in enumerate(raw):
        if one not in known:
            reading.fail_unknown(("attached", at), "document", one, known)
    return frozenset(raw)


def _prior_aid(
    reading: Reading, records: Sequence[Record] | None, table: DeMinimisTable, owner: str | None
) -> tuple[PriorAid, ...] | None:
    if records is None:
        return None
    regulations = {regulation.id for regulation in table.regulations}
    prior = []
    for at, record in enumerate(records):
        missing = [key for key in ("granted_on", "aid_amount", "regulation") if key not in record]
        for key in missing:
            reading.fail(("prior_aid", at), f'the key "{key}" is missing')
        if not missing and record["regulation"] not in regulations:
            place = ("prior_aid", at, "regulation")
            reading.fail_unknown(place, "de minimis regulation", record["regulation"], regulations)
        elif not missing:
            prior.append(
                PriorAid(
                    granted_on=cast("date", record["granted_on"]),
                    cents=cast("int", record["aid_amount"]),
                    enterprise=str(record.get("enterprise", "")),
                    regulation=str(record["regulation"]),
                    link=cast("Link", record.get("link", "same")),
                    owner=_text(record, owner),
                )
            )
    return tuple(prior)


def _text(record: Record, fact: str | None) -> str | None:
    """The text of a fact of a record, None without one."""
    found = record.get(fact) if fact is not None else None
    return found if isinstance(found, str) else None


def _other_aid(records: Sequence[Record] | None, owner: str | None) -> tuple[OtherAid, ...] | None:
    if records is None:
        return None
    return tuple(
        OtherAid(
            id=str(at + 1),
            kind=cast("AidKind | None", record.get("aid_kind")),
            cents=cast("int | None", record.get("aid_amount")),
            is_on_same_costs=cast("bool | None", record.get("same_costs")),
            max_rate=cast("Fraction | None", record.get("max_rate")),
            max_amount=cast("Any", record.get("max_amount")),
            owner=_text(record, owner),
        )
        for at, record in enumerate(records)
    )
