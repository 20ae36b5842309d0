"""Does the schema for editors take every call and case there is, and refuse what the grammar refuses?"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bandolo.rules.build import Reading, build
from bandolo.rules.call import Call
from bandolo.rules.load import READERS, Vocabulary, kind_pages, law_file, parse, read_text
from bandolo.rules.schema import call_schema, case_schema
from tests.house.guide import base_of, put_into, read_guide, tables_of
from tests.rules import wrong_amounts, wrong_calls
from tests.rules.small_calls import SMALL, requirement, rule
from tests.rules.wrong_calls import flat_line, limit

ROOT = Path(__file__).parents[2]
# Those there are, and the one that new ones start from.
FOLDERS = [*sorted((ROOT / "calls").iterdir()), ROOT / "src" / "bandolo" / "cli" / "template"]
CALLS = [path for folder in FOLDERS for path in folder.glob("call.toml")]
CASES = [path for folder in FOLDERS for path in sorted(folder.glob("cases/*.toml"))]
PAGES = kind_pages()[1]
CALL = Draft202012Validator(call_schema(PAGES))
CASE = Draft202012Validator(case_schema(PAGES))


def as_json(raw: Any) -> Any:  # noqa: ANN401
    """Tables of TOML as an editor hands them to a schema: days are texts, exact decimals."""
    if isinstance(raw, dict):
        return {key: as_json(one) for key, one in raw.items()}
    if isinstance(raw, list):
        return [as_json(one) for one in raw]
    if isinstance(raw, datetime | date):
        return raw.isoformat()
    return raw


def faults(validator: Draft202012Validator, raw: dict[str, Any]) -> list[str]:
    """Where a schema refuses tables."""
    found = validator.iter_errors(as_json(raw))
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message[:200]}" for one in found]


def test_the_schemas_are_schemas() -> None:
    for validator in (CALL, CASE):
        Draft202012Validator.check_schema(validator.schema)


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.parent.name)
def test_every_call_is_taken(path: Path) -> None:
    assert faults(CALL, parse(read_text(path), path.name)) == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parents[1].name} {path.stem}")
def test_every_case_is_taken(path: Path) -> None:
    assert faults(CASE, parse(read_text(path), path.name)) == []


@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if "[[case" not in page.example))
def test_every_example_is_taken(name: str) -> None:
    raw = tables_of(PAGES[name].example)
    is_case = any(key not in CALL.schema["properties"] for key in raw)  # type: ignore[index]
    whole = raw if is_case else put_into(base_of(read_guide(ROOT)), [raw])
    assert faults(CASE if is_case else CALL, whole) == []


WRONG = {
    "an unknown table": "[[limits]]\nid = 1\n",
    "an unknown key": limit("cap = 5.00", "capp = 1.00"),
    "a key that is missing": '[[line]]\nid = "x"\n',
    "a text for an amount": limit('cap = "much"'),
    "a rate without quotes": limit("share = 0.5", 'base = { of = ["total"] }'),
    "a word that is not known": rule("document", "paper", 'at = ["submision"]'),
    "a condition with two comparisons": requirement('{ fact = "size", is = "micro", in = ["small"] }'),
    "a condition with none": requirement('{ fact = "size" }'),
    "a stray key in a condition": requirement('{ fact = "size", is = "micro", unless = true }'),
    "no conditions joined": requirement("{ all = [] }"),
    "a quantifier without what holds": requirement('{ every = "cost" }'),
    "an effect that is not known": requirement('{ fact = "size", is = "micro" }', failing="refused"),
    "a moment that is not known": limit("cap = 5.00", 'at = ["later"]'),
    "a kind that is not known": rule("aid", "half", 'kind = "half"'),
    "a table that is neither": limit('cap = { by = "size" }'),
    "a day as a text": rule("deadline", "end", 'on = "soon"'),
    "a flat rate without its base": flat_line("f", "10%", "works").replace("base", "bse"),
}


# How the loader says that a value cannot stand where it does, whatever else the call says.
OF_GRAMMAR = ("unknown key", "is missing", "is not known here", "unknown kind", "should be a ")
LISTED = [
    wrong
    for module in (wrong_calls, wrong_amounts)
    for listed in vars(module).values()
    if isinstance(listed, list)
    for wrong in listed
    if isinstance(wrong, wrong_calls.Wrong) and any(word in wrong.message for word in OF_GRAMMAR)
]


@pytest.mark.parametrize("rules", WRONG.values(), ids=WRONG.keys())
def test_a_fault_of_grammar_is_refused_as_the_loader_does(rules: str) -> None:
    raw = parse((SMALL + rules).encode(), "call.toml")
    common = law_file(Vocabulary, "facts")
    kinds = frozenset(kind.id for kind in common.records)
    reading = Reading({fact.id: fact for fact in common.facts}, kinds, READERS)
    build(reading, Call, raw)
    assert len(reading.problems) > 0
    assert len(faults(CALL, raw)) > 0


def test_what_the_loader_calls_wrong_grammar_is_refused() -> None:
    assert len(LISTED) > 0
    taken = [
        wrong.message
        for wrong in LISTED
        if not faults(CALL, parse((wrong.head + wrong.rules).encode(), "call.toml"))
    ]
    assert taken == []


def test_a_field_says_what_it_is() -> None:
    limits = CALL.schema["properties"]["limit"]  # type: ignore[index]
    assert limits["title"] == "the most that a line or group can be"
    assert limits["items"]["properties"]["on"] == {"type": "string", "description": "the line or group"}
    undescribed = [
        f"{key}.{name}"
        for key, one in CALL.schema["properties"].items()  # type: ignore[index]
        for name, field in one.get("items", one).get("properties", {}).items()
        if "description" not in field
    ]
    assert undescribed == []
