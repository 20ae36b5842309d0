"""Is an export of a register taken whole or not at all, with every wrong cell named?"""

import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.outside.registers import LocalRegister
from bandolo.desk.queries.registers import told_by
from tests.desk.made import a_call, logged_in
from tests.desk.reviewed import NOW, Office, sent

pytestmark = pytest.mark.django_db
HEAD = "fiscal_code,checked_on,protocol,durc_regular"
CODE = "00743110157"


@pytest.fixture
def client() -> Client:
    from_office = Office()
    a_call()
    return logged_in(from_office.people["officer"])


def upload(client: Client, text: str | bytes) -> tuple[int, list[str]]:
    """What a file comes to: the status, and the faults as the page tells them."""
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("durc.csv", content)
    answer = client.post("/registri/", {"register": "durc", "file": file})
    told = [part.partition("</li>")[0] for part in answer.text.split('role="alert"')[-1].split("<li>")[1:]]
    return answer.status_code, told if answer.status_code == 422 else []


def test_what_is_right_is_taken_and_only_the_desk_reads_it(client: Client) -> None:
    assert upload(client, f"\ufeff{HEAD}\n00743110157,2026-02-20,A1,s\u00ec\n") == (302, [])
    told = LocalRegister("durc").ask(CODE)
    assert told is not None
    assert (told.protocol, told.rows) == ("A1", [{"durc_regular": "s\u00ec"}])
    place = Path(settings.FILES) / "registers" / "durc.csv"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["Il file \u00e8 vuoto o supera 20 MB."]),
        (HEAD, ["riga 1: Il file non ha righe."]),
        (b"\xff\xfe\x00", ["Il file non \u00e8 un CSV in UTF-8."]),
        (f'{HEAD}\n"00743110157"x,2026-02-20,A1,no', ["Il file non \u00e8 un CSV"]),
        (f"{HEAD}\n00743110157,2026-02-20,{'x' * 140_000},no", ["Il file non \u00e8 un CSV"]),
        (
            "fiscal_code,checked_on,nonsense\n00743110157,2026-02-20,si",
            ["riga 1, protocol: Manca questa colonna.", "riga 1, nonsense: Nessun bando conosce questo dato"],
        ),
        (
            f"{HEAD}\n00743110157,2026-02-20,A1,forse\n12345678901,20/02/2026,,no\n00743110157,2026-02-20,A,no,x",
            [
                "riga 2, durc_regular: Rispondere s\u00ec o no.",
                "riga 3, fiscal_code: ",
                "riga 3, protocol: Serve il protocollo",
                "riga 3, checked_on: Serve una data come 2026-02-05.",
                "riga 4: La riga ha pi\u00f9 celle",
            ],
        ),
        (f"{HEAD}\n00743110157,2026-02-20,{'x' * 101},no", ["riga 2, protocol: Serve il protocollo"]),
    ],
)
def test_what_is_wrong_is_told_cell_by_cell_and_nothing_is_taken(
    client: Client, text: str | bytes, faults: list[str]
) -> None:
    assert upload(client, f"{HEAD}\n00743110157,2026-02-20,A0,no\n")[0] == 302
    status, told = upload(client, text)
    assert status == 422
    assert [one[: len(fault)] for one, fault in zip(told, faults, strict=True)] == faults
    kept = LocalRegister("durc").ask(CODE)
    assert kept is not None
    assert kept.protocol == "A0"


def test_what_another_call_means_is_left_out() -> None:
    Office()
    application = sent(a_call())
    code = application.enterprise.fiscal_code
    LocalRegister("durc").take(f"{HEAD}\n{code},2026-02-20,A1,altro\n")
    told, values = told_by(application, "durc")
    assert told is not None
    assert values == {}


def test_texts_that_are_too_long_are_refused_kindly_and_kept() -> None:
    office = Office()
    application = sent(a_call())
    take_for_review(application.id, office.officer, NOW)
    client = logged_in(office.people["officer"])
    long = "x" * 101
    answer = client.post(
        f"/istruttoria/{application.id}/registri/durc/",
        {"checked_on": "2026-02-20", "protocol": long, "durc_regular": "no"},
    )
    assert (answer.status_code, "un testo è troppo lungo" in answer.text, long in answer.text) == (
        422,
        True,
        True,
    )
    assert not application.register_checks.exists()
