"""Until when must the papers of a paid award be kept, by which clause?"""

from bandolo.desk.models import Application, Payment
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import so_far_of
from bandolo.rules.deadlines import Due, Event, dates

# What a call can count the keeping of papers from: the act that pays, the payment itself.
PAYMENT_ACT, PAID = "payment_act", "payment"


def keeping_of(application: Application) -> tuple[Due, ...]:
    """The terms up to which the call has papers or data kept, as far as they can be counted now."""
    rules = rules_of(application.edition_id)
    events: dict[str, Event] = dict(so_far_of(application).events)
    paid = Payment.objects.filter(award__application=application, state="executed").select_related("act")
    last = paid.order_by("-executed_on").first()
    if last is not None and last.act is not None and last.act.dated is not None and last.executed_on:
        events[PAYMENT_ACT], events[PAID] = last.act.dated, last.executed_on
    known = {one.id for one in rules.deadlines}
    counted = dates(rules.deadlines, {name: at for name, at in events.items() if name not in known})
    return tuple(one for one in counted if isinstance(one, Due) and one.deadline.keeps is not None)
