"""How does a sealed application get its number and instant in the order of its call?"""

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.db.models import Max

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked, write
from bandolo.desk.actions.seal import NOT_DRAWN_UP, set_state
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Call, Field, Person, Seal, Submission
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.content import open_seal
from bandolo.desk.queries.editions import window_clauses
from bandolo.desk.queries.told import attested
from bandolo.rules.days import show_instant
from bandolo.rules.rule import Words

RECEIPT = "bandolo.receipt"


def submit_application(application: Application, actor: Actor) -> Submission | Refusal:
    """Send a sealed application: it has a place at once, or is refused with the reason, which is recorded.

    Sent twice, it has one place. It reads the clock itself, once it holds the line of the call.
    """
    done = _submit(application, actor)
    if isinstance(done, Refusal):
        with transaction.atomic():
            data = {"why": done.words.en}
            record_event("application", application.id, "submit_refused", actor, clock.now(), data)
    return done


@transaction.atomic
def _submit(application: Application, actor: Actor) -> Submission | Refusal:
    if actor.person is None:
        raise ValueError("an application is sent by a person")
    # The line of the call first, then the application: nobody waits for another the other way round.
    call = Call.objects.select_for_update(of=("self",)).get(id=application.call_id)
    sent = Submission.objects.filter(application=application, seal__revoked_at__isnull=True).first()
    if sent is not None:
        return sent
    held = locked(application, "submit", actor)
    if isinstance(held, Refusal):
        return held
    drawn = open_seal(held)
    if drawn is None:
        return Refusal("submit", NOT_DRAWN_UP)
    now = clock.now()
    course = published_call(call, now).course
    if course.state != "open":
        return Refusal("submit", _closed(course.opens if course.state == "not_open" else None))
    made = take_place(call, drawn, held, actor.person, now)
    _attest(held, actor, now)
    set_state(held, "submitted", now)
    data = {"number": made.number, "instant": made.instant.isoformat(), "digest": drawn.digest}
    clauses = window_clauses(held.edition_id)
    record_event("application", held.id, "submit", actor, now, data, clauses)
    return made


def take_place(call: Call, drawn: Seal, held: Application, person: Person, now: datetime) -> Submission:
    """The next number of a call whose line is held, with the instant and a receipt that the desk signs."""
    last = Submission.objects.filter(call=call).aggregate(last=Max("number"))["last"] or 0
    said = {
        "call": call.slug,
        "number": last + 1,
        "instant": now.isoformat(timespec="microseconds"),
        "digest": drawn.digest,
        "application": str(held.id),
    }
    return Submission.objects.create(
        seal=drawn,
        application=held,
        call=call,
        number=last + 1,
        instant=now,
        receipt={**said, "token": signing.dumps(said, salt=RECEIPT)},
        by=person,
    )


def _attest(held: Application, actor: Actor, now: datetime) -> None:
    """Write down what the desk itself attests of the sending, where the call asks it: the day, say."""
    there = dict(Field.objects.filter(application=held).values_list("path", "version"))
    facts = attested(held, list(held.attachments.filter(state__in=("verified", "not_verified"))), now)
    values = {f"fact/{id}": (value, there.get(f"fact/{id}", 0) + 1) for id, value in facts.items()}
    if values:
        write(held, values, actor, now)


def _closed(opens: datetime | None) -> Words:
    if opens is not None:
        return Words(
            it=f"Le domande si inviano dal {show_instant(opens, 'it')}: la domanda resta pronta.",
            en=f"Applications are sent from {show_instant(opens, 'en')}: this one stays ready.",
        )
    return Words(
        it="In questo momento il bando non riceve domande.",
        en="The call does not receive applications just now.",
    )
