"""Which applications have the enterprises of the demo: being written, sealed, sent, withdrawn?"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args
from uuid import uuid4

from bandolo.desk import clock
from bandolo.desk.actions.open_application import Refused, open_application
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.seal import seal
from bandolo.desk.actions.submit_application import submit_application
from bandolo.desk.actions.withdraw import withdraw
from bandolo.desk.management.staging.filling import Tables, attach_all, done, fill_in, sign
from bandolo.desk.models import Application, Call, Enterprise, Person
from bandolo.desk.outside.demo_authority import demo_authority
from bandolo.desk.queries.calls import published_calls
from bandolo.desk.queries.signers import representative_of
from bandolo.desk.queries.visible import enterprises_of
from bandolo.desk.roles import Role
from bandolo.papers.test_authority import Authority
from bandolo.rules.days import day_in_rome
from bandolo.rules.load import parse

Word = Literal["open", "fill", "attach", "seal", "submit", "withdraw"]
STEPS: tuple[Word, ...] = get_args(Word)
# How far each is taken; the first is of the enterprise that its own representative acts for.
WRITING: tuple[Word, ...] = ("fill", "submit", "seal", "attach", "open")
SENT: tuple[Word, ...] = ("submit", "withdraw")


def stage_applications(people: Sequence[Person], folder: Path, words: Sequence[Word], now: datetime) -> None:
    """An application to each call that is open for each of `words`, by these people in turn."""
    maker = demo_authority(now)
    for one in published_calls(now):
        if one.course.state == "open":
            tables = parse((folder / one.call.slug / "example.toml").read_bytes(), "example.toml")
            for last, actor in zip(words, actors(people), strict=False):
                stage_one(one.call, actor, tables, last, maker)


def actors(people: Sequence[Person]) -> Iterator[Actor]:
    """Each person for each of the enterprises that they represent, or else have a mandate of."""
    for person in people:
        own = [Actor(person, "applicant", one) for one in _enterprises(person, "applicant")]
        yield from own or [Actor(person, "consultant", one) for one in _enterprises(person, "consultant")]


def _enterprises(person: Person, role: Role) -> list[Enterprise]:
    return list(enterprises_of(person, role).order_by("rea"))


def stage_one(call: Call, actor: Actor, tables: Tables, last: Word, maker: Authority) -> None:
    """Take an application as far as the word says, by the steps before it."""
    if actor.enterprise is None:
        raise TypeError("an application is an enterprise's")
    made = open_application(call, actor.enterprise, None, actor, clock.now(), uuid4())
    if isinstance(made, Refused):
        raise TypeError(made.words.en)
    for word in STEPS[: STEPS.index(last) + 1]:
        _step(made, word, actor, tables, maker)


def _step(made: Application, word: Word, actor: Actor, tables: Tables, maker: Authority) -> None:
    now = clock.now()
    match word:
        case "fill":
            fill_in(made, tables, actor, now)
        case "attach":
            attach_all(made, tables, actor, now)
        case "seal":
            sign(made, maker, _signer(made, now), now)
            done(seal(made, actor, now))
        case "submit":
            done(submit_application(made, actor))
        case "withdraw":
            done(withdraw(made, actor, now))


def _signer(made: Application, now: datetime) -> Actor:
    """The legal representative, who signs what others write."""
    person = representative_of(made.enterprise, day_in_rome(now))
    return Actor(person, "applicant", made.enterprise)
