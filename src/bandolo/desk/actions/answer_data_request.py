"""How does the body answer a data subject, and what happens where it grants what was asked?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.empty_dossier import empty_dossier, files_of
from bandolo.desk.actions.erase_person import erase_person
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.send_mail import send_mail
from bandolo.desk.actions.take_step import close_step, conflict_of, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import DataRequest, Person
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.data_requests import ARTICLES, Held, held_by_law, past_its_term
from bandolo.desk.queries.held import held_file
from bandolo.rules.rule import Words

ANSWERED = Words(it="la richiesta ha già avuto risposta", en="the request was answered already")
_OFFICER = Words(it="risponde un funzionario", en="an officer answers")
_OWN = Words(it="alla propria richiesta risponde un altro", en="one’s own request is answered by another")
_NO_OUTCOME = Words(it="scegli se accogliere o respingere", en="choose to grant or to refuse")
_NO_ANSWER = Words(
    it="scrivi la risposta: il rifiuto va motivato (art. 12, par. 4)",
    en="write the answer: a refusal needs its reasons (art. 12, par. 4)",
)
_COMPLAIN = Words(
    it="Si può reclamare al Garante per la protezione dei dati personali o ricorrere al giudice.",
    en="A complaint can be lodged with the data protection authority, or the court be seized.",
)
_SUBJECT = "Risposta sui dati personali / Answer on personal data"


@transaction.atomic
def answer_data_request(
    request: UUID, outcome: str, answer: str, actor: Actor, now: datetime
) -> DataRequest | Words:
    """Grant or refuse, once, by an officer who is not the person; what is granted is done at once.

    Access keeps the file; rectification writes the person's own data, and of an application is noted in its
    chain, since what was sealed does not change; erasure empties what no duty keeps, else it is refused with
    the law and the day; restriction holds the office's work until it is lifted.
    """
    held = (
        DataRequest.objects.select_for_update(of=("self",))
        .select_related("application__call")
        .get(id=request)
    )
    kept = held_by_law(held) if held.kind == "erasure" else None
    against = _against(held, outcome, answer, kept, actor, now)
    if against is not None:
        return against
    held.outcome, held.answer = outcome, _answer(outcome, answer.strip(), kept)
    held.clauses = [ARTICLES[held.kind], *(kept.clauses if kept is not None and outcome == "refused" else ())]
    held.answered_by, held.answered_at = actor.somebody, now
    held.save()
    person = Person.objects.get(id=held.person_id)
    # Before an erasure takes the address away.
    tell_person(held, Words(it=held.answer or "Accolta.", en=held.answer or "Granted."))
    data = {"request": str(held.id), "kind": held.kind, "outcome": outcome, "answer": held.answer}
    record_event("person", person.id, "answer_data_request", actor, now, data, held.clauses)
    if held.application is not None:
        record_event(
            "application", held.application.id, "answer_data_request", actor, now, data, held.clauses
        )
    refused = _done(held, person, actor, now) if outcome == "granted" else None
    if refused is not None:
        transaction.set_rollback(True)
    return refused or held


def _against(
    held: DataRequest, outcome: str, answer: str, kept: Held | None, actor: Actor, now: datetime
) -> Words | None:
    """Why a request cannot be answered so."""
    against = own_request(held, actor)
    if against is not None:
        return against
    if held.outcome:
        return ANSWERED
    if outcome not in ("granted", "refused"):
        return _NO_OUTCOME
    if outcome == "granted" and kept is not None:
        return _first(held, kept, now)
    return _NO_ANSWER if outcome == "refused" and not answer.strip() and kept is None else None


def own_request(request: DataRequest, actor: Actor) -> Words | None:
    """Why somebody does not answer a request: no officer, their own request, or of their enterprise."""
    if actor.role != "officer":
        return _OFFICER
    if actor.somebody.id == request.person_id:
        return _OWN
    return None if request.application is None else conflict_of(request.application, actor)


def tell_person(request: DataRequest, words: Words) -> None:
    """By ordinary mail, where an address is known; the person's page shows it anyway."""
    if request.person.email:
        send_mail.enqueue(request.person.email, _SUBJECT, f"{words.it}\n\n{words.en}")


def _first(request: DataRequest, kept: Held, now: datetime) -> Words:
    """What has to be done before, or why it cannot be granted at all."""
    over = past_its_term(request.application, now) if request.application is not None else None
    return over or kept.words


def _answer(outcome: str, answer: str, kept: Held | None) -> str:
    if outcome == "granted":
        return answer
    law = [f"{kept.words.it} {'; '.join(kept.clauses)}."] if kept is not None else []
    return "\n".join(part for part in (answer, *law, _COMPLAIN.it) if part)


def _done(request: DataRequest, person: Person, actor: Actor, now: datetime) -> Words | None:
    """Do what was granted; the words say why it cannot be."""
    if request.kind == "access":
        request.paper_sha256 = keep(held_file(person, now))
        request.save(update_fields=["paper_sha256"])
    elif request.kind == "rectification" and request.changes:
        for name, text in request.changes.items():
            setattr(person, name, text)
        person.save(update_fields=[*request.changes])
    elif request.kind == "erasure" and request.application is None:
        erase_person(person, now)
    elif request.kind == "erasure" and request.application is not None:
        return _erased(request, actor, now)
    return None


def _erased(request: DataRequest, actor: Actor, now: datetime) -> Words | None:
    """Empty an application that was never sent; one whose data are destroyed already needs nothing."""
    application = request.application
    if application is None or application.state == "disposed":
        return None
    opened = open_step(application.id, "erase", actor, now)
    if isinstance(opened, Refusal):
        return opened.words
    files = files_of(opened.application)
    data = {"request": str(request.id), "files": len(files)}
    emptied = close_step(opened, actor, now, data, (ARTICLES["erasure"],))
    empty_dossier(emptied, files)
    return None
