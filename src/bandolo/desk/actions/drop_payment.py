"""How is a payment dropped that does not leave, and its report checked again?"""

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import LedgerEntry, Payment, Person

NOT_DUE = "ritenuta non dovuta: il pagamento è tornato"


def has_left(payment: Payment) -> bool:
    """Whether any of it is with the bank, or reached somebody and has not come back."""
    return payment.transfers.filter(state__in=("ordered", "executed")).exists()


def drop_payment(payment: Payment, actor: Actor) -> None:
    """Drop a payment as it was approved; where all of it came back, no tax is due of it either."""
    payment.state = "dropped"
    payment.save(update_fields=["state"])
    if has_left(payment):
        return
    booked = sum(
        -one.amount_cents if one.kind == "recovery" else one.amount_cents for one in payment.ledger.all()
    )
    if booked:
        LedgerEntry.objects.create(
            call=payment.award.application.call,
            award=payment.award,
            payment=payment,
            kind="recovery",
            amount_cents=booked,
            act=payment.act,
            note=NOT_DUE,
            by=actor.person,
        )


def check_again(dropped: Payment, person: Person) -> Payment:
    """The check of the same report, begun anew by a person."""
    return Payment.objects.create(
        award=dropped.award,
        stage=dropped.stage,
        is_balance=dropped.is_balance,
        state="checking",
        checked_by=person,
    )
