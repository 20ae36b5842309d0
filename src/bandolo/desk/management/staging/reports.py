"""Which reports of expenses does the demo hold: being written, sent, come too late?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from bandolo.desk import clock
from bandolo.desk.actions.decide_outcome import decide_outcome
from bandolo.desk.actions.enter_award_list import OutsideAct, enter_award_list
from bandolo.desk.actions.pass_report_step import pass_report_step
from bandolo.desk.actions.propose_outcome import propose_outcome
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.send_report import send_report
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.management.staging.filling import done
from bandolo.desk.management.staging.reporting import (
    IBAN,
    beneficiary,
    drawn_up,
    report_all,
    signed,
    type_facts,
)
from bandolo.desk.management.staging.submitted import PAPER, submitted
from bandolo.desk.models import Act, Application, Call, Edition, Enterprise, LedgerEntry, Person, Report
from bandolo.desk.outside.line import ring, stage
from bandolo.desk.queries.dossier import dossier_of
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.report_form import report_form_of
from bandolo.desk.roles import Role
from bandolo.intake.instants import to_micros
from bandolo.intake.line import Standing
from bandolo.intake.ticket import write_act
from bandolo.rules.call import Call as Rules
from bandolo.rules.days import ROME
from bandolo.rules.load import parse
from bandolo.rules.money import read_cents

# The project of the example ran for this long from its award; whoever applied had waited for two months.
RAN, WAITED = timedelta(days=317), timedelta(days=60)
FUNDS = 10
MORNING = time(10)


def reports_only(rules: Rules) -> bool:
    """Whether a call says only how its awards are reported on: they were made by an act adopted elsewhere."""
    return rules.window is None and bool(rules.report_steps)


def first_day(tables: Mapping[str, Any]) -> datetime:
    """When the applications of an example were made, by the end of its project."""
    return datetime.combine(tables["facts"]["project_ended_on"], MORNING, tzinfo=ROME) - RAN - WAITED


def stage_reports(
    people: Mapping[Role, Person],
    enterprises: Sequence[Enterprise],
    call: Call,
    folder: Path,
    set_clock: Callable[[datetime], None],
) -> list[Application]:
    """Of a call awarded elsewhere: a report being written, one sent, one too late, and more sent ones.

    Those more are given back.
    """
    tables = parse((folder / call.slug / "example.toml").read_bytes(), "example.toml")
    edition = call.editions.get(number=1)
    _open_line(edition)
    listed = [_admitted(edition, one, tables, people) for one in enterprises]
    ended = datetime.combine(tables["facts"]["end_date_entered_on"], MORNING, tzinfo=ROME)
    sent = datetime.combine(tables["facts"]["request_sent_on"], MORNING, tzinfo=ROME)
    set_clock(first_day(tables) + WAITED)
    _award(call, listed, tables["approved"], people)
    for one in listed:
        one.refresh_from_db()
    set_clock(ended)
    writing, in_time, late, *more = listed
    _begun(writing, tables, clock.now())
    for one in (in_time, late, *more):
        report_all(one, tables, clock.now())
        done(signed(one, drawn_up(one, clock.now()), clock.now()))
    set_clock(sent)
    for one in (in_time, *more):
        if not isinstance(send_report(one, beneficiary(one)), Report):
            raise RuntimeError("the report of the demo was not sent")
    set_clock(tables["at"])
    # Refused, kept and shown to the office.
    send_report(late, beneficiary(late))
    return more


def _open_line(edition: Edition) -> None:
    """Whoever reports had applied: the line of the call took them, though its file tells no window."""
    now = clock.now()
    standing = Standing(opens=to_micros(now - WAITED), closes=to_micros(now + WAITED))
    stage(
        write_act(ring(), edition.call.slug, edition.id.hex, standing),
        is_order=True,
        at=to_micros(now - WAITED),
    )


def _admitted(
    edition: Edition, enterprise: Enterprise, tables: Mapping[str, Any], people: Mapping[Role, Person]
) -> Application:
    """An application with the costs that were approved, found admissible by the two of the office."""
    asked = {id for kind, id in form_of(edition.id).facts if kind is None}
    facts = {id: value for id, value in tables["facts"].items() if id in asked}
    costs = [{"line": line, "amount": cents} for line, cents in tables["approved"]["lines"].items()]
    owner = enterprise.representations.order_by("since", "id")[0].person
    now = clock.now()
    made = submitted(edition, enterprise, owner, {"facts": facts, "cost": costs}, now)
    officer, approver = Actor(people["officer"], "officer"), Actor(people["approver"], "approver")
    done(take_for_review(made.id, officer, now))
    found = dossier_of(made, now, "it").assessed
    for check in found.checklist.unknown if found is not None else ():
        done(record_finding(made.id, check.rule.id, "passed", "Verificato d'ufficio.", officer, now))
    done(propose_outcome(made.id, "admissible", "Come da verifiche.", officer, now))
    done(decide_outcome(made.id, "approve", "", approver, now))
    return made


def _award(
    call: Call, listed: list[Application], approved: Mapping[str, Any], people: Mapping[Role, Person]
) -> None:
    now = clock.now()
    each = {
        "grant": f"{approved['grant']:.2f}",
        "lines": {line: f"{cents:.2f}" for line, cents in approved["lines"].items()},
    }
    cents = (read_cents(each["grant"]) or 0) * FUNDS
    LedgerEntry.objects.create(call=call, kind="fund", amount_cents=cents, by=people["officer"])
    content = PAPER.replace(b"{}", b"decreto di concessione")
    act = OutsideAct("1", now.astimezone(ROME).date(), content, people["officer"])
    actor = Actor(people["approver"], "approver")
    made = enter_award_list(call, act, {one.id: each for one in listed}, actor, now)
    if not isinstance(made, Act):
        raise RuntimeError(made.en)


def _begun(application: Application, tables: Mapping[str, Any], now: datetime) -> None:
    """The first steps, up to the one that takes the invoices."""
    facts = {**tables["facts"], "iban": IBAN, "account_holder": application.enterprise.name}
    for page in report_form_of(application.edition_id).pages:
        if page.kinds:
            return
        done(type_facts(application, {one.id: facts[one.id] for one in page.facts if one.id in facts}, now))
        if page.step is not None and page.step.fixed:
            done(pass_report_step(application, page.id, beneficiary(application), now))
