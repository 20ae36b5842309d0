"""How does a person ask about the data that the body holds on them?"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Application, DataRequest
from bandolo.desk.queries.data_requests import ARTICLES, KINDS, TERM, WHEN
from bandolo.rules.counting import last_day
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

# What of their own data a person can ask to have changed at once; all else is asked in words.
OWN = ("given_name", "family_name", "email")
_UNKNOWN = Words(it="scegli che cosa chiedi", en="choose what you ask")
_NO_WORDS = Words(it="scrivi che cosa chiedi e perché", en="write what you ask, and why")
_NOT_MAIL = Words(it="l'indirizzo e-mail non è valido", en="the e-mail address is not valid")
_TWICE = Words(it="l'hai già chiesto e attende risposta", en="you asked it already, and it waits")


def ask_data_request(
    kind: str,
    application: Application | None,
    words: str,
    changes: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> DataRequest | Words:
    """Keep a request with the day by which it is answered, and record it in the dossiers that it is about.

    `changes` are the person's own data as they should stand. Access is to all that is held.
    """
    told = {name: text.strip() for name, text in changes.items() if name in OWN and text.strip()}
    if kind not in KINDS:
        return _UNKNOWN
    if kind in ("rectification", "objection", "restriction") and not words.strip() and not told:
        return _NO_WORDS
    if "email" in told:
        try:
            validate_email(told["email"])
        except ValidationError:
            return _NOT_MAIL
    try:
        with transaction.atomic():
            made = DataRequest.objects.create(
                person=actor.somebody,
                kind=kind,
                application=None if kind == "access" else application,
                words=words.strip(),
                changes=told if kind == "rectification" else {},
                term=last_day(day_in_rome(now), TERM),
            )
            _record(made, actor, now)
    except IntegrityError as problem:
        if "datarequest_open_once" not in str(problem):
            raise
        return _TWICE
    return made


def _record(made: DataRequest, actor: Actor, now: datetime) -> None:
    data = {"request": str(made.id), "kind": made.kind, "words": made.words, "term": made.term.isoformat()}
    clauses = (ARTICLES[made.kind], WHEN)
    record_event("person", actor.somebody.id, "ask_data_request", actor, now, data, clauses)
    if made.application is not None:
        record_event("application", made.application.id, "ask_data_request", actor, now, data, clauses)
