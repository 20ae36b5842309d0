"""Which call of the demo opens in a moment, with a sealed application whose ticket waits for it?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bandolo.desk.actions.change_course import CourseChange, change_course
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.management.staging.applications import actors, stage_one
from bandolo.desk.models import Call, CallAct, Person
from bandolo.desk.outside.demo_authority import demo_authority
from bandolo.desk.queries.calls import published_call, published_calls
from bandolo.desk.roles import Role
from bandolo.rules.load import parse
from bandolo.rules.rule import Words

# How long the call is open, once it opened.
OPEN_FOR = timedelta(days=14)


def stage_opening(
    folder: Path, people: Mapping[Role, Person], applicant: Person, until: timedelta, now: datetime
) -> Call | None:
    """Reopen a call that is over, by an act that holds in a moment; seal an application to it.

    The same call again, where one was reopened before: it is suspended first. None where no call is over.
    """
    call, officer = _chosen(folder, now), Actor(people["officer"], "officer")
    if call is None:
        return None
    number = CallAct.objects.filter(call=call).count() + 1
    opens, name = now + until, f"Determinazione n. {number + 1}"
    if published_call(call, opens).course.state == "not_open":
        # An opening that was announced stands, and its ticket waits: none is brought forward.
        return call
    # One that was announced for before is suspended from then on.
    before = CallAct.objects.filter(call=call, kind="reopen", effective__range=(now, opens)).last()
    since = before.effective if before else now
    if published_call(call, since).course.state == "open":
        ended = CourseChange("suspend", f"Determinazione n. {number}", "Prova dello sportello.", since)
        _act(call, ended, officer, now)
    _act(call, CourseChange("reopen", name, "Riapertura dei termini.", opens, opens + OPEN_FOR), officer, now)
    tables = parse((folder / call.slug / "example.toml").read_bytes(), "example.toml")
    stage_one(call, next(actors([applicant])), tables, "seal", demo_authority(now))
    return call


def _chosen(folder: Path, now: datetime) -> Call | None:
    """The call that was reopened before, else the last to close of those over to which nobody applied."""
    again = Call.objects.filter(acts__kind="reopen").first()
    if again is not None:
        return again
    over = [
        (one.rules.window.closes, one.call)
        for one in published_calls(now)
        if one.rules.window is not None and one.course.state == "closed" and not one.call.submissions.exists()
    ]
    files = [(closes, call) for closes, call in over if (folder / call.slug / "example.toml").exists()]
    return max(files, key=lambda one: one[0])[1] if files else None


def _act(call: Call, change: CourseChange, officer: Actor, now: datetime) -> None:
    done = change_course(call, change, officer, now)
    if isinstance(done, Words):
        raise TypeError(done.en)
