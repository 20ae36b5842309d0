"""How does an application take a step of its flow, or why is it refused?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.flow import Refusal, Step, Verb, move, of_report
from bandolo.desk.models import Application, Person
from bandolo.desk.queries.restrictions import restrictions_of
from bandolo.desk.queries.visible import enterprises_of
from bandolo.desk.roles import OUTSIDE, STAFF
from bandolo.rules.rule import Words

_OWN = Words(
    it="agisci per questa impresa: se ne occupa un'altra persona (L. 241/1990, art. 6-bis)",
    en="you act for this enterprise: somebody else sees to it (L. 241/1990, art. 6-bis)",
)
_RESTRICTED = Words(
    it="il trattamento dei dati è limitato su richiesta (Reg. (UE) 2016/679, art. 18): prima si revoca",
    en="the treatment of the data is restricted on request (Reg. (EU) 2016/679, art. 18): lift it first",
)


@dataclass(frozen=True)
class Opened:
    """An application held by this transaction, and the step that it can take."""

    application: Application
    step: Step


def open_step(application: UUID, verb: Verb, actor: Actor, now: datetime) -> Opened | Refusal:
    """Hold an application for a verb, or refuse it in this state to this role; a refusal is recorded.

    To be called first in the transaction of an action, before anything is written. Whoever acts for the
    enterprise does not act on its application for the body (L. 241/1990, art. 6-bis).
    """
    held = Application.objects.select_for_update(of=("self",)).select_related("call", "enterprise")
    found = held.get(id=application)
    step = move(found.state, verb, actor.role)
    if isinstance(step, Refusal):
        return refuse(found, verb, step.words, actor, now)
    conflict = conflict_of(found, actor)
    if conflict is not None:
        return refuse(found, verb, conflict, actor, now)
    # What the law has the body do by a day, such as to pay, goes on; so does the list of a ranking.
    if actor.person is not None and actor.role == "officer" and verb != "erase" and restrictions_of(found):
        return refuse(found, verb, _RESTRICTED, actor, now)
    return Opened(found, step)


def verb_now(application: UUID, verb: Verb) -> Verb:
    """A verb of the review, or that of the check of a report where one is under way; `open_step` holds it."""
    return of_report(Application.objects.values_list("state", flat=True).get(id=application), verb)


def conflict_of(application: Application, actor: Actor) -> Words | None:
    """Why an actor does nothing to a dossier for the body: they act for its enterprise (art. 6-bis).

    For what takes no step of the flow; `open_step` asks it itself.
    """
    is_own = actor.person is not None and actor.role in STAFF and _acts_for(actor.person, application)
    return _OWN if is_own else None


def _acts_for(person: Person, application: Application) -> bool:
    """Whether a person opened the application, or acts for its enterprise in any way now."""
    return application.opened_by_id == person.id or any(
        enterprises_of(person, role).filter(id=application.enterprise_id).exists() for role in OUTSIDE
    )


def refuse(application: Application, verb: Verb, words: Words, actor: Actor, now: datetime) -> Refusal:
    """Refuse a verb for a reason, and record that it was tried."""
    data = {"verb": verb, "state": application.state, "why": words.it}
    record_event("application", application.id, "not_allowed", actor, now, data)
    return Refusal(verb, words)


def close_step(
    opened: Opened, actor: Actor, now: datetime, data: Mapping[str, object], clauses: Sequence[str] = ()
) -> Application:
    """Bring an application to the state of its step, and record it by its verb."""
    application, step = opened.application, opened.step
    if application.state != step.to:
        application.state, application.state_since = step.to, now
        application.save(update_fields=["state", "state_since"])
    record_event("application", application.id, step.verb, actor, now, data, clauses)
    return application
