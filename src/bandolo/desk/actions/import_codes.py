"""How do awards get the codes that registers gave them, from a list, whole or not at all?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import Award, Call
from bandolo.desk.queries.choice import references_of
from bandolo.desk.queries.imported_table import Fault, Row, table_of
from bandolo.rules.rule import Words

COLUMNS = ("DOMANDA", "CUP", "COR")
_UNKNOWN = Words(it="non c'è una concessione di questa domanda", en="this application has no award")
_EMPTY = Words(it="scrivi il CUP, il COR o entrambi", en="write the CUP, the COR or both")
_NOTHING = Words(it="il file non ha righe", en="the file has no rows")
_TWICE = Words(it="un'altra concessione ha questo COR", en="another award has this COR")


def import_codes(call: Call, content: bytes, actor: Actor, now: datetime) -> int | list[Fault]:
    """Enter CUP and COR of the awards of a call from a CSV and tell how many; or every fault, and nothing.

    An award takes effect once it has all the codes that its day demands.
    """
    rows = table_of(content, COLUMNS)
    faults = [one for one in rows if isinstance(one, Fault)]
    told = [one for one in rows if isinstance(one, Row)]
    if not told:
        return faults or [Fault(1, "", _NOTHING)]
    known = {name: one.id for name, one in references_of(call).items()}
    with transaction.atomic():
        for row in told:
            fault = _entered(row, known.get(row.cells["DOMANDA"]), actor, now)
            faults += [] if fault is None else [fault]
        # One fault takes back the rows that went well.
        transaction.set_rollback(bool(faults))
    return faults or len(told)


def _entered(row: Row, application: UUID | None, actor: Actor, now: datetime) -> Fault | None:
    cup, cor = row.cells.get("CUP", ""), row.cells.get("COR", "")
    if application is None or not Award.objects.filter(application=application).exists():
        return Fault(row.number, "DOMANDA", _UNKNOWN)
    if not cup and not cor:
        return Fault(row.number, "COR", _EMPTY)
    if cor and Award.objects.filter(cor=cor).exclude(application=application).exists():
        return Fault(row.number, "COR", _TWICE)
    outcome = enter_award_codes(application, cup, cor, actor, now)
    if isinstance(outcome, Words):
        return Fault(row.number, "CUP" if "CUP" in outcome.it else "COR", outcome)
    return None
