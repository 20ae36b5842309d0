"""Are dropped files read and proposed, what was typed kept, and the same invoice elsewhere found?"""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bandolo.desk.actions.hand_papers import hand_papers, settle_invoice, take_away_paper
from bandolo.desk.flow import Refusal
from bandolo.desk.management.staging.reporting import report_all, type_record
from bandolo.desk.models import Application, Field, HandedPaper, InvoiceUse
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.handed import HandedNow, handed_now, uses_of
from bandolo.desk.queries.report_findings import items_of
from bandolo.desk.queries.report_now import report_now
from tests.desk.awarded import as_enterprise, awarded_elsewhere
from tests.desk.made import logged_in
from tests.desk.reviewed import Office, tables_of
from tests.papers.banks import Move, camt053, entry_xml
from tests.papers.invoices import SUPPLIER, body_xml, file_xml

pytestmark = pytest.mark.django_db
ENDED = datetime(2013, 11, 20, 9, tzinfo=UTC)


def ready(number: int = 1, application: Application | None = None) -> Application:
    """A report whose fifth step is open, without invoices."""
    made = application or awarded_elsewhere(Office(10 * number), number)
    report_all(made, {**tables_of("l12"), "invoice": [], "worker_month": []}, ENDED)
    return made


def file_of(content: bytes, name: str = "fattura.xml") -> Upload:
    return Upload(name, content, "application/xml")


def drop(application: Application, *uploads: Upload) -> HandedNow:
    done = hand_papers(application, uploads, as_enterprise(application), ENDED)
    assert not isinstance(done, Refusal), done
    return handed_now(report_now(application, ENDED))


def values_of(application: Application, record: str) -> dict[str, object]:
    fields = Field.objects.filter(application=application, path__startswith=f"record/invoice/{record}/")
    return {path.rpartition("/")[2]: value for path, value in fields.values_list("path", "value")}


INVOICE = file_xml(body_xml()).encode()


def test_an_e_invoice_becomes_an_entry_to_be_confirmed() -> None:
    application = ready()
    [laid] = drop(application, file_of(INVOICE)).laid
    assert laid.use is not None
    said = values_of(application, laid.use.record)
    assert (said["amount"], said["supplier_vat"]) == ("1000.00", SUPPLIER)
    assert not laid.is_confirmed
    page = logged_in(application.opened_by, "applicant").get(
        f"/domande/{application.id}/progetto/rendiconto/fasi/invoices-and-payslips/"
    )
    assert "da confermare" in page.text
    settle_invoice(application, laid.use.record, False, as_enterprise(application), ENDED)
    assert handed_now(report_now(application, ENDED)).laid[0].is_confirmed


def test_what_was_typed_is_never_overwritten_until_it_is_asked() -> None:
    application = ready()
    [laid] = drop(application, file_of(INVOICE)).laid
    dated = str(laid.invoice.dated)
    take_away_paper(application, laid.paper.id, as_enterprise(application), ENDED)
    assert laid.use is not None
    Field.objects.filter(application=application, path=f"record/invoice/{laid.use.record}/amount").update(
        value="900.00"
    )
    [again] = drop(application, file_of(INVOICE)).laid
    assert again.use is not None
    assert again.use.record == laid.use.record
    assert values_of(application, again.use.record)["amount"] == "900.00"
    assert [(one.fact.id, one.stands, one.proposed) for one in again.differences] == [
        ("amount", "900.00", "1000.00")
    ]
    settle_invoice(application, again.use.record, True, as_enterprise(application), ENDED)
    assert values_of(application, again.use.record)["amount"] == "1000.00"
    assert values_of(application, again.use.record)["dated"] == dated


def test_payments_fill_what_the_invoice_leaves_empty() -> None:
    application = ready()
    [laid] = drop(application, file_of(INVOICE)).laid
    assert laid.use is not None
    assert "paid_on" not in values_of(application, laid.use.record)
    drop(application, file_of(camt053([entry_xml(Move())]), "estratto.xml"))
    said = values_of(application, laid.use.record)
    assert (said["paid_on"], said["paid_by"], said["reason_cites_invoice"]) == (
        "2026-04-02",
        "transfer",
        True,
    )


def test_what_cannot_be_read_is_kept_with_the_reason_and_the_rest_is_read() -> None:
    application = ready()
    client = logged_in(application.opened_by, "applicant")
    files = [
        SimpleUploadedFile("a.xml", INVOICE),
        SimpleUploadedFile("b.xml", b"<?xml version='1.0'?><altro/>"),
        SimpleUploadedFile("c.pdf", b"%PDF-1.7"),
    ]
    answer = client.post(
        f"/domande/{application.id}/progetto/rendiconto/cartella/", {"file": files}, follow=True
    )
    assert "c.pdf" in answer.text
    assert list(HandedPaper.objects.order_by("name").values_list("name", "kind")) == [
        ("a.xml", "invoice"),
        ("b.xml", "unread"),
    ]
    found = handed_now(report_now(application, ENDED))
    assert [(paper.name, bool(words.it)) for paper, words in found.unread] == [("b.xml", True)]


def test_the_same_file_twice_stands_once() -> None:
    application = ready()
    drop(application, file_of(INVOICE), file_of(INVOICE, "copia.xml"))
    assert len(drop(application, file_of(INVOICE)).laid) == 1
    assert InvoiceUse.objects.filter(removed_at=None).count() == 1


def test_the_same_invoice_in_another_dossier_is_found_on_both_sides() -> None:
    first = ready()
    [laid] = drop(first, file_of(INVOICE)).laid
    second = awarded_elsewhere(Office(20), 2, edition=first.edition)
    ready(2, second)
    invoice = {
        "line": "consulting",
        "number": laid.invoice.number,
        "supplier_vat": f"IT{SUPPLIER}",
        "dated": str(laid.invoice.dated),
        "amount": "1000.00",
    }
    type_record(second, "invoice", invoice, ENDED)
    [item] = items_of(report_now(second, ENDED), ENDED)
    told = [one for one in item.found if "un'altra domanda" in one.words.it]
    assert [one.clauses for one in told] == [("L12-16",)]
    assert str(first.id) not in told[0].words.it
    drop(second, file_of(INVOICE))
    [(own, others)] = uses_of(second)
    assert (own.number, [one.application for one in others]) == (laid.fingerprint.number, [first])


def test_nothing_is_dropped_into_a_step_that_is_shut() -> None:
    application = awarded_elsewhere(Office())
    refused = hand_papers(application, [file_of(INVOICE)], as_enterprise(application), ENDED)
    assert isinstance(refused, Refusal)
    assert HandedPaper.objects.count() == 0
