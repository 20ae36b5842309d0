"""Which clauses of a call do the findings of an invoice rest on, and what do its rules make of them?

The expectations of a call are its own rules: the admissions of invoices say who must be the customer, which
means of payment count, by when. What the papers say is proposed as facts of the invoice; the rules decide.
"""

from collections.abc import Iterator, Mapping, Sequence

from bandolo.papers.matching import Check, Dossier, Finding, Proposal
from bandolo.rules.call import Call
from bandolo.rules.conditions import AmountValue, Condition, FactValue, View, evaluate, operands
from bandolo.rules.facts import Value
from bandolo.rules.requirements import Admission
from bandolo.rules.rule import Moment

# Stands for every amount that was approved, by which a call ties invoices to what was admitted.
_APPROVED = "approved."
# The facts by which calls ask for what the checks look at: their rules' clauses are those of the check.
_FACTS_OF: Mapping[Check, frozenset[str]] = {
    "supplier": frozenset(("as_quoted", "supplier_change", "change")),
    "independent": frozenset(("controlled_or_linked", "same_owners", "is_beneficiary", "by_partner")),
    "seen_before": frozenset(("aided_elsewhere",)),
    "amount": frozenset(("as_quoted", "change", _APPROVED)),
    "paid": frozenset(("paid_on", "receipted", "receipt_by")),
}


def declared(call: Call, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals for facts that the call knows of invoices."""
    known = {fact.id for fact in call.facts if "invoice" in fact.of}
    return tuple(one for one in proposals if one.fact in known)


def rule_findings(
    call: Call, dossier: Dossier, proposals: Sequence[Proposal], moment: Moment
) -> Iterator[Finding]:
    """What the admissions of invoices say of the facts proposed: each with its clauses and the evidence.

    An admission that no proposal speaks for is left to people.
    """
    found = {one.fact: one for one in proposals}
    record: dict[str, Value] = {one.fact: one.value for one in proposals}
    approved = {f"approved.{line}": cents for line, cents in dossier.admitted.items()}
    view = View(dossier.facts, {"invoice": (record,)}, approved, {"invoice": (0, record)})
    for rule in call.admissions:
        if rule.of != "invoice" or moment not in rule.at or not _concerns(rule, record):
            continue
        read = [fact for fact in facts_of(rule.holds) if fact in found]
        if read:
            yield Finding(
                "rule",
                evaluate(rule.holds, view),
                rule.words,
                rule.clauses,
                rule.id,
                tuple(found[fact].because for fact in read),
            )


def with_clauses(call: Call, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings with the clauses of the call that ask for what they look at."""
    return tuple(finding if finding.rule else replace_clauses(call, finding) for finding in findings)


def replace_clauses(call: Call, finding: Finding) -> Finding:
    """A finding with the clauses of its check."""
    if finding.check == "vat":
        clauses = call.vat.clauses if call.vat is not None else ()
    else:
        asked = _FACTS_OF.get(finding.check, frozenset())
        admissions = (
            rule for rule in call.admissions if rule.of == "invoice" and asked & _names_of(rule.holds)
        )
        requirements = (rule for rule in call.requirements if asked.intersection(facts_of(rule.holds)))
        clauses = tuple(clause for rule in (*admissions, *requirements) for clause in rule.clauses)
        if finding.check == "seen_before" and call.cumulation is not None:
            clauses += call.cumulation.clauses
    return finding._replace(clauses=tuple(dict.fromkeys(clauses)))


def facts_of(condition: Condition) -> tuple[str, ...]:
    """The facts that a condition reads, each once, in its order."""
    return tuple(dict.fromkeys(one.fact for one in operands(condition) if isinstance(one, FactValue)))


def _names_of(condition: Condition) -> frozenset[str]:
    """The facts that a condition reads, and whether it reads an amount approved."""
    amounts = (one.amount for one in operands(condition) if isinstance(one, AmountValue))
    return frozenset((*facts_of(condition), *(_APPROVED for one in amounts if one.startswith(_APPROVED))))


def _concerns(rule: Admission, record: Mapping[str, Value]) -> bool:
    """Whether an admission is for the line of the record; where the line is not known it may be."""
    return not rule.lines or record.get("line", rule.lines[0]) in rule.lines
