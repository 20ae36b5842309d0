"""How is an act on dossiers (payment, revocation, variation, disposal) prepared to be signed?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Act, Application, Call, Person
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.roles import holders
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_acts import AnyAct
from bandolo.rules.rule import Words

DossierActKind = Literal["payment", "revocation", "variation", "disposal"]
NO_SIGNER = Words(
    it="scegli chi firma: un'altra persona, che approva", en="choose who signs: another person, who approves"
)


@dataclass(frozen=True)
class DraftAct:
    """An act before it is signed: its paper, and what adopting it does, as JSON, for `carry_out`.

    `application` where it is about one alone, or nothing where it lists several. `published` is what becomes
    public with its adoption (D.Lgs. 33/2013), None where nothing does.
    """

    kind: DossierActKind
    call: Call
    application: Application | None
    paper: AnyAct
    decides: Mapping[str, Any]
    published: Mapping[str, Any] | None = None


@transaction.atomic
def prepare_dossier_act(draft: DraftAct, signer: Person | None, actor: Actor, now: datetime) -> Act | Words:
    """Keep an act with its PDF. Nothing is decided: `adopt_act` takes it signed, and carries it out.

    To be called in the transaction of the action that prepares the case, as its last write. The words say
    why nobody could sign it.
    """
    person = actor.somebody
    if signer is None or signer.id == person.id or not holders("approver").filter(id=signer.id).exists():
        return NO_SIGNER
    content: dict[str, Any] = {
        **draft.decides,
        "subject": draft.paper.subject,
        "signer": str(signer.id),
        "says": [one.words for one in draft.paper.decides],
    }
    if draft.published is not None:
        content["published"] = dict(draft.published)
    act = Act.objects.create(
        call=draft.call,
        application=draft.application,
        kind=draft.kind,
        content=content,
        pdf_sha256=keep(typeset(draft.paper)),
        prepared_by=person,
    )
    data = {"act": str(act.id), "kind": draft.kind, "pdf": act.pdf_sha256}
    if draft.application is not None:
        data["application"] = str(draft.application.id)
    record_event("call", draft.call.id, "prepare_act", actor, now, data)
    return act
