"""How does an export of a register take the place of the one imported before?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Edition
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.registers import MOST_BYTES, REGISTERS, Fault, LocalRegister, faults_of, read_rows
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words


def import_register(register: str, content: bytes, actor: Actor, now: datetime) -> int | list[Fault]:
    """How many rows were taken of a CSV file, or everything wrong with it; then nothing is taken.

    Columns: fiscal_code, checked_on, protocol, and facts of the published calls. The file itself is kept.
    """
    if register not in REGISTERS:
        return [Fault(0, "", _NO_REGISTER)]
    if not content or len(content) > MOST_BYTES:
        return [Fault(0, "", _SIZE)]
    try:
        # PostgreSQL keeps no NUL, and nobody means to write one.
        text = content.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return [Fault(0, "", _NO_TEXT)]
    if faults := faults_of(text, _known()):
        return faults
    person, rows = actor.somebody, len(read_rows(text))
    with transaction.atomic():
        digest = keep(content)
        data = {"register": register, "rows": rows, "sha256": digest}
        record_event("person", person.id, "import_register", actor, now, data)
        LocalRegister(register).take(text)
    return rows


def _known() -> Mapping[str, Sequence[Fact]]:
    """The facts of all calls by id: two calls can give one name two meanings."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for id in Edition.objects.values_list("id", flat=True):
        for fact in rules_of(id).facts:
            alike = [(one.type, one.choices) for one in found[fact.id]]
            if (fact.type, fact.choices) not in alike:
                found[fact.id].append(fact)
    return found


_NO_REGISTER = Words(it="Registro sconosciuto.", en="Unknown register.")
_SIZE = Words(it="Il file è vuoto o supera 20 MB.", en="The file is empty or above 20 MB.")
_NO_TEXT = Words(it="Il file non è un CSV in UTF-8.", en="The file is no CSV in UTF-8.")
