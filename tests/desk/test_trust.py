"""Is the trusted list shown, imported and fetched, and are issuers asked about what they certified?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from bandolo.desk import clock
from bandolo.desk.actions.attach import attach
from bandolo.desk.actions.keep_trust import fetch_trust, import_trust
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.verify_again import verdicts_of, verify_again, verify_by_new_lists
from bandolo.desk.models import Attachment, Event, Report
from bandolo.desk.outside.demo_authority import demo_authority, signed_in_demo, trust_demo
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.trusted import lists_at_hand
from bandolo.desk.outside.uploads import Upload, checked
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import papers_of
from bandolo.desk.queries.signers import entitled_to_sign
from bandolo.papers.signature_fit import Entitled, Role
from bandolo.papers.signature_prefix import Generated
from bandolo.papers.signature_records import Verdict
from bandolo.papers.test_authority import YEAR, Authority, Person, authority
from bandolo.papers.test_authority_list import list_of, list_of_lists
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.papers.trust_fetch import fetch_lists
from bandolo.papers.trust_list import verified
from bandolo.papers.trust_store import keep_list
from bandolo.rules.rule import Words
from tests.desk.applying import an_open_call
from tests.desk.made import a_pdf, a_person, an_application, an_enterprise, logged_in
from tests.papers.test_trust_fetch import Site

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - certificates of the day on which the test runs
SINCE = NOW - 2 * YEAR
ISSUED = NOW - timedelta(days=3)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def maker(site: Site, settings: Settings, tmp_path: Path) -> Authority:
    """An authority whose answers come from a server, in a desk that has a folder for lists."""
    settings.TRUST = str(tmp_path / "trust")
    return authority(NOW, site.url)


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_list_is_imported_from_files_and_shown_with_its_digest(maker: Authority) -> None:
    administrator = a_person(1, "administrator")
    client = logged_in(administrator)
    assert "Nessun elenco è stato ancora accolto" in client.get("/elenchi/").text
    lotl = list_of_lists(maker, ISSUED, [("IT", "https://prova.invalid/it.xml", [maker.operator])])
    files = {"list": file("it.xml", list_of(maker, ISSUED, SINCE)), "lotl": file("lotl.xml", lotl)}
    stranger = authority(NOW).lotl_operator.pem
    refused = client.post("/elenchi/importa/", {**files, "signers": file("a.pem", stranger)})
    assert (refused.status_code, lists_at_hand()) == (422, ())
    assert client.post("/elenchi/importa/", {"list": file("it.xml", b"x")}).status_code == 422
    files = {"list": file("it.xml", list_of(maker, ISSUED, SINCE)), "lotl": file("lotl.xml", lotl)}
    signers = file("a.pem", maker.lotl_operator.pem)
    assert client.post("/elenchi/importa/", {**files, "signers": signers}).status_code == 302
    [record] = lists_at_hand()  # type: ignore[misc]
    assert record.digest in client.get("/elenchi/").text
    assert Event.objects.get(dossier=administrator.id).what == "import_trust"
    assert logged_in(a_person(2, "auditor")).post("/elenchi/importa/", files).status_code == 403


def test_a_list_that_was_changed_is_told(maker: Authority, tmp_path: Path) -> None:
    xml = list_of(maker, ISSUED, SINCE)
    keep_list(tmp_path / "trust", verified(xml, [maker.operator.der], NOW), xml)
    (tmp_path / "trust" / "IT.xml").write_bytes(xml.replace(b"granted", b"withdrawn"))
    page = logged_in(a_person(1, "auditor")).get("/elenchi/").text
    assert "non regge più" in page


def test_the_italian_list_is_fetched_and_a_failure_is_the_jobs(
    maker: Authority, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = logged_in(a_person(1, "administrator"))
    assert client.post("/elenchi/importa/", {"fetch": "yes"}).status_code == 302
    assert DBTaskResult.objects.filter(task_path__endswith="fetch_trust").count() == 1
    # As the Union's own server would, which no test asks.
    here = partial(fetch_lists, lotl_url=f"{site.url}/lotl.xml", lotl_signers=[maker.lotl_operator.der])
    monkeypatch.setattr("bandolo.desk.outside.trusted.fetch_lists", here)
    with pytest.raises(OSError, match="404"):
        fetch_trust.func()
    site.papers["/it.xml"] = list_of(maker, ISSUED, SINCE)
    place = ("IT", f"{site.url}/it.xml", [maker.operator])
    site.papers["/lotl.xml"] = list_of_lists(maker, ISSUED, [place])
    fetch_trust.func()
    [record] = lists_at_hand()  # type: ignore[misc]
    assert record.territory == "IT"


def test_a_desk_without_a_folder_says_so_and_fetches_nothing() -> None:
    fetch_trust.func()
    assert "BANDOLO_TRUST" in logged_in(a_person(1, "administrator")).get("/elenchi/").text


def test_once_its_issuer_has_answered_a_signature_is_valid(
    maker: Authority, site: Site, tmp_path: Path
) -> None:
    xml = list_of(maker, ISSUED, SINCE)
    keep_list(tmp_path / "trust", verified(xml, [maker.operator.der], NOW), xml)
    person = a_person(1)
    draft = an_application(an_open_call(), an_enterprise(1, person), person)
    papers = papers_of(rules_of(draft.edition_id))
    document = next(one for one in papers if "legal_representative" in one.signed_by)
    certified = Person(person.given_name, person.family_name, person.fiscal_code)
    signed = sign_cades(a_pdf(), [maker.signer(certified, NOW - YEAR, NOW + YEAR)], maker, NOW)
    upload = Upload("a.pdf.p7m", signed, "application/pkcs7-mime")
    found = checked(signed, clock.now(), entitled_to_sign(draft))
    actor = Actor(person, "applicant", draft.enterprise)
    made = attach(draft, document.id, upload, found, actor, clock.now())
    assert isinstance(made, Attachment)
    assert made.state == "not_verified"
    assert DBTaskResult.objects.filter(task_path__endswith="verify_again").count() == 1
    with pytest.raises(OSError, match="CRL"):
        verify_again.func(str(made.id))
    site.papers["/issuing.crl"] = maker.crl(clock.now())
    verify_again.func(str(made.id))
    made.refresh_from_db()
    assert (made.state, made.verdicts["verdict"]) == ("verified", Verdict.VALID.value)
    verify_again.func(str(made.id))
    whats = Event.objects.filter(dossier=draft.id).order_by("seq").values_list("what", flat=True)
    assert list(whats) == ["attach", "verify"]


def test_a_list_that_comes_later_lets_the_signatures_of_papers_and_requests_be_checked_again(
    maker: Authority, site: Site
) -> None:
    person = a_person(1)
    draft = an_application(an_open_call(), an_enterprise(1, person), person)
    certified = Person(person.given_name, person.family_name, person.fiscal_code)
    pdf = keep(a_pdf())
    signed = sign_cades(a_pdf(), [maker.signer(certified, NOW - YEAR, NOW + YEAR)], maker, NOW)
    found = checked(signed, clock.now(), entitled_to_sign(draft), Generated(len(a_pdf()), pdf))
    report = Report.objects.create(
        application=draft,
        call=draft.call,
        content={},
        digest=pdf,
        pdf_sha256=pdf,
        signed_sha256=keep(signed),
        verdicts=verdicts_of(found),
        by=person,
    )
    assert "no_trusted_list" in {one["code"] for one in report.verdicts["findings"]}
    assert verify_by_new_lists() == 1
    verify_again.func(str(report.id))
    site.papers["/issuing.crl"] = maker.crl(clock.now())
    xml = list_of(maker, ISSUED, SINCE)
    lotl = list_of_lists(maker, ISSUED, [("IT", f"{site.url}/it.xml", [maker.operator])])
    administrator = Actor(a_person(2, "administrator"), "administrator")
    kept_list = import_trust(xml, lotl, maker.lotl_operator.pem, administrator, clock.now())
    assert not isinstance(kept_list, Words), kept_list
    jobs = DBTaskResult.objects.filter(task_path__endswith="verify_again")
    assert [one.args_kwargs["args"] for one in jobs] == [[str(report.id)]] * 2
    # Now the chain is known, and with it whom to ask about the certificate.
    for _ in range(2):
        verify_again.func(str(report.id))
    report.refresh_from_db()
    assert report.verdicts["verdict"] == Verdict.VALID.value
    assert verify_by_new_lists() == 0


def test_what_the_authority_of_the_demo_signs_holds_in_the_demo(settings: Settings, tmp_path: Path) -> None:
    settings.TRUST, settings.DEMO_KEYS = str(tmp_path / "trust"), str(tmp_path / "demo")
    trust_demo()
    now = clock.now()
    person = Person("Anna", "Verdi", "VRDNNA80A41F205X")
    anna = [Entitled(person.fiscal_code, "Anna Verdi", Role.LEGAL_REPRESENTATIVE)]
    # The keys are kept: a second start certifies as the first.
    for _ in range(2):
        signed = signed_in_demo(a_pdf(), person, demo_authority(now), now)
        assert checked(signed, now, anna).verdict is Verdict.VALID
    settings.DEMO_KEYS = ""
    other = signed_in_demo(a_pdf(), person, demo_authority(now), now)
    assert checked(other, now, anna).verdict is not Verdict.VALID
