"""Is a report of expenses made in its steps, judged as the call says, and sent once and in time?"""

from datetime import UTC, datetime

import pytest

from bandolo.desk.queries.report_findings import items_of
from bandolo.desk.queries.report_now import lacks_of, report_now
from tests.desk.awarded import awarded_elsewhere
from tests.desk.made import logged_in
from tests.desk.reporting import drawn_up, report_all
from tests.desk.reviewed import Office, tables_of

pytestmark = pytest.mark.django_db
ENDED = datetime(2013, 11, 20, 9, tzinfo=UTC)


def test_the_six_steps_lead_to_the_request() -> None:
    application = awarded_elsewhere(Office())
    report_all(application, tables_of("l12"), ENDED)
    at = report_now(application, ENDED)
    assert [(one.page.id, one.is_complete, one.is_open) for one in at.pages[:-1]] == [
        (id, True, True)
        for id in ("end-date", "bank-details", "technical-report", "cost-items", "invoices-and-payslips")
    ]
    assert at.pages[-1].is_open
    assert [one for one in lacks_of(at) if one.blocks] == []
    assert drawn_up(application, ENDED).pdf_sha256
    client = logged_in(application.opened_by, "applicant")
    for page in at.pages:
        answer = client.get(f"/domande/{application.id}/progetto/rendiconto/fasi/{page.page.id}/")
        assert answer.status_code == 200
    assert [one.takes for one in items_of(at, ENDED) if one.takes]
