"""What does an application say, in values that the rules can use, and what is wrong in its writing?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, cast

from bandolo.rules.build import Path, nearest
from bandolo.rules.call import Call
from bandolo.rules.conditions import Record
from bandolo.rules.costs import Tree
from bandolo.rules.cumulation import AidKind, OtherAid
from bandolo.rules.de_minimis import DeMinimisTable, Link, PriorAid
from bandolo.rules.facts import Fact, Value, read_value
from bandolo.rules.money import read_cents
from bandolo.rules.rule import Moment
from bandolo.rules.staff import StaffFinding, WorkedMonth, staff_costs

MOST_RECORDS = 5_000
# Before the report costs are what quotes say; from the report on they are what invoices and payslips prove.
CLAIM_KINDS: Mapping[Moment, tuple[str, ...]] = {
    "submission": ("cost",),
    "review": ("cost",),
    "award": ("cost",),
    "reporting": ("invoice", "worker_month"),
    "payment": ("invoice", "worker_month"),
}
_TABLES = ("call", "facts", "approved", "attached")


@dataclass(frozen=True, slots=True)
class Application:
    """An application as read: values by fact id, records by kind (absent: nobody said), amounts approved.

    Each record of a kind with claims carries its `claim` in cents where that is known.
    """

    facts: Mapping[str, Value]
    records: Mapping[str, Sequence[Record]]
    approved: Mapping[str, int]
    attached: frozenset[str] | None
    prior_aid: tuple[PriorAid, ...] | None
    other_aid: tuple[OtherAid, ...] | None
    staff_findings: tuple[StaffFinding, ...] = ()


def read_application(
    call: Call, raw: Mapping[str, Any], table: DeMinimisTable
) -> tuple[Application, list[tuple[Path, str]]]:
    """The application of parsed tables, and every problem with its place; usable only where there is none."""
    found: list[tuple[Path, str]] = []
    by_kind: dict[str | None, dict[str, Fact]] = {None: {}}
    for kind in call.records:
        by_kind[kind.id] = {fact.id: fact for fact in call.facts if kind.id in fact.of}
    by_kind[None] = {fact.id: fact for fact in call.facts if not fact.of}
    keys = [*_TABLES, *filter(None, by_kind)]
    found += [((key,), f'unknown key "{key}"; {nearest(key, keys)}') for key in raw if key not in keys]
    if "call" in raw and raw["call"] != call.id:
        found.append((("call",), f"the application is for {raw['call']!r}, the call is {call.id!r}"))
    facts = _read_facts(by_kind[None], raw.get("facts", {}), ("facts",), found)
    records = {
        kind: _read_records(by_kind[kind], kind, raw[kind], found)
        for kind in by_kind
        if kind is not None and kind in raw
    }
    _check_lines(call, records, found)
    if found:
        return Application({}, {}, {}, None, None, None), found
    claimed, findings = _with_claims(call, records)
    application = Application(
        facts,
        MappingProxyType(claimed),
        _read_approved(call, raw.get("approved", {}), found),
        _read_attached(call, raw.get("attached"), found),
        _prior_aid(records.get("prior_aid"), table, found),
        _other_aid(records.get("other_aid")),
        findings,
    )
    return application, found


def _read_facts(
    known: Mapping[str, Fact], raw: object, path: Path, found: list[tuple[Path, str]]
) -> Mapping[str, Value]:
    if not isinstance(raw, dict):
        found.append((path, "should be a table of facts"))
        return {}
    values: dict[str, Value] = {}
    for key, one in raw.items():
        if (fact := known.get(key)) is None:
            found.append(((*path, key), f'unknown fact "{key}"; {nearest(key, known)}'))
            continue
        try:
            values[key] = read_value(fact, one)
        except ValueError as problem:
            found.append(((*path, key), f"{problem}, not {str(one)[:60]!r}"))
    return MappingProxyType(values)


def _read_records(
    known: Mapping[str, Fact], kind: str, raw: object, found: list[tuple[Path, str]]
) -> tuple[Record, ...]:
    if not isinstance(raw, list) or len(raw) > MOST_RECORDS:
        found.append(((kind,), f"should be a list of at most {MOST_RECORDS} tables, [[{kind}]]"))
        return ()
    return tuple(_read_facts(known, one, (kind, at), found) for at, one in enumerate(raw))


def _check_lines(call: Call, records: Mapping[str, Sequence[Record]], found: list[tuple[Path, str]]) -> None:
    lines = {line.id for line in call.lines if line.flat_rate is None}
    for kind in {kind for kinds in CLAIM_KINDS.values() for kind in kinds}:
        for at, record in enumerate(records.get(kind, ())):
            line = record.get("line")
            if line is None:
                found.append(((kind, at), 'the key "line" is missing: which cost line is it?'))
            elif line not in lines:
                found.append(
                    ((kind, at, "line"), f"the call has no cost line {line!r}; {nearest(str(line), lines)}")
                )


def _with_claims(
    call: Call, records: Mapping[str, Sequence[Record]]
) -> tuple[dict[str, Sequence[Record]], tuple[StaffFinding, ...]]:
    """The records with what each claims: net of VAT unless the call counts it, staff by the formula."""
    claimed = dict(records)
    for kind in ("cost", "invoice"):
        if kind in records:
            claimed[kind] = tuple(_with_claim(call, record) for record in records[kind])
    if "worker_month" not in records:
        return claimed, ()
    months = [_worked_month(at, record) for at, record in enumerate(records["worker_month"])]
    costs = staff_costs(call.staff_costs, [month for month in months if month is not None])
    amounts = {line.id: line.amount for line in costs.lines} | {finding.id: 0 for finding in costs.findings}
    claimed["worker_month"] = tuple(
        MappingProxyType({**record, **({"claim": amounts[str(at + 1)]} if str(at + 1) in amounts else {})})
        for at, record in enumerate(records["worker_month"])
    )
    return claimed, costs.findings


def _with_claim(call: Call, record: Record) -> Record:
    amount, vat = record.get("amount"), record.get("vat", 0)
    if amount is None:
        return record
    claim = cast("int", amount)
    if vat and call.vat is not None and call.vat.counts == "unrecoverable":
        if "vat_recoverable" not in record:
            return record
        claim += 0 if record["vat_recoverable"] else cast("int", vat)
    # What an officer found of an item replaces what was claimed, never upwards (L12-12).
    return MappingProxyType({**record, "claim": min(claim, cast("int", record.get("found_amount", claim)))})


def _worked_month(at: int, record: Record) -> WorkedMonth | None:
    try:
        return WorkedMonth(
            id=str(at + 1),
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


def _read_approved(call: Call, raw: object, found: list[tuple[Path, str]]) -> Mapping[str, int]:
    """The amounts of the award: `grant` (and other instruments) and a table of `lines`; groups are summed."""
    if not isinstance(raw, dict):
        found.append((("approved",), "should be a table with grant and lines"))
        return {}
    amounts: dict[str, int] = {}
    tree = Tree(call.lines, call.groups)
    lines = raw.get("lines", {}) if isinstance(raw.get("lines", {}), dict) else {}
    named = {key: (("approved", key), one) for key, one in raw.items() if key != "lines"}
    named |= {key: (("approved", "lines", key), one) for key, one in lines.items()}
    for key, (path, one) in named.items():
        if key not in ("grant", "premium", "loan") and key not in tree.order:
            found.append(
                (path, f"unknown amount {key!r}; {nearest(key, ['grant', 'premium', 'loan', *tree.order])}")
            )
            continue
        try:
            amounts[f"approved.{key}"] = read_cents(one)
        except ValueError as problem:
            found.append((path, f"{problem}, not {str(one)[:60]!r}"))
    for node in tree.order:
        parts = [f"approved.{part}" for part in tree.groups[node].parts] if node in tree.groups else []
        if parts and f"approved.{node}" not in amounts and all(part in amounts for part in parts):
            amounts[f"approved.{node}"] = sum(amounts[part] for part in parts)
    return MappingProxyType(amounts)


def _read_attached(call: Call, raw: object, found: list[tuple[Path, str]]) -> frozenset[str] | None:
    if raw is None:
        return None
    known = {document.id for document in call.documents}
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        found.append((("attached",), "should be a list of document ids, each in quotes"))
        return None
    for at, one in enumerate(raw):
        if one not in known:
            found.append((("attached", at), f"the call has no document {one!r}; {nearest(one, known)}"))
    return frozenset(raw)


def _prior_aid(
    records: Sequence[Record] | None, table: DeMinimisTable, found: list[tuple[Path, str]]
) -> tuple[PriorAid, ...] | None:
    if records is None:
        return None
    regulations = {regulation.id for regulation in table.regulations}
    prior = []
    for at, record in enumerate(records):
        missing = [key for key in ("granted_on", "aid_amount", "regulation") if key not in record]
        found.extend((("prior_aid", at), f'the key "{key}" is missing') for key in missing)
        if not missing and record["regulation"] not in regulations:
            hint = nearest(str(record["regulation"]), regulations)
            found.append(
                (
                    ("prior_aid", at, "regulation"),
                    f"no de minimis regulation {record['regulation']!r}; {hint}",
                )
            )
        elif not missing:
            prior.append(
                PriorAid(
                    granted_on=cast("date", record["granted_on"]),
                    cents=cast("int", record["aid_amount"]),
                    enterprise=str(record.get("enterprise", "")),
                    regulation=str(record["regulation"]),
                    link=cast("Link", record.get("link", "same")),
                )
            )
    return tuple(prior)


def _other_aid(records: Sequence[Record] | None) -> tuple[OtherAid, ...] | None:
    if records is None:
        return None
    return tuple(
        OtherAid(
            id=str(at + 1),
            kind=cast("AidKind", record.get("aid_kind", "exempted")),
            cents=cast("int | None", record.get("aid_amount")),
            is_on_same_costs=cast("bool | None", record.get("same_costs")),
            max_rate=cast("Fraction | None", record.get("max_rate")),
            max_amount=cast("Any", record.get("max_amount")),
        )
        for at, record in enumerate(records)
    )
