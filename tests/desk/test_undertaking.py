"""Are the figures of a group asked, its size worked out and said, and its aid looked up for each member?"""

import pytest

from bandolo.desk import clock
from bandolo.desk.actions.import_register import import_register
from bandolo.desk.actions.join_undertaking import join_undertaking
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.management.staging.filling import fill_in
from bandolo.desk.models import Application
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.registers import told_by
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.days import day_in_rome
from tests.desk.applying import Fields, an_open_call
from tests.desk.made import a_person, an_application, an_enterprise, logged_in

pytestmark = pytest.mark.django_db
PERIOD = {
    "closed_on": "2025-12-31",
    "work_units": 30,
    "yearly_turnover": 5_000_000,
    "balance_total": 4_000_000,
}
PARTNER = {
    "related_name": "Holding Alfa",
    "capital_share": "25%",
    "votes_share": "25%",
    "has_control": False,
    "work_units": 400,
    "yearly_turnover": 90_000_000,
    "balance_total": 60_000_000,
}


@pytest.fixture
def draft() -> Application:
    person = a_person(1)
    return an_application(an_open_call(), an_enterprise(1, person), person)


def fill(draft: Application, **tables: object) -> None:
    raw = {"facts": {"public_share": "0%"}, "accounting_period": [PERIOD], **tables}
    fill_in(draft, raw, Actor(draft.opened_by, "applicant", draft.enterprise), clock.now())


def test_the_size_is_worked_out_beside_the_form_and_told_to_the_review(draft: Application) -> None:
    fill(draft, related_enterprise=[PARTNER])
    page = logged_in(draft.opened_by).get(f"/domande/{draft.id}/parti/related_enterprise/").text
    assert "Dimensione dai dati: media impresa" in page
    assert "Holding Alfa è associata" in page
    read, problems = statement_of(draft).read(rules_of(draft.edition_id))
    assert (read.facts["size"], problems) == ("medium", [])


def test_another_size_than_the_figures_give_is_to_be_corrected(draft: Application) -> None:
    fill(draft, facts={"public_share": "0%", "size": "micro"})
    page = logged_in(draft.opened_by).get(f"/domande/{draft.id}/parti/enterprise/").text
    assert "danno un&#x27;altra dimensione" in page


def test_a_number_of_work_units_is_asked_as_such(draft: Application) -> None:
    fill(draft)
    client = logged_in(draft.opened_by)
    address = f"/domande/{draft.id}/parti/accounting_period/"
    values = Fields(client.get(address).text).values
    path = next(name for name in values if name.endswith("/work_units"))
    assert values[path] == ["30,00"]
    client.post(address, {**values, path: "trenta"})
    assert "Scrivere un numero (ULA)" in client.get(address).text


def test_the_aid_of_each_member_of_the_undertaking_is_looked_up(draft: Application) -> None:
    now = clock.now()
    draft.enterprise.fiscal_code = "12345670017"
    draft.enterprise.save()
    actor = Actor(draft.opened_by, "applicant", draft.enterprise)
    join_undertaking(draft.enterprise, "00743110157", "Beta s.p.a.", actor, day_in_rome(now), now)
    head = "fiscal_code,checked_on,protocol,granted_on,aid_amount,regulation"
    rows = [
        f"{draft.enterprise.fiscal_code},2026-02-20,R1,2025-05-05,1000.00,2023/2831",
        "00743110157,2026-02-20,R2,2025-06-06,2000.00,2023/2831",
    ]
    assert import_register("state_aid_register", "\n".join((head, *rows)).encode(), actor, now) == 2
    _, found = told_by(draft, "state_aid_register")
    assert found["records"]["prior_aid"] == [
        {"granted_on": "2025-05-05", "aid_amount": "1000.00", "regulation": "2023/2831"},
        {
            "enterprise": "Beta s.p.a.",
            "link": "single_undertaking",
            "granted_on": "2025-06-06",
            "aid_amount": "2000.00",
            "regulation": "2023/2831",
        },
    ]
    page = logged_in(draft.opened_by).get(f"/domande/{draft.id}/parti/prior_aid/").text
    assert '<option value="Beta s.p.a.">' in page
