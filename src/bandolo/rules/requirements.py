"""Who can have the grant, when must that hold, and what does failing cost?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple

from bandolo.rules.conditions import Condition
from bandolo.rules.rule import Moment, Rule

Effect = Literal["not_admissible", "curable", "revoked", "substitutive_payment", "not_payable", "flagged"]

# What a failed requirement does to the answer: it decides (False), leaves it open until the cure term
# has passed (None), or changes how the body goes on without deciding (True).
WEIGHT: Mapping[Effect, bool | None] = {
    "not_admissible": False,
    "revoked": False,
    "not_payable": False,
    "curable": None,
    "substitutive_payment": True,
    "flagged": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Rule):
    """A condition that must hold at the moments named in `failing`, which says what failing means at each.

    `cure` names the deadline within which a curable failure can be mended. `where` limits the
    requirement to the applications for which that condition holds.
    """

    holds: Condition
    failing: Mapping[Moment, Effect]
    cure: str | None = None
    where: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission(Rule):
    """A condition that each record of a kind `of` (cost, invoice, worker_month) must meet to be admitted.

    `lines` limits it to some cost lines, `at` to some moments; an item that fails counts for nothing.
    """

    SCOPE: ClassVar[str] = "of"

    of: Literal["cost", "invoice", "worker_month"]
    holds: Condition
    at: tuple[Moment, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Rule):
    """A paper to attach `at` some moments, where `when` holds; `per` a record kind, one for each.

    `signed_by` says whose digital signature it carries, `model` the form it is written on, `missing` what
    its absence costs. `is_signed` marks the paper that the application, or the request for payment, becomes
    once it is signed: whoever takes applications makes it, instead of asking for a file.
    """

    at: tuple[Moment, ...]
    when: Condition | None = None
    per: str | None = None
    signed_by: tuple[Literal["legal_representative", "delegate", "supplier", "intermediary"], ...] = ()
    model: str | None = None
    missing: Effect = "curable"
    is_signed: Literal["application", "report"] | None = None


class RequirementOutcome(NamedTuple):
    """A requirement, or a step that refuses, with its verdict: True, False, None where a fact is missing.

    One that does not `concern` the application, because its `where` fails, is met.
    """

    rule: Rule
    verdict: bool | None
    effect: Effect
    concerns: bool = True


class RefusedItem(NamedTuple):
    """One claimed item (its kind, its number from 1, its line, cents) and the admission it did not meet."""

    kind: str
    number: int
    line: str
    cents: int
    admission: Admission
    verdict: bool | None


class ReducedItem(NamedTuple):
    """One claimed item (its kind, its number from 1, its line) of which less counts; in cents.

    `by` is "found_amount" where an officer found less, or the id of the unit cost that has no more units.
    """

    kind: str
    number: int
    line: str
    cents: int
    found: int
    by: str


class DocumentOutcome(NamedTuple):
    """Whether a document is required (None: not known yet) and attached (None: nobody said)."""

    document: Document
    required: bool | None
    attached: bool | None
