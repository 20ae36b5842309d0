"""Does a new call stand at once, is nothing overwritten, and do the pages for authors come out?"""

import json
from pathlib import Path

import pytest

from tests.cli.running import run, shown

FILES = ["call.schema.json", "call.toml", "cases.schema.json", "cases/grant.toml", "example.toml"]


def test_a_new_call_is_without_problems_and_its_cases_come_out(tmp_path: Path) -> None:
    shown(run("new", "forni-2026", "--title", 'Forni "nuovi" 2026', "--into", str(tmp_path)))
    folder = tmp_path / "forni-2026"
    found = sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
    assert found == FILES
    page = shown(run("check", str(folder / "call.toml"), "--lang", "en"))
    assert page.splitlines()[0].rstrip().endswith('forni-2026  Forni "nuovi" 2026')
    assert "cases 3, problems 0" in page
    answer = json.loads(shown(run("assess", str(folder), str(folder / "example.toml"), "--json")))
    assert (answer["admissible"], answer["aid"]["grant"]) == (True, "4000.00")
    assert json.loads((folder / "call.schema.json").read_text()) == json.loads(shown(run("schema")))
    assert json.loads((folder / "cases.schema.json").read_text()) == json.loads(shown(run("schema", "cases")))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "forni").mkdir()
    made = run("new", "forni", "--into", str(tmp_path))
    assert (made.exit_code, made.stdout) == (2, "")
    assert made.stderr == f"{tmp_path / 'forni'}: is there already; nothing is overwritten\n"
    assert list((tmp_path / "forni").iterdir()) == []


@pytest.mark.parametrize("id", ["../forni", "Forni", "forni 2026", "-forni", "", "a" * 70])
def test_an_id_that_is_no_name_of_a_folder_is_refused(id: str, tmp_path: Path) -> None:
    made = run("new", "--into", str(tmp_path), "--", id)
    assert made.exit_code == 2
    assert "is made of small letters, digits and -" in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_catalogue_is_printed() -> None:
    assert shown(run("catalogue")).startswith("# The catalogue\n")


def test_the_schema_of_applications_is_of_one_call() -> None:
    schema = json.loads(shown(run("schema", "application", "--call", "oven")))
    assert schema["properties"]["call"] == {"const": "oven"}
    for wrong in (("schema", "application"), ("schema", "cases", "--call", "oven")):
        refused = run(*wrong)
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert refused.stderr == (
            "schema: --call goes with application: bandolo schema application --call botteghe-2026\n"
        )
