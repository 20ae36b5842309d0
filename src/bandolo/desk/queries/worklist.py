"""Which applications wait for whom, and how long has the body still got for each?"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import Count, Prefetch, Q

from bandolo.desk.flow import STATE_WORDS, State
from bandolo.desk.models import Application, Review, Submission, Supplement
from bandolo.desk.queries.committee import has_committee
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.review_terms import DecisionClock, decision_clock
from bandolo.desk.queries.visible import sent_to_the_body
from bandolo.rules.rule import Words

IN_WORK: tuple[State, ...] = (
    "submitted",
    "review",
    "supplement",
    "notice",
    "proposed",
    "admissible",
    "refused",
    "reported",
    "report_check",
    "report_supplement",
    "payment_proposed",
    "payable",
)
MOST_SHOWN = 500
# Of a number that somebody seeks: longer ones are no number of an application.
_DIGITS = 9
_OFFICER = Words(it="un funzionario: prendere in carico", en="an officer: take charge")
_ENTERPRISE = Words(it="l'impresa", en="the enterprise")
_APPROVER = Words(it="l'approvatore", en="the approver")
_COMMITTEE = Words(it="il nucleo, poi la graduatoria", en="the committee, then the ranking")
_RANKING = Words(it="la graduatoria", en="the ranking")
_ACCOUNTANT = Words(it="l'atto, poi la ragioneria", en="the act, then the accountant")
_NOBODY = Words(it="nessuno", en="nobody")


@dataclass(frozen=True)
class Row:
    """An application in the worklist."""

    application: Application
    submission: Submission | None
    state: Words
    waits_for: Words
    clock: DecisionClock | None
    supplement_until: datetime | None


def worklist(now: datetime, call: str = "", state: str = "", sought: str = "") -> list[Row]:
    """The applications in work, or those in a state, the most urgent first; four questions in all.

    `sought` is a part of the enterprise's name or fiscal code, or the number of the application.
    """
    states = (state,) if state in STATE_WORDS else IN_WORK
    listed = sent_to_the_body().filter(state__in=states)
    if call:
        listed = listed.filter(call__slug=call)
    if sought:
        listed = listed.filter(_about(sought))
    rows = listed.select_related("call", "enterprise").prefetch_related(
        Prefetch("submissions", Submission.objects.order_by("-number")),
        Prefetch("supplements", Supplement.objects.order_by("at")),
        Prefetch("review", Review.objects.select_related("officer")),
    )
    found = [_row(one, now) for one in rows.order_by("state_since")[:MOST_SHOWN]]
    return sorted(found, key=_urgency)


def _about(sought: str) -> Q:
    found = Q(enterprise__name__icontains=sought) | Q(enterprise__fiscal_code__icontains=sought)
    if sought.isascii() and sought.isdecimal() and len(sought) <= _DIGITS:
        number = Submission.objects.filter(number=int(sought)).values("application")
        found |= Q(id__in=number)
    return found


def work_by_state(call: str = "") -> list[tuple[State, Words, int]]:
    """How many applications are in each state of the work, in the order of the work; one question."""
    listed = sent_to_the_body().filter(state__in=IN_WORK)
    if call:
        listed = listed.filter(call__slug=call)
    counted = dict(listed.order_by().values_list("state").annotate(Count("id")))
    return [(state, STATE_WORDS[state], counted[state]) for state in IN_WORK if state in counted]


def _row(one: Application, now: datetime) -> Row:
    rules = rules_of(one.edition_id)
    submission = next(iter(one.submissions.all()), None)
    supplements = one.supplements.all()
    waiting = [each for each in supplements if each.answered_at is None and each.lapsed_at is None]
    return Row(
        one,
        submission,
        STATE_WORDS[cast("State", one.state)],
        _waits_for(one, has_committee(rules)),
        None if submission is None else decision_clock(rules, submission.instant, supplements, now),
        waiting[0].term if waiting else None,
    )


def _waits_for(one: Application, judged: bool) -> Words:
    if one.state == "review":
        review = getattr(one, "review", None)
        name = str(review.officer) if review else _OFFICER.it
        return Words(it=name, en=name)
    if one.state == "admissible":
        return _COMMITTEE if judged else _RANKING
    return {
        "submitted": _OFFICER,
        "supplement": _ENTERPRISE,
        "notice": _ENTERPRISE,
        "proposed": _APPROVER,
        "refused": _RANKING,
        "reported": _OFFICER,
        "report_check": _OFFICER,
        "report_supplement": _ENTERPRISE,
        "payment_proposed": _APPROVER,
        "payable": _ACCOUNTANT,
    }.get(one.state, _NOBODY)


def _urgency(row: Row) -> tuple[int, int]:
    left = row.clock.days_left if row.clock is not None else None
    return (0 if left is not None else 1, left if left is not None else 0)
