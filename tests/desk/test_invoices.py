"""Does the desk read invoices and files of banks that it keeps, by their digest?"""

from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from bandolo.desk.actions.attach import invoices_of
from bandolo.desk.models import Application, Attachment
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.invoices import read_bank, read_invoice
from bandolo.desk.outside.uploads import Upload, received
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import papers_of
from bandolo.papers.bank_file import read_bank_file
from bandolo.papers.invoice_file import read_invoice_file
from tests.desk.applying import an_open_call
from tests.desk.made import a_person, an_application, an_enterprise, logged_in
from tests.papers.banks import Move, camt053, entry_xml
from tests.papers.invoices import body_xml, envelope, file_xml

XML = file_xml(body_xml()).encode()


@pytest.mark.parametrize("content", [XML, envelope(XML), b"%PDF-1.7"], ids=["plain", "signed", "none"])
def test_a_kept_invoice_is_read(content: bytes) -> None:
    assert read_invoice(keep(content), "a.xml") == read_invoice_file("a.xml", content)


def test_a_kept_statement_is_read() -> None:
    content = camt053([entry_xml(Move())])
    digest = keep(content)
    assert read_bank(digest) == read_bank_file(digest, content)


def test_a_file_that_is_gone_or_changed_is_told() -> None:
    with pytest.raises(FileNotFoundError):
        read_invoice(sha256(b"gone").hexdigest())
    digest = keep(b"<once/>")
    # What is kept can only be read; whoever owns the folder can still put something else in its place.
    place = Path(settings.FILES) / digest[:2] / digest
    place.unlink()
    place.write_bytes(b"<other/>")
    with pytest.raises(OSError, match="has changed"):
        read_invoice(digest)


@pytest.mark.django_db
def test_an_invoice_among_the_papers_is_told_to_both_sides() -> None:
    person = a_person(1)
    draft = an_application(an_open_call(), an_enterprise(1, person), person)
    document = papers_of(rules_of(draft.edition_id))[0]
    page = f"/domande/{draft.id}/documenti/"
    odd = file_xml(body_xml()).replace("<Numero>FT 12/2026</Numero>", "<Numero>12</Numero>")
    file = SimpleUploadedFile("fattura.xml", odd.encode())
    answer = logged_in(person).post(page, {"document": document.id, "file": file})
    assert answer.status_code == 302, answer.text
    [told] = Attachment.objects.get().verdicts["invoices"]
    assert (told["number"], told["cents"]) == ("12", 122_000)
    assert "Fattura 12" in logged_in(person).get(page).text
    Application.objects.update(state="submitted")
    officer = logged_in(a_person(2, "officer"))
    assert "Fattura 12" in officer.get(f"/istruttoria/{draft.id}/").text


@pytest.mark.django_db
def test_a_paper_that_is_no_invoice_has_none() -> None:
    upload = received("altro.xml", b'<?xml version="1.0"?><altro/>')
    assert isinstance(upload, Upload)
    assert invoices_of(upload) == {}
