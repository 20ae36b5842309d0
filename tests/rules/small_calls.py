"""What does a small call look like, to which a test adds a few rules?"""

from collections.abc import Mapping
from typing import Any

from bandolo.rules.application import Application, read_application
from bandolo.rules.call import Call
from bandolo.rules.load import law, parse, placed, read_call
from bandolo.rules.problem import Problem

NAME = "call.toml"
WORDS = 'words = { it = "regola", en = "rule" }\n'
# Three lines in one group, one clause, one requirement that never excludes.
SMALL = """\
format = 1
id = "small"
title = { it = "Bando", en = "Call" }
summary = { it = "Un bando.", en = "A call." }

[body]
name = { it = "Ente", en = "Body" }

[[clause]]
id = "S-1"
where = "art. 1"
says = { it = "Uno.", en = "One." }

[[line]]
id = "works"
clauses = ["S-1"]
words = { it = "Opere", en = "Works" }

[[line]]
id = "tools"
words = { it = "Attrezzi", en = "Tools" }

[[line]]
id = "training"
words = { it = "Corsi", en = "Courses" }

[[group]]
id = "total"
words = { it = "Totale", en = "Total" }
parts = ["works", "tools", "training"]

"""
# Where votes give points the call says who judges.
COMMITTEE = f"""
[committee]
id = "judges"
{WORDS}members = 1
quorum = "all"
"""
SHARE = f"""\
[[aid]]
id = "half"
kind = "share"
{WORDS}instrument = "grant"
share = "50%"
base = {{ of = ["total"] }}
"""
DE_MINIMIS = f"""\
[[aid]]
id = "room"
kind = "de_minimis"
{WORDS}regulations = ["2023/2831"]
counts = ["grant"]
cuts = ["grant"]
"""


def rule(kind: str, id: str, *fields: str) -> str:
    """The text of one rule, with words of its own unless it has some."""
    words = "" if any(field.startswith("words") for field in fields) else WORDS
    return f"[[{kind}]]\nid = {id!r}\n{words}" + "".join(f"{field}\n" for field in fields)


def requirement(holds: str, *fields: str, id: str = "asked", failing: str = "not_admissible") -> str:
    """The text of a requirement of the submission."""
    return rule("requirement", id, f"holds = {holds}", f'failing = {{ submission = "{failing}" }}', *fields)


def fact(id: str, type_of: str, *fields: str) -> str:
    """The text of a fact."""
    ask = 'ask = { it = "?", en = "?" }'
    return f"[[fact]]\nid = {id!r}\ntype = {type_of!r}\n{ask}\n" + "".join(f"{field}\n" for field in fields)


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with the text of a call, with the lines."""
    _, found = read_call(parse(text.encode(), NAME))
    return placed(NAME, text.encode(), found)


def call_of(*rules: str, head: str = SMALL) -> Call:
    """The small call with more rules, all of them right."""
    call, found = read_call(parse((head + "".join(rules)).encode(), NAME))
    assert found == []
    assert call is not None
    return call


def application_of(call: Call, raw: Mapping[str, Any]) -> Application:
    """An application as parsed, all of it right."""
    application, found = read_application(call, raw, law())
    assert found == []
    return application
