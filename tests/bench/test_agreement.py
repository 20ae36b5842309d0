"""Do the call, the function written by hand and the decision graph of ZEN say the same?"""

from datetime import date
from pathlib import Path

import pytest

from bandolo.rules.assess import Assessor
from bandolo.rules.load import law, load_call
from bench import zen
from bench.agreement import answers_to, disagreements
from bench.random_applications import example_case, random_cases

RACED = Path(__file__).parents[2] / "calls" / "c26"
LAW = law()


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(load_call(RACED / "call.toml").call, LAW)


def test_all_contenders_agree(assessor: Assessor) -> None:
    cases = random_cases(assessor.call, LAW, RACED / "example.toml", seed=1, count=500)
    assert list(disagreements(assessor, zen.engine(), cases)) == []


def test_the_example_is_granted_by_all(assessor: Assessor) -> None:
    case = example_case(assessor.call, LAW, RACED / "example.toml", date(2026, 3, 2))
    answers = answers_to(assessor, zen.engine(), case)
    assert set(answers.values()) == {(True, 13_400_00, 5_500_00, 0, 0, 5_500_00)}


def test_one_seed_gives_one_line_of_cases(assessor: Assessor) -> None:
    first, second = (
        [case.raw for case in random_cases(assessor.call, LAW, RACED / "example.toml", seed=7, count=20)]
        for _ in range(2)
    )
    assert first == second


def test_cases_have_every_answer(assessor: Assessor) -> None:
    decide = assessor.compiled("submission").decide
    cases = random_cases(assessor.call, LAW, RACED / "example.toml", seed=1, count=200)
    assert {decide(case.application, case.on).admissible for case in cases} == {True, False, None}
