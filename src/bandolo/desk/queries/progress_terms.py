"""By when must a beneficiary tell how far the project has come?"""

from datetime import datetime

from bandolo.rules.call import Call as Rules
from bandolo.rules.deadlines import Deadline, Due, due
from bandolo.rules.rule import Words

REQUESTED = "progress_requested"
MOST_DAYS = 60
# Where a call states no term, the officer does: L. 241/1990, art. 6, c. 1, lett. b.
OWN_TERM = Deadline(
    id="own-progress-term",
    clauses=("L. 241/1990, art. 6",),
    words=Words(it="Dire a che punto è il progetto.", en="Tell how far the project has come."),
    counted_from=REQUESTED,
    named_length="days",
    named_unit="working_days",
    who="beneficiary",
)


def progress_deadline(rules: Rules) -> Deadline:
    """The term of a request for progress: the call's own, else one whose length the officer states."""
    return call_term(rules) or OWN_TERM


def call_term(rules: Rules) -> Deadline | None:
    """The call's own term for progress, None where it sets none."""
    return next((one for one in rules.deadlines if one.counted_from == REQUESTED), None)


def progress_term(rules: Rules, now: datetime, days: int | None) -> Due | None:
    """The term of a request made now; None where the call sets none and `days` says no fitting length."""
    deadline = progress_deadline(rules)
    is_stated = days is not None and 1 <= days <= MOST_DAYS
    if deadline.named_length is not None and not is_stated:
        return None
    numbers = {deadline.named_length: days} if deadline.named_length and days is not None else {}
    found = due(deadline, {REQUESTED: now}, numbers=numbers)
    return found if isinstance(found, Due) else None
