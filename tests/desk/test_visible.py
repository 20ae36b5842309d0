"""Does the body see only what was sent to it?"""

import pytest

from bandolo.desk.models import Application
from bandolo.desk.queries.visible import applications_of
from bandolo.desk.queries.worklist import worklist
from tests.desk.made import a_call
from tests.desk.reviewed import NOW, Office, sent

pytestmark = pytest.mark.django_db


def test_what_was_withdrawn_before_it_was_sent_is_nobody_elses() -> None:
    office = Office()
    edition = a_call()
    once = sent(edition)
    once.state = "withdrawn"
    once.save(update_fields=["state"])
    never = Application.objects.create(
        call=edition.call,
        edition=edition,
        enterprise=once.enterprise,
        state="withdrawn",
        opened_by=once.opened_by,
        state_since=NOW,
    )
    assert set(applications_of(office.officer.somebody, "officer")) == {once}
    assert [row.application for row in worklist(NOW, state="withdrawn")] == [once]
    assert set(applications_of(once.opened_by, "applicant")) == {never, once}
