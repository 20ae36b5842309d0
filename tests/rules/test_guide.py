"""Does the guide say all that a call says, in both languages, and nothing else?"""

from dataclasses import fields
from pathlib import Path

import pytest

from bandolo.rules.call import Call, placed_rules
from bandolo.rules.guide import guide
from bandolo.rules.guide_parts import Voice
from bandolo.rules.load import load_call, read_call
from tests.house.guide import base_of, put_into, read_guide, tables_of, topics

ROOT = Path(__file__).parents[2]
OVEN = ROOT / "tests" / "calls" / "oven"
CALLS = [*sorted(ROOT.glob("calls/*/call.toml")), OVEN / "call.toml"]
LANGS = ("it", "en")
# The head of the file, and the tables that are no rules.
NO_RULES = {
    "format", "id", "title", "summary", "body", "published",
    "clause", "interpretation", "fact", "record", "event",
}  # fmt: skip


def calls_of_the_page() -> list[Call]:
    """The call of docs/writing-a-call.md with the small examples of each of its sections."""
    text = read_guide(ROOT)
    listed = [[tables_of(one.text) for one in topic if one.mark == "part"] for topic in topics(text)]
    read = [read_call(put_into(base_of(text), parts)) for parts in listed if parts]
    return [call for call, found in read if call is not None and found == []]


every_call = pytest.mark.parametrize("path", CALLS, ids=lambda path: path.parent.name)
both_languages = pytest.mark.parametrize("lang", LANGS)


@both_languages
def test_the_guide_is_the_one_on_file(lang: str) -> None:
    assert guide(load_call(OVEN / "call.toml").call, lang) == (OVEN / f"guide.{lang}.md").read_text()


@every_call
@both_languages
def test_no_rule_is_left_out(path: Path, lang: str) -> None:
    call = load_call(path).call
    text, voice = guide(call, lang), Voice(call, lang)
    left_out = [rule.id for _, rule in placed_rules(call) if voice.stopped(voice.say(rule.words)) not in text]
    assert left_out == []


@both_languages
def test_every_kind_of_rule_is_told(lang: str) -> None:
    calls = calls_of_the_page()
    kinds = {str(path[0]) for call in calls for path, _ in placed_rules(call)}
    assert kinds == {one.metadata.get("key", one.name) for one in fields(Call)} - NO_RULES
    for call in calls:
        text, voice = guide(call, lang), Voice(call, lang)
        rules = [rule for _, rule in placed_rules(call)]
        assert [one.id for one in rules if voice.stopped(voice.say(one.words)) not in text] == []


@every_call
@both_languages
def test_every_clause_and_reading_is_told(path: Path, lang: str) -> None:
    call = load_call(path).call
    text, voice = guide(call, lang), Voice(call, lang)
    untold = [clause.id for clause in call.clauses if f"- **{clause.id}** ({clause.where})" not in text]
    untold += [one.id for one in call.interpretations if voice.say(one.reading) not in text]
    assert untold == []


@every_call
def test_both_languages_have_the_same_lines(path: Path) -> None:
    call = load_call(path).call
    shapes = [
        [line[: len(line) - len(line.lstrip(" -#"))] for line in guide(call, lang).splitlines()]
        for lang in LANGS
    ]
    assert shapes[0] == shapes[1]


@every_call
@both_languages
def test_lines_are_sound_markdown(path: Path, lang: str) -> None:
    lines = guide(load_call(path).call, lang).splitlines()
    assert [line for line in lines if line != line.rstrip() or "  " in line.strip()] == []
    assert [
        number for number, line in enumerate(lines) if not line and lines[number - 1 : number] == [""]
    ] == []
    assert guide(load_call(path).call, lang).endswith("\n")


def test_what_markdown_would_take_for_a_mark_is_shown_as_it_is() -> None:
    voice = Voice(load_call(OVEN / "call.toml").call, "en")
    assert voice.say(("", "a_b *c* <d> [e]")) == r"a\_b \*c\* \<d> \[e\]"
