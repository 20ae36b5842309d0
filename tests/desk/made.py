"""Which people, enterprises, calls and applications do the tests of the desk begin with?"""

from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
from django.test import Client

from bandolo.desk import clock
from bandolo.desk.flow import State
from bandolo.desk.models import (
    Application,
    Call,
    Edition,
    Enterprise,
    LedgerEntry,
    Mandate,
    Person,
    Representation,
    StaffRole,
)
from bandolo.desk.roles import Role

CALLS = Path(__file__).parents[2] / "calls"
SINCE = datetime(2012, 1, 1, tzinfo=UTC)
_MONTHS = "ABCDEHLMPRST"


def code(number: int) -> str:
    """The fiscal code of the numbered person: of the right form, its last letter apart."""
    return f"RSSMRA{number % 100:02d}{_MONTHS[number // 100 % 12]}01F205X"


def a_person(number: int = 0, *roles: Role) -> Person:
    """A person, with roles in the body if any are named."""
    person = Person(fiscal_code=code(number), given_name="Maria", family_name=f"Rossi {number}")
    person.set_unusable_password()
    person.save()
    for role in roles:
        StaffRole.objects.create(person=person, role=role, since=SINCE)
    return person


def an_enterprise(number: int = 0, *people: Person) -> Enterprise:
    """An enterprise, with its legal representatives if any are named."""
    made = Enterprise.objects.create(fiscal_code=f"{number:011d}", name=f"Impresa {number} s.r.l.")
    for person in people:
        Representation.objects.create(
            person=person, enterprise=made, since=date(2012, 1, 1), evidence="Registro delle imprese"
        )
    return made


def a_mandate(person: Person, enterprise: Enterprise, granted_by: Person) -> Mandate:
    """A mandate without an end."""
    return Mandate.objects.create(
        person=person,
        enterprise=enterprise,
        granted_by=granted_by,
        evidence_name="procura.pdf",
        evidence_sha256="0" * 64,
        since=date(2012, 1, 1),
    )


def a_call(name: str = "c26", slug: str | None = None, among: Path = CALLS) -> Edition:
    """The first edition of a call, as its file stands among the calls."""
    content = (among / name / "call.toml").read_bytes()
    call = Call.objects.create(slug=slug or name, body="Camera")
    return Edition.objects.create(call=call, number=1, content=content, sha256=sha256(content).hexdigest())


def an_application(
    edition: Edition, enterprise: Enterprise, by: Person, state: State = "draft"
) -> Application:
    """An application in a state, without anything in it."""
    return Application.objects.create(
        call=edition.call,
        edition=edition,
        enterprise=enterprise,
        state=state,
        opened_by=by,
        state_since=clock.now(),
    )


def funds(call: Call, cents: int) -> LedgerEntry:
    """Funds of a call."""
    return LedgerEntry.objects.create(call=call, kind="fund", amount_cents=cents)


def logged_in(person: Person, role: Role | None = None, level: int = 2) -> Client:
    """A browser in which a person is logged in, in a role, as surely as a level says."""
    client = Client()
    client.force_login(person)
    session = client.session
    wall = clock.wall_seconds()
    session["entry"] = {"way": "test", "level": level, "hint": "", "since": wall, "seen": wall}
    if role is not None:
        session["role"] = role
    session.save()
    return client


@cache
def a_large_pdf(size: int) -> bytes:
    """A PDF of at least so many bytes."""
    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.Root.Filling = made.make_stream(bytes(size))
    made.save(out, compress_streams=False)
    return out.getvalue()


@cache
def a_pdf() -> bytes:
    """A PDF of one empty page."""
    made, out = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(out)
    return out.getvalue()
