"""Which awarded applications do the tests of what follows the award begin with?"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.actions.decide_outcome import decide_outcome
from bandolo.desk.actions.enter_award_list import OutsideAct, enter_award_list
from bandolo.desk.actions.prepare_act import prepare_act
from bandolo.desk.actions.propose_outcome import propose_outcome
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.actions.take_for_review import take_for_review
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act, Application, Edition
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.choice import approved_by
from bandolo.desk.queries.dossier import dossier_of
from bandolo.papers.test_authority import YEAR, Authority, authority
from bandolo.papers.test_authority import Person as Name
from bandolo.papers.test_authority_signs import sign_cades
from tests.desk.made import a_call, a_pdf, funds
from tests.desk.reviewed import NOW, Office, sent, tables_of

AWARDED_ON = date(2013, 1, 2)
# What the committee of the digital call approved, as its example says.
APPROVED = {
    "grant": "12500.00",
    "lines": {"consulting": "10000.00", "fees": "3000.00", "goods": "7000.00", "staff": "5000.00"},
}


@cache
def maker() -> Authority:
    return authority(datetime.now(UTC))  # noqa: TID251 - certificates of the day on which the test runs


def as_enterprise(application: Application) -> Actor:
    return Actor(application.opened_by, "applicant", application.enterprise)


def planned(approved: Mapping[str, Any] = APPROVED, **facts: object) -> dict[str, Any]:
    """The application to the digital call: its measure and the costs planned, one a line."""
    told = {"measure": "C", "size": "small", "office_province": "MI", **facts}
    return {"facts": told, "cost": [{"line": line, "amount": one} for line, one in approved["lines"].items()]}


def admitted(application: Application, office: Office, now: datetime = NOW) -> Application:
    """An application whose checks an officer has all found passed, where nobody knew."""
    take_for_review(application.id, office.officer, now)
    assessed = dossier_of(application, now, "it").assessed
    for check in assessed.checklist.unknown if assessed else ():
        record_finding(application.id, check.rule.id, "passed", "verificato d'ufficio", office.officer, now)
    proposed = propose_outcome(application.id, "admissible", "come da istruttoria", office.officer, now)
    assert not isinstance(proposed, Refusal), proposed
    assert not isinstance(decide_outcome(application.id, "approve", "", office.approver, now), Refusal)
    application.refresh_from_db()
    return application


def awarded_elsewhere(
    office: Office, number: int = 1, approved: Mapping[str, Any] = APPROVED, edition: Edition | None = None
) -> Application:
    """An application to the digital call, awarded by the decree of 2013."""
    edition = edition or a_call("l12")
    funds(edition.call, 10_000_000)
    application = sent(edition, number, planned(approved), at=datetime(2012, 11, 5, 9, tzinfo=UTC))
    admitted(application, office)
    act = OutsideAct(f"decreto {number}", AWARDED_ON, a_pdf(), office.people["officer"])
    done = enter_award_list(edition.call, act, {application.id: approved}, office.approver, NOW)
    assert isinstance(done, Act), done
    application.refresh_from_db()
    return application


def awarded_in_2019(office: Office) -> Application:
    """The example of the digital vouchers, awarded in the year in which their regulation was in force."""
    edition, now = a_call("vdi"), datetime(2019, 6, 10, 9, tzinfo=UTC)
    funds(edition.call, 100_000_000)
    application = admitted(
        sent(edition, 1, tables_of("vdi"), at=datetime(2019, 5, 3, 9, tzinfo=UTC)), office, now
    )
    assessed = dossier_of(application, now, "it").assessed
    assert assessed is not None
    act = OutsideAct("determinazione 90", date(2019, 7, 1), a_pdf(), office.people["officer"])
    approved = {application.id: approved_by(assessed.assessment)}
    done = enter_award_list(edition.call, act, approved, office.approver, datetime(2019, 7, 2, 9, tzinfo=UTC))
    assert isinstance(done, Act), done
    application.refresh_from_db()
    return application


def awarded(call: str, office: Office, now: datetime | None = None) -> Application:
    """The example of a call, awarded by the act that ranks it."""
    now = now or clock.now()
    edition = a_call(call)
    funds(edition.call, 100_000_000)
    application = admitted(sent(edition, 1, tables_of(call)), office, now)
    act = prepare_act(edition.call, "ranking", office.people["approver"], office.officer, now)
    assert isinstance(act, Act), act
    person = office.people["approver"]
    holder = maker().signer(
        Name(person.given_name, person.family_name, person.fiscal_code), now - YEAR, now + YEAR
    )
    signed = sign_cades(kept(act.pdf_sha256), [holder], maker(), now)
    done = adopt_act(act.id, "1", now.date(), signed, office.approver, now + timedelta(seconds=1))
    assert isinstance(done, Act), done
    application.refresh_from_db()
    return application
