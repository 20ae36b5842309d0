"""How is the act prepared by which the data of dossiers are destroyed, once their keeping is over?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.prepare_dossier_act import DraftAct, prepare_dossier_act
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import Act, Application, Call, Person
from bandolo.desk.queries.disposal import Ended, disposal_act, ended_one
from bandolo.desk.queries.letters import reference_of
from bandolo.rules.days import show_day
from bandolo.rules.rule import Words

_NOT_YOURS = Words(it="lo prepara chi istruisce", en="an officer prepares it")
_NOTHING = Words(it="scegli almeno un fascicolo", en="choose at least one dossier")
_UNKNOWN = Words(
    it="un fascicolo scelto è di un altro bando: ricarica la pagina",
    en="a dossier that was chosen is of another call: load the page again",
)
_NO_AUTHORISATION = Words(
    it="indica protocollo e data dell'autorizzazione allo scarto (D.Lgs. 42/2004, art. 21)",
    en="state number and date of the permission to discard (Legislative Decree 42/2004, art. 21)",
)
_OPEN = Words(it="{}: il fascicolo non è concluso", en="{}: the dossier has not come to its end")
_KEPT = Words(it="{}: si conserva fino a {} ({})", en="{}: it is kept until {} ({})")
_RESTRICTED = Words(
    it="{}: il trattamento è limitato su richiesta (Reg. (UE) 2016/679, art. 18)",
    en="{}: the treatment is restricted on request (Reg. (EU) 2016/679, art. 18)",
)


@transaction.atomic
def prepare_disposal(
    call: Call,
    applications: Collection[UUID],
    authorisation: str,
    signer: Person | None,
    actor: Actor,
    now: datetime,
) -> Act | Words:
    """Keep an act that lists dossiers past their term, with its PDF, to be signed by another person.

    `authorisation` is the permission of the archival authority. Nothing is destroyed before the adoption.
    """
    if actor.role != "officer":
        return _NOT_YOURS
    if not applications:
        return _NOTHING
    if not authorisation.strip():
        return _NO_AUTHORISATION
    held = Application.objects.select_for_update(of=("self",)).select_related("call", "enterprise")
    chosen = list(held.filter(id__in=applications, call=call).order_by("id"))
    if len(chosen) != len(set(applications)):
        return _UNKNOWN
    listed = []
    for one in chosen:
        found = ended_one(one, now)
        against = why_kept(one, found)
        if against is not None or found is None:
            return against or _UNKNOWN
        listed.append(found)
    paper = disposal_act(call, listed, authorisation.strip(), (actor.somebody, signer or actor.somebody), now)
    decides = {
        "authorisation": authorisation.strip(),
        "dossiers": {str(one.application.id): one.keep.until.isoformat() for one in listed},
    }
    return prepare_dossier_act(DraftAct("disposal", call, None, paper, decides), signer, actor, now)


def why_kept(application: Application, found: Ended | None) -> Words | None:
    """Why the data of a dossier may not be destroyed, with law and date; None where they may."""
    name = reference_of(application)
    if found is None:
        return Words(it=_OPEN.it.format(name), en=_OPEN.en.format(name))
    if not found.is_over:
        clauses, until = ", ".join(found.keep.clauses), found.keep.until
        it = _KEPT.it.format(name, show_day(until, "it"), clauses)
        return Words(it=it, en=_KEPT.en.format(name, show_day(until, "en"), clauses))
    if found.is_restricted:
        return Words(it=_RESTRICTED.it.format(name), en=_RESTRICTED.en.format(name))
    return None
