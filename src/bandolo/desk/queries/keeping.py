"""Until when must the data and papers of a dossier be kept, by which clause or law?"""

from dataclasses import dataclass
from datetime import date, datetime

from bandolo.desk.flow import ENDED
from bandolo.desk.models import Application, Payment
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.later import so_far_of
from bandolo.rules.counting import Term, last_day
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Due, Event, dates
from bandolo.rules.rule import Words

# What a call can count the keeping of papers from: the act that pays, the payment itself.
PAYMENT_ACT, PAID = "payment_act", "payment"
# Where the call sets no term for data that can be counted: as long as the law has records kept.
GENERAL = Term(10, "years")
_GENERAL_WORDS = Words(
    it="Scritture e documenti si conservano dieci anni dall'ultima registrazione.",
    en="Records and papers are kept for ten years from the last entry.",
)
_GENERAL_CLAUSES = ("c.c., art. 2220",)


@dataclass(frozen=True)
class Keep:
    """The last day on which the data of a dossier must be kept, and what says so."""

    until: date
    words: Words
    clauses: tuple[str, ...]


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


def keep_of(application: Application) -> Keep | None:
    """The latest term that holds a dossier; None while it is not at its end, since none can be counted.

    That of the call for data (VDI-53) or papers, whichever ends later; ten years from the end of the dossier
    where the call sets none for data, or none that counts: what it pays was never paid.
    """
    if application.state not in ENDED:
        return None
    listed = keeping_of(application)
    found = [Keep(one.day, one.deadline.words, one.deadline.clauses) for one in listed]
    if not any(one.deadline.keeps == "data" for one in listed):
        ended = last_day(day_in_rome(application.state_since), GENERAL)
        found.append(Keep(ended, _GENERAL_WORDS, _GENERAL_CLAUSES))
    return max(found, key=lambda one: one.until)


def is_over(keep: Keep | None, now: datetime) -> bool:
    """Whether nothing has the data kept any longer."""
    return keep is not None and day_in_rome(now) > keep.until
