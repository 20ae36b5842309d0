"""Does the schema of applications take every application that a call takes, and refuse what it refuses?"""

import functools
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bandolo.rules.application import read_application
from bandolo.rules.load import law, load_call, parse, read_text
from bandolo.rules.schema_application import application_schema
from bandolo.rules.so_far import read_so_far
from tests.rules.random_applications import Applicant
from tests.rules.test_schema import ROOT, as_json, faults

EXAMPLES = [
    *sorted(ROOT.glob("calls/*/example.toml")),
    *sorted(ROOT.glob("tests/made_up/*/application.toml")),
]
BORGHI = load_call(ROOT / "tests" / "made_up" / "borghi" / "call.toml").call


@functools.cache
def validator(path: Path) -> Draft202012Validator:
    """The schema of the applications to a call, itself without faults."""
    schema = application_schema(load_call(path).call)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_application_is_taken(path: Path) -> None:
    assert faults(validator(path.with_name("call.toml")), parse(read_text(path), path.name)) == []


WRONG: list[dict[str, Any]] = [
    {"call": "other"},
    {"fact": {}},
    {"facts": {"villages": -1}},
    {"facts": {"villages": "3"}},
    {"facts": {"unheard_of": True}},
    {"facts": {"in_the_mountains": "yes"}},
    {"facts": {"grant_asked": "many"}},
    {"facts": {"size": "small"}},
    {"partner": {}},
    {"partner": [{}]},
    {"partner": [{"partner_name": "Alfa", "role": "boss"}]},
    {"partner": [{"partner_name": "Alfa", "approved": {"small-aid": 1}}]},
    {"cost": [{"partner_name": "Alfa", "amount": 1}]},
    {"cost": [{"partner_name": "Alfa", "line": "total", "amount": 1}]},
    {"cost": [{"line": "works", "amount": 1}]},
    {"vote": [{"criterion": "spread"}]},
    {"prior_aid": [{"partner_name": "Alfa", "granted_on": "soon"}]},
    {"attached": ["resolution"]},
    {"approved": {"lines": {"unheard_of": 1}}},
    {"approved": {"grant": -1}},
    {"so_far": {"pay": []}},
    {"accounting_period": {}},
]


@pytest.mark.parametrize("raw", WRONG, ids=str)
def test_what_a_call_refuses_the_schema_refuses(raw: dict[str, Any]) -> None:
    _, found = read_application(BORGHI, raw, law())
    assert [*found, *read_so_far(BORGHI, raw)[1]] != []
    assert faults(Draft202012Validator(application_schema(BORGHI)), raw) != []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
@settings(max_examples=10)
@given(chance=st.randoms(use_true_random=False))
def test_what_a_call_takes_the_schema_takes(path: Path, chance: Random) -> None:
    takes, call = validator(path.with_name("call.toml")), load_call(path.with_name("call.toml")).call
    model = parse(read_text(path), path.name)
    raw = Applicant(chance, call, law().de_minimis, model).application()
    _, found = read_application(call, raw, law())
    assert found == []
    assert faults(takes, raw) == []


def test_a_question_is_told_with_its_choices() -> None:
    role = application_schema(BORGHI)["properties"]["partner"]["items"]["properties"]["role"]
    assert role == {
        "enum": ["leader", "member"],
        "description": "Quale ruolo ha nel gruppo? / Which role does it have in the group? / "
        "leader: capofila, leader / member: membro, member",
    }
    assert as_json(role) == role
