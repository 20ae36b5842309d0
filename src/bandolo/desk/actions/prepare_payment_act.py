"""How is the act prepared that authorises payments: of one award, or of many of a call?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.prepare_dossier_act import DraftAct, prepare_dossier_act
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Act, Application, Call, Payment, Person
from bandolo.desk.queries.payment_paper import payment_act
from bandolo.rules.rule import Words

_NOTHING = Words(it="scegli almeno un pagamento", en="choose at least one payment")
_NOT_APPROVED = Words(
    it="un pagamento scelto non è approvato, o è di un altro bando: ricarica la pagina",
    en="a payment that was chosen is not approved, or of another call: load the page again",
)
_STAGES = Words(it="un atto paga una sola fase", en="an act pays one stage alone")
_NOT_YOURS = Words(it="lo prepara chi istruisce", en="an officer prepares it")


@transaction.atomic
def prepare_payment_act(
    call: Call, payments: Collection[UUID], signer: Person | None, actor: Actor, now: datetime
) -> Act | Words:
    """Keep an act that lists approved payments, with its PDF, to be signed by another person.

    A payment that an act lists already is taken over by the new one: the old can be adopted no more.
    """
    if actor.role != "officer":
        return _NOT_YOURS
    if not payments:
        return _NOTHING
    held = Application.objects.select_for_update(of=("self",)).filter(award__payments__in=payments)
    for each in held.order_by("id"):
        if (conflict := conflict_of(each, actor)) is not None:
            return conflict
    known = Payment.objects.select_related("award__act", "award__application__enterprise")
    chosen = list(
        known.filter(id__in=payments, state="approved", award__application__call=call).order_by(
            "award__application__enterprise__name", "id"
        )
    )
    if len(chosen) != len(set(payments)):
        return _NOT_APPROVED
    if len({one.stage for one in chosen}) > 1:
        return _STAGES
    paper = payment_act(call, chosen, (actor.somebody, signer or actor.somebody), now)
    decides = {"stage": chosen[0].stage, "payments": {str(one.id): one.gross_cents for one in chosen}}
    application = chosen[0].award.application if len(chosen) == 1 else None
    made = prepare_dossier_act(DraftAct("payment", call, application, paper, decides), signer, actor, now)
    if isinstance(made, Act):
        for one in chosen:
            one.act = made
            one.save(update_fields=["act"])
    return made
