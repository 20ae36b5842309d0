"""Which dates of a call go into somebody's calendar (iCalendar, RFC 5545)?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.urls import reverse
from icalendar import Alarm, Calendar, Event

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import PublishedCall, last_second, published_call
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said, say
from bandolo.rules.deadlines import Due, dates
from bandolo.rules.rule import Rule

EARLIER = timedelta(days=-3)


def calendar_file(request: DeskRequest, call: Call) -> HttpResponse:
    """The window of a call and the deadlines that are fixed already; closings remind three days before."""
    one = published_call(call, clock.now())
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Bandolo//IT")
    made.add("x-wr-calname", said(one.rules.title))
    edition = call.editions.order_by("-number").defer("content", "cases")[0]
    for uid, summary, when, is_end in _entries(one):
        event = Event()
        event.add("uid", f"{uid}.{call.slug}@{request.get_host()}")
        event.add("dtstamp", edition.at)
        event.add("sequence", edition.number)
        event.add("summary", f"{summary} · {said(one.rules.title)}")
        event.add("dtstart", when)
        event.add("url", request.build_absolute_uri(reverse("call", args=[call.slug])))
        event.add("transp", "TRANSPARENT")
        if is_end:
            reminder = Alarm()
            reminder.add("action", "DISPLAY")
            reminder.add("description", summary)
            reminder.add("trigger", EARLIER)
            event.add_component(reminder)
        made.add_component(event)
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{call.slug}.ics"'
    return response


def _entries(one: PublishedCall) -> Iterator[tuple[str, str, datetime | date, bool]]:
    """Each date: a name that stays, its words, the instant or the whole day, whether something ends then."""
    course = one.course
    if course.opens is not None and course.last_second is not None:
        yield "opens", say("Si aprono le domande", "Applications open"), course.opens, False
        yield (
            "closes",
            say("Ultimo momento per le domande", "Last moment for applications"),
            course.last_second,
            True,
        )
    for window in one.rules.tranches:
        yield f"{window.id}-opens", _words(window), window.opens, False
        last = last_second(window.closes, window.last_instant)
        yield f"{window.id}-closes", _words(window), last, True
    for due in dates(one.rules.deadlines, {}):
        if isinstance(due, Due):
            yield due.deadline.id, _words(due.deadline), due.day, True


def _words(rule: Rule) -> str:
    return said(rule.words).rstrip(".")
