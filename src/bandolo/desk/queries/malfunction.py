"""What does the certificate say that the line did not work while a call was open?"""

from datetime import datetime

from django.conf import settings

from bandolo.desk.models import Call
from bandolo.desk.queries.calls import PublishedCall
from bandolo.desk.queries.faults import Fault
from bandolo.papers.typeset_acts import MalfunctionCertificate
from bandolo.papers.typeset_records import Cited, Issuer, Person
from bandolo.rules.days import show_instant

OPINION = Cited(
    words="Il rischio del malfunzionamento del sistema ricade sull'ente che lo gestisce.",
    clauses=("Cons. Stato, sez. V, 5008/2021",),
)


def certificate_of(
    one: PublishedCall, faults: tuple[Fault, ...], until: datetime | None, now: datetime
) -> MalfunctionCertificate:
    """The certificate, by the signed ledger of the watch; `until` is to when an act extended the call."""
    call: Call = one.call
    return MalfunctionCertificate(
        issuer=Issuer(name=settings.BODY),
        call=one.rules.title.it,
        reference=call.slug,
        made_at=now,
        began_at=faults[0].start,
        ended_at=faults[-1].end,
        affected=tuple(
            Cited(words=f"dal {show_instant(fault.start, 'it')} al {show_instant(fault.end, 'it')}")
            for fault in faults
        ),
        cause="; ".join(dict.fromkeys(why for fault in faults for why in fault.why)) or "non risposto",
        term=f"chiusura delle domande del bando {call.slug}",
        extended_to=until,
        basis=(OPINION,),
        signer=Person(name=settings.BODY, capacity="L'ente che gestisce lo sportello"),
    )
