"""Do the made-up calls, which use what no real one does, say to the cent what a hand has worked out?"""

import functools
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandolo.rules.application import read_application
from bandolo.rules.assess import Assessor
from bandolo.rules.build import Reading, build
from bandolo.rules.cases import CaseFile
from bandolo.rules.days import ROME
from bandolo.rules.load import Edition, law, load_call, load_cases, parse, read_text
from bandolo.rules.rule import MOMENTS
from bandolo.rules.run_cases import run_cases
from tests.cli.running import run, shown, without
from tests.rules.random_applications import Applicant
from tests.rules.test_assess import check_gaps

MADE_UP = Path(__file__).parent / "made_up"
CENT = Decimal("0.01")
FOLDERS = sorted(path.parent for path in MADE_UP.glob("*/call.toml"))

every_call = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@functools.cache
def edition(folder: Path) -> Edition:
    """The call in a folder; the test fails with its problems where it has any."""
    return load_call(folder / "call.toml")


@functools.cache
def assessor_of(folder: Path) -> Assessor:
    """The call in a folder with its functions."""
    return Assessor(edition(folder).call, law())


def test_there_are_made_up_calls() -> None:
    assert [folder.name for folder in FOLDERS] == ["borghi", "fairs", "filiera", "masserie", "woods"]


@every_call
def test_every_case_holds(folder: Path) -> None:
    count, problems = load_cases(edition(folder))
    assert "\n".join(map(str, problems)) == ""
    assert count > 0


@every_call
def test_a_cent_more_is_found(folder: Path) -> None:
    call = edition(folder).call
    pages = [parse(page.read_bytes(), page.name) for page in sorted((folder / "cases").iterdir())]
    file, at = next(
        (page, at)
        for page in pages
        for at, case in enumerate(page.get("case", ()))
        if "grant" in case["expect"]
    )
    file["case"][at]["expect"]["grant"] += CENT
    reading = Reading()
    cases = build(reading, CaseFile, file)
    assert cases is not None
    assert [path for path, _ in run_cases(Assessor(call, law()), cases)] == [("case", at, "expect", "grant")]


@every_call
def test_every_rule_of_a_call_is_tried_by_a_case(folder: Path) -> None:
    cited = {
        clause
        for page in (folder / "cases").iterdir()
        for case in parse(page.read_bytes(), page.name).values()
        if isinstance(case, list)
        for one in case
        for clause in one["clauses"]
    }
    call = edition(folder).call
    carried = {clause.id for clause in call.clauses if clause.not_carried is None}
    only_people = {clause for duty in call.duties for clause in duty.clauses}
    only_facts = {clause for fact in call.facts for clause in fact.clauses}
    assert carried - cited - only_people - only_facts == set()


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("call", ["borghi", "woods"])
def test_the_whole_explanation(call: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANDOLO_CALLS", str(MADE_UP))
    folder = MADE_UP / call
    page = shown(run("assess", call, str(folder / "application.toml"), "--lang", lang))
    edition_line = (f"bando {call}, edizione", f"call {call}, edition")
    told = (folder / f"assessment.{lang}.txt").read_text(encoding="utf-8")
    assert without(page, *edition_line) == without(told, *edition_line)


def test_what_does_not_concern_an_applicant_is_met_and_not_shown() -> None:
    folder = MADE_UP / "woods"
    call = edition(folder).call
    application, found = read_application(call, parse(read_text(folder / "application.toml"), "woods"), law())
    at = datetime(2026, 3, 10, 10, tzinfo=ROME)
    outcome = Assessor(call, law()).assess(application, "submission", at).outcome
    assert found == []
    assert [(one.rule.id, one.verdict, one.concerns) for one in outcome.requirements] == [
        ("of-age", True, False),
        ("vat-number", True, True),
        ("active-and-paid", True, False),
    ]


@every_call
@settings(max_examples=25)
@given(chance=st.randoms(use_true_random=False))
def test_whatever_people_send_both_answers_agree_and_say_what_they_lack(folder: Path, chance: Random) -> None:
    call, example = edition(folder).call, folder / "application.toml"
    model = parse(read_text(example), "example") if example.exists() else {}
    assessor, moment = assessor_of(folder), chance.choice(MOMENTS)
    applicant = Applicant(chance, call, law().de_minimis, model)
    check_gaps(assessor, applicant, moment)
    application, found = read_application(call, applicant.application(), law())
    assert found == []
    decided = assessor.compiled(moment).decide(application, applicant.on)
    at = datetime.combine(applicant.on, time(12), ROME)
    outcome = assessor.assess(application, moment, at).outcome
    assert (decided.admissible, decided.admitted_total) == (outcome.admissible, outcome.admitted_total)
    assert (decided.grant, decided.premium, decided.loan) == outcome.aid[:3]
    if outcome.entities:
        of_each = [sum(one.aid[at] for one in outcome.entities) for at in range(len(outcome.aid))]
        assert of_each == [*outcome.aid]
