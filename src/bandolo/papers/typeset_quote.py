"""What do the quote model of a supplier and the budget say before anybody fills in the rest?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from bandolo.papers.typeset_application import CostItem, CostNode, Filing, cost_items, cost_nodes
from bandolo.papers.typeset_records import Cited, Enterprise, Paper, Person
from bandolo.rules.application import Application, claim_kinds
from bandolo.rules.assess import Assessment
from bandolo.rules.conditions import Record
from bandolo.rules.money import Cents
from bandolo.rules.words_of import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Paper):
    """The model on which one supplier quotes (Allegato P), with the costs already planned with it.

    `model` is the name of the form in the call; `demands` what the call asks of these costs; `net` is
    missing where the amount of an item is.
    """

    TEMPLATE: ClassVar[str] = "quote"

    model: str
    enterprise: Enterprise
    supplier: str
    supplier_vat: str
    items: tuple[CostItem, ...]
    net: Cents | None
    demands: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Paper):
    """The budget of the project (Allegato B): every planned cost with its supplier, and the sums by line."""

    TEMPLATE: ClassVar[str] = "budget"

    model: str
    enterprise: Enterprise
    signer: Person
    items: tuple[CostItem, ...]
    costs: tuple[CostNode, ...]
    demands: tuple[Cited, ...]


def quotes(
    filing: Filing,
    application: Application,
    assessment: Assessment,
    model: str,
    vat_number: str = "supplier_vat",
) -> Iterator[Quote]:
    """A quote model for each supplier that the planned costs name, in the order in which they name them.

    `vat_number` is the fact by which a cost names its supplier, where the call has one of its own.
    """
    wording = Wording(assessment.call, "it")
    records = application.records.get("cost", ())
    items = [*cost_items(assessment.call, wording, application, ("cost",))]
    listed = {
        str(one["supplier_vat"]): str(one.get("supplier_name", ""))
        for one in application.records.get("supplier", ())
        if "supplier_vat" in one
    }
    named = [_supplier(record, vat_number, listed) for record in records]
    suppliers = [one for one in dict.fromkeys(named) if any(one)]
    heading = filing.heading
    for number, (name, vat) in enumerate(suppliers, 1):
        own = [at for at, one in enumerate(named) if one == (name, vat)]
        claims = [items[at].claim for at in own]
        yield Quote(
            issuer=heading.issuer,
            call=heading.call,
            reference=f"{heading.reference} / {number}",
            made_at=heading.made_at,
            model=model,
            enterprise=filing.enterprise,
            supplier=name,
            supplier_vat=vat,
            items=tuple(items[at] for at in own),
            net=Cents(sum(claim for claim in claims if claim is not None)) if None not in claims else None,
            demands=_demands(assessment, {str(records[at].get("line", "")) for at in own}),
        )


def budget(filing: Filing, application: Application, assessment: Assessment, model: str) -> Budget:
    """The budget of an application, from its assessment at submission."""
    wording, heading = Wording(assessment.call, "it"), filing.heading
    kinds = claim_kinds(assessment.call, assessment.moment)
    return Budget(
        issuer=heading.issuer,
        call=heading.call,
        reference=heading.reference,
        made_at=heading.made_at,
        model=model,
        enterprise=filing.enterprise,
        signer=filing.signer,
        items=tuple(cost_items(assessment.call, wording, application, kinds)),
        costs=tuple(cost_nodes(wording, assessment)),
        demands=tuple(
            Cited(words=one.words.it, clauses=one.clauses)
            for one in assessment.call.limits
            if assessment.moment in one.at
        ),
    )


def _supplier(record: Record, vat_number: str, listed: Mapping[str, str]) -> tuple[str, str]:
    """The name and VAT number of the supplier of a cost; the name may stand in the list of suppliers."""
    vat = str(record.get(vat_number, ""))
    return str(record.get("supplier_name", "")) or listed.get(vat, ""), vat


def _demands(assessment: Assessment, lines: set[str]) -> tuple[Cited, ...]:
    """What the call asks of costs on these lines: the admissions that look at them when costs are planned."""
    return tuple(
        Cited(words=one.words.it, clauses=one.clauses)
        for one in assessment.call.admissions
        if one.of == "cost" and assessment.moment in one.at and (not one.lines or lines & {*one.lines})
    )
