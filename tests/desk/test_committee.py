"""Does a committee vote with four at least, without the coordinator, without whoever has an interest?"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bandolo.desk.actions.admit_line import admit_line
from bandolo.desk.actions.cast_vote import cast_vote
from bandolo.desk.actions.declare_conflict import declare_conflict
from bandolo.desk.actions.keep_minutes import keep_minutes
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.seat_committee import seat_committee
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Call, CommitteeMember, Edition, Minutes, Person, Vote
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.act_lists import explained
from bandolo.desk.queries.choice import last_rules, ranking_step
from bandolo.desk.queries.committee import found_by_votes, judged_by_committee
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.sitting import cases_of
from bandolo.desk.queries.standing import standing_after
from bandolo.rules.application import read_application
from bandolo.rules.call import Call as Rules
from bandolo.rules.load import law
from bandolo.rules.rule import Words
from tests.desk.made import CALLS, a_call, a_person, funds, logged_in
from tests.desk.reviewed import Office, sent, tables_of
from tests.papers.reading_pdf import text_of

pytestmark = pytest.mark.django_db
# The call of 2019: received in its window, judged in June.
RECEIVED = datetime(2019, 5, 2, 9, tzinfo=UTC)
NOW = datetime(2019, 6, 10, 9, tzinfo=UTC)
JUDGED = ("pertinent", "training_consistent")


class Committee:
    """A call with a committee of so many, and admitted applications before it."""

    def __init__(self, how_many: int = 1, members: int = 4) -> None:
        self.office, self.edition = Office(), a_call("vdi")
        funds(self.edition.call, 100_000_000)
        self.members = [a_person(20 + number, "committee") for number in range(members)]
        self.coordinator = a_person(30, "coordinator")
        named = seat_committee(
            self.edition.call, self.members, self.coordinator, self.office.approver, NOW - timedelta(days=1)
        )
        assert named == members
        tables = tables_of("vdi")
        tables["facts"]["supplement_asked"] = False
        for fact in JUDGED:
            tables["facts"].pop(fact, None)
        self.applications = [
            self.office.admitted(sent(self.edition, number, tables, at=RECEIVED), NOW)
            for number in range(1, how_many + 1)
        ]

    def vote(self, application: Application, person: Person, yes: bool, fact: str = JUDGED[0]) -> object:
        actor = Actor(person, "committee")
        return cast_vote(application.id, fact, Decimal(int(yes)), "perché sì", actor, NOW)

    def declare(self, application: Application, person: Person, has: bool = False) -> object:
        reason = "fornitore di un congiunto" if has else ""
        return declare_conflict(application.id, has, reason, Actor(person, "committee"), NOW)


def places(edition: Edition) -> dict[str, list[str]]:
    rules = last_rules(edition.call)
    standing = standing_after(rules, [ranking_step(edition.call, NOW)])
    lists = explained(edition.call, rules, standing)
    return {
        "financed": [one.reference for one in lists.financed],
        "not_admitted": [one.reference for one in lists.not_admitted],
        "pending": [one.reference for one in lists.pending],
    }


def test_four_at_least_and_a_coordinator_who_is_not_among_them() -> None:
    office, edition = Office(), a_call("vdi")
    people = [a_person(20 + number, "committee") for number in range(4)]
    coordinator = a_person(30, "coordinator")
    for members, chosen in ((people[:3], coordinator), (people, None), (people, people[0])):
        assert isinstance(seat_committee(edition.call, members, chosen, office.approver, NOW), Words)
    assert CommitteeMember.objects.count() == 0
    assert seat_committee(edition.call, people, coordinator, office.approver, NOW) == 4
    other = [*people[:3], a_person(40, "committee")]
    assert seat_committee(edition.call, other, coordinator, office.approver, NOW + timedelta(days=1)) == 4
    assert CommitteeMember.objects.filter(until__isnull=True).count() == 5


def test_a_quorum_of_ayes_admits_and_of_noes_does_not() -> None:
    sitting = Committee(3)
    yes, no, few = sitting.applications
    for number, person in enumerate(sitting.members):
        for application, is_yes in ((yes, number != 3), (no, number == 0)):
            sitting.declare(application, person)
            for fact in JUDGED:
                assert isinstance(sitting.vote(application, person, is_yes, fact), Vote)
    for person in sitting.members[:2]:
        sitting.declare(few, person)
        sitting.vote(few, person, True)
    assert places(sitting.edition) == {
        "financed": ["vdi-000001"],
        "not_admitted": ["vdi-000002"],
        "pending": ["vdi-000003"],
    }
    assert [one.is_judged for one in cases_of(sitting.edition.call)] == [True, True, False]


def test_who_has_an_interest_or_no_seat_does_not_vote() -> None:
    sitting = Committee()
    [application] = sitting.applications
    first, second, *_ = sitting.members
    undeclared = sitting.vote(application, first, True)
    assert isinstance(undeclared, Refusal)
    assert isinstance(sitting.declare(application, a_person(41, "committee")), Refusal)
    assert isinstance(sitting.vote(application, sitting.coordinator, True), Refusal)
    sitting.declare(application, second, has=True)
    assert isinstance(sitting.vote(application, second, True), Refusal)
    sitting.declare(application, first)
    assert isinstance(sitting.vote(application, first, True, "durc_regular"), Refusal)
    half = cast_vote(application.id, JUDGED[0], Decimal("0.5"), "metà", Actor(first, "committee"), NOW)
    assert isinstance(half, Refusal)
    assert isinstance(sitting.vote(application, first, True), Vote)
    assert Vote.objects.count() == 1


def test_the_coordinator_changes_the_split_with_a_reason_and_the_rules_follow() -> None:
    sitting = Committee()
    [application] = sitting.applications
    grant = ranking_step(sitting.edition.call, NOW)["entry"][0]["grant"]
    actor = Actor(sitting.coordinator, "coordinator")
    stranger = Actor(a_person(31, "coordinator"), "coordinator")
    assert isinstance(admit_line(application.id, "cost/0001", 100_000, "x", stranger, NOW), Refusal)
    assert isinstance(admit_line(application.id, "cost/0001", 100_000, "", actor, NOW), Refusal)
    assert not isinstance(admit_line(application.id, "cost/0001", 100_000, "meno ore", actor, NOW), Refusal)
    assert ranking_step(sitting.edition.call, NOW)["entry"][0]["grant"] != grant


def test_minutes_need_a_quorum_and_are_kept_as_pdf() -> None:
    sitting = Committee()
    [application] = sitting.applications
    for person in sitting.members:
        sitting.declare(application, person)
        sitting.vote(application, person, True)
    call, actor = sitting.edition.call, Actor(sitting.coordinator, "coordinator")
    all_of_them = {str(one.id) for one in sitting.members}
    two = set(sorted(all_of_them)[:2])
    assert isinstance(keep_minutes(call, NOW.date(), "Milano", two, actor, NOW), Words)
    assert isinstance(keep_minutes(call, date(2019, 6, 11), "Milano", all_of_them, actor, NOW), Words)
    assert isinstance(
        keep_minutes(call, NOW.date(), "Milano", all_of_them, sitting.office.officer, NOW), Words
    )
    minutes = keep_minutes(call, NOW.date(), "Milano", all_of_them, actor, NOW)
    assert isinstance(minutes, Minutes)
    assert "si è riunito il 10 giugno 2019 a Milano" in " ".join(text_of(kept(minutes.pdf_sha256)).split())
    assert minutes.content["examined"] == ["vdi-000001"]


def test_the_pages_take_votes_and_keep_what_was_typed_wrong() -> None:
    sitting = Committee()
    [application] = sitting.applications
    member = logged_in(sitting.members[0], "committee")
    address = f"/istruttoria/{application.id}/nucleo/"
    vote = {"what": "vote", "criterion": JUDGED[0], "points": "1", "reason": "attinente al piano"}
    early = member.post(address, vote)
    assert early.status_code == 422
    assert "attinente al piano" in early.text
    # On the page it is the day of the tests, after the committee was named.
    assert member.post(address, {"what": "conflict", "has_conflict": "no"}).status_code == 302
    assert member.post(address, vote).status_code == 302
    assert member.post(address, {**vote, "points": "boh"}).status_code == 422
    assert "attinente al piano" in member.get(address).text
    board = logged_in(sitting.coordinator, "coordinator")
    assert "vdi-000001" in board.get("/nucleo/vdi/").text
    form = {"held_on": "2026-01-07", "place": "", "present": []}
    assert board.post("/nucleo/vdi/verbali/", form).status_code == 422
    present = [str(one.id) for one in sitting.members]
    assert (
        board.post("/nucleo/vdi/verbali/", {**form, "place": "Milano", "present": present}).status_code == 302
    )
    found = Minutes.objects.get()
    assert board.get(f"/nucleo/vdi/verbali/{found.id}/").content.startswith(b"%PDF")
    approver = logged_in(sitting.office.people["approver"])
    assert approver.post("/nucleo/vdi/componenti/", {"member": ["x"]}).status_code == 422


def test_votes_on_criteria_are_what_the_rules_read() -> None:
    text = (CALLS.parent / "tests" / "made_up" / "filiera" / "call.toml").read_text(encoding="utf-8")
    call = Call.objects.create(slug="made-up", body="Camera")
    edition = Edition.objects.create(call=call, number=1, content=text.encode(), sha256="1" * 64)
    rules = rules_of(edition.id)
    judged = [one for one in judged_by_committee(rules) if not one.is_fact]
    people = [a_person(20 + number, "committee") for number in range(2)]
    votes = [
        Vote(person=person, criterion=judged[0].id, points=Decimal(points), reason="x")
        for person, points in ((people[0], "3"), (people[1], "4.5"), (people[0], "5"))
    ]
    facts, records = found_by_votes(rules, votes, 4)
    # Of two votes of one person the last counts.
    assert facts == {}
    assert [(one["criterion"], one["points"]) for one in records] == [
        (judged[0].id, "5.00"),
        (judged[0].id, "4.50"),
    ]
    assert statement_problems(rules, records) == []


def statement_problems(rules: Rules, votes: list[Any]) -> list[Any]:
    """What the rules find wrong in the records of votes."""
    _, problems = read_application(rules, {"vote": votes}, law())
    return problems
