"""How fast does the desk write tickets, and take in the places that a line gave to them?

python -m bench.intake.joined_desk PORT CALL, in the environment of the desk.
"""

import os
import sys
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time

import django

django.setup()

from rich.console import Console  # noqa: E402  # models are there once Django is set up
from rich.table import Table  # noqa: E402

from bandolo.desk import clock  # noqa: E402
from bandolo.desk.actions.take_in import take_in  # noqa: E402
from bandolo.desk.models import Application, Call, Edition, Enterprise, Event, Field, Person, Seal, Submission  # noqa: E402
from bandolo.desk.outside.line import ring  # noqa: E402
from bandolo.desk.queries.tickets import ticket_of  # noqa: E402
from bandolo.intake.ticket import write_ticket  # noqa: E402
from bench.intake.press import press, wrong  # noqa: E402

APPLICATIONS = int(os.environ.get("APPLICATIONS", "3000"))
# A call whose applications say the day on which they were sent: the desk writes it down at each.
FILE = Path(__file__).parents[2] / "calls" / "vdi" / "call.toml"
CONNECTIONS = 256
# As many at once as the worker of the desk takes in.
AT_ONCE = 500
FIELDS = 40


def main(port: int, slug: str) -> int:
    """Fill the desk, then time each part; 1 where a place is missing or an answer wrong."""
    fill(slug)
    clocked = perf_counter()
    seals = Seal.objects.select_related("application__call", "application__edition").defer(
        "content", "application__edition__content"
    )
    tickets = [write_ticket(ring(), ticket_of(one)) for one in seals]
    written = perf_counter() - clocked
    sent = press(port, f"/submit/{slug}", tickets, CONNECTIONS)
    clocked, used, taken = perf_counter(), process_time(), 0
    while (more := take_in(AT_ONCE)) > 0:
        taken += more
    took, used = perf_counter() - clocked, process_time() - used
    table = Table("the joined path", "applications a second", "seconds")
    for name, seconds in (
        ("the desk writes tickets", written),
        ("the line gives places, 256 connections", sent.seconds),
        ("the desk takes them in", took),
    ):
        table.add_row(name, f"{APPLICATIONS / seconds:,.0f}", f"{seconds:.2f}")
    console = Console(width=100)
    console.print(table)
    console.print(f"Taking one in: {used / APPLICATIONS * 1e6:,.0f} µs of the desk's processor.")
    missing = APPLICATIONS - Submission.objects.count()
    events = Event.objects.filter(what="submit").count()
    return int(missing > 0 or taken != APPLICATIONS or events != APPLICATIONS or bool(wrong(sent)))


def fill(slug: str) -> None:
    """A call, and so many sealed applications to it, each of an enterprise of its own."""
    content = FILE.read_bytes()
    call = Call.objects.create(slug=slug, body="Camera")
    digest = sha256(content).hexdigest()
    edition = Edition.objects.create(call=call, number=1, content=content, sha256=digest)
    by = Person.objects.create(fiscal_code="RSSMRA80A01F205X", given_name="Maria", family_name="Rossi")
    enterprises = Enterprise.objects.bulk_create(
        Enterprise(fiscal_code=f"{number:011d}", name=f"Impresa {number}") for number in range(APPLICATIONS)
    )
    now = clock.now()
    applications = Application.objects.bulk_create(
        Application(call=call, edition=edition, enterprise=one, state="sealed", opened_by=by, state_since=now)
        for one in enterprises
    )
    said = {f"fact/answer_{number}": "una risposta come tante" for number in range(FIELDS)}
    Field.objects.bulk_create(
        (
            Field(application=one, path=path, value=value, version=1, by=by, changed_at=now)
            for one in applications
            for path, value in said.items()
        ),
        batch_size=5_000,
    )
    Seal.objects.bulk_create(
        Seal(application=one, digest="0" * 64, content=said, requested_cents=1_000_000, by=by)
        for one in applications
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
