"""Which funds of a call came free, on which day, and who is no longer on its lists?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from bandolo.desk.models import Application, Call, LedgerEntry
from bandolo.rules.days import day_in_rome

GONE_STATES = ("renounced", "lapsed")


@dataclass(frozen=True)
class Freed:
    """Cents of an award set free on a day, by the ledger's entry."""

    entry: str
    cents: int
    day: date


def freed_of(call: Call) -> list[Freed]:
    """Whatever renunciations and revocations set free of a call (VDI-39), in one question.

    A renunciation does on its day, a revocation on that of its act, and what comes back on the day it does.
    What a report leaves of an award is not among it: the call says "renunciations and lapses".
    """
    found = LedgerEntry.objects.filter(call=call, kind="release").filter(
        Q(award__state="renounced") | Q(act__kind="revocation") | Q(receipt__isnull=False)
    )
    return [
        Freed(str(one.id), one.amount_cents, _day(one))
        for one in found.select_related("award__application", "act", "receipt").order_by("at", "id")
    ]


def gone_from(call: Call) -> frozenset[str]:
    """The ids of the applications that lost their place: renounced, lapsed, or revoked whole."""
    out = Application.objects.filter(Q(state__in=GONE_STATES) | Q(award__state="revoked"), call=call)
    return frozenset(str(id) for id in out.values_list("id", flat=True))


def _day(entry: LedgerEntry) -> date:
    receipt = getattr(entry, "receipt", None)
    if receipt is not None:
        day: date = receipt.received_on
        return day
    if entry.act is not None and entry.act.dated is not None:
        return entry.act.dated
    award = entry.award
    return day_in_rome(award.application.state_since if award is not None else entry.at)
