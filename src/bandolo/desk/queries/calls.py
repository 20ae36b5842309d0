"""Which calls are published, and until when is each open?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import OuterRef, Subquery

from bandolo.desk.models import Call, CallAct, Edition
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.call import Call as Rules
from bandolo.rules.days import LastInstant
from bandolo.rules.windows import window_state

CourseState = Literal["no_window", "not_open", "open", "suspended", "closed"]


def last_second(closes: datetime, last_instant: LastInstant) -> datetime:
    """The last whole second in which an application is in time."""
    return closes if last_instant == "included" else closes - timedelta(seconds=1)


@dataclass(frozen=True)
class Course:
    """Whether applications can be sent, from when to when, after the acts that changed it."""

    state: CourseState
    opens: datetime | None = None
    closes: datetime | None = None
    seconds: int | None = None
    last_instant: LastInstant = "included"

    @property
    def last_second(self) -> datetime | None:
        """The last whole second in which an application is in time."""
        return None if self.closes is None else last_second(self.closes, self.last_instant)


@dataclass(frozen=True)
class PublishedCall:
    """A call with its last edition, what that says, and its course at an instant."""

    call: Call
    edition: UUID
    rules: Rules
    course: Course


def published_calls(now: datetime) -> list[PublishedCall]:
    """Every published call, those that can be applied for first, then by closing; two questions in all."""
    last = Edition.objects.filter(call=OuterRef("id")).order_by("-number").values("id")[:1]
    calls = list(Call.objects.annotate(edition=Subquery(last)).filter(edition__isnull=False))
    acts = list(CallAct.objects.filter(call__in=calls).order_by("effective", "at"))
    found = [
        PublishedCall(
            call,
            call.edition,
            rules_of(call.edition),
            course_of(rules_of(call.edition), [act for act in acts if act.call_id == call.id], now),
        )
        for call in calls
    ]
    return sorted(found, key=_urgency)


def published_call(call: Call, now: datetime) -> PublishedCall:
    """One of them."""
    last = Edition.objects.filter(call=call).order_by("-number").values_list("id", flat=True)[0]
    acts = call.acts.order_by("effective", "at")
    return PublishedCall(call, last, rules_of(last), course_of(rules_of(last), acts, now))


def course_of(rules: Rules, acts: Iterable[CallAct], now: datetime) -> Course:
    """The course of a call at an instant: its window, closed, suspended and reopened by the acts in force.

    One that is to be reopened by an act is not open yet.
    """
    window = rules.window
    if window is None:
        return Course("no_window")
    closes, is_suspended, coming = window.closes, False, None
    for act in acts:
        if act.effective > now:
            coming = act if coming is None and act.kind == "reopen" else coming
        elif act.kind == "close":
            closes = min(closes, act.effective)
        elif act.kind == "suspend":
            is_suspended = True
        elif act.kind == "reopen":
            is_suspended, closes = False, act.closes or window.closes
        elif act.kind == "extend":
            closes = act.closes or closes
    state = window_state(replace(window, closes=closes), now)
    if coming is not None and (is_suspended or state.state == "closed"):
        opens, last = coming.effective, coming.closes or window.closes
        left = window_state(replace(window, opens=opens, closes=last), now).seconds
        return Course("not_open", opens, last, left, window.last_instant)
    if is_suspended and state.state == "open":
        return Course("suspended", window.opens, closes, None, window.last_instant)
    return Course(state.state, window.opens, closes, state.seconds, window.last_instant)


def instant_to_judge(course: Course, now: datetime) -> datetime:
    """As of when somebody asks what a call would say: now while it is open, else the nearest end of it."""
    if course.opens is not None and now < course.opens:
        return course.opens
    return now if course.closes is None else min(now, course.closes)


def _urgency(one: PublishedCall) -> tuple[int, datetime]:
    order: Sequence[CourseState] = ("open", "suspended", "not_open", "closed", "no_window")
    last = one.course.closes or datetime.max.replace(tzinfo=UTC)
    return order.index(one.course.state), last
