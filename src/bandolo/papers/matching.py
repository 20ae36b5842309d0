"""What is laid beside what, and what was found?

A finding is a proposal: an officer confirms it. Clauses come from the rules of the call, never from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from bandolo.papers.invoice import Invoice
from bandolo.papers.invoice_fingerprint import Fingerprint
from bandolo.papers.payment_proof import Payment
from bandolo.rules.facts import Value
from bandolo.rules.rule import Words

Check = Literal[
    "rule",  # an admission of the call, decided by what the papers say
    "readable",  # what is odd about the invoice itself
    "supplier",  # supplier, quote and line
    "independent",  # supplier and beneficiary are strangers
    "seen_before",  # the same invoice elsewhere
    "amount",  # no more than was quoted and admitted
    "vat",  # whether its VAT counts
    "paid",  # wholly, and how that is proved
]


class Enterprise(NamedTuple):
    """Who can be a customer or a supplier: Italian VAT number without IT, tax code."""

    name: str
    vat_number: str
    tax_code: str = ""


class Quote(NamedTuple):
    """A quote admitted with the application: its supplier, its cost line, cents net of VAT."""

    id: str
    supplier: Enterprise
    line: str
    cents: int
    dated: date | None = None


class Use(NamedTuple):
    """Where an invoice has been handed in before."""

    dossier: str
    call: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What an invoice is laid beside; amounts in cents.

    `citations` are the wordings by which an invoice can cite the call, its title first; `linked` are the
    enterprises tied to the beneficiary by control, link or ownership; `beneficiaries` those of the same
    measure; `admitted` the costs admitted by line; `facts` what is known of the application.
    """

    id: str
    beneficiary: Enterprise
    citations: tuple[str, ...]
    cup: str | None = None
    quotes: tuple[Quote, ...] = ()
    admitted: Mapping[str, int] = field(default_factory=dict)
    linked: tuple[Enterprise, ...] = ()
    beneficiaries: tuple[Enterprise, ...] = ()
    vat_recoverable: bool | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What is handed in with a report: invoices with the digests of their files, and payments."""

    invoices: tuple[tuple[Invoice, str], ...]
    payments: tuple[Payment, ...] = ()


class Proposal(NamedTuple):
    """A fact of the invoice that the papers speak for, with what was found in words."""

    fact: str
    value: Value
    because: Words


class Finding(NamedTuple):
    """What was found of one invoice: True fits, False does not, None a person has to look.

    `clauses` are those of the call that ask for it; `rule` is the rule that carries them.
    """

    check: Check
    verdict: bool | None
    words: Words
    clauses: tuple[str, ...] = ()
    rule: str | None = None
    evidence: tuple[Words, ...] = ()


class Matched(NamedTuple):
    """One invoice with all that was found of it."""

    fingerprint: Fingerprint
    quote: Quote | None
    proposals: tuple[Proposal, ...]
    findings: tuple[Finding, ...]
