"""Which applications does the demo hold in review, ranked, awarded and waiting?"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from stdnum.luhn import calc_check_digit

from bandolo.desk.actions.admit_line import admit_line
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.actions.ask_supplement import ask_supplement
from bandolo.desk.actions.change_course import CourseChange, change_course
from bandolo.desk.actions.decide_outcome import decide_outcome
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.prepare_act import ActKind, prepare_act
from bandolo.desk.actions.propose_outcome import propose_outcome
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.record_register_check import record_register_check
from bandolo.desk.actions.renounce import renounce
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import Refusal
from bandolo.desk.management.staging.submitted import NO_RECORDS, submitted
from bandolo.desk.models import Act, Application, Call, Edition, Enterprise, Person, Representation
from bandolo.desk.outside.demo_authority import demo_authority, signed_in_demo
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.dossier import Assessed, assessed_of
from bandolo.desk.queries.review_terms import supplement_terms
from bandolo.desk.queries.shared_interests import LONG
from bandolo.desk.queries.statement import statement_of
from bandolo.desk.roles import Role
from bandolo.papers.test_authority import Person as Name
from bandolo.rules.call import Call as Rules
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words
from bandolo.rules.windows import window_state

NAMES = (
    *("Fonderia Lario", "Pasticceria Brera", "Cartiera Adda", "Liuteria Cremona", "Vetreria Navigli"),
    *("Maglificio Seveso", "Torrefazione Lambro", "Ottica Ticino", "Serra Olona", "Tipografia Bovisa"),
    *("Ceramica Trezzo", "Calzificio Mella", "Bottega Martesana"),
)
# Of a closed call: so many admitted, of whom funds for three and a half.
ADMITTED, HALVES = 6, 7


class Stage:
    """The people who work, the instant, the calls with the tables of their examples, who applies."""

    def __init__(
        self,
        people: Mapping[Role, Person],
        folder: Path,
        now: datetime,
        names: Sequence[str] = NAMES,
        first: int = 1,
    ) -> None:
        self.officer = Actor(people["officer"], "officer")
        self.approver = Actor(people["approver"], "approver")
        self.folder, self.now = folder, now
        self.names = iter(enumerate(names, first))

    def applied(self, edition: Edition, tables: Mapping[str, Any], instant: datetime) -> Application:
        """A made-up enterprise's application, submitted at an instant."""
        number, name = next(self.names)
        body = f"{8000000 + number:07}015"
        code = body + calc_check_digit(body)
        pec = f"{name.partition(' ')[0].lower()}@pec.example.org"
        made = Enterprise.objects.create(name=f"{name} s.r.l.", fiscal_code=code, vat_number=code, pec=pec)
        owner = Person(
            fiscal_code=f"BNCLRA{number:02}A41F205X", given_name="Lara", family_name=f"Bianchi {number}"
        )
        owner.set_unusable_password()
        owner.save()
        Representation.objects.create(
            person=owner, enterprise=made, since=date(2012, 1, 1), evidence="Registro delle imprese"
        )
        return submitted(edition, made, owner, _own(tables, name), instant)

    def proposed(self, application: Application, outcome: str) -> Application:
        """Reviewed, with a register check, up to the proposal."""
        went(take_for_review(application.id, self.officer, self.now))
        for fact in _unsaid(assessed(application, self.now)):
            today = day_in_rome(self.now)
            went(
                record_register_check(
                    application.id, "officer", today, "d'ufficio", {fact: False}, self.officer, self.now
                )
            )
        went(propose_outcome(application.id, outcome, "Come da verifiche.", self.officer, self.now))
        return application

    def decided(self, application: Application, outcome: str) -> Application:
        """Reviewed and approved."""
        self.proposed(application, outcome)
        went(decide_outcome(application.id, "approve", "", self.approver, self.now))
        return application


def stage_reviews(people: Mapping[Role, Person], folder: Path, now: datetime) -> None:
    """Applications in every state of the review to the open call, and the results of one that closed."""
    stage = Stage(people, folder, now)
    open_one, closed = _chosen(folder, now)
    if closed is not None:
        _stage_results(stage, *closed)
    if open_one is not None:
        _stage_work(stage, *open_one)


def _stage_work(stage: Stage, call: Call, tables: Mapping[str, Any]) -> None:
    edition = call.editions.get(number=1)
    listed = [
        stage.applied(edition, tables, stage.now - timedelta(days=20 - 3 * number)) for number in range(6)
    ]
    stage.decided(listed[0], "admissible")
    stage.proposed(listed[1], "admissible")
    went(take_for_review(listed[2].id, stage.officer, stage.now))
    paper = last_rules(call).documents[-1]
    asked = {f"document/{paper.id}": paper.words.it}
    term = supplement_terms(last_rules(call))[-1]
    reason = "Il documento allegato non si legge per intero."
    went(ask_supplement(listed[2].id, term.id, 10, reason, asked, stage.officer, stage.now))
    went(take_for_review(listed[3].id, stage.officer, stage.now))
    first = assessed(listed[3], stage.now)
    item = first.items[0]
    check = first.checklist.checks[0]
    cut = (item.claim or 0) * 3 // 4
    why = "Una parte della voce non riguarda il progetto."
    went(admit_line(listed[3].id, item.path, cut, why, stage.officer, stage.now))
    went(record_finding(listed[3].id, check.rule.id, "passed", "", stage.officer, stage.now))


def _stage_results(stage: Stage, call: Call, tables: Mapping[str, Any]) -> None:
    edition = call.editions.get(number=1)
    rules = last_rules(call)
    if rules.window is None or rules.allocation is None:
        return
    opens, failing = rules.window.opens, {**tables["facts"], "durc_regular": False}
    listed = [stage.applied(edition, tables, opens + timedelta(minutes=number)) for number in range(ADMITTED)]
    refused = stage.applied(edition, {**tables, "facts": failing}, opens + timedelta(minutes=ADMITTED))
    for one in listed:
        stage.decided(one, "admissible")
    stage.decided(refused, "refused")
    grant = assessed(listed[0], stage.now).grant
    less = CourseChange(
        "budget",
        "Delibera di Giunta n. 12",
        "Parte dei fondi passa ad altre misure.",
        stage.now,
        amount_cents=grant * HALVES // 2 - rules.allocation.funds,
    )
    went(change_course(call, less, stage.officer, stage.now))
    adopted(stage, call, "ranking", "41")
    for number, one in enumerate(listed[:2], 1):
        code = f"B{stage.now:%y}H{stage.now:%y}0000{number:05}"
        went(enter_award_codes(one.id, code, f"2134{number:04}", stage.officer, stage.now))
    owner = Actor(listed[2].opened_by, "applicant", listed[2].enterprise)
    went(renounce(listed[2].id, "Il progetto è rinviato.", owner, stage.now))
    # The draw waits for the Secretary General to sign it.
    went(prepare_act(call, "draw", stage.approver.person, stage.officer, stage.now))


def adopted(stage: Stage, call: Call, kind: ActKind, number: str) -> None:
    """An act prepared, signed by the test authority and adopted."""
    act = prepare_act(call, kind, stage.approver.person, stage.officer, stage.now)
    person = stage.approver.person
    if not isinstance(act, Act) or person is None:
        raise RuntimeError(act)
    name = Name(person.given_name, person.family_name, person.fiscal_code)
    signed = signed_in_demo(kept(act.pdf_sha256), name, demo_authority(stage.now), stage.now)
    went(adopt_act(act.id, number, day_in_rome(stage.now), signed, stage.approver, stage.now))


Chosen = tuple[Call, Mapping[str, Any]]


def _chosen(folder: Path, now: datetime) -> tuple[Chosen | None, Chosen | None]:
    """The call that is open, and of those closed the one whose funds a few applications use up."""
    open_ones: list[Chosen] = []
    closed: list[Chosen] = []
    for call in Call.objects.order_by("slug"):
        rules, place = last_rules(call), folder / call.slug / "example.toml"
        if rules.window is None or rules.ranking is None or rules.ranking.order or not place.exists():
            continue
        tables = tomllib.loads(place.read_text(encoding="utf-8"), parse_float=Decimal)
        state = window_state(rules.window, now).state
        if state != "not_open" and _has_durc(rules):
            (open_ones if state == "open" else closed).append((call, tables))
    closed.sort(key=lambda one: last_rules(one[0]).allocation.funds)  # type: ignore[union-attr]
    return next(iter(open_ones), None), next(iter(closed), None)


def _own(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The tables with texts of an enterprise's own: no two of them ask for the same project."""

    def said(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.startswith("https://"):
            return f"https://{name.lower().replace(' ', '-')}.example"
        return f"{value} ({name})" if " " in value and len(value) >= LONG else value

    def row(values: Mapping[str, Any]) -> dict[str, Any]:
        return {id: said(value) for id, value in values.items()}

    records = {kind: [*map(row, rows)] for kind, rows in tables.items() if kind not in NO_RECORDS}
    return {**tables, **records, "facts": row(tables["facts"])}


def _has_durc(rules: Rules) -> bool:
    return any(one.id == "durc" for one in rules.requirements)


def _unsaid(found: Assessed) -> list[str]:
    """The facts that only the office can find, and that nobody has said."""
    missing = [fact for fact, _ in found.assessment.missing if fact is not None]
    return [fact.id for fact in missing if fact.attested_by[0] == "officer" and fact.type == "yes_no"]


def assessed(application: Application, now: datetime) -> Assessed:
    """What the rules make of an application at review; RuntimeError where they can make nothing of it."""
    found, problems = assessed_of(application, statement_of(application), now)
    if found is None:
        raise RuntimeError(problems)
    return found


def went(outcome: object) -> None:
    """What the demo is staged with is not refused."""
    if isinstance(outcome, Refusal | Words):
        raise RuntimeError(outcome)
