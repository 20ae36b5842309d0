"""How does an export of a register take the place of the one imported before?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Edition
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.registers import MOST_BYTES, REGISTERS, LocalRegister, faults_of, read_rows
from bandolo.desk.queries.editions import rules_of


def import_register(register: str, content: bytes, actor: Actor, now: datetime) -> int | list[str]:
    """How many rows were taken of a CSV file, or everything wrong with it; then nothing is taken.

    Columns: fiscal_code, checked_on, protocol, and facts of the published calls. The file itself is kept.
    """
    if register not in REGISTERS:
        return ["registro sconosciuto / unknown register"]
    if not content or len(content) > MOST_BYTES:
        return ["il file è vuoto o supera 20 MB / the file is empty or above 20 MB"]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ["il file non è un CSV in UTF-8 / the file is no CSV in UTF-8"]
    rows = read_rows(text)
    facts = {fact.id for id in Edition.objects.values_list("id", flat=True) for fact in rules_of(id).facts}
    if faults := faults_of(rows, facts):
        return faults
    person = actor.somebody
    with transaction.atomic():
        digest = keep(content)
        data = {"register": register, "rows": len(rows), "sha256": digest}
        record_event("person", person.id, "import_register", actor, now, data)
        LocalRegister(register).take(text)
    return len(rows)
