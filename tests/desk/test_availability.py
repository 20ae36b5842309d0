"""Does everybody see when the line did not answer, and can an act give that time back?"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bandolo.desk import clock
from bandolo.desk.models import CallAct, Edition
from bandolo.desk.outside.availability import Watched, watched
from bandolo.desk.queries.faults import Fault, availability, faults_of
from bandolo.intake.head import Signer
from bandolo.intake.instants import to_datetime, to_micros
from bandolo.intake.ledger import MINUTE, Minute
from bandolo.intake.watch import append
from bandolo.rules.days import show_instant
from tests.desk.applying import an_open_call
from tests.desk.made import a_person, logged_in
from tests.papers.reading_pdf import text_of

pytestmark = pytest.mark.django_db
SIGNER = Signer(Ed25519PrivateKey.generate())
WHY = "status: 503"


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> datetime:
    """A ledger of twelve minutes of which the fifth, sixth and ninth failed; its first instant."""
    settings.AVAILABILITY = tmp_path / "availability.txt"
    first = to_micros(clock.now() - timedelta(hours=1)) // MINUTE * MINUTE
    for at in range(12):
        failed = 60 * (at in (4, 5, 8))
        append(
            settings.AVAILABILITY, SIGNER, Minute(first + at * MINUTE, 60, failed, 7, (WHY,) * (failed > 0))
        )
    return to_datetime(first)


@pytest.fixture(autouse=True)
def edition() -> Edition:
    """A call that is open, and the key of the watch among those of the receipts."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO intake.key (id, public) VALUES (%s, %s)", [SIGNER.key, SIGNER.public])
    return an_open_call()


def minutes(start: datetime, first: int, last: int) -> tuple[datetime, datetime]:
    return start + timedelta(minutes=first), start + timedelta(minutes=last)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (0, 12, range(12)),
        (-9, 99, range(12)),
        (3, 7, range(3, 7)),
        (11, 12, [11]),
        (0, 0, []),
        (12, 20, []),
        (-9, 0, []),
    ],
)
def test_the_minutes_of_a_time_are_found_in_a_ledger_of_any_length(
    start: datetime, since: int, until: int, found: list[int]
) -> None:
    asked = watched(*minutes(start, since, until), (SIGNER.public,))
    assert ([to_datetime(one.start) for one in asked.minutes], asked.wrong) == (
        [start + timedelta(minutes=at) for at in found],
        (),
    )


def test_where_nobody_watches_nothing_is_shown(settings: Settings, tmp_path: Path, edition: Edition) -> None:
    settings.AVAILABILITY = tmp_path / "none.txt"
    now = clock.now()
    assert watched(now, now + timedelta(1), ()) == Watched((), ())
    assert faults_of(edition.call, now) == ((), None)
    assert "Ancora nessun minuto" in Client().get(reverse("availability")).text
    assert Client().get(reverse("availability_file")).status_code == 404
    assert Client().get(reverse("malfunction", args=[edition.call.slug])).status_code == 404


def test_a_ledger_that_was_changed_cut_or_signed_by_another_is_said_to_be_so(
    start: datetime, settings: Settings
) -> None:
    whole = settings.AVAILABILITY.read_text()
    assert availability(clock.now()).wrong == ()
    settings.AVAILABILITY.write_text(whole.replace('"failed":60', '"failed":0'))
    assert len(availability(clock.now()).wrong) == 3
    lines = whole.splitlines(keepends=True)
    settings.AVAILABILITY.write_text("".join(lines[:4] + lines[6:]))
    assert availability(clock.now()).wrong != ()
    settings.AVAILABILITY.write_text(whole)
    append(
        settings.AVAILABILITY,
        Signer(Ed25519PrivateKey.generate()),
        Minute(to_micros(start) + 12 * MINUTE, 60, 0, 7),
    )
    wrong = availability(clock.now()).wrong
    assert len(wrong) == 1
    assert wrong[0] in Client().get(reverse("availability")).text


def test_faults_are_counted_while_the_call_was_open_and_an_act_gives_them_back(
    start: datetime, edition: Edition
) -> None:
    call = edition.call
    faults, until = faults_of(call, clock.now())
    assert faults == (Fault(*minutes(start, 4, 6), (WHY,)), Fault(*minutes(start, 8, 9), (WHY,)))
    officer = logged_in(a_person(1, "officer"), "officer")
    page = reverse("call_course", args=[call.slug])
    assert reverse("malfunction", args=[call.slug]) in officer.get(page).text
    act = {
        "kind": "extend",
        "reference": "Atto 9",
        "reason": "Malfunzionamento",
        "closes": f"{until:%Y-%m-%dT%H:%M:%S}",
    }
    refused = officer.post(reverse("call_act", args=[call.slug]), act | {"closes": ""})
    assert (refused.status_code, "indica fino a quando" in refused.text) == (422, True)
    earlier = officer.post(
        reverse("call_act", args=[call.slug]), act | {"closes": f"{start:%Y-%m-%dT%H:%M:%S}"}
    )
    assert (earlier.status_code, CallAct.objects.count()) == (422, 0)


def test_whoever_was_kept_out_takes_a_certificate(start: datetime, edition: Edition) -> None:
    answer = Client().get(reverse("malfunction", args=[edition.call.slug]))
    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert show_instant(start + timedelta(minutes=4), "it") in text
    assert "Firmato digitalmente" not in text
    assert WHY in text
    certificate = reverse("malfunction", args=[edition.call.slug])
    assert certificate in Client().get(reverse("availability")).text
    assert reverse("availability") in Client().get(reverse("line", args=[edition.call.slug])).text
    ledger = Client().get(reverse("availability_file"))
    assert (ledger.status_code, ledger.content.count(b"\n")) == (200, 12)
