"""As of when is an application assessed, and what does its headline say?"""

import json
from pathlib import Path

import pytest

from tests.cli.running import APPLICATION, AT, OVEN, ROOT, refused, run, shown

FILE_AT = "at = 2026-02-03T10:00:00+01:00\n"
CREDITORS = """
[[requirement]]
id = "durc"
clauses = ["OV-1"]
words = { it = "I contributi sono versati.", en = "Contributions are paid." }
holds = { fact = "site_open", is = true }
failing = { payment = "substitutive_payment" }

[[requirement]]
id = "open"
"""
PAID = b'[facts]\nsize = "small"\n%s[[invoice]]\nline = "oven"\namount = 600.00\n'


def application(tmp_path: Path, first: str) -> str:
    """The path of the application of the tests with something at its top."""
    path = tmp_path / "a.toml"
    path.write_text(first + APPLICATION.read_text())
    return str(path)


def headline(page: str) -> list[str]:
    """The lines of the box."""
    return [line.strip("│ ") for line in page.splitlines() if line.startswith("│")]


def test_the_file_says_as_of_when(tmp_path: Path) -> None:
    path = application(tmp_path, FILE_AT)
    assert json.loads(shown(run("assess", "oven", path, "--json")))["at"] == "2026-02-03T10:00:00+01:00"
    assert json.loads(shown(run("assess", "oven", path, "--at", AT, "--json")))["at"] == AT


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (
            "at = 2026-02-03T10:00:00\n",
            "an instant needs its zone, such as 2026-02-05T09:00:00+01:00; found 2026-02-03 10:00:00",
        ),
        (
            "at = 5\n",
            "an instant is a date and time with its zone, such as 2026-02-05T09:00:00+01:00; found 5",
        ),
    ],
)
def test_an_instant_of_the_file_has_its_zone(tmp_path: Path, first: str, message: str) -> None:
    path = application(tmp_path, first)
    assert refused(run("assess", "oven", path)) == f"{path}:1: at: {message}\n"


def test_a_day_that_the_rules_do_not_know_is_told_with_what_to_do() -> None:
    call, path = ROOT / "calls/vdi/call.toml", ROOT / "calls/vdi/example.toml"
    said = refused(run("assess", str(call), str(path), "--at", "2040-01-01T09:00:00.123456Z"))
    assert said == (
        f"{path}: cannot be assessed as of 2040-01-01T10:00:00+01:00: none of 1407/2013, 1408/2013, 717/2014 "
        "covers de minimis aid to general on 2040-01-01; use --at to say the day\n"
    )


def test_the_headline_says_that_an_amount_is_missing() -> None:
    given = b'[facts]\nsize = "small"\n[[cost]]\nline = "oven"\nis_new = true\n'
    page = shown(run("assess", "oven", "-", "--at", AT, "--lang", "en", given=given))
    assert headline(page)[-1] == (
        "(as far as is known so far: EUR 0.00 on EUR 0.00 of admitted costs; an amount is missing)"
    )


@pytest.mark.parametrize(
    ("fact", "head", "payment"),
    [
        (
            b"site_open = false\n",
            "CREDITOR BODIES ARE PAID FIRST",
            (
                "Contributions not in order: creditor bodies are paid first; "
                "the rest depends on what they are owed."
            ),
        ),
        (
            b"",
            "NOT DECIDED YET",
            "Whether contributions are in order is not known yet: the payment is worked out once it is.",
        ),
    ],
)
def test_creditor_bodies_come_first(tmp_path: Path, fact: bytes, head: str, payment: str) -> None:
    call = tmp_path / "call.toml"
    old = '\n[[requirement]]\nid = "open"\n'
    text = (OVEN / "call.toml").read_text().replace(old, CREDITORS)
    call.write_text(text.replace("substitutive_payment = false", "substitutive_payment = true"))
    at = ("--at", AT, "--moment", "payment", "--lang", "en")
    page = shown(run("assess", str(call), "-", *at, given=PAID % fact))
    lines = page.splitlines()
    below = next(at for at, line in enumerate(lines) if line.startswith("Payment ─"))
    assert (headline(page)[0], lines[below + 1]) == (head, payment)
