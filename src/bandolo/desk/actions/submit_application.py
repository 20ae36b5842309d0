"""How does a sealed application get its number and instant in the line of its call?"""

import json

from django.db import transaction

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.seal import AWAY, NOT_DRAWN_UP
from bandolo.desk.actions.take_in import take_in_place
from bandolo.desk.flow import Refusal, move
from bandolo.desk.models import Application, Seal, Submission
from bandolo.desk.outside.line import ring, submit
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.content import open_seal
from bandolo.desk.queries.line import come_by
from bandolo.desk.queries.tickets import ticket_of
from bandolo.intake.instants import to_datetime
from bandolo.intake.receipt import read_entry
from bandolo.intake.send import Answered, AwayError
from bandolo.intake.ticket import write_ticket
from bandolo.rules.days import show_instant
from bandolo.rules.rule import Words

CLOSED = Words(
    it="In questo momento il bando non riceve domande.", en="The call does not receive applications just now."
)
REVOKED = Words(
    it="Questo biglietto non vale più: riaprire la domanda e chiuderla di nuovo.",
    en="This ticket is worth nothing any more: open the application again and seal it anew.",
)


def submit_application(application: Application, actor: Actor) -> Submission | Refusal:
    """Send a sealed application: it has its place at once, or is refused with the reason, which is recorded.

    Sent twice, it has one place; whoever sent its ticket before, too. The line tells the instant.
    """
    done = _submit(application, actor)
    if isinstance(done, Refusal):
        with transaction.atomic():
            data = {"why": done.words.en}
            record_event("application", application.id, "submit_refused", actor, clock.now(), data)
    return done


@transaction.atomic
def _submit(application: Application, actor: Actor) -> Submission | Refusal:
    if actor.person is None or actor.role is None:
        raise ValueError("an application is sent by a person, in a role")
    held = Application.objects.select_for_update(of=("self",)).get(id=application.id)
    sent = Submission.objects.filter(application=held, seal__revoked_at__isnull=True).first()
    if sent is not None:
        return sent
    step = move(held.state, "submit", actor.role)
    if isinstance(step, Refusal):
        return step
    drawn = open_seal(held)
    if drawn is None:
        return Refusal("submit", NOT_DRAWN_UP)
    if published_call(held.call, clock.now()).course.state == "no_window":
        return Refusal("submit", CLOSED)
    return _take_place(held, drawn, actor)


def _take_place(held: Application, drawn: Seal, actor: Actor) -> Submission | Refusal:
    """Send the ticket; the application is held meanwhile, so that nobody else takes its place in."""
    slug = held.call.slug
    try:
        answered = submit(slug, write_ticket(ring(), ticket_of(drawn)))
    except AwayError:
        return Refusal("submit", AWAY)
    place = come_by(drawn.id, slug)
    if place is None:
        return Refusal("submit", _refused(answered))
    return take_in_place(held, drawn, place, actor)


def _refused(answered: Answered) -> Words:
    """The words of a refusal that the line has signed."""
    entry = read_entry(json.loads(answered.body)["entry"])
    match entry.kind:
        case "not_open" | "suspended" if entry.detail:
            opens = to_datetime(entry.detail)
            return Words(
                it=f"Le domande si inviano dal {show_instant(opens, 'it')}: la domanda resta pronta.",
                en=f"Applications are sent from {show_instant(opens, 'en')}: this one stays ready.",
            )
        case "closed_early":
            return Words(
                it=f"Il bando è chiuso: con la domanda n. {entry.detail} le richieste sono pari ai fondi.",
                en=f"The call is closed: with application no. {entry.detail} the requests reached the funds.",
            )
        case "seal_revoked":
            return REVOKED
    return CLOSED
