"""How does the desk come by the trusted list of the day, from a network or from files?"""

from datetime import datetime

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.verify_again import verify_by_new_lists
from bandolo.desk.outside.trusted import fetch, has_lists, take_in_list
from bandolo.papers.trust_list import ListRecord
from bandolo.rules.rule import Words

_NO_FOLDER = Words(
    it="lo sportello non ha una cartella per gli elenchi (BANDOLO_TRUST)",
    en="the desk has no folder for lists (BANDOLO_TRUST)",
)


@task()
def fetch_trust() -> None:
    """Fetch the Italian list; where that fails, fail, so that it is tried again and seen."""
    if not has_lists():
        return
    is_new, problems = fetch(clock.now())
    if is_new:
        verify_by_new_lists()
    if problems:
        raise OSError("; ".join(problems))


@transaction.atomic
def import_trust(xml: bytes, lotl: bytes, signers: bytes, actor: Actor, now: datetime) -> ListRecord | Words:
    """Take in a list from files, as `outside.trusted.take_in_list` says, and record who did."""
    if not has_lists():
        return _NO_FOLDER
    record = take_in_list(xml, lotl, signers, now)
    if isinstance(record, ListRecord):
        data = {"territory": record.territory, "sequence": record.sequence, "digest": record.digest}
        record_event("person", actor.somebody.id, "import_trust", actor, now, data)
        verify_by_new_lists()
    return record
