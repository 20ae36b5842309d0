"""What does the application that the enterprise signs say?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from bandolo.papers.typeset_records import Answered, Cited, Enterprise, Paper, Person
from bandolo.rules.application import Application, claim_kinds
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Call
from bandolo.rules.conditions import Record
from bandolo.rules.costs import Tree
from bandolo.rules.facts import Fact
from bandolo.rules.money import Cents, show_rate
from bandolo.rules.requirements import DocumentOutcome
from bandolo.rules.words_of import SIGNERS, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    """A file of the dossier, by its SHA-256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRecord:
    """A record that the application lists: an earlier aid, a partner."""

    title: str
    answers: tuple[Answered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """A planned cost: its number, the line it is claimed on, what it is; without amount where one lacks."""

    number: int
    line: str
    details: tuple[Answered, ...]
    claim: Cents | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostNode:
    """A line, group or the whole of the costs: asked, admitted by the answers given, and what bound it."""

    words: str
    rank: str
    claimed: Cents
    admitted: Cents
    bound_by: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AidLine:
    """A step from the admitted costs to the aid, or its end."""

    words: str
    clauses: tuple[str, ...] = ()
    basis: str = ""
    result: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredPaper:
    """A paper that the call asks for, on which form, signed by whom, with the files that were attached.

    `is_this` where the application itself is that paper.
    """

    words: str
    clauses: tuple[str, ...]
    notes: tuple[str, ...]
    is_required: bool | None
    is_this: bool
    files: tuple[AttachedFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDocument(Paper):
    """The application (domanda), a declaration in the applicant's name (D.P.R. 445/2000, arts. 46 and 47).

    `declarations` are the requirements that the answers meet, `open_points` those that they do not meet or
    leave open; `edition` is the SHA-256 of the edition of the call.
    """

    TEMPLATE: ClassVar[str] = "application"

    edition: str
    body_name: str
    enterprise: Enterprise
    signer: Person
    answers: tuple[Answered, ...]
    records: tuple[ListedRecord, ...]
    items: tuple[CostItem, ...]
    costs: tuple[CostNode, ...]
    steps: tuple[AidLine, ...]
    aid: tuple[AidLine, ...]
    is_final: bool
    declarations: tuple[Cited, ...]
    open_points: tuple[Cited, ...]
    commitments: tuple[Cited, ...]
    papers: tuple[RequiredPaper, ...]
    readings: tuple[Cited, ...]


class Filing(NamedTuple):
    """What the rules do not know of an application: whose it is and what was attached, by document id.

    `itself` is the document of the call that this paper becomes once it is signed.
    """

    heading: Paper
    edition: str
    enterprise: Enterprise
    signer: Person
    files: Mapping[str, tuple[AttachedFile, ...]]
    itself: str | None = None


def application_document(
    filing: Filing, application: Application, assessment: Assessment
) -> ApplicationDocument:
    """The document of an application, in the Italian words of its call, from its assessment at submission."""
    call, outcome, heading = assessment.call, assessment.outcome, filing.heading
    wording = Wording(call, "it")
    kinds = claim_kinds(call, assessment.moment)
    met = [one for one in outcome.requirements if one.verdict is True]
    unmet = [one for one in outcome.requirements if one.verdict is not True]
    return ApplicationDocument(
        issuer=heading.issuer,
        call=heading.call,
        reference=heading.reference,
        made_at=heading.made_at,
        edition=filing.edition,
        body_name=call.body.name.it,
        enterprise=filing.enterprise,
        signer=filing.signer,
        answers=_answers(call, wording, None, application.facts),
        records=tuple(_records(call, wording, application, kinds)),
        items=tuple(cost_items(call, wording, application, kinds)),
        costs=tuple(cost_nodes(wording, assessment)),
        steps=tuple(_steps(wording, assessment)),
        aid=tuple(_aid(wording, assessment)),
        is_final=outcome.known.aid and outcome.known.claims,
        declarations=tuple(Cited(words=one.rule.words.it, clauses=one.rule.clauses) for one in met),
        open_points=tuple(Cited(words=one.rule.words.it, clauses=one.rule.clauses) for one in unmet),
        commitments=tuple(
            Cited(words=duty.words.it, clauses=duty.clauses)
            for duty in call.duties
            if duty.who in ("applicant", "beneficiary")
        ),
        papers=tuple(_paper(wording, one, filing) for one in outcome.documents if one.required is not False),
        readings=tuple(
            Cited(words=f"{one.question.it} {one.reading.it}", clauses=one.clauses)
            for one in assessment.interpretations
        ),
    )


def _answers(
    call: Call, wording: Wording, kind: str | None, values: Mapping[str, object], but: tuple[str, ...] = ()
) -> tuple[Answered, ...]:
    """What was answered, in the order in which the call asks: of the application, or of a record's kind."""

    def is_asked(fact: Fact) -> bool:
        return (kind in fact.of if kind else not fact.of) and fact.id in values and fact.id not in but

    return tuple(
        Answered(
            question=fact.ask.it,
            answer=wording.listed(_said(wording, fact, values[fact.id]), ("e", "and")) or "–",
        )
        for fact in call.facts
        if is_asked(fact)
    )


def _said(wording: Wording, fact: Fact, value: object) -> Iterator[str]:
    """The words of a value; of a set, those of each member in the order in which the fact names them."""
    members = value if isinstance(value, frozenset) else (value,)
    order = [*(fact.choices or ())]
    ranked = sorted(members, key=lambda one: (order.index(one) if one in order else len(order), str(one)))
    return (wording.value(fact.id, one) for one in ranked)


def _records(
    call: Call, wording: Wording, application: Application, kinds: tuple[str, ...]
) -> Iterator[ListedRecord]:
    """The records beside the claims; a kind that was said to be empty says so."""
    for kind in call.records:
        if kind.id in kinds or kind.id not in application.records:
            continue
        records, title = application.records[kind.id], kind.words.it[:1].upper() + kind.words.it[1:]
        if not records:
            yield ListedRecord(title=title, answers=(Answered(question="Elenco", answer="nessuna voce"),))
        for number, record in enumerate(records, 1):
            yield ListedRecord(title=f"{title} {number}", answers=_answers(call, wording, kind.id, record))


def cost_items(
    call: Call, wording: Wording, application: Application, kinds: tuple[str, ...]
) -> Iterator[CostItem]:
    """The claims of some kinds of records, numbered within their kind."""
    for kind in kinds:
        for number, record in enumerate(application.records.get(kind, ()), 1):
            yield CostItem(
                number=number,
                line=_line(wording, record),
                details=_answers(call, wording, kind, record, but=("line",)),
                claim=_claim(record),
            )


def _line(wording: Wording, record: Record) -> str:
    line = str(record.get("line", ""))
    return wording.say(wording.nodes[line]) if line in wording.nodes else line


def _claim(record: Record) -> Cents | None:
    claim = record.get("claim")
    return Cents(claim) if isinstance(claim, int) else None


def cost_nodes(wording: Wording, assessment: Assessment) -> Iterator[CostNode]:
    """Each line and group of the costs, as assessed."""
    call = assessment.call
    tree = Tree(call.lines, call.groups)
    limits = {limit.id: limit for limit in call.limits}
    for line in assessment.outcome.lines:
        rank = "whole" if line.id == tree.root else "line" if line.id in tree.lines else "group"
        bound = (limits[id] for id in line.bound_by)
        yield CostNode(
            words=wording.say(wording.nodes[line.id]),
            rank=rank,
            claimed=Cents(line.claimed),
            admitted=Cents(line.admitted),
            bound_by=tuple(Cited(words=one.words.it, clauses=one.clauses) for one in bound),
        )


def _steps(wording: Wording, assessment: Assessment) -> Iterator[AidLine]:
    for step in assessment.outcome.steps:
        if step.applies is False:
            continue
        read = [
            f"{wording.amount(name)} {'non noto' if cents is None else wording.value(name, cents)}"
            for name, cents in step.inputs
        ]
        rate = [] if step.share is None else [f"al {show_rate(step.share, 'it')}"]
        regime = [one.words.it for one in assessment.call.regimes if one.id == step.rule.regime]
        # In a group a step is taken for each; under a regime it stands beside the steps of no other.
        whose = ", ".join(name.rstrip(".") for name in (step.entity or "", *regime) if name)
        yield AidLine(
            words=f"{whose}: {step.rule.words.it}" if whose else step.rule.words.it,
            clauses=step.rule.clauses,
            basis="; ".join((*read, *rate)),
            result=Cents(step.result),
        )


def _aid(wording: Wording, assessment: Assessment) -> Iterator[AidLine]:
    """What is asked for, instrument by instrument; the sum where there are several."""
    named = {name: cents for name, cents in assessment.outcome.aid._asdict().items() if name != "total"}
    asked = {name: cents for name, cents in named.items() if cents} or {"grant": named["grant"]}
    if len(asked) > 1:
        asked["total"] = assessment.outcome.aid.total
    for name, cents in asked.items():
        yield AidLine(words=wording.amount(f"aid.{name}").capitalize(), result=Cents(cents))


def _paper(wording: Wording, one: DocumentOutcome, filing: Filing) -> RequiredPaper:
    document = one.document
    notes = [document.model] if document.model else []
    if document.signed_by:
        signers = [wording.say(SIGNERS[signer]) for signer in document.signed_by]
        notes.append(f"firma: {wording.listed(signers, ('o', 'or'))}")
    if document.per is not None:
        notes.append(f"per ogni {wording.say(wording.records[document.per])}")
    return RequiredPaper(
        words=document.words.it,
        clauses=document.clauses,
        notes=tuple(notes),
        is_required=one.required,
        is_this=document.id == filing.itself,
        files=filing.files.get(document.id, ()),
    )
