"""Do the registers of the State get their columns, and do codes come back whole or not at all?"""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.import_codes import import_codes
from bandolo.desk.models import Act, Award, Site
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.register_exports import CUP, INCENTIVES, RNA, YEARLY
from bandolo.rules.days import day_in_rome
from tests.desk.granted import awarded
from tests.desk.made import a_call, logged_in
from tests.desk.reviewed import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def awards(office: Office) -> list[Award]:
    edition = a_call("c26")
    return [awarded(edition, office, number) for number in (1, 2)]


def table(client: Client, page: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(page).text)))


def test_the_state_aid_register_gets_the_awards_without_a_code(awards: list[Award], office: Office) -> None:
    client = logged_in(office.people["officer"], "officer")
    awards[1].cor = "21345678"
    awards[1].save()
    enterprise = awards[0].application.enterprise
    enterprise.name = "=cmd|' /C calc'!A0"
    enterprise.save()
    [row] = table(client, reverse("register_rna", args=["c26"]) + "?car=1234")
    assert tuple(row) == RNA
    assert (row["CAR"], row["ELEMENTO_DI_AIUTO"], row["COD_REGOLAMENTO"]) == ("1234", "6000.00", "2023/2831")
    assert (row["DES_PROCEDIMENTO"], row["ATTO_CONCESSIONE"]) == ("De Minimis", "A1")
    assert row["LINK_TESTO_INTEGRALE_MISURA"].endswith("/bandi/c26/")
    assert row["DENOMINAZIONE_BENEFICIARIO"] == "'=cmd|' /C calc'!A0"
    Site.objects.create(
        enterprise=enterprise,
        kind="registered_office",
        address="Via Roma 1",
        municipality="Monza",
        province="MB",
        ateco=["62.01"],
    )
    rows = table(client, reverse("register_cup", args=["c26"]))
    assert (len(rows), tuple(rows[0])) == (2, CUP)
    placed = {(one["PROVINCIA"], one["COMUNE"], one["INDIRIZZO"], one["ATECO"]) for one in rows}
    assert placed == {("MB", "Monza", "Via Roma 1", "62.01"), ("", "", "", "")}


def test_what_is_lent_has_a_row_of_its_own_in_the_state_aid_register(office: Office) -> None:
    award = awarded(a_call("vnm"), office, cents=850_000)
    name = str(award.application_id)
    Act.objects.filter(id=award.act_id).update(content={"approved": {name: {"loan": "6500.00"}}})
    rows = table(logged_in(office.people["officer"], "officer"), reverse("register_rna", args=["vnm"]))
    assert [
        (one["DES_STRUMENTO"][:8], one["ELEMENTO_DI_AIUTO"], one["IMPORTO_NOMINALE"]) for one in rows
    ] == [("Sovvenzi", "2000.00", "2000.00"), ("Prestito", "", "6500.00")]


def test_codes_come_back_by_row_and_column_all_or_none(awards: list[Award], office: Office) -> None:
    one, other = (reference_of(award.application) for award in awards)
    now = clock.now()
    rows = (
        f"{one};B87H26000010005;21345678",
        f"{other};x;",
        "c26-000009;;1",
        f"{other};;",
        f"{other};;21345678",
    )
    wrong = "\n".join(("DOMANDA;CUP;COR", *rows))
    faults = import_codes(awards[0].application.call, wrong.encode(), office.officer, now)
    assert isinstance(faults, list)
    assert [(fault.row, fault.column) for fault in faults] == [
        (3, "CUP"),
        (4, "DOMANDA"),
        (5, "COR"),
        (6, "COR"),
    ]
    assert not Award.objects.exclude(cor="").exists()
    short = import_codes(awards[0].application.call, b"CUP;COR;DOMANDA\nx\n", office.officer, now)
    assert isinstance(short, list)
    assert [(fault.row, fault.column) for fault in short] == [(2, "DOMANDA")]
    right = f"DOMANDA,CUP,COR\n{one},B87H26000010005,21345678\n{other},,21345679\n"
    assert import_codes(awards[0].application.call, right.encode(), office.officer, now) == 2
    assert sorted(Award.objects.values_list("cor", flat=True)) == ["21345678", "21345679"]


def test_the_page_tells_what_is_wrong_with_a_file(awards: list[Award], office: Office) -> None:
    assert len(awards) == 2
    client = logged_in(office.people["officer"], "officer")
    file = SimpleUploadedFile("codici.csv", b"DOMANDA;COR\n")
    answer = client.post(reverse("register_codes", args=["c26"]), {"file": file})
    assert (answer.status_code, "riga 1, CUP" in answer.text) == (422, True)


def test_the_yearly_table_is_for_everybody_and_names_no_persons_code(awards: list[Award]) -> None:
    enterprise = awards[0].application.enterprise
    enterprise.fiscal_code, enterprise.vat_number = "RSSMRA80A01F205X", "00743110157"
    enterprise.save()
    Award.objects.filter(id=awards[1].id).update(amount_cents=100_000)
    year = day_in_rome(clock.now()).year
    page = Client().get(reverse("transparency_year", args=[year]))
    assert ("RSSMRA80A01F205X" in page.text, "00743110157" in page.text) == (False, True)
    [row] = table(Client(), reverse("transparency_csv", args=[year]))
    assert tuple(row) == YEARLY
    assert (row["importo_euro"], row["modalita"]) == ("6000.00", "procedura a sportello")
    listed = Client().get(reverse("transparency_json", args=[year])).json()
    assert listed["awards"] == [row]
    assert Client().get(reverse("transparency_year", args=[1999])).status_code == 404
    assert str(year) in Client().get(reverse("transparency")).text


def test_a_call_has_its_row_for_the_catalogue() -> None:
    a_call("c24")
    [row] = table(Client(), reverse("incentive_csv", args=["c24"]))
    assert tuple(row) == INCENTIVES
    assert (row["Stanziamento_incentivo"], row["Agevolazione_Concedibile_max"]) == ("2500000.00", "10000.00")
    assert (row["ID_Incentivo"], row["Forma_agevolazione"]) == ("c24", "Contributo/Fondo perduto")


def test_the_privacy_notice_tells_for_how_long_by_the_call() -> None:
    a_call("vdi")
    a_call("c24")
    kept = Client().get(reverse("privacy", args=["vdi"])).text
    assert "10 anni più uno" in kept
    assert "#c-VDI-53" in kept
    assert "Il bando non indica un termine" in Client().get(reverse("privacy", args=["c24"])).text
