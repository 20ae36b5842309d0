"""Does the demo hold a report being written, late, sent, in check with a cut, and paid?"""

import pytest

from bandolo.desk import clock
from bandolo.desk.management.staging.clients import stage_clients
from bandolo.desk.management.staging.payments import WHY, stage_payments
from bandolo.desk.management.staging.people import stage_people
from bandolo.desk.management.staging.reports import first_day, reports_only, stage_reports
from bandolo.desk.models import Application, Enterprise, LedgerEntry, LineFinding, Payment, Report
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.payments import account_of
from bandolo.desk.queries.report_now import report_now
from bandolo.server.postgres import Server
from tests.desk.made import CALLS, a_call
from tests.desk.reporting import shift_clock
from tests.desk.reviewed import tables_of


def test_reports_and_payments_of_the_call_that_was_awarded_elsewhere(
    postgres: Server, committed: str
) -> None:
    shift_clock(postgres, committed, first_day(tables_of("l12")))
    people = stage_people()
    stage_clients(clock.now())
    edition = a_call("l12")
    five = list(Enterprise.objects.order_by("rea")[:5])
    sent = stage_reports(people, five, edition.call, CALLS, lambda to: shift_clock(postgres, committed, to))
    states = list(Application.objects.order_by("enterprise__rea").values_list("state", flat=True))
    assert states == ["awarded", "reported", "awarded", "reported", "reported"]
    reports = list(Report.objects.order_by("application__enterprise__rea"))
    assert [(one.number, one.late_at is not None) for one in reports] == [
        (1, False),
        (None, True),
        (2, False),
        (3, False),
    ]
    writing = report_now(Application.objects.get(enterprise=five[0]), clock.now())
    stage_payments(people, *sent)
    checked, paid = Payment.objects.order_by("award__application__enterprise__rea")
    assert [checked.award.application.state, paid.award.application.state] == ["report_check", "paid"]
    cut = LineFinding.objects.get(review__application=checked.award.application)
    # Three quarters of the first invoice of the example, 6,400.00.
    assert (cut.admitted_cents, cut.reason) == (480_000, WHY)
    # L12-39: half of what the rules admit of the example, and 4% of it withheld.
    account = account_of(paid.award)
    assert (paid.state, account.paid_out, account.left) == ("executed", 1_072_295, 0)
    assert (account.of("payment"), account.of("withholding")) == (1_029_403, 42_892)
    assert (paid.act and paid.act.number, paid.checked_by != paid.approved_by) == ("2", True)
    assert LedgerEntry.objects.filter(award=checked.award, payment__isnull=False).count() == 0
    assert [one.is_open for one in writing.pages] == [True] * 5 + [False]


@pytest.mark.django_db
def test_only_the_call_without_a_window_has_its_awards_from_elsewhere() -> None:
    named = [path.parent.name for path in sorted(CALLS.glob("*/call.toml"))]
    assert [name for name in named if reports_only(rules_of(a_call(name).id))] == ["l12"]
