"""Does the demo hold a report being written, one sent and one that came too late?"""

import pytest

from bandolo.desk import clock
from bandolo.desk.management.staging.clients import stage_clients
from bandolo.desk.management.staging.people import stage_people
from bandolo.desk.management.staging.reports import first_day, reports_only, stage_reports
from bandolo.desk.models import Application, Enterprise, Report
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.report_now import report_now
from bandolo.server.postgres import Server
from tests.desk.made import CALLS, a_call
from tests.desk.reporting import shift_clock
from tests.desk.reviewed import tables_of


def test_reports_of_the_call_that_was_awarded_elsewhere(postgres: Server, committed: str) -> None:
    shift_clock(postgres, committed, first_day(tables_of("l12")))
    people = stage_people()
    stage_clients(clock.now())
    edition = a_call("l12")
    three = tuple(Enterprise.objects.order_by("rea")[:3])
    stage_reports(people, three, edition.call, CALLS, lambda to: shift_clock(postgres, committed, to))  # type: ignore[arg-type]
    states = list(Application.objects.order_by("enterprise__rea").values_list("state", flat=True))
    assert states == ["awarded", "reported", "awarded"]
    reports = list(Report.objects.order_by("application__enterprise__rea"))
    assert [(one.number, one.late_at is not None) for one in reports] == [(1, False), (None, True)]
    writing = report_now(Application.objects.get(enterprise=three[0]), clock.now())
    assert [one.is_open for one in writing.pages] == [True] * 5 + [False]


@pytest.mark.django_db
def test_only_the_call_without_a_window_has_its_awards_from_elsewhere() -> None:
    named = [path.parent.name for path in sorted(CALLS.glob("*/call.toml"))]
    assert [name for name in named if reports_only(rules_of(a_call(name).id))] == ["l12"]
