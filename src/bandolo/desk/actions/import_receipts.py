"""How are receipts taken from a list of the bank or treasurer, whole or not at all?"""

from datetime import date, datetime
from uuid import UUID

from django.db import DataError, transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_receipt import Receipt, record_receipt
from bandolo.desk.models import Recovery
from bandolo.desk.queries.imported_table import Fault, Row, table_of
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.typed import typed_cents
from bandolo.rules.rule import Words

COLUMNS = ("domanda", "data", "importo", "riferimento")
_UNKNOWN = Words(
    it="non c'è un recupero aperto di questa domanda", en="there is no open recovery of this application"
)
_DAY = Words(it="scrivi un giorno come 2026-02-05", en="write a day such as 2026-02-05")
_AMOUNT = Words(it="scrivi un importo come 1.234,56", en="write an amount such as 1,234.56")
_LONG = Words(it="accorcia il riferimento: al più 140 segni", en="shorten the reference: 140 signs at most")
_EMPTY = Words(it="il file non ha righe", en="the file has no rows")


def import_receipts(content: bytes, actor: Actor, now: datetime) -> int | list[Fault]:
    """Record the receipts of a CSV and tell how many; or every fault by row and column, and nothing recorded.

    Rows are taken in the order of their days, since interest is counted so.
    """
    rows = table_of(content, COLUMNS)
    faults = [one for one in rows if isinstance(one, Fault)]
    told = [_receipt(one, faults) for one in rows if isinstance(one, Row)]
    if not told:
        return faults or [Fault(1, "", _EMPTY)]
    read = sorted((one for one in told if one is not None), key=lambda one: one[2].on)
    with transaction.atomic():
        for number, recovery, receipt in read:
            try:
                outcome = record_receipt(recovery, receipt, actor, now)
            except DataError:
                faults.append(Fault(number, "riferimento", _LONG))
                continue
            if isinstance(outcome, Words):
                faults.append(Fault(number, "importo", outcome))
        # One fault takes back the rows that went well.
        transaction.set_rollback(bool(faults))
    return sorted(faults, key=lambda one: one.row) or len(read)


def _receipt(row: Row, faults: list[Fault]) -> tuple[int, UUID, Receipt] | None:
    """The receipt of a row; what cannot be read goes to `faults`."""
    found = _recovery_of(row.cells["domanda"])
    before = len(faults)
    if found is None:
        faults.append(Fault(row.number, "domanda", _UNKNOWN))
    day, cents = None, 0
    try:
        day = date.fromisoformat(row.cells["data"])
    except ValueError:
        faults.append(Fault(row.number, "data", _DAY))
    try:
        cents = typed_cents(row.cells["importo"])
    except (ValueError, ArithmeticError):
        faults.append(Fault(row.number, "importo", _AMOUNT))
    if found is None or day is None or len(faults) > before:
        return None
    return row.number, found.id, Receipt(cents, day, row.cells["riferimento"], "file")


def _recovery_of(reference: str) -> Recovery | None:
    slug, _, number = reference.rpartition("-")
    if not (number.isascii() and number.isdecimal()) or len(number) > 18:  # noqa: PLR2004 - the digits of a bigint
        return None
    found = Recovery.objects.filter(
        settled_on=None,
        revocation__application__call__slug=slug,
        revocation__application__submissions__number=int(number),
    )
    listed = [one for one in found.distinct() if reference_of(one.revocation.application) == reference]
    return listed[0] if listed else None
