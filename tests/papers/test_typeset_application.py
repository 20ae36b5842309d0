"""Does the application say what the rules say of it, with the clauses?"""

from pathlib import Path

import pytest

from bandolo.papers.typeset import printable, typeset
from bandolo.papers.typeset_application import Filing, application_document
from bandolo.papers.typeset_records import Paper
from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.facts import read_instant
from bandolo.rules.load import law, load_call, parse
from tests.papers.paper_records import (
    AT,
    CALL_IDS,
    DIGEST,
    ENTERPRISE,
    ISSUER,
    SIGNER,
    application_of,
    assessed,
)
from tests.papers.reading_pdf import letters_of, text_of


@pytest.fixture(params=CALL_IDS)
def call(request: pytest.FixtureRequest) -> str:
    """Each of the calls."""
    return str(request.param)


def test_the_amounts_are_those_of_the_assessment(call: str) -> None:
    document, (_, _, assessment) = application_of(call), assessed(call)
    outcome = assessment.outcome
    assert [(node.claimed, node.admitted) for node in document.costs] == [
        (line.claimed, line.admitted) for line in outcome.lines
    ]
    named = [cents for name, cents in outcome.aid._asdict().items() if cents and name != "total"] or [0]
    assert [one.result for one in document.aid] == [*named, *[outcome.aid.total] * (len(named) > 1)]
    assert [step.result for step in document.steps] == [
        step.result for step in outcome.steps if step.applies is not False
    ]


def test_every_requirement_is_declared_or_left_open(call: str) -> None:
    document, (_, _, assessment) = application_of(call), assessed(call)
    requirements = assessment.outcome.requirements
    assert [one.clauses for one in document.declarations] == [
        one.rule.clauses for one in requirements if one.verdict is True
    ]
    assert [one.words for one in document.open_points] == [
        one.rule.words.it for one in requirements if one.verdict is not True
    ]


def test_every_answer_stands_in_it(call: str) -> None:
    document, (edition, application, _) = application_of(call), assessed(call)
    asked = {fact.ask.it for fact in edition.call.facts if fact.id in application.facts and not fact.of}
    assert {one.question for one in document.answers} == asked
    assert all(one.answer for one in document.answers)


def test_the_paper_reads_as_the_record(call: str) -> None:
    document = application_of(call)
    said = letters_of(text_of(typeset(document)))
    words = [one.words for one in (*document.declarations, *document.open_points, *document.commitments)]
    words += [paper.words for paper in document.papers]
    lost = [one for one in words if letters_of(printable(one)) not in said]
    # A page may end within a sentence: its footer and the next header stand between the words.
    assert len(lost) <= 3


def test_files_and_the_paper_itself() -> None:
    document = application_of("c26")
    itself, budget, *others = document.papers
    assert (itself.is_this, itself.files) == (True, ())
    assert (budget.is_this, [one.sha256 for one in budget.files]) == (False, [DIGEST])
    assert all(paper.files == () for paper in others)


def test_a_cost_without_amount_says_so() -> None:
    document = application_of("c26")
    assert [item.number for item in document.items] == [1, 2, 3, 4, 5]
    assert [item.claim for item in document.items] == [7_200_00, 1_500_00, 3_500_00, 2_400_00, 900_00]


def test_a_step_of_a_group_names_the_member_and_its_regime() -> None:
    folder = Path(__file__).parents[1] / "made_up" / "borghi"
    edition, raw = (
        load_call(folder / "call.toml"),
        parse((folder / "application.toml").read_bytes(), "borghi"),
    )
    at = read_instant(raw.pop("at"))
    assert at is not None
    application, problems = read_application(edition.call, raw, law())
    assert problems == []
    assessment = Assessor(edition.call, law()).assess(application, "submission", at)
    heading = Paper(issuer=ISSUER, call=edition.call.title.it, reference="borghi-000123", made_at=AT)
    document = application_document(
        Filing(heading, edition.digest, ENTERPRISE, SIGNER, {}, ""), application, assessment
    )
    assert [one.words for one in document.steps] == [
        "Alfa, In esenzione, Reg. (UE) 651/2014, art. 17: Secondo la dimensione.",
        "Beta, De minimis, Reg. (UE) 2023/2831: Il 60% delle spese ammesse.",
        "Beta, De minimis, Reg. (UE) 2023/2831: Al massimo 30.000 euro.",
        "Beta, De minimis, Reg. (UE) 2023/2831: Entro lo spazio de minimis del partner.",
        "Gamma, In esenzione, Reg. (UE) 651/2014, art. 17: Secondo la dimensione.",
        "Al massimo 150.000 euro per progetto.",
    ]
