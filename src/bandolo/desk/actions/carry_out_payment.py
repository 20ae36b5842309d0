"""What follows when an act of payment is adopted: which transfers may leave?"""

from datetime import datetime

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Act, Application, Payment
from bandolo.rules.rule import Words

_CHANGED = Words(
    it="un pagamento è cambiato dopo la preparazione dell'atto ({}): prepara di nuovo",
    en="a payment has changed since the act was prepared ({}): prepare it again",
)


def carry_out_payment(act: Act, actor: Actor, now: datetime) -> Words | None:
    """Authorise every payment that the act lists, if all of them are as the act has them."""
    listed = act.content["payments"]
    # Applications first, by id, as every step holds them.
    held = Application.objects.select_for_update(of=("self",)).filter(award__payments__in=listed)
    applications = {one.id: one for one in held.order_by("id")}
    conflicts = (conflict_of(one, actor) for one in applications.values())
    if (conflict := next((words for words in conflicts if words is not None), None)) is not None:
        return conflict
    payments = Payment.objects.select_related("award__application__enterprise").filter(id__in=listed)
    for one in payments.order_by("id"):
        application = one.award.application
        is_same = one.act_id == act.id and one.gross_cents == listed[str(one.id)]
        if one.state != "approved" or not is_same or applications[application.id].state != "payable":
            name = str(application.enterprise)
            return Words(it=_CHANGED.it.format(name), en=_CHANGED.en.format(name))
        one.state = "authorised"
        one.save(update_fields=["state"])
        data = {"payment": str(one.id), "act": str(act.id), "gross": one.gross_cents}
        record_event("application", application.id, "authorise_payment", actor, now, data)
    return None
