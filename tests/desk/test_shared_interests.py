"""Is an officer told what two applications have in common, and only that (C24-G3)?"""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bandolo.desk.models import (
    Application,
    Attachment,
    Edition,
    Representation,
    Site,
    Undertaking,
    UndertakingMember,
)
from bandolo.desk.queries.shared_interests import shared_interests
from tests.desk.made import a_call, a_person, logged_in
from tests.desk.reviewed import sent, tables_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
SINCE = date(2012, 1, 1)
TEXT = "Ricette illustrate per il blog, in tedesco e francese"


@pytest.fixture
def edition() -> Edition:
    return a_call("c24")


def of_its_own(edition: Edition, number: int) -> Application:
    """An application of which nothing is like any other's."""
    tables = tables_of("c24", channels_named=f"https://negozio-{number}.example")
    for row in tables["cost"]:
        if "description" in row:
            row["description"] = f"{number}: {row['description']}"
    return sent(edition, number, tables)


def signs(application: Application) -> list[tuple[str, list[str]]]:
    return [
        (flag.application.enterprise.name, [one.it for one in flag.signs])
        for flag in shared_interests(application, TODAY)
    ]


def test_two_strangers_with_projects_of_their_own_share_nothing(edition: Edition) -> None:
    first, second = of_its_own(edition, 1), of_its_own(edition, 2)
    assert (signs(first), signs(second)) == ([], [])


def test_the_same_project_is_told_by_its_texts_and_files_in_any_call(edition: Edition) -> None:
    first, elsewhere = sent(edition, 1), sent(a_call("c24", "another"), 2, tables_of("c24"))
    of_its_own(edition, 3)
    [(name, told)] = signs(first)
    assert name == "Impresa 2 s.r.l."
    assert f"lo stesso testo: «{TEXT}»" in told
    assert [one for one in told if one.startswith("lo stesso file")] == []
    copied = first.attachments.order_by("document")[0]
    Attachment.objects.create(
        application=elsewhere,
        document=copied.document,
        sha256=copied.sha256,
        name="copia.pdf",
        size=copied.size,
        content_type=copied.content_type,
        state="received",
        by=elsewhere.opened_by,
    )
    assert "lo stesso file: copia.pdf" in signs(first)[0][1]
    assert f"lo stesso file: {copied.name}" in signs(elsewhere)[0][1]


def test_enterprises_are_tied_by_a_person_an_address_or_an_undertaking_in_one_call(edition: Edition) -> None:
    first, second, third = (of_its_own(edition, number) for number in (1, 2, 3))
    elsewhere = of_its_own(a_call("c24", "another"), 4)
    shared = Representation.objects.create(
        person=Representation.objects.get(enterprise=first.enterprise).person,
        enterprise=second.enterprise,
        since=SINCE,
        evidence="Registro delle imprese",
    )
    for enterprise, address in ((first.enterprise, "Via Roma 1"), (third.enterprise, "VIA ROMA 1")):
        Site.objects.create(
            enterprise=enterprise, kind="local_unit", address=address, municipality="Milano", province="MI"
        )
    Site.objects.create(
        enterprise=second.enterprise,
        kind="local_unit",
        address="Via Roma 1",
        municipality="Lodi",
        province="LO",
    )
    group = Undertaking.objects.create(name="Gruppo")
    for one in (first, third, elsewhere):
        UndertakingMember.objects.create(undertaking=group, enterprise=one.enterprise, since=SINCE)
    assert signs(first) == [
        ("Impresa 3 s.r.l.", ["lo stesso indirizzo: VIA ROMA 1, Milano", "la stessa impresa unica"]),
        ("Impresa 2 s.r.l.", ["lo stesso legale rappresentante: Maria Rossi 101"]),
    ]
    # What ended before the day ties nobody.
    Representation.objects.filter(id=shared.id).update(until=date(2026, 3, 1))
    assert [name for name, _ in signs(first)] == ["Impresa 3 s.r.l."]
    third.state = "withdrawn"
    third.save()
    assert signs(first) == []


def test_the_dossier_shows_it_and_several_of_one_enterprise_are_no_sign(edition: Edition) -> None:
    first = sent(edition, 1)
    sent(edition, 2, enterprise=first.enterprise)
    officer = logged_in(a_person(7, "officer"))
    assert "Possibile stesso progetto" not in officer.get(f"/istruttoria/{first.id}/").text
    sent(edition, 3)
    page = officer.get(f"/istruttoria/{first.id}/").text
    assert ["Possibile stesso progetto" in page, "Impresa 3 s.r.l." in page] == [True, True]


@pytest.mark.parametrize("how_many", [1, 30])
def test_it_takes_the_same_few_questions_however_many_there_are(edition: Edition, how_many: int) -> None:
    first = sent(edition, 1)
    for number in range(how_many):
        sent(edition, 2 + number)
    shared_interests(first, TODAY)
    with CaptureQueriesContext(connection) as asked:
        assert len(shared_interests(first, TODAY)) == min(how_many, 20)
    assert len(asked) == 7
