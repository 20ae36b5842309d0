"""Does the desk know of every place in the line of a call, and the line of every act of the desk?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from bandolo.desk import clock
from bandolo.desk.actions.change_course import CourseChange, change_course
from bandolo.desk.actions.publish_edition import CallFile, publish_edition
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.seal import SENT, unseal
from bandolo.desk.actions.set_standing import mend_standings
from bandolo.desk.actions.submit_application import submit_application
from bandolo.desk.actions.take_in import take_in, take_in_missed, take_in_withdrawals
from bandolo.desk.actions.withdraw import withdraw
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, CallAct, Edition, Event, Field, FieldHistory, Seal, Submission
from bandolo.desk.outside.line import order, receipt, ring, submit
from bandolo.desk.queries.calls import course_of
from bandolo.desk.queries.line import ahead, answers_to, line_at, missed
from bandolo.desk.queries.public_log import growth_proof, heads, log_lines
from bandolo.desk.queries.tickets import line_standing, standing_by, ticket_of
from bandolo.intake.instants import to_micros
from bandolo.intake.line import Item, Line, settle
from bandolo.intake.log import verify_log
from bandolo.intake.receipt import read_receipt, receipt_faults
from bandolo.intake.ticket import write_revocation, write_ticket, write_withdrawal
from bandolo.intake.tree import is_consistent
from bandolo.rules.call import Call as Rules
from bandolo.rules.days import day_in_rome
from bandolo.rules.load import read_edition
from bandolo.rules.rule import Words
from tests.desk.applying import an_open_call, call_text
from tests.desk.made import a_person, an_application, an_enterprise, logged_in


def a_sealed(edition: Edition, number: int, cents: int = 0) -> tuple[Seal, Actor]:
    """A sealed application of an enterprise of its own, and whoever acts for it."""
    person = a_person(number)
    application = an_application(edition, an_enterprise(number, person), person, "sealed")
    made = Seal.objects.create(
        application=application, digest="0" * 64, content={}, by=person, requested_cents=cents
    )
    return made, Actor(person, "applicant", application.enterprise)


def token(seal: Seal) -> str:
    return write_ticket(ring(), ticket_of(seal))


@pytest.mark.django_db
def test_a_ticket_sent_from_anywhere_is_in_the_worklist_when_the_officer_looks() -> None:
    edition = an_open_call()
    seals = [a_sealed(edition, number)[0] for number in (1, 2, 3)]
    for one in seals:
        assert submit(edition.call.slug, token(one)).is_done
    assert Submission.objects.count() == 0
    page = logged_in(a_person(9, "officer"), "officer").get("/istruttoria/").text
    assert [f"n. {number}" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
    sent = Submission.objects.order_by("number")
    assert [(one.number, one.seal_id, one.by) for one in sent] == [
        (number, one.id, None) for number, one in enumerate(seals, 1)
    ]
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}
    whats = Event.objects.filter(dossier=seals[0].application_id).filter(what="submit")
    assert [one.who for one in whats] == [None]
    assert (ahead(), missed(), take_in(10)) == ({}, {}, 0)


@pytest.mark.django_db
def test_many_are_taken_in_at_once_and_one_that_fails_keeps_none_back() -> None:
    edition = an_open_call("vdi")
    seals = [a_sealed(edition, number)[0] for number in range(1, 13)]
    for one in seals:
        assert submit(edition.call.slug, token(one)).is_done
    # Of the fifth a version is there already that nothing has led to: the database refuses a second.
    broken, row = seals[4], {"path": "fact/submitted_on", "value": "2026-02-05", "version": 1}
    FieldHistory.objects.create(application=broken.application, by=broken.by, **row)
    assert take_in(6) == 5
    with CaptureQueriesContext(connection) as asked:
        assert take_in(100) == 6
    assert len(asked) < 30
    assert (ahead(), take_in(100), list(missed().values()), take_in_missed(100)) == ({}, 0, [0], 0)
    Field.objects.create(application=broken.application, by=broken.by, changed_at=clock.now(), **row)
    assert (take_in_missed(100), missed()) == (1, {})
    numbers = Submission.objects.order_by("number").values_list("number", "seal_id")
    assert list(numbers) == [(at, one.id) for at, one in enumerate(seals, 1)]
    whats = Event.objects.filter(dossier=seals[7].application_id).order_by("seq")
    assert [one.what for one in whats] == ["edit", "submit"]
    days = Field.objects.filter(path="fact/submitted_on").values_list("value", flat=True)
    assert sorted(days) == ["2026-02-05", *[day_in_rome(clock.now()).isoformat()] * 11]
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}


@pytest.mark.django_db
def test_the_desk_and_the_ticket_take_one_place_between_them() -> None:
    edition = an_open_call()
    seal, actor = a_sealed(edition, 1)
    first = submit(edition.call.slug, token(seal))
    sent = submit_application(seal.application, actor)
    assert isinstance(sent, Submission)
    assert (sent.number, sent.by) == (1, actor.person)
    assert submit(edition.call.slug, token(seal)).body == first.body
    assert receipt(edition.call.slug, sent.position) == first.body
    assert receipt_faults(read_receipt(first.body)) == []
    assert submit_application(seal.application, actor) == sent


@pytest.mark.django_db
def test_a_seal_is_submitted_or_revoked_whichever_came_first() -> None:
    edition = an_open_call()
    seal, actor = a_sealed(edition, 1)
    assert unseal(seal.application, actor, clock.now()) is None
    refused = submit(edition.call.slug, token(seal))
    assert (refused.is_done, refused.refusal) == (False, "seal_revoked")
    # The other way round: the ticket was sent, and nobody at the desk knew.
    other, owner = a_sealed(edition, 2)
    assert submit(edition.call.slug, token(other)).is_done
    assert unseal(other.application, owner, clock.now()) == Refusal("unseal", SENT)
    other.application.refresh_from_db()
    assert (other.application.state, other.submission.number) == ("submitted", 1)
    # A desk that was cut off after the line had revoked does the rest when it is asked again.
    third, holder = a_sealed(edition, 3)
    assert order(
        edition.call.slug, write_revocation(ring(), edition.call.slug, third.application_id.hex, third.id.hex)
    ).is_done
    assert isinstance(submit_application(third.application, holder), Refusal)
    assert unseal(third.application, holder, clock.now()) is None


@pytest.mark.django_db
def test_a_withdrawn_place_keeps_its_number_and_its_sum() -> None:
    edition = an_open_call()
    slug = edition.call.slug
    (first, actor), (second, _) = (a_sealed(edition, number, 100_00 * number) for number in (1, 2))
    assert isinstance(submit_application(first.application, actor), Submission)
    assert withdraw(first.application, actor, clock.now()) is None
    assert submit(slug, token(second)).is_done
    found = line_at(slug)
    assert found is not None
    assert (found.line.number, found.line.total) == (2, 300_00)
    assert [one.kind for one in answers_to([first.id], slug)] == ["accepted", "withdrawn"]
    # Sealed only, and its ticket sent meanwhile: it gives its place up.
    third, owner = a_sealed(edition, 3)
    assert submit(slug, token(third)).is_done
    assert withdraw(third.application, owner, clock.now()) is None
    assert [one.kind for one in answers_to([third.id], slug)] == ["accepted", "withdrawn"]
    third.application.refresh_from_db()
    assert (third.application.state, third.submission.number) == ("withdrawn", 3)


@pytest.mark.django_db
def test_what_was_withdrawn_while_the_desk_was_cut_off_is_finished() -> None:
    edition = an_open_call()
    seal, actor = a_sealed(edition, 1)
    submit_application(seal.application, actor)
    slug, application = edition.call.slug, seal.application
    assert order(slug, write_withdrawal(ring(), slug, application.id.hex, seal.id.hex)).is_done
    take_in_withdrawals(clock.now())
    take_in_withdrawals(clock.now())
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert Event.objects.filter(dossier=application.id, what="withdraw").count() == 1


def a_click_day(funds: int) -> Edition:
    """A call that is open and closes early at 150% of so many cents."""
    now = clock.now()
    officer = Actor(a_person(90, "officer"), "officer")
    content = call_text("c24", now - timedelta(days=1), now + timedelta(days=1))
    made = publish_edition(CallFile(content, "call.toml"), "", officer, now)
    assert isinstance(made, Edition)
    less = CourseChange("budget", "Atto 1", "Prova", now, amount_cents=funds - 2_500_000_00)
    assert isinstance(change_course(made.call, less, officer, now), CallAct)
    return made


@pytest.mark.django_db
def test_the_entry_that_reaches_the_share_is_in_and_the_next_is_told_which_closed() -> None:
    edition = a_click_day(1_000_00)
    ready = [a_sealed(edition, number, 750_00) for number in (1, 2, 3)]
    done = [submit_application(seal.application, actor) for seal, actor in ready]
    assert [isinstance(one, Submission) for one in done] == [True, True, False]
    assert "n. 2" in str(done[2].words.it)  # type: ignore[union-attr]
    # More funds open it again, by an act that passes the line.
    officer = Actor(a_person(91, "officer"), "officer")
    now = clock.now()
    more = CourseChange("budget", "Atto 2", "Prova", now, amount_cents=1_000_00)
    assert isinstance(change_course(edition.call, more, officer, now), CallAct)
    last = submit_application(ready[2][0].application, ready[2][1])
    assert isinstance(last, Submission)
    assert last.number == 3


def test_early_closing_is_exact_whoever_comes_when(committed: str) -> None:
    del committed
    edition = a_click_day(1_000_00)
    ready = [a_sealed(edition, number, cents * 100) for number, cents in enumerate(range(110, 230, 10), 1)]

    def send(one: tuple[Seal, Actor]) -> object:
        try:
            return submit_application(one[0].application, one[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        done = list(threads.map(send, ready))
    sent = Submission.objects.select_related("seal").order_by("number")
    total = 0
    for number, one in enumerate(sent, 1):
        assert one.number == number
        assert total < 1_500_00
        total += one.seal.requested_cents
    assert total >= 1_500_00
    assert sum(isinstance(one, Submission) for one in done) == len(sent) < len(ready)


@pytest.mark.django_db
def test_publishing_opens_the_line_and_every_act_passes_it() -> None:
    officer, now = Actor(a_person(1, "officer"), "officer"), clock.now()
    content = call_text("c24", now + timedelta(days=1), now + timedelta(days=9))
    edition = publish_edition(CallFile(content, "call.toml"), "", officer, now)
    assert isinstance(edition, Edition)
    slug = edition.call.slug

    def standing() -> object:
        found = line_at(slug)
        assert found is not None
        assert found.line.standing == line_standing(edition.call)
        return found.line.standing

    first = standing()
    seal, actor = a_sealed(edition, 2)
    assert isinstance(submit_application(seal.application, actor), Refusal)
    assert [one.kind for one in answers_to([seal.id], slug)] == ["not_open"]
    changes = [
        CourseChange("suspend", "Atto 1", "Prova", now + timedelta(days=2)),
        CourseChange("reopen", "Atto 2", "Prova", now + timedelta(days=3), now + timedelta(days=8)),
        CourseChange("extend", "Atto 3", "Prova", now + timedelta(days=4), now + timedelta(days=20)),
        CourseChange("close", "Atto 4", "Prova", now + timedelta(days=5)),
    ]
    seen = [first]
    for change in changes:
        done = change_course(edition.call, change, officer, now)
        assert not isinstance(done, Words), done
        seen.append(standing())
    assert len({str(one) for one in seen}) == len(seen)
    # A refused act leaves the line as it was.
    wrong = CourseChange("suspend", "Atto 5", "Prova", now + timedelta(days=30))
    assert isinstance(change_course(edition.call, wrong, officer, now), Words)
    assert standing() == seen[-1]
    assert mend_standings() == 0


@pytest.mark.django_db
def test_a_line_that_lags_behind_the_desk_is_set() -> None:
    edition = an_open_call()
    CallAct.objects.create(
        call=edition.call, kind="suspend", reference="x", reason="x", effective=clock.now(), by=a_person(1)
    )
    assert (mend_standings(), mend_standings()) == (1, 0)
    seal, actor = a_sealed(edition, 2)
    assert isinstance(submit_application(seal.application, actor), Refusal)
    assert [one.kind for one in answers_to([seal.id], edition.call.slug)] == ["suspended"]


START = datetime(2030, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rules() -> Rules:
    return read_edition(call_text("c24", START + 10 * HOUR, START + 40 * HOUR), "call.toml").call


RULES = rules()
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("close", "extend", "suspend", "reopen")), st.integers(1, 60), st.integers(1, 20)
    ),
    max_size=4,
)


@given(ACTS, st.integers(0, 90))
def test_the_line_is_open_exactly_when_the_course_says_so(
    acts: list[tuple[str, int, int]], hour: int
) -> None:
    made: list[CallAct] = []
    for kind, at, more in sorted(acts, key=lambda one: one[1]):
        effective = START + at * HOUR
        state = course_of(RULES, made, effective).state
        if (kind == "reopen") == (state in ("open", "not_open")) or (kind == "extend" and state == "closed"):
            continue  # as the desk refuses it
        closes = effective + more * HOUR if kind in ("reopen", "extend") else None
        made.append(CallAct(kind=kind, effective=effective, closes=closes))
    now = START + hour * HOUR
    standing = standing_by(RULES, made, 10**9)
    assert standing is not None
    line = Line("c24", standing=standing)
    [entry] = settle(line, [Item("submit", uuid4().hex, "T1")], {}, to_micros(now)).entries
    is_open = course_of(RULES, [one for one in made if one.effective < now], now).state == "open"
    at_an_act = any(one.effective == now for one in made)
    assert at_an_act or (entry.kind == "accepted") == is_open
    assert standing.share == Fraction(3, 2)


@pytest.mark.django_db
def test_the_public_log_is_whole_and_names_nobody() -> None:
    edition = an_open_call()
    slug, page = edition.call.slug, f"/bandi/{edition.call.slug}/registro"
    everybody = logged_in(a_person(8))
    seals = [a_sealed(edition, number)[0] for number in (1, 2, 3, 4, 5)]
    bodies = [submit(slug, token(one)).body for one in seals]
    shown = everybody.get(f"{page}/").text
    said = everybody.get(f"{page}.json").json()
    file = b"".join(everybody.get(f"{page}.txt").streaming_content).decode()  # type: ignore[attr-defined]
    for one in seals:
        for name in (one.id.hex, str(one.id), one.application_id.hex, one.application.enterprise.name):
            assert not any(name in text for text in (shown, str(said), file))
    assert (said["size"], said["accepted"], len(said["entries"])) == (6, 5, 6)
    log, faults = verify_log(file.splitlines(), wanted=[3])
    assert (faults, log.size, log.number) == ([], 6, 5)
    assert log.wanted[3] == read_receipt(bodies[1]).leaf
    grown = everybody.get(f"{page}/2-6.json").json()
    roots = (bytes.fromhex(grown["earlier"]["root"]), bytes.fromhex(grown["later"]["root"]))
    assert is_consistent((2, 6), roots, [bytes.fromhex(one) for one in grown["proof"]])
    assert not is_consistent((2, 6), (roots[1], roots[0]), [bytes.fromhex(one) for one in grown["proof"]])
    assert [everybody.get(f"{page}/{ends}.json").status_code for ends in ("0-3", "4-3", "3-9")] == [404] * 3
    assert growth_proof(slug, 6, 6) == []
    assert [one.size for one in heads(slug, 4, 2)] == [4, 3]
    assert "".join(log_lines(slug, 6)) == file


@pytest.mark.django_db
def test_the_ticket_is_a_page_a_file_and_a_code_until_the_application_is_opened_again() -> None:
    edition = an_open_call()
    seal, actor = a_sealed(edition, 1)
    client = logged_in(actor.somebody, "applicant")
    place = f"/domande/{seal.application_id}"
    assert token(seal) in client.get(f"{place}/biglietto/").text
    assert client.get(f"{place}/biglietto.ticket").content.decode() == f"{token(seal)}\n"
    assert client.get(f"{place}/biglietto.svg").content.startswith(b"<?xml")
    assert client.get(f"{place}/biglietto.png").content.startswith(b"\x89PNG")
    assert client.get(f"{place}/biglietto.gif").status_code == 404
    assert logged_in(actor.somebody, "applicant", level=1).get(f"{place}/biglietto/").status_code == 302
    assert logged_in(a_person(7), "applicant").get(f"{place}/biglietto.ticket").status_code == 404
    unseal(seal.application, actor, clock.now())
    assert client.get(f"{place}/biglietto/").status_code == 302
    assert client.get(f"{place}/biglietto.ticket").status_code == 404


@pytest.mark.django_db
def test_receipt_and_refusals_are_handed_over_as_they_were_signed() -> None:
    edition = an_open_call()
    seal, actor = a_sealed(edition, 1)
    other, _ = a_sealed(edition, 2)
    client = logged_in(actor.somebody, "applicant")
    body = submit(edition.call.slug, token(seal)).body
    submit(edition.call.slug, token(other))
    place = f"/domande/{seal.application_id}"
    assert client.get(f"{place}/risposte/2.json").content == body
    assert client.get(f"{place}/risposte/3.json").status_code == 404
    pdf = client.get(f"{place}/ricevuta.pdf").content
    assert pdf.startswith(b"%PDF-")
    assert client.get(f"{place}/ricevuta.pdf").content == pdf


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["line", "entry", "head", "key"])
def test_the_desk_itself_may_only_read_what_the_line_keeps(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT string_agg(held.privilege_type, ',') FROM pg_class, aclexplode(relacl) AS held
            WHERE oid = %s::regclass AND grantee = 'bandolo_app'::regrole""",
            [f"intake.{table}"],
        )
        assert cursor.fetchone() == ("SELECT",)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM intake.{table}")  # noqa: S608 - a name of this test
