"""Which applications do the tests of the review begin with? Submitted, as the examples of the calls say."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bandolo.desk.actions.decide_outcome import decide_outcome
from bandolo.desk.actions.propose_outcome import propose_outcome
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import Refusal
from bandolo.desk.management.staging.submitted import submitted
from bandolo.desk.models import Application, Call, Edition, Enterprise, Person, RegisterCheck
from bandolo.desk.outside.line import ring, stage
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.line import line_at
from bandolo.intake.instants import to_micros
from bandolo.intake.line import Standing
from bandolo.intake.ticket import write_act
from tests.desk.made import CALLS, a_person, an_enterprise

SENT = datetime(2026, 2, 5, 9, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def tables_of(call: str, **facts: object) -> dict[str, Any]:
    """The example of a call, with some facts said otherwise."""
    text = (CALLS / call / "example.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text, parse_float=Decimal)
    return {**tables, "facts": {**tables["facts"], **facts}}


def sent(
    edition: Edition,
    number: int = 1,
    tables: Mapping[str, Any] | None = None,
    enterprise: Enterprise | None = None,
    at: datetime = SENT,
) -> Application:
    """The numbered application to a call, each a minute after the one before; the call is open then."""
    person, told = a_person(100 + number), tables or tables_of(edition.call.slug)
    instant = at + timedelta(minutes=number)
    if line_at(edition.call.slug) is None:
        opened = Standing(opens=to_micros(at), closes=to_micros(at + timedelta(days=99)))
        act = write_act(ring(), edition.call.slug, edition.id.hex, opened)
        stage(act, is_order=True, at=to_micros(at))
    application = submitted(edition, enterprise or an_enterprise(number, person), person, told, instant)
    found = {
        id: value for id, value in told["facts"].items() if form_of(edition.id).fact_at(f"fact/{id}") is None
    }
    if found:
        _found(application, found, a_person(500 + number, "officer"))
    return application


def _found(application: Application, facts: Mapping[str, Any], officer: Person) -> None:
    """What an example says and no enterprise is asked was found by the office."""
    values = {
        id: value.isoformat() if isinstance(value, date | datetime) else value for id, value in facts.items()
    }
    RegisterCheck.objects.create(
        application=application,
        register="officer",
        checked_on=SENT.date(),
        protocol="d'ufficio",
        outcome="found",
        facts=values,
        by=officer,
    )


def a_call_with_notice() -> Edition:
    """A call that declares the notice before refusal: ten days (L. 241/1990, art. 10-bis)."""
    text = (CALLS / "c26" / "call.toml").read_text(encoding="utf-8")
    text += """
[[deadline]]
id = "counter-arguments"
clauses = ["C26-S2"]
words = { it = "Presentare osservazioni.", en = "Send observations." }
counted_from = "refusal_notice"
days = 10
who = "applicant"
"""
    call = Call.objects.create(slug="c26", body="Camera")
    return Edition.objects.create(call=call, number=1, content=text.encode(), sha256="0" * 64)


class Office:
    """An officer, an approver, and what they do in one word."""

    def __init__(self, start: int = 0) -> None:
        self.people: dict[str, Person] = {
            role: a_person(start + number, role)  # type: ignore[arg-type]
            for number, role in enumerate(("officer", "approver"), 1)
        }
        self.officer = Actor(self.people["officer"], "officer")
        self.approver = Actor(self.people["approver"], "approver")

    def admitted(self, application: Application, now: datetime = NOW) -> Application:
        """An application found admissible by the two."""
        return self.decided(application, "admissible", now)

    def decided(self, application: Application, outcome: str, now: datetime = NOW) -> Application:
        """An application with its outcome."""
        assert not isinstance(take_for_review(application.id, self.officer, now), Refusal)
        proposed = propose_outcome(application.id, outcome, "come da istruttoria", self.officer, now)
        assert not isinstance(proposed, Refusal), proposed
        assert not isinstance(decide_outcome(application.id, "approve", "", self.approver, now), Refusal)
        application.refresh_from_db()
        return application
