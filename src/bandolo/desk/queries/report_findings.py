"""What was found of each item of a report, by which clause, and what does it take from the grant?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from bandolo.desk.queries.editions import estimator_of
from bandolo.desk.queries.handed import used_elsewhere
from bandolo.desk.queries.later import copies_of
from bandolo.desk.queries.report_now import ReportNow
from bandolo.rules.answer import reasons_of
from bandolo.rules.application import read_application
from bandolo.rules.asked import names_in
from bandolo.rules.comparisons import Compared
from bandolo.rules.conditions import View, evaluate
from bandolo.rules.facts import Fact
from bandolo.rules.load import law
from bandolo.rules.requirements import RefusedItem
from bandolo.rules.rule import Words

IBAN_FACT, HOLDER_FACT = "iban", "account_holder"
# Each costs an assessment; whoever has more of them reads the reasons.
MOST_WEIGHED = 40
_NOT_AN_IBAN = Words(
    it="Non è un IBAN: ricontrollare paese, cifre di controllo, CIN e lunghezza.",
    en="This is no IBAN: check the country, the check digits, the CIN and the length.",
)
_HOLDER = Words(
    it="Il conto risulta intestato ad altri: va intestato a {}.",
    en="The account seems to be held by somebody else: it is to be held by {}.",
)
_TWICE = Words(
    it="La stessa fattura (fornitore, numero, anno) è già alla voce {}: conta una volta sola.",
    en="The same invoice (supplier, number, year) stands at entry {} already: it counts once.",
)


_USED = Words(
    it="La fattura è già in un'altra domanda ({}): l'ufficio lo vede e chiede conto.",
    en="The invoice stands in another application already ({}): the office sees it and asks why.",
)


@dataclass(frozen=True)
class Found:
    """Something found of an item: words, clauses, the comparisons that say so; `is_open` while not known."""

    words: Words
    clauses: tuple[str, ...] = ()
    reasons: tuple[Compared, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Item:
    """An invoice or month of a worker: what it claims and counts in cents, None where not known.

    `takes` is what its being refused takes from the grant.
    """

    path: str
    kind: str
    number: int
    claim: int | None
    counted: int | None
    found: tuple[Found, ...]
    takes: int | None = None


def found_of_facts(now: ReportNow) -> Mapping[str, tuple[Found, ...]]:
    """What is to be said of facts of the report, by path: the account, and who holds it."""
    facts, found = now.later.read.facts, defaultdict[str, list[Found]](list)
    clauses = {fact.id: page.clauses for page in now.form.pages for fact in page.facts}
    account, holder = facts.get(IBAN_FACT), facts.get(HOLDER_FACT)
    if isinstance(account, str) and account.strip() and not is_iban(account):
        found[f"fact/{IBAN_FACT}"].append(Found(_NOT_AN_IBAN, clauses.get(IBAN_FACT, ())))
    name = now.application.enterprise.name
    if isinstance(holder, str) and holder.strip() and not is_same_name(holder, name):
        words = Words(it=_HOLDER.it.format(name), en=_HOLDER.en.format(name))
        found[f"fact/{HOLDER_FACT}"].append(Found(words, clauses.get(HOLDER_FACT, ())))
    return {path: tuple(listed) for path, listed in found.items()}


def is_iban(text: str) -> bool:
    """Whether a text is an IBAN, its national check characters included (ISO 13616)."""
    try:
        IBAN(text, validate_bban=True)
    except SchwiftyException:
        return False
    return True


def is_same_name(one: str, other: str) -> bool:
    """Whether two names of an enterprise are one, whatever their signs, case and dots: S.r.l. is srl."""
    return _letters(one) == _letters(other)


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def items_of(now: ReportNow, at: datetime) -> tuple[Item, ...]:
    """The items of a report in their order, with all that was found of each."""
    refused = _refused(now)
    staff = _staff(now)
    twice, others = _twice(now), _elsewhere(now)
    weighed = _weighed(now, at)
    items = []
    for kind in ("invoice", "worker_month"):
        records = now.later.read.records.get(kind, ())
        for number, (id, record) in enumerate(
            zip(now.later.assessed.items.get(kind, ()), records, strict=True), 1
        ):
            path = f"record/{kind}/{id}"
            against = (*twice.get(path, ()), *staff.get(path, ()), *refused.get((kind, number), ()))
            # What stands elsewhere too is for the officer to cut.
            found = (*others.get(path, ()), *against)
            claim, counted = record.get("claim"), record.get("counted", record.get("claim"))
            is_out = any(not one.is_open for one in against)
            items.append(
                Item(
                    path,
                    kind,
                    number,
                    claim if isinstance(claim, int) else None,
                    0 if is_out else counted if isinstance(counted, int) else None,
                    found,
                    weighed.get((kind, number)),
                )
            )
    return tuple(items)


def _refused(now: ReportNow) -> Mapping[tuple[str, int], Sequence[Found]]:
    assessment, found = now.later.assessment, defaultdict[tuple[str, int], list[Found]](list)
    if assessment is None:
        return found
    for item in assessment.outcome.refused:
        reasons = tuple(reasons_of(assessment, item.admission.id, f"{item.kind}[{item.number}]"))
        one = Found(item.admission.words, item.admission.clauses, reasons, item.verdict is None)
        found[item.kind, item.number].append(one)
    return found


def _staff(now: ReportNow) -> Mapping[str, Sequence[Found]]:
    """Why a month of a worker counts for nothing: told twice, more days than the month has."""
    found = defaultdict[str, list[Found]](list)
    for one in now.later.assessment.staff_findings if now.later.assessment else ():
        path = now.later.assessed.path_of(f"worker_month[{int(one.id)}]")
        found[path].append(Found(one.words, one.clauses))
    return found


def _twice(now: ReportNow) -> Mapping[str, Sequence[Found]]:
    """The invoices that stand twice in this report."""
    ids, rows = now.later.assessed.items.get("invoice", ()), now.later.tables.get("invoice", ())
    clauses = _clauses_on_other_aid(now)
    return {
        f"record/invoice/{ids[at - 1]}": [
            Found(Words(it=_TWICE.it.format(earlier), en=_TWICE.en.format(earlier)), clauses)
        ]
        for at, earlier in copies_of(rows).items()
    }


def _elsewhere(now: ReportNow) -> Mapping[str, Sequence[Found]]:
    """The invoices that stand in another dossier too, of this call or another: for a person to look at."""
    clauses, own = _clauses_on_other_aid(now), now.application.enterprise_id
    found = {}
    for id, uses in used_elsewhere(now).items():
        # Of another enterprise's dossier no more is told than that there is one.
        names = [str(one.application_id) if one.application.enterprise_id == own else "…" for one in uses]
        told = ", ".join(f"{one.call} {name}" for one, name in zip(uses, names, strict=True))
        words = Words(it=_USED.it.format(told), en=_USED.en.format(told))
        found[f"record/invoice/{id}"] = [Found(words, clauses)]
    return found


def _clauses_on_other_aid(now: ReportNow) -> tuple[str, ...]:
    """The clauses by which a cost counts once: those of what asks for other aid on it."""
    rules = (rule for rule in now.rules.admissions if rule.of == "invoice")
    asking = [rule for rule in rules if "aided_elsewhere" in names_in(rule.holds)]
    clauses = [clause for rule in asking for clause in rule.clauses]
    clauses += now.rules.cumulation.clauses if now.rules.cumulation else ()
    return tuple(dict.fromkeys(clauses))


def _weighed(now: ReportNow, at: datetime) -> Mapping[tuple[str, int], int]:
    """What each refused item takes from the grant: what the grant would be if it, too, counted."""
    assessment = now.later.assessment
    if assessment is None:
        return {}
    out = {(one.kind, one.number): one for one in assessment.outcome.refused}
    if not out or len(out) > MOST_WEIGHED:
        return {}
    return {key: max(0, gained) for key, gained in _gains(now, out, at)}


def _gains(
    now: ReportNow, out: Mapping[tuple[str, int], RefusedItem], at: datetime
) -> Iterator[tuple[tuple[str, int], int]]:
    estimator = estimator_of(now.application.edition_id)
    grant = now.later.assessment.outcome.aid.total if now.later.assessment else 0
    for key in out:
        tables = deepcopy(dict(now.later.tables))
        for kind in ("invoice", "worker_month"):
            listed = tables.get(kind)
            if listed is not None:
                gone = {number for other, number in out if other == kind and (other, number) != key}
                tables[kind] = [row for number, row in enumerate(listed, 1) if number not in gone]
        read, problems = read_application(now.rules, tables, law())
        if not problems:
            yield key, estimator.assess(read, "reporting", at).outcome.aid.total - grant


def asked_of(now: ReportNow, kind: str, id: str) -> tuple[Fact, ...]:
    """The facts that are still to be asked of a record: what an admission that it meets turns on, is not.

    What was answered stays in sight.
    """
    of_kind = [fact for (of, _), fact in now.form.facts.items() if of == kind]
    ids = now.later.assessed.items.get(kind, ())
    if id not in ids:
        return tuple(of_kind)
    number = ids.index(id)
    record = now.later.read.records[kind][number]
    outcome = now.later.assessment.outcome if now.later.assessment else None
    rules = [
        rule
        for rule in now.rules.admissions
        if rule.of == kind and "reporting" in rule.at and (not rule.lines or record.get("line") in rule.lines)
    ]
    named = {name for rule in now.rules.admissions if rule.of == kind for name in names_in(rule.holds)}
    asked = []
    for fact in of_kind:
        others = {name: value for name, value in record.items() if name != fact.id}
        scope = {kind: (number, others)}
        view = View(now.later.read.facts, now.later.read.records, outcome.amounts if outcome else {}, scope)
        turns = any(
            fact.id in names_in(rule.holds) and evaluate(rule.holds, view) is not True for rule in rules
        )
        if fact.id not in named or fact.id in record or turns:
            asked.append(fact)
    return tuple(asked)
