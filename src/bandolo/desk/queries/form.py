"""Which steps does the form of a call have, and what does each ask?

All of it follows from the call file: the facts that `form_facts` names, the kinds of records, the papers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from bandolo.desk.queries.editions import rules_of
from bandolo.rules.asked import form_facts
from bandolo.rules.call import Call as Rules
from bandolo.rules.facts import Fact
from bandolo.rules.load import law
from bandolo.rules.requirements import Document
from bandolo.rules.rule import Words
from bandolo.rules.undertaking import FIGURE_RECORDS

# Who keeps a register: what they attest stands in the step of the enterprise.
_REGISTERS = frozenset(("business_register", "durc", "chamber", "state_aid_register"))
ENTERPRISE, PROJECT, DOCUMENTS, CHECK = "enterprise", "project", "documents", "check"
_WORDS: Mapping[str, Words] = {
    ENTERPRISE: Words(it="L'impresa", en="The enterprise"),
    PROJECT: Words(it="Il progetto", en="The project"),
    DOCUMENTS: Words(it="Documenti", en="Documents"),
    CHECK: Words(it="Controllo, firma e invio", en="Check, sign and submit"),
}
Options = tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Step:
    """A step of the form: facts of the application, or (`kind`) those of each record of a kind."""

    id: str
    words: Words
    facts: tuple[Fact, ...] = ()
    kind: str | None = None


@dataclass(frozen=True)
class Form:
    """The steps in order, and every fact that is asked, by the kind of its records and its id."""

    steps: tuple[Step, ...]
    facts: Mapping[tuple[str | None, str], Fact]

    def step(self, id: str) -> Step | None:
        """The step of an id."""
        return next((one for one in self.steps if one.id == id), None)

    def fact_at(self, path: str) -> Fact | None:
        """The fact that stands at a path; None where the form has no such place."""
        match path.split("/"):
            case ["fact", fact]:
                return self.facts.get((None, fact))
            case ["record", kind, record, fact] if record.isalnum():
                return self.facts.get((kind, fact))
            case _:
                return None

    def step_of(self, path: str) -> str:
        """The step on which a path stands."""
        parts = path.split("/")
        if parts[0] != "fact":
            return parts[1]
        return next(one.id for one in self.steps if any(fact.id == parts[1] for fact in one.facts))


@lru_cache(maxsize=64)
def form_of(edition: UUID) -> Form:
    """The form of an edition, made once in each process."""
    rules = rules_of(edition)
    listed = form_facts(rules)
    own = next((facts for kind, facts in listed if kind is None), ())
    asked = {kind: facts for kind, facts in listed if kind is not None}
    attested = tuple(fact for fact in own if not _REGISTERS.isdisjoint(fact.attested_by))
    told = tuple(fact for fact in own if _REGISTERS.isdisjoint(fact.attested_by))
    words = {kind.id: kind.words for kind in rules.records}
    kinds = sorted(asked, key=_place_of_kind)
    steps = (
        *([Step(ENTERPRISE, _WORDS[ENTERPRISE], attested)] if attested else []),
        *([Step(PROJECT, _WORDS[PROJECT], told)] if told else []),
        *(Step(kind, words[kind], asked[kind], kind) for kind in kinds),
        *([Step(DOCUMENTS, _WORDS[DOCUMENTS])] if papers_of(rules) else []),
        Step(CHECK, _WORDS[CHECK]),
    )
    facts = {(kind, fact.id): fact for kind, told in listed for fact in told}
    return Form(steps, facts)


def _place_of_kind(kind: str) -> tuple[int, str]:
    """The figures of the enterprise first, suppliers before what they quote, costs after both, aid last."""
    order = (*FIGURE_RECORDS, "supplier", "quote", "cost")
    return (order.index(kind), kind) if kind in order else (len(order), kind)


def options_of(rules: Rules, fact: Fact) -> Options:
    """What can be chosen for a fact: its choices, the cost lines of the call, the regulations of the law."""
    if fact.choices is not None:
        return tuple(fact.choices.items())
    if fact.id == "line":
        return tuple((line.id, line.words) for line in rules.lines if line.flat_rate is None)
    if fact.id == "regulation":
        ids = [one.id for one in law().de_minimis.regulations]
        return tuple((id, Words(it=f"Reg. (UE) {id}", en=f"Reg. (EU) {id}")) for id in ids)
    return ()


def papers_of(rules: Rules) -> tuple[Document, ...]:
    """The papers that are attached to an application; itself, once signed, is not among them."""
    itself = signed_paper(rules)
    return tuple(one for one in rules.documents if "submission" in one.at and one != itself)


def request_paper(rules: Rules) -> Document | None:
    """The paper that the report becomes once it is signed; None where the call asks for no signature."""
    return next((one for one in rules.documents if one.is_signed == "report"), None)


def signed_paper(rules: Rules) -> Document | None:
    """The paper that the application becomes once it is signed; None where the call asks for no signature."""
    return next((one for one in rules.documents if one.is_signed == "application"), None)
