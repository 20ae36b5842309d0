"""How is a fact asked of a person who is not logged in, and what did they answer?

Answers come and go as form fields named after the facts: `f-` and the id; what is passed over is `skip`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.http import QueryDict

from bandolo.desk.typed import NONE, NotUnderstoodError, typed_value
from bandolo.desk.words import euro, said, say
from bandolo.rules.call import Call as Rules
from bandolo.rules.days import ROME
from bandolo.rules.facts import Fact, FactType, RecordKind
from bandolo.rules.law_tables import Law
from bandolo.rules.size import definition_on

SKIP = "skip"


@dataclass(frozen=True)
class Choice:
    """One of the answers to choose from."""

    value: str
    words: str
    hint: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """A question as a page shows it, with what was typed and what is wrong with that."""

    name: str
    label: str
    kind: FactType
    choices: tuple[Choice, ...] = ()
    value: str = ""
    unit: str = ""
    is_open: bool = False
    error: str = ""


def askable(call: Rules) -> tuple[Fact | RecordKind, ...]:
    """Whatever a form can ask of a call."""
    return (*call.facts, *call.records)


class Answers(NamedTuple):
    """What was answered: facts as an application file has them, kinds of records said to be empty, errors."""

    facts: Mapping[str, object]
    records: Mapping[str, list[object]]
    errors: Mapping[str, str]


def name_of(asks: Fact | RecordKind) -> str:
    """The form field of a question."""
    return f"f-{asks.id}"


def answers_of(call: Rules, sent: QueryDict) -> Answers:
    """The answers in a form; what cannot be read is an error by its id and counts as not answered."""
    facts: dict[str, object] = {}
    errors: dict[str, str] = {}
    for fact in call.facts:
        if fact.of:
            continue
        try:
            value = typed_value(fact, sent.getlist(name_of(fact)))
        except NotUnderstoodError as not_understood:
            errors[fact.id] = said(not_understood.words)
        else:
            if value is not None:
                facts[fact.id] = value
    empty = [kind.id for kind in call.records if sent.get(name_of(kind)) == "no"]
    return Answers(facts, {kind: [] for kind in empty}, errors)


def carried(sent: QueryDict, asks: str | None) -> Iterator[tuple[str, str]]:
    """The fields of a form that the next page hands on: all answers but the one to the question it shows."""
    for name, values in sent.lists():
        if (name.startswith("f-") or name == SKIP) and name != asks:
            yield from ((name, value) for value in values if value.strip())


def field_of(asks: Fact | RecordKind, sent: QueryDict, error: str, law: Law, at: datetime) -> Field:
    """A question with what was typed."""
    typed = sent.getlist(name_of(asks))
    if isinstance(asks, RecordKind):
        label = say(f"Ci sono da indicare: {asks.words.it}?", f"Is there anything to tell: {asks.words.en}?")
        return Field(name_of(asks), label, "yes_no", _yes_no(typed))
    value = ", ".join(text for text in typed if text not in (asks.choices or {}))
    choices = _yes_no(typed) if asks.type == "yes_no" else tuple(_choices(asks, typed, law, at))
    return Field(
        name_of(asks), said(asks.ask), asks.type, choices, value, asks.unit or "", asks.any_choice, error
    )


def _yes_no(typed: list[str]) -> tuple[Choice, ...]:
    both = (("yes", say("Sì", "Yes")), ("no", "No"))
    return tuple(Choice(value, words, "", value in typed) for value, words in both)


def _choices(fact: Fact, typed: list[str], law: Law, at: datetime) -> Iterator[Choice]:
    hints = _size_hints(law, at) if fact.id == "size" else {}
    for value, words in (fact.choices or {}).items():
        text = said(words)
        yield Choice(value, text[:1].upper() + text[1:], hints.get(value, ""), value in typed)
    if fact.type == "choices":
        yield Choice(NONE, say("Nessuna di queste", "None of these"), "", NONE in typed)


def _size_hints(law: Law, at: datetime) -> Mapping[str, str]:
    """What makes an enterprise micro, small or medium, from the table of the law."""
    hints: dict[str, str] = {}
    for one in definition_on(law.sizes, at.astimezone(ROME).date()).classes:
        # The thresholds of the law are whole euro.
        turnover, balance = (
            re.sub(r"[.,]00\b", "", euro(cents)) for cents in (one.turnover_up_to, one.balance_up_to)
        )
        hints[one.size] = say(
            f"meno di {one.staff_below} addetti e fatturato fino a {turnover} o bilancio fino a {balance}",
            f"fewer than {one.staff_below} staff, and turnover up to {turnover} or balance up to {balance}",
        )
    return hints
