"""Who signs the acts of the body in its tests? The Secretary General, with a card of the test authority."""

from datetime import UTC, datetime, timedelta
from functools import cache

from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.models import Act
from bandolo.desk.outside.files import kept
from bandolo.papers.test_authority import Authority, authority
from bandolo.papers.test_authority import Person as Name
from bandolo.papers.test_authority_signs import sign_cades
from tests.desk.reviewed import Office

YEAR = timedelta(days=365)


@cache
def maker() -> Authority:
    """The authority of this run: its keys take a while to make."""
    return authority(datetime.now(UTC))  # noqa: TID251 - certificates of the day on which the test runs


class Signing:
    """The Secretary General's card."""

    def __init__(self, office: Office, code: str | None = None) -> None:
        person = office.people["approver"]
        self.maker, self.now = maker(), clock.now()
        name = Name(person.given_name, person.family_name, code or person.fiscal_code)
        self.holder = self.maker.signer(name, self.now - YEAR, self.now + YEAR)

    def cades(self, pdf: bytes) -> bytes:
        return sign_cades(pdf, [self.holder], self.maker, self.now)


def adopted(act: Act, office: Office, number: str = "1") -> Act:
    """An act once it is signed and adopted."""
    now = clock.now()
    signed = Signing(office).cades(kept(act.pdf_sha256))
    done = adopt_act(act.id, number, now.date(), signed, office.approver, now)
    assert isinstance(done, Act), done
    return done
