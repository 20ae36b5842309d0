"""Are the data of a dossier destroyed when their keeping is over, not before, and does the rest hold?"""

import json
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField, JSONField, TextField
from django.urls import reverse

import bandolo.desk
from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.actions.answer_revocation import answer_revocation
from bandolo.desk.actions.empty_dossier import destroy_unneeded, files_of
from bandolo.desk.actions.prepare_disposal import prepare_disposal
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_milestone import record_milestone
from bandolo.desk.actions.start_revocation import Start, start_revocation
from bandolo.desk.archive import verify_archive
from bandolo.desk.models import (
    Act,
    Application,
    Attachment,
    Award,
    DataRequest,
    Event,
    EventDetail,
    Field,
    FieldHistory,
    LedgerEntry,
    Milestone,
    Payment,
    PaymentOrder,
    Transfer,
)
from bandolo.desk.outside.files import keep, kept
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.dossier_archive import _DEEPEST, _ways, records_of
from bandolo.desk.queries.events import broken_at
from bandolo.desk.queries.keeping import keep_of
from bandolo.desk.queries.public_log import entries
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words
from tests.desk.granted import awarded, paid
from tests.desk.made import a_call, a_pdf, a_person, logged_in
from tests.desk.reviewed import Office, sent
from tests.desk.signing import Signing, adopted
from tests.desk.test_archive import archive_of

pytestmark = pytest.mark.django_db
PERMISSION = "prot. 123 del 2026-11-02"
LONG_AGO = datetime(2015, 6, 1, 9, tzinfo=UTC)


def a_full_dossier(office: Office) -> Application:
    """An award that was paid, with a revocation, its answer and paper, and a milestone."""
    award = awarded(a_call("c24"), office)
    paid(award, 576_000, 24_000, "awarded")
    at = clock.now()
    done = record_milestone(
        award.application_id, "course_attended", day_in_rome(at), "prot. 9", office.officer, at
    )
    assert isinstance(done, Milestone), done
    start = Start(("ground/course-missed",), None, "Il sig. Bianchi non ha seguito.", 15, 90)
    start_revocation(award.application_id, start, office.officer, at)
    owner = Actor(award.application.opened_by, "applicant", award.application.enterprise)
    proof = Upload("bianchi.pdf", a_pdf() + b"%", "application/pdf")
    answer_revocation(award.application_id, "Bianchi era malato.", proof, owner, at)
    return award.application


def ended(application: Application, since: datetime = LONG_AGO, state: str = "closed") -> Application:
    Application.objects.filter(id=application.id).update(state=state, state_since=since)
    application.refresh_from_db()
    return application


def prepared(office: Office, *applications: Application, why: str = PERMISSION) -> Act | Words:
    ids = [one.id for one in applications]
    now = clock.now()
    call = applications[0].call
    return prepare_disposal(call, ids, why, office.people["approver"], office.officer, now)


def disposed(office: Office, application: Application) -> Act:
    act = prepared(office, application)
    assert isinstance(act, Act), act
    adopted(act, office, "55")
    application.refresh_from_db()
    return act


def test_an_adopted_act_empties_a_dossier_whose_term_is_over_and_what_stays_still_holds() -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    log = entries("c24", 10, 10)
    money = list(LedgerEntry.objects.order_by("id").values_list("id", "kind", "amount_cents"))
    files = files_of(application)
    assert all(kept(one) for one in files)
    act = disposed(office, application)
    destroy_unneeded(files)
    assert application.state == "disposed"
    for model in (Field, FieldHistory):
        assert not model.objects.filter(application=application).exists()
    [detail] = EventDetail.objects.filter(event__dossier=application.id)
    until = day_in_rome(LONG_AGO).replace(year=2025).isoformat()
    assert detail.event.what == "dispose"
    assert detail.data == {"act": str(act.id), "number": "55", "until": until, "files": len(files)}
    assert Event.objects.filter(dossier=application.id).count() == detail.event.seq == 5
    assert broken_at(application.id) is None
    for one in files:
        with pytest.raises(FileNotFoundError):
            kept(one)
    raw = archive_of(application)
    found = verify_archive(BytesIO(raw), detail.event.digest)
    assert (found.faults, found.receipts) == ((), 1)
    assert b"Bianchi" not in raw
    assert list(LedgerEntry.objects.order_by("id").values_list("id", "kind", "amount_cents")) == money
    assert Award.objects.get(application=application).amount_cents == 600_000
    assert entries("c24", 10, 10) == log != []
    assert kept(Act.objects.get(id=act.id).signed_sha256)


def test_a_disposed_dossier_still_opens_on_every_page_that_shows_it() -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    disposed(office, application)
    officer = logged_in(office.people["officer"], "officer")
    for name in ("dossier", "officer_project", "revocation", "report_check", "award_ledger"):
        assert officer.get(reverse(name, args=[application.id])).status_code == 200, name
    owner = logged_in(application.opened_by, "applicant")
    for name in ("application_check", "project", "own_payments", "own_revocation"):
        assert owner.get(reverse(name, args=[application.id])).status_code == 200, name
    assert owner.get(reverse("applications")).status_code == 200


def test_before_the_term_it_is_refused_with_the_law_and_the_day() -> None:
    office = Office()
    now = clock.now()
    application = ended(a_full_dossier(office), now - timedelta(days=3000))
    refused = prepared(office, application)
    assert isinstance(refused, Words)
    until = day_in_rome(now - timedelta(days=3000))
    assert f"/{until.year + 10}" in refused.it or str(until.year + 10) in refused.it
    assert "c.c., art. 2220" in refused.it
    assert Field.objects.filter(application=application).exists()


@pytest.mark.parametrize("state", ["draft", "review", "awarded", "paid", "recovery"])
def test_a_dossier_that_has_not_ended_has_no_term_that_could_be_over(state: str) -> None:
    office = Office()
    application = ended(a_full_dossier(office), state=state)
    assert keep_of(application) is None
    assert isinstance(prepared(office, application), Words)


def test_an_act_names_the_permission_to_discard_and_is_prepared_by_an_officer() -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    assert isinstance(prepared(office, application, why=" "), Words)
    now = clock.now()
    own = prepare_disposal(
        application.call, [application.id], PERMISSION, office.people["officer"], office.approver, now
    )
    assert isinstance(own, Words)


def test_what_is_restricted_after_the_act_was_prepared_takes_the_adoption_back() -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    act = prepared(office, application)
    assert isinstance(act, Act)
    now = clock.now()
    DataRequest.objects.create(
        person=application.opened_by,
        kind="restriction",
        application=application,
        term=now.date(),
        outcome="granted",
        answered_by=office.people["officer"],
        answered_at=now,
    )
    signed = Signing(office).cades(kept(act.pdf_sha256))
    refused = adopt_act(act.id, "1", now.date(), signed, office.approver, now)
    assert isinstance(refused, Words)
    assert "art. 18" in refused.it
    application.refresh_from_db()
    assert application.state == "closed"
    assert Field.objects.filter(application=application).exists()


@pytest.mark.parametrize("state", ["closed", "disposed"])
def test_without_an_adopted_act_the_database_itself_empties_nothing(state: str) -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    assert isinstance(prepared(office, application), Act)
    ended(application, state=state)
    with (
        pytest.raises(IntegrityError, match="nothing allows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT empty_dossier(%s)", [application.id])


def test_a_file_that_another_dossier_names_too_stays() -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    other = sent(application.edition, 2)
    [digest] = application.revocations.values_list("answer_sha256", flat=True)
    Attachment.objects.create(
        application=other,
        document="quote",
        sha256=digest,
        name="stesso.pdf",
        size=1,
        content_type="application/pdf",
        state="received",
        by=other.opened_by,
    )
    files = files_of(application)
    disposed(office, application)
    destroy_unneeded(files)
    assert kept(digest)


def paid_in_2014(award: Award, office: Office) -> Transfer:
    """A payment of a euro, executed, by its transfer."""
    act = Act.objects.create(
        call=award.application.call,
        kind="payment",
        number="P1",
        dated=date(2014, 2, 3),
        content={},
        signed_sha256=keep(a_pdf()),
        prepared_by=office.people["officer"],
        adopted_by=office.people["approver"],
        adopted_at=LONG_AGO,
    )
    payment = Payment.objects.create(
        award=award,
        state="authorised",
        checked_by=office.people["officer"],
        proposed_by=office.people["officer"],
        approved_by=office.people["approver"],
        gross_cents=100,
        net_cents=100,
        act=act,
    )
    day, iban = date(2014, 3, 4), "IT60X0542811101000000123456"
    order = PaymentOrder.objects.create(
        message="M1", sha256=keep(a_pdf()), execute_on=day, by=office.people["officer"]
    )
    transfer = Transfer.objects.create(
        payment=payment, payee="Impresa", iban=iban, cents=100, state="executed", order=order, executed_on=day
    )
    payment.state, payment.executed_on = "executed", day
    payment.save()
    return transfer


def test_the_term_of_the_call_counts_where_it_was_paid_and_not_before() -> None:
    office = Office()
    award = awarded(a_call("vdi"), office)
    transfer = paid_in_2014(award, office)
    application = ended(award.application)
    found = keep_of(application)
    assert found is not None
    # Eleven years from the payment, though only ten from the act; the general ten count where none was paid.
    assert (found.until, found.clauses) == (date(2025, 3, 4), ("VDI-53",))
    disposed(office, application)
    transfer.refresh_from_db()
    assert (transfer.iban, transfer.cents, transfer.payment.net_cents) == ("", 100, 100)


def test_the_page_lists_what_is_due_and_prepares_its_act() -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    other = ended(sent(application.edition, 2), clock.now(), "lapsed")
    page = reverse("disposal", args=["c24"])
    officer = logged_in(office.people["officer"], "officer")
    shown = officer.get(page)
    assert [one.application for one, _ in shown.context["ended"]] == [application]
    assert [one.application for one in shown.context["kept"]] == [other]
    body = {"dossier": [str(application.id), str(other.id)], "signer": str(office.people["approver"].id)}
    refused = officer.post(f"{page}atto/", {**body, "authorisation": PERMISSION})
    assert refused.status_code == 422
    assert "c.c., art. 2220" in refused.text
    assert PERMISSION in refused.text
    body["dossier"] = [str(application.id)]
    done = officer.post(f"{page}atto/", {**body, "authorisation": PERMISSION})
    act = Act.objects.get(kind="disposal")
    assert done.headers["location"] == reverse("act", args=["c24", act.id])
    assert act.content["dossiers"] == {str(application.id): "2025-06-01"}
    assert logged_in(a_person(70, "auditor"), "auditor").get(page).status_code == 200


# What a dossier keeps: kinds, states and codes of ours, ids, digests; what was made public by law.
KEPT = {
    "act": {"kind", "number", "content", "pdf_sha256", "signed_sha256"},
    "application": {"state"},
    "attachment": {"document", "record", "sha256", "content_type", "state"},
    "award": {"cup", "cor", "state"},
    "datarequest": {"kind", "changes", "outcome", "clauses", "paper_sha256"},
    "event": {"dossier_kind", "role", "what", "data_sha256", "previous", "digest"},
    "falsedeclaration": set(),
    "finding": {"requirement", "verdict"},
    "groundfound": {"ground"},
    "handedpaper": {"kind", "sha256"},
    "inspection": {"outcome", "paper_sha256"},
    "invoiceuse": {"record", "key"},
    "ledgerentry": {"kind"},
    "linefinding": {"line"},
    "loancontract": {"contract_sha256"},
    "loanentry": {"kind"},
    "message": {"kind", "message_id", "paper_sha256", "state"},
    "milestone": {"event"},
    "payment": {"stage", "state", "steps"},
    "publication": {"kind", "content", "sha256"},
    "receivedmail": {"name", "sha256", "kind", "mail_id", "refers_to", "provider", "vouched"},
    "recovery": {"parts"},
    "recoveryplan": {"instalments"},
    "recoveryreceipt": {"source"},
    "registercheck": {"register", "outcome"},
    "reminder": {"deadline"},
    "report": {"stage", "digest", "pdf_sha256", "signed_sha256"},
    "review": {"proposed_outcome", "decided_outcome"},
    "revocation": {"extent", "answer_sha256", "outcome"},
    "seal": {"digest", "pdf_sha256", "signed_sha256"},
    "supplement": {"deadline"},
    "supplementitem": {"path"},
    "transfer": {"payee", "state", "end_to_end"},
    "variation": {"kind", "effect", "proposed_outcome"},
    "vote": {"criterion"},
}


def test_every_text_of_every_table_of_a_dossier_is_emptied_or_kept_on_purpose() -> None:
    folder = Path(bandolo.desk.__file__).parent / "migrations"
    emptied = (folder / "disposal.sql").read_text(encoding="utf-8")
    statements = {
        part.split()[1 if part.startswith("UPDATE") else 2]: part
        for part in emptied.replace("\n    UPDATE", ";UPDATE").replace("\n    DELETE", ";DELETE").split(";")
        if part.startswith(("UPDATE", "DELETE"))
    }
    forgotten = []
    for meta, model in [(one._meta, one) for one in apps.get_app_config("desk").get_models()]:  # noqa: SLF001 - Django's documented API
        name, table = str(meta.model_name), meta.db_table
        if not [*_ways(model, _DEEPEST)] and name != "application":
            continue
        statement = statements.get(table, "")
        for field in meta.concrete_fields:
            is_text = isinstance(field, CharField | TextField | JSONField)
            done = statement.startswith("DELETE") or f"{field.name} =" in statement
            if is_text and not done and field.name not in KEPT.get(name, set()):
                forgotten.append(f"{name}.{field.name}")
    assert forgotten == []


def test_what_the_archive_tells_of_rows_is_what_stays() -> None:
    office = Office()
    application = ended(a_full_dossier(office))
    disposed(office, application)
    rows = records_of(application)
    assert {one["content"] for one in rows["seal"]} == {None}
    assert {(one["reason"], one["answer"], json.dumps(one["grounds"])) for one in rows["revocation"]} == {
        ("", "", "[]")
    }
    assert {one["name"] for one in rows["attachment"]} == {""}
    assert all(one["sha256"] for one in rows["attachment"])
