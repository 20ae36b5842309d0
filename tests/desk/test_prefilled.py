"""Are the quotes and the budget of an application there to download, filled in with what it says?"""

import re
import tomllib
from decimal import Decimal

import pytest

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.management.staging.filling import fill_in
from bandolo.desk.models import Application
from tests.desk.applying import an_open_call
from tests.desk.made import CALLS, a_person, an_application, an_enterprise, logged_in
from tests.papers.reading_pdf import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Application:
    person = a_person(1)
    return an_application(an_open_call(), an_enterprise(1, person), person)


def test_a_quote_for_each_supplier_and_the_budget(draft: Application) -> None:
    text = (CALLS / "c26" / "example.toml").read_text(encoding="utf-8")
    actor = Actor(draft.opened_by, "applicant", draft.enterprise)
    fill_in(draft, tomllib.loads(text, parse_float=Decimal), actor, clock.now())
    client = logged_in(draft.opened_by)
    page = client.get(f"/domande/{draft.id}/documenti/").text
    found = sorted(set(re.findall(rf"/domande/{draft.id}/modelli/([a-z-]+/\d+)/", page)))
    assert [one for one in found if one.startswith(("budget", "seo"))] == [
        "budget/1",
        "seo-quote/1",
        "seo-quote/2",
        "seo-quote/3",
    ]
    assert "Allegato P, Onda Digitale Srl" in page
    words = {}
    for one in ("budget/1", "seo-quote/1"):
        answer = client.get(f"/domande/{draft.id}/modelli/{one}/")
        assert answer.headers["Content-Type"] == "application/pdf"
        words[one] = " ".join(text_of(answer.content).split())
    assert "13.400,00" in words["budget/1"]
    assert "Onda Digitale Srl" in words["seo-quote/1"]
    for none in ("budget/2", "budget/0", "seo-quote/9", "altro/1"):
        assert client.get(f"/domande/{draft.id}/modelli/{none}/").status_code == 404


def test_before_anything_is_planned_there_is_no_quote(draft: Application) -> None:
    page = logged_in(draft.opened_by).get(f"/domande/{draft.id}/documenti/").text
    assert "modelli/seo-quote" not in page
