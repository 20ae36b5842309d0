"""Does a report that is sent now come too late, by which term, with what consequence?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bandolo.desk.models import Application, Report
from bandolo.desk.queries.later import Later, later_with
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.asked import names_in
from bandolo.rules.call import Call as Rules
from bandolo.rules.days import show_instant
from bandolo.rules.deadlines import Due, is_in_time
from bandolo.rules.requirements import WEIGHT
from bandolo.rules.rule import Words
from bandolo.rules.words_of import end_words

REPORT_EVENT = "report"
_TERM = Words(it="Il termine era {}. ", en="The term was {}. ")


@dataclass(frozen=True)
class Reason:
    """A term or rule that the sending does not keep."""

    words: Words
    clauses: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """As the report keeps it."""
        return {"it": self.words.it, "en": self.words.en, "clauses": list(self.clauses)}


@dataclass(frozen=True)
class Late:
    """A report that came too late at an instant, with the reasons."""

    report: UUID
    at: datetime
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> Words:
        """What to tell."""
        it = " ".join(one.words.it for one in self.reasons)
        en = " ".join(one.words.en for one in self.reasons)
        return Words(
            it=f"Rendicontazione non accettata, arrivata {show_instant(self.at, 'it')}: {it}",
            en=f"The report is refused, it came {show_instant(self.at, 'en')}: {en}",
        )

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses of all reasons."""
        return tuple(dict.fromkeys(clause for one in self.reasons for clause in one.clauses))


def late_by(application: Application, report: Report, now: datetime) -> Late | None:
    """Why a report sent at an instant is late: a deadline of the call, or a rule on the day of sending."""
    later = later_with(application, statement_of(application), "reporting", now, sent_at=now)

    reasons = (*_missed(later, now), *_failed(later))
    return Late(report.id, now, reasons) if reasons else None


def report_term(later: Later) -> Due | None:
    """The first term for sending the report, where it can be counted."""
    events = sending_events(later)
    dues = [
        one
        for one in (later.consequences.dates if later.consequences else ())
        if isinstance(one, Due) and one.deadline.fulfilled_by in events
    ]
    return min(dues, key=lambda one: one.end, default=None)


def sending_events(later: Later) -> frozenset[str]:
    """The events that sending the report is."""
    facts = later.assessment.call.facts if later.assessment else ()
    told = {name for fact in facts if REPORT_EVENT in fact.tells for name in fact.tells}
    return frozenset((REPORT_EVENT, *told))


def _missed(later: Later, now: datetime) -> tuple[Reason, ...]:
    due = report_term(later)
    if due is None or is_in_time(due, now):
        return ()
    end, missed = end_words(due), due.deadline.if_missed
    it = _TERM.it.format(end.it) + (missed.it if missed else due.deadline.words.it)
    en = _TERM.en.format(end.en) + (missed.en if missed else due.deadline.words.en)
    return (Reason(Words(it=it, en=en), due.deadline.clauses),)


def _failed(later: Later) -> tuple[Reason, ...]:
    """The requirements on the day of sending that decide and are not met."""
    if later.assessment is None:
        return ()
    sending = _sending_facts(later.assessment.call)
    return tuple(
        Reason(one.rule.words, one.rule.clauses)
        for one in later.assessment.outcome.requirements
        if one.verdict is False and WEIGHT[one.effect] is False and sending & set(names_in(one.rule))
    )


def _sending_facts(rules: Rules) -> set[str]:
    return {fact.id for fact in rules.facts if REPORT_EVENT in fact.tells}
