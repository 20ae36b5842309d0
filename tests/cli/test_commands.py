"""Does each command do what it says?"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import APPLICATION, AT, OVEN, run, shown, without

# --- Help and start ---


def test_help_lists_the_commands_in_order() -> None:
    result = run("--help")
    named = [
        line.split()[1]
        for line in result.stdout.splitlines()
        if line.startswith("│ ") and line[2] not in " -*"
    ]
    assert (result.exit_code, named) == (
        0,
        [
            "calls",
            "check",
            "facts",
            "assess",
            "rank",
            "dates",
            "schedule",
            "guide",
            "invoice",
            "new",
            "schema",
            "catalogue",
            "serve",
            "demo",
            "worker",
            "verify",
            "trust",
            "submit",
            "intake",
            "keys",
            "watch",
            "log",
            "dossier",
            "receipt",
        ],
    )


def test_help_does_not_wait_for_the_rules() -> None:
    code = (
        "import sys, bandolo.cli; print([name for name in sys.modules if name.startswith('bandolo.rules')])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


def test_the_program_runs_as_a_module_too() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "bandolo.cli", "check", "nowhere"], capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stdout) == (2, "")
    assert made.stderr == "nowhere: no call has this id, and no file this name; known are: oven\n"


# --- The commands ---


@pytest.mark.parametrize("lang", ["it", "en"])
def test_an_assessment_shows_all_that_it_rests_on(lang: str) -> None:
    page = shown(run("assess", "oven", str(APPLICATION), "--at", AT, "--lang", lang))
    edition = ("bando oven, edizione", "call oven, edition")
    assert without(page, *edition) == without((OVEN / f"assessment.{lang}.txt").read_text(), *edition)


def test_an_assessment_as_json() -> None:
    answer = json.loads(shown(run("assess", "oven", str(APPLICATION), "--at", AT, "--json")))
    assert answer["call"].pop("digest").isalnum()
    expected = json.loads((OVEN / "answer.json").read_text())
    expected["call"].pop("digest")
    assert answer == expected


def test_standard_input_and_json_input_give_the_same_answer() -> None:
    written = b"""{
        "call": "oven", "attached": ["quote"], "facts": {"size": "small", "site_open": true}, "cost": [
        {"line": "oven", "amount": "1200.00", "is_new": true},
        {"line": "oven", "amount": 250, "is_new": false},
        {"line": "fitting", "amount": 400.00}]}"""
    from_file = run("assess", "oven", str(APPLICATION), "--at", AT, "--json")
    from_input = run("assess", "oven", "-", "--at", AT, "--json", given=written)
    assert shown(from_input) == shown(from_file)


def test_without_an_instant_the_clock_is_asked() -> None:
    answer = json.loads(shown(run("assess", "oven", str(APPLICATION), "--json")))
    assert (answer["moment"], answer["aid"]["grant"]) == ("submission", "750.00")


def test_what_is_missing_is_asked_for() -> None:
    given = b'[facts]\nsize = "large"\n[[cost]]\nline = "oven"\nis_new = true\n'
    answer = json.loads(shown(run("assess", "oven", "-", "--at", AT, "--json", given=given)))
    assert answer["admissible"] is False
    assert [(one["fact"], one["places"]) for one in answer["missing"]] == [
        ("site_open", ["site_open"]),
        ("amount", ["cost[1].amount"]),
    ]
    page = shown(run("assess", "oven", "-", "--at", AT, given=given))
    assert "? Il forno è aperto al pubblico?" in page
    assert "? Qual è l'importo al netto dell'IVA?" in page


@pytest.mark.parametrize("moment", ["review", "award", "reporting", "payment"])
def test_every_moment_has_an_answer(moment: str) -> None:
    answer = json.loads(
        shown(run("assess", "oven", str(APPLICATION), "--at", AT, "--moment", moment, "--json"))
    )
    assert answer["moment"] == moment
    assert shown(run("assess", "oven", str(APPLICATION), "--at", AT, "--moment", moment))


def test_a_payment_says_what_reaches_the_beneficiary() -> None:
    given = b"""[facts]\nsize = "small"\nsite_open = false\n[[invoice]]\nline = "oven"\namount = 600.00\n"""
    answer = json.loads(
        shown(run("assess", "oven", "-", "--at", AT, "--moment", "payment", "--json", given=given))
    )
    payment = {key: answer["payment"][key] for key in ("gross", "withholding", "net")}
    assert payment == {"gross": "300.00", "withholding": "12.00", "net": "288.00"}
    assert [(one["id"], one["verdict"]) for one in answer["grounds"]] == [("closed", True)]


def test_applications_are_ranked_down_to_the_last_euro() -> None:
    entry = (
        b'[[entry]]\nid = "%s"\nsubmitted_at = 2026-02-0%dT09:00:00Z\nnumber = %d\n'
        b"grant = 1000.00\nadmissible = %s\n"
    )
    line = ((b"a", 3, 1, b"true"), (b"b", 4, 2, b"true"), (b"c", 5, 3, b"true"), (b"d", 6, 4, b"false"))
    given = b"".join(entry % one for one in line)
    answer = json.loads(shown(run("rank", "oven", "-", "--json", given=given)))
    assert [(one["id"], one["awarded"]) for one in answer["financed"]] == [("a", "1000.00"), ("b", "500.00")]
    assert [one["id"] for one in answer["waiting"]] == ["c"]
    assert [one["id"] for one in answer["not_admitted"]] == ["d"]
    more = json.loads(shown(run("rank", "oven", "-", "--json", given=b"funds = 3000.00\n" + given)))
    assert [one["awarded"] for one in more["financed"]] == ["1000.00", "1000.00", "1000.00"]
    assert "Finanziate: 2" in shown(run("rank", "oven", "-", given=given))


def test_deadlines_are_counted_from_events_and_numbers() -> None:
    page = shown(
        run(
            "dates",
            "oven",
            "submission=2026-03-02",
            "test_baking=2026-03-02",
            "days_to_open=10",
            "--lang",
            "en",
        )
    )
    assert without(page, "   ") == (
        "by the end of Thursday 12 March 2026\n"
        "by the end of Monday 30 March 2026\n"
        "by Wednesday 9 December 2026, 12:00\n"
    )


def test_deadlines_that_wait_say_for_what() -> None:
    assert shown(run("dates", "oven")).endswith(
        "Aprire al pubblico. (l'impresa richiedente) [OV-1]\n"
        "   non ancora calcolabile, manca: prova di cottura, days to open (test_baking, days_to_open)\n"
        "Decidere. (l'ente) [OV-6]\n"
        "   non ancora calcolabile, manca: invio della domanda (submission)\n"
    )


def test_a_loan_is_paid_back_to_the_cent() -> None:
    page = shown(
        run("schedule", "oven", "--principal", "1000.00", "--years", "1", "--first-due", "2026-06-30")
    )
    assert [line.split() for line in page.splitlines()[2:4]] == [
        ["1", "2026-06-30", "497,51", "€", "10,00", "€", "507,51", "€", "502,49", "€"],
        ["2", "2026-12-30", "502,49", "€", "5,02", "€", "507,51", "€", "0,00", "€"],
    ]


@pytest.mark.parametrize("lang", ["it", "en"])
def test_the_guide_is_the_derived_one(lang: str) -> None:
    assert run("guide", "oven", "--lang", lang).stdout == (OVEN / f"guide.{lang}.md").read_text()


def test_calls_are_listed_with_their_window() -> None:
    assert shown(run("calls", "--lang", "en")) == (
        "oven  New ovens\n"
        "     Municipality of Pane\n"
        "     opens Monday 2 February 2026, 09:00; "
        "applications by the end of Tuesday 31 March 2026 (Rome time)\n"
    )


def test_facts_tell_what_is_asked_and_who_attests_it() -> None:
    page = shown(run("facts", "oven", "--lang", "en"))
    asked = page[page.index("is_new") :].splitlines()
    assert [line.split(maxsplit=1) for line in asked[:1]] == [["is_new", "Is it new?"]]
    assert asked[1].strip() == "yes or no; attested by: applicant"


# --- Check ---


def test_a_sound_call_is_checked_with_its_cases() -> None:
    page = shown(run("check", "oven", "--clauses", "--lang", "en"))
    assert page.startswith("✓ oven  New ovens\n  clauses 6, without a rule 1; cases 1, problems 0\n")
    assert "aid steps 2 (share 1, ceiling 1)" in " ".join(page.split())
    assert "  to people OV-5: keep-invoice (the beneficiary)\n" in page
    assert "  no rule   OV-4: " in page
    assert "  ? OV-4 Applications are examined with care." in page
    assert "no rule: It is a wish, not a rule." in page


def test_all_calls_are_checked_where_none_is_named() -> None:
    assert run("check").stdout == run("check", "oven").stdout


def test_a_call_without_cases_is_not_simply_well(tmp_path: Path) -> None:
    path = tmp_path / "call.toml"
    path.write_text((OVEN / "call.toml").read_text())
    page = shown(run("check", str(path), "--lang", "en"))
    assert page.startswith(
        "? oven  New ovens\n  clauses 6, without a rule 1; cases 0, problems 0\n  no cases: "
    )


def broken(tmp_path: Path, old: str, new: str) -> Path:
    """The call of the tests with something wrong in it."""
    folder = tmp_path / "oven"
    (folder / "cases").mkdir(parents=True)
    text = (OVEN / "call.toml").read_text()
    assert old in text
    (folder / "call.toml").write_text(text.replace(old, new, 1))
    (folder / "cases" / "grant.toml").write_text((OVEN / "cases" / "grant.toml").read_text())
    return folder / "call.toml"


def test_every_problem_of_a_call_has_its_line(tmp_path: Path) -> None:
    path = broken(tmp_path, 'on = "fitting"\ncap = 300.00', 'on = "fiting"\ncap = -300.00\ncolour = "red"')
    result = run("check", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == ["limit[1].cap", "limit[1].colour"]
    assert all(line.startswith(f"{path}:") for line in lines)


def test_a_case_that_comes_out_otherwise_is_a_problem(tmp_path: Path) -> None:
    path = broken(tmp_path, 'share = "50%"', 'share = "40%"')
    result = run("check", str(path.parent))
    cases = path.parent / "cases" / "grant.toml"
    assert result.exit_code == 1
    assert result.stderr == (
        f"{cases}:12: case[1].expect.grant: an-oven-and-its-fitting: grant should be 750.00, is 600.00\n"
    )
    assert "problemi 1" in result.stdout
