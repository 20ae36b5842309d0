"""By when must the body decide, an enterprise answer, and does a notice come before a refusal?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bandolo.desk.models import Supplement
from bandolo.rules.call import Call as Rules
from bandolo.rules.counting import Unit, length_words
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Deadline, Due, Missing, due
from bandolo.rules.rule import Words

ASKED, RECEIVED = "supplement_requested", "supplement_received"
REPORT_ASKED = "report_supplement_requested"
NOTICE = "refusal_notice"
# Where a call states no term for a supplement, the officer does: L. 241/1990, art. 6, c. 1, lett. b.
OWN_TERM = Deadline(
    id="own-term",
    clauses=("L. 241/1990, art. 6",),
    words=Words(it="Rispondere alla richiesta.", en="Answer the request."),
    counted_from=ASKED,
    named_length="days",
    who="applicant",
)


@dataclass(frozen=True)
class DecisionClock:
    """The term within which the body decides: `due` with its count, or what it waits for while suspended."""

    deadline: Deadline
    found: Due | Missing
    days_left: int | None

    @property
    def is_suspended(self) -> bool:
        """Whether a supplement is awaited, which stops the count."""
        return isinstance(self.found, Missing)


def decision_clock(
    rules: Rules, submitted: datetime, supplements: Iterable[Supplement], now: datetime
) -> DecisionClock | None:
    """The count of the body's term from the submission (C26-S2); None where the call sets no term.

    Waits for supplements that are over do not count; one that is open stops the count.
    """
    deadline = next(
        (one for one in rules.deadlines if one.who == "body" and one.counted_from == "submission"), None
    )
    if deadline is None:
        return None
    stops = any(pause.starts == ASKED for pause in deadline.suspended_by)
    spans, events = [], {"submission": submitted}
    for one in supplements if stops else ():
        ended = one.answered_at or one.lapsed_at
        if ended is None:
            events[ASKED] = one.at
        else:
            spans.append((day_in_rome(one.at), day_in_rome(ended)))
    found = due(deadline, events, suspensions=tuple(spans))
    left = (found.day - day_in_rome(now)).days if isinstance(found, Due) else None
    return DecisionClock(deadline, found, left)


def supplement_terms(rules: Rules) -> tuple[Deadline, ...]:
    """The terms that a request can set: those of the call, else one that the officer states.

    A cure, such as that of the annual fee (C26-B3), has its own.
    """
    cures = {one.cure for one in rules.requirements if one.cure is not None}
    of_call = [
        one
        for one in rules.deadlines
        if one.who == "applicant" and (one.id in cures or one.counted_from == ASKED) and one.counted_from
    ]
    has_general = any(one.counted_from == ASKED for one in of_call)
    return (*of_call, *(() if has_general else (OWN_TERM,)))


def report_supplement_terms(rules: Rules) -> tuple[Deadline, ...]:
    """The terms that a request on a report can set: that of the call for reports, or for any, else stated."""
    asked = [
        [one for one in rules.deadlines if one.who == "beneficiary" and one.counted_from == event]
        for event in (REPORT_ASKED, ASKED)
    ]
    return tuple(next(filter(None, asked), [OWN_TERM]))


def request_terms(rules: Rules) -> tuple[Deadline, ...]:
    """Every term that a request can set, in a review or in the check of a report."""
    return (*supplement_terms(rules), *report_supplement_terms(rules))


def term_of(deadline: Deadline, now: datetime, days: int | None) -> Due | None:
    """When a term that begins now ends; None where its length has to be stated and is not."""
    numbers = {deadline.named_length: days} if deadline.named_length and days is not None else {}
    found = due(deadline, {str(deadline.counted_from): now}, numbers=numbers)
    return found if isinstance(found, Due) else None


def length_of(deadline: Deadline, days: int | None) -> Words:
    """How long a term is, for people; `days` where the request states it."""
    if deadline.named_length is not None and days is not None:
        return length_words(days, deadline.named_unit)
    lengths: tuple[tuple[int | None, Unit], ...] = (
        (deadline.days, "days"),
        (deadline.working_days, "working_days"),
        (deadline.weeks, "weeks"),
        (deadline.months, "months"),
        (deadline.years, "years"),
    )
    found = [length_words(length, unit) for length, unit in lengths if length is not None]
    if not found:
        raise ValueError(f"{deadline.id} has no length")
    return found[0]


def notice_deadline(rules: Rules) -> Deadline | None:
    """The term to answer a notice before refusal, where the call declares that one is sent.

    L. 241/1990, art. 10-bis, excludes competitive procedures: whether it applies is a reading of the call.
    """
    return next((one for one in rules.deadlines if one.counted_from == NOTICE), None)
