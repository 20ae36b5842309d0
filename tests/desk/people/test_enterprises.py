"""Who may act for an enterprise, since when and until when, and is it seen on every page and event?"""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from stdnum.it import codicefiscale

from bandolo.desk import clock
from bandolo.desk.models import (
    Claim,
    Enterprise,
    Event,
    Mandate,
    Person,
    Representation,
    Site,
    UndertakingMember,
)
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.events import broken_at
from bandolo.desk.queries.roles import roles_of
from bandolo.desk.queries.visible import enterprises_of
from bandolo.rules.days import day_in_rome
from tests.desk.made import a_call, a_mandate, a_pdf, a_person, an_application, an_enterprise, logged_in

pytestmark = pytest.mark.django_db

PDF = a_pdf()
VAT, OTHER_VAT = "00743110157", "00905811006"
BARE = "BNCLRA85T50F205"
DELEGATE = BARE + codicefiscale.calc_check_digit(BARE)


def paper(content: bytes = PDF, name: str = "procura.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def told(**more: object) -> dict[str, object]:
    return {
        "vat_number": VAT,
        "name": "Forno Rossi s.r.l.",
        "legal_form": "s.r.l.",
        "pec": "forno@pec.example.it",
        "rea": "MI-123456",
        "address": "via dei Forni 1",
        "municipality": "Milano",
        "province": "mi",
        "ateco": "10.71.10, 561111",
        "capacity": "representative",
        "paper": paper(),
        **more,
    }


def test_whoever_is_first_acts_at_once_and_is_seen_to() -> None:
    person = a_person(1)
    client = logged_in(person)
    answer = client.post("/imprese/nuova/", told(ateco="10.71.10"))
    made = Enterprise.objects.get()
    assert answer["location"] == f"/imprese/{made.id}/"
    assert (made.vat_number, made.fiscal_code, made.pec) == (VAT, VAT, "forno@pec.example.it")
    site = Site.objects.get()
    assert (site.province, site.kind, site.ateco) == ("MI", "registered_office", ["10.71.10"])
    assert roles_of(person) == ("applicant",)
    # On every page: who, as whom, for whom.
    page = client.get("/")
    bar = page.text.split('class="acting"')[1].split("</div></div>")[0]
    assert [word in bar for word in ("Maria Rossi 1", "impresa", "Forno Rossi s.r.l.")] == [True] * 3
    event = Event.objects.get(dossier=made.id)
    assert (event.what, event.who, event.role, event.for_whom) == ("register", person, "applicant", made)
    evidence = Representation.objects.get().evidence
    assert kept(evidence.split()[-1]) == PDF


@pytest.mark.parametrize(
    ("field", "typed", "mend"),
    [
        ("vat_number", "00743110158", "L’ultima cifra non torna"),
        ("fiscal_code", "RSSMRA80A01F205A", "L’ultima lettera non torna"),
        ("name", "x" * 301, "300"),
        ("pec", "forno", "email"),
        ("province", "Milano", "2"),
        ("province", "1A", "Due lettere"),
        ("ateco", "99.99.99", "99.99.99: non è nella classificazione ATECO"),
        ("paper", paper(b""), "vuoto"),
        ("paper", paper(b"<html>"), "qui si ammettono"),
        ("paper", paper(b"MZ", "a.exe"), "è un programma"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(
    field: str, typed: object, mend: str
) -> None:
    client = logged_in(a_person(1))
    page = client.post("/imprese/nuova/", told(**{"paper": "", field: typed}))
    assert page.status_code == 422
    beside = page.text.split(f'id="id_{field}_error"')[1].split("</div></div>")[0]
    assert mend in beside
    for name, value in told().items():
        if name not in (field, "paper", "capacity"):
            assert f'value="{value}"' in page.text
    assert Enterprise.objects.count() == 0


def test_a_mandate_names_who_gave_it_and_until_when() -> None:
    client = logged_in(a_person(1))
    page = client.post("/imprese/nuova/", told(capacity="mandate", until="31/02/2030"))
    assert page.text.count("Serve con una procura") == 3
    assert "non c’è nel calendario" in page.text
    past = client.post("/imprese/nuova/", told(capacity="mandate", until="01/01/2020"))
    assert "già passato" in past.text
    grantor = {"grantor_code": DELEGATE, "grantor_given": "Laura", "grantor_family": "Bianchi"}
    answer = client.post("/imprese/nuova/", told(capacity="mandate", until="31/12/2099", **grantor))
    assert answer.status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.granted_by.fiscal_code, mandate.until) == (DELEGATE, date(2099, 12, 31))
    assert mandate.granted_by.has_usable_password() is False
    assert "delegato" in client.get("/").text


def test_whoever_comes_later_asks_and_sees_nothing_until_it_is_decided() -> None:
    first, later = a_person(1), a_person(2)
    logged_in(first).post("/imprese/nuova/", told())
    made = Enterprise.objects.get()
    client = logged_in(later)
    client.post("/imprese/nuova/", told(name="Un altro nome"))
    client.post("/imprese/nuova/", told())
    claim = Claim.objects.get()
    assert Enterprise.objects.get().name == "Forno Rossi s.r.l."
    assert client.get(f"/imprese/{made.id}/").status_code == 404
    assert client.post(f"/richieste/{claim.id}/", {"granted": "yes"}).status_code == 404
    assert client.get(f"/richieste/{claim.id}/prova/").status_code == 404
    assert [one.what for one in Event.objects.order_by("seq")] == ["register", "claim"]
    owner = logged_in(first)
    assert "Maria Rossi 2" in owner.get(f"/imprese/{made.id}/").text
    owner.post(f"/richieste/{claim.id}/", {"granted": "no", "reason": " "})
    assert Claim.objects.get().decided_at is None
    owner.post(f"/richieste/{claim.id}/", {"granted": "yes"})
    assert client.get(f"/imprese/{made.id}/").status_code == 200
    owner.post(f"/richieste/{claim.id}/", {"granted": "no", "reason": "x"})
    assert Claim.objects.get().is_granted is True
    assert broken_at(made.id) is None


def test_what_somebody_left_is_not_for_the_next_who_comes_by() -> None:
    first, later, officer = a_person(1), a_person(2), a_person(3, "officer")
    made = an_enterprise(743110157, first)
    Representation.objects.update(until=date(2015, 1, 1))
    client = logged_in(later)
    client.post("/imprese/nuova/", told())
    claim = Claim.objects.get()
    assert client.get(f"/imprese/{made.id}/").status_code == 404
    office = logged_in(officer, "officer")
    assert office.get("/richieste/").status_code == 200
    assert office.get(f"/richieste/{claim.id}/prova/").content == PDF
    office.post(f"/richieste/{claim.id}/", {"granted": "no", "reason": "la visura è di un’altra impresa"})
    assert client.get(f"/imprese/{made.id}/").status_code == 404
    event = Event.objects.get(what="decide_claim")
    assert (event.role, event.for_whom) == ("officer", None)


def test_nobody_lets_themselves_in() -> None:
    person = a_person(1, "officer")
    made = an_enterprise(743110157, a_person(2))
    logged_in(person)
    claim = Claim.objects.create(
        person=person, enterprise=made, capacity="representative", evidence_name="x", evidence_sha256="0" * 64
    )
    logged_in(person, "officer").post(f"/richieste/{claim.id}/", {"granted": "yes"})
    assert Claim.objects.get().decided_at is None
    with pytest.raises(IntegrityError, match="claim_decided_by_another"), transaction.atomic():
        Claim.objects.update(decided_by=person, decided_at=clock.now(), is_granted=True)


def delegated(client: Client, made: Enterprise, **more: object) -> None:
    names = {"fiscal_code": DELEGATE.lower(), "given_name": "Laura", "family_name": "Bianchi"}
    assert client.post(f"/imprese/{made.id}/deleghe/", {**names, **more}).status_code == 302


def test_a_mandate_opens_the_enterprise_and_its_end_closes_it_at_once() -> None:
    owner = a_person(1)
    made = an_enterprise(1, owner)
    application = an_application(a_call(), made, owner)
    client = logged_in(owner)
    delegated(client, made)
    delegate = Person.objects.get(fiscal_code=DELEGATE)
    assert roles_of(delegate) == ("consultant",)
    other = logged_in(delegate)
    other.post("/per-conto/", {"enterprise": str(made.id)})
    assert other.get(f"/imprese/{made.id}/").status_code == 200
    assert f"<strong>{made}</strong>" in other.get("/").text
    mandate = Mandate.objects.get()
    assert mandate.granted_by == owner
    assert b'"granted_by"' in kept(mandate.evidence_sha256)
    assert enterprises_of(delegate, "consultant").filter(applications=application).exists()
    # Revoked in the middle of the delegate's session: the very next page is closed.
    client.post(f"/imprese/{made.id}/deleghe/{mandate.id}/fine/")
    assert other.get(f"/imprese/{made.id}/").status_code in (403, 404)
    assert other.post(f"/imprese/{made.id}/dati/", {"name": "mine"}).status_code in (403, 404)
    assert str(made) not in other.get("/").text
    assert other.post("/per-conto/", {"enterprise": str(made.id)}).status_code == 404
    assert [one.what for one in Event.objects.filter(dossier=made.id).order_by("seq")] == [
        "grant_mandate",
        "revoke_mandate",
    ]


def test_a_mandate_holds_through_its_last_day_in_rome() -> None:
    owner, delegate = a_person(1), a_person(2)
    mandate = a_mandate(delegate, an_enterprise(1, owner), owner)
    today = day_in_rome(clock.now())
    seen = []
    for until in (today - timedelta(days=1), today, today + timedelta(days=1), None):
        Mandate.objects.filter(id=mandate.id).update(until=until)
        seen.append((roles_of(delegate), enterprises_of(delegate, "consultant").count()))
    assert seen == [(("applicant",), 0), *[(("consultant",), 1)] * 3]
    Mandate.objects.filter(id=mandate.id).update(since=today + timedelta(days=1), until=None)
    assert roles_of(delegate) == ("applicant",)


def test_only_a_representative_known_by_two_factors_gives_a_mandate() -> None:
    owner, delegate = a_person(1), a_person(2)
    made = an_enterprise(1, owner)
    a_mandate(delegate, made, owner)
    there = f"/imprese/{made.id}/deleghe/"
    assert logged_in(delegate, "consultant").post(there, {}).status_code == 403
    weak = logged_in(owner, level=1).post(there, {}, headers={"referer": f"/imprese/{made.id}/"})
    assert weak["location"].startswith("/accesso/?level=2&next=")
    to_self = {"fiscal_code": owner.fiscal_code, "given_name": "x", "family_name": "y"}
    assert logged_in(owner).post(there, to_self).status_code == 422
    assert Mandate.objects.count() == 1


def test_a_delegate_can_give_a_mandate_back_and_no_other_persons() -> None:
    owner, one, two = a_person(1), a_person(2), a_person(3)
    made = an_enterprise(1, owner)
    mandates = [a_mandate(person, made, owner) for person in (one, two)]
    client = logged_in(one, "consultant")
    assert client.post(f"/imprese/{made.id}/deleghe/{mandates[1].id}/fine/").status_code == 404
    assert client.post(f"/imprese/{made.id}/deleghe/{mandates[0].id}/fine/").status_code == 302
    assert [Mandate.objects.get(id=mandate.id).revoked_at is None for mandate in mandates] == [False, True]


@pytest.mark.parametrize("page", ["", "dati/", "sedi/", "deleghe/", "gruppo/"])
def test_an_enterprise_of_others_is_not_found(page: str) -> None:
    mine, theirs = a_person(1), a_person(2)
    an_enterprise(1, mine)
    other = an_enterprise(2, theirs)
    client = logged_in(mine)
    assert client.get(f"/imprese/{other.id}/{page}").status_code == 404
    if page:
        assert client.post(f"/imprese/{other.id}/{page}", {"name": "x"}).status_code == 404
    assert client.post("/per-conto/", {"enterprise": str(other.id)}).status_code == 404
    assert client.post("/per-conto/", {"enterprise": "x"}).status_code == 404


def test_data_and_sites_change_with_their_event() -> None:
    owner = a_person(1)
    made = an_enterprise(1, owner)
    client = logged_in(owner)
    client.post(f"/imprese/{made.id}/dati/", {"name": "Nuovo nome", "pec": "a@pec.example.it"})
    client.post(f"/imprese/{made.id}/dati/", {"name": "Nuovo nome", "pec": "a@pec.example.it"})
    wrong = client.post(
        f"/imprese/{made.id}/sedi/", {"address": "x", "municipality": "Lodi", "province": "L"}
    )
    assert (wrong.status_code, 'value="Lodi"' in wrong.text) == (422, True)
    client.post(f"/imprese/{made.id}/sedi/", {"address": "x", "municipality": "Lodi", "province": "LO"})
    site = Site.objects.get()
    client.post(f"/imprese/{made.id}/sedi/{site.id}/fine/")
    assert client.post(f"/imprese/{made.id}/sedi/{UUID(int=1)}/fine/").status_code == 404
    events = Event.objects.filter(dossier=made.id).order_by("seq").select_related("detail")
    assert [(one.what, one.who, one.for_whom) for one in events] == [
        (what, owner, made) for what in ("change_enterprise", "add_site", "close_site")
    ]
    assert events[0].detail.data["before"] == {"name": "Impresa 1 s.r.l.", "pec": ""}


def test_enterprises_that_count_as_one_are_declared_by_whoever_acts_for_each() -> None:
    owner, stranger = a_person(1), a_person(2)
    made = an_enterprise(1, owner)
    taken = an_enterprise(int(OTHER_VAT), stranger)
    client = logged_in(owner)
    there = f"/imprese/{made.id}/gruppo/"
    refused = client.post(there, {"fiscal_code": OTHER_VAT, "name": "Altra"})
    assert (refused.status_code, "lo dichiara chi agisce per essa" in refused.text) == (422, True)
    assert client.post(there, {"fiscal_code": VAT, "name": "Controllata"}).status_code == 302
    assert client.post(there, {"fiscal_code": VAT, "name": "Controllata"}).status_code == 302
    assert "Controllata" in client.get(f"/imprese/{made.id}/").text
    assert UndertakingMember.objects.filter(until__isnull=True).count() == 2
    # The other side links itself to the same enterprise: all three are one.
    assert (
        logged_in(stranger)
        .post(f"/imprese/{taken.id}/gruppo/", {"fiscal_code": VAT, "name": "x"})
        .status_code
        == 302
    )
    assert UndertakingMember.objects.values("undertaking").distinct().count() == 1
    client.post(f"/imprese/{made.id}/gruppo/fine/")
    assert "Controllata" not in client.get(f"/imprese/{made.id}/").text.split("Che cosa")[0]


@pytest.mark.parametrize("how_many", [1, 40])
def test_a_consultant_sees_all_clients_in_few_questions(how_many: int) -> None:
    owner, consultant = a_person(1), a_person(2)
    edition = a_call()
    for number in range(how_many):
        made = an_enterprise(number, owner)
        a_mandate(consultant, made, owner)
        an_application(edition, made, owner)
    client = logged_in(consultant, "consultant")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/imprese/")
    assert page.text.count('name="enterprise" value="') == how_many
    assert page.text.count("in bozza: salvata, non inviata") == how_many
    # Session, person, roles, lines; then, reading only: enterprises, applications, mandates.
    assert [one["sql"].lstrip("(").split()[0] for one in asked] == [
        *("SELECT", "SELECT", "SELECT", "SELECT"),
        *("SAVEPOINT", "SET", "SELECT", "SELECT", "SELECT", "RELEASE"),
    ]
    assert client.get("/imprese/?q=Impresa 0 s").text.count('name="enterprise" value="') == 1


def test_one_person_in_two_roles_sees_in_each_what_belongs_to_it() -> None:
    person, other = a_person(1), a_person(2)
    own, client_of = an_enterprise(1, person), an_enterprise(2, other)
    a_mandate(person, client_of, other)
    client = logged_in(person)
    assert roles_of(person) == ("applicant", "consultant")
    seen = []
    for role in ("applicant", "consultant"):
        client.post("/ruolo/", {"role": role})
        page = client.get("/imprese/").text
        seen.append([str(one) in page for one in (own, client_of)])
    assert seen == [[True, False], [False, True]]
    client.post("/per-conto/", {"enterprise": str(client_of.id)})
    client.post("/ruolo/", {"role": "applicant"})
    assert f"<strong>{client_of}</strong>" not in client.get("/").text
