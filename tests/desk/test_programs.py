"""Do programs get the same answers as people and as the command line?"""

import json
import subprocess
import sys

import pytest
from django.test import Client

from tests.desk.made import CALLS, a_call

pytestmark = pytest.mark.django_db
ADDRESS = "/api/bandi/c26/valutazione/"


def test_the_list_and_the_guide() -> None:
    a_call()
    (one,) = Client().get("/api/bandi/").json()["calls"]
    assert one["id"] == "c26"
    assert one["closes"] == "2026-04-10T00:00:00+02:00"
    assert one["last_instant"] == "excluded"
    guide = Client().get("/api/bandi/c26/").json()["guide"]
    assert guide["it"].startswith("# CONneSSi 2026")
    assert "## Who can apply" in guide["en"]


def test_the_answer_is_that_of_the_command_line() -> None:
    a_call()
    text = (CALLS / "c26" / "example.toml").read_bytes()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(ADDRESS, text, content_type="application/toml").json()
    words = [sys.executable, "-m", "bandolo.cli", "assess", "c26", str(CALLS / "c26/example.toml"), "--json"]
    printed = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert answer == json.loads(printed)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"[facts\n", ""),
        (b'[facts]\nsize = "huge"\nsmall = true\n', "facts.size"),
        (b'{"at": "yesterday"}', "at"),
        (b"\xff\xfe", ""),
    ],
)
def test_what_is_wrong_is_listed_with_its_place(text: bytes, place: str) -> None:
    a_call()
    answer = Client().post(ADDRESS, text, content_type="application/toml")
    assert answer.status_code == 422
    assert place in [one["place"] for one in answer.json()["problems"]]


def test_an_application_over_two_megabytes_is_refused() -> None:
    a_call()
    answer = Client().post(ADDRESS, b"#" * 2_000_001, content_type="application/toml")
    assert answer.status_code == 413
