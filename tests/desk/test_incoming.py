"""Is money that came in found to be of the recovery that it is of, and recorded by the accountant alone?"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bandolo.desk.models import Payment, RecoveryReceipt
from bandolo.desk.queries.letters import reference_of
from tests.desk.made import a_person, logged_in
from tests.desk.reviewed import Office
from tests.desk.test_recovery import a_recovery
from tests.papers.banks import Move, camt053, entry_xml
from tests.papers.invoices import IBAN


def credit(amount: str, reason: str, iban: str, id: str) -> str:
    """Money that came in, in an entry of a statement."""
    move = Move(amount, reason, sign="CRDT", iban=iban, id=id, payee="Impresa 1 s.r.l.", day="2026-01-31")
    entry = entry_xml(move)
    for tag in ("Cdtr>", "CdtrAcct>"):
        entry = entry.replace(tag, tag.replace("Cdtr", "Dbtr"))
    return entry


@pytest.mark.django_db
def test_a_statement_of_the_bank_is_read_and_each_credit_proposed() -> None:
    recovery = a_recovery(Office())
    Payment.objects.filter(award=recovery.award).update(pays_to=[{"iban": IBAN, "cents": 1, "payee": "x"}])
    client = logged_in(a_person(81, "accountant"), "accountant")
    page, name = reverse("recovery_came_in"), reference_of(recovery.revocation.application)
    entries = [
        credit("1000.00", f"Restituzione {name.upper()} prima parte", "IT00", "TRN 1"),
        credit("50.00", "acconto", IBAN, "TRN 2"),
        credit("7.00", "diritti di segreteria", "IT11", "TRN 3"),
    ]

    def file(content: bytes) -> dict[str, SimpleUploadedFile]:
        return {"statement": SimpleUploadedFile("estratto.xml", content)}

    seen = client.post(page, file(camt053(entries)))
    found = [(one.reference, one.expected is not None) for one in seen.context["came"]]
    assert found == [("TRN 1", True), ("TRN 2", True), ("TRN 3", False)]
    assert not RecoveryReceipt.objects.exists()
    assert b'value="1000,00"' in seen.content
    body = {"on": "2026-01-31", "amount": "1000,00", "reference": "TRN 1"}
    assert client.post(reverse("recovery_step", args=[recovery.id, "restituzione"]), body).status_code == 302
    assert [one.is_recorded for one in client.post(page, file(camt053(entries))).context["came"]] == [
        True,
        False,
        False,
    ]
    for wrong in (b"ciao", b"<Document/>", camt053([entry_xml(Move())])):
        assert client.post(page, file(wrong)).status_code == 422
    assert client.post(page).status_code == 422
