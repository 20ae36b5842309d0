"""Which terms of a project go into somebody's calendar (iCalendar, RFC 5545)?"""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from icalendar import Alarm, Calendar, Event

from bandolo.desk import clock
from bandolo.desk.models import Application
from bandolo.desk.models.project import REMINDER_DAYS
from bandolo.desk.queries.timeline import Milepost
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said


def terms_file(request: DeskRequest, application: Application, posts: Iterable[Milepost]) -> HttpResponse:
    """The terms that can be counted, as whole days, each with reminders 30, 7 and 1 days before."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Bandolo//IT")
    made.add("x-wr-calname", str(application.enterprise))
    for post in posts:
        if post.due is None:
            continue
        event = Event()
        event.add("uid", f"{post.deadline.id}.{application.id}@{request.get_host()}")
        event.add("dtstamp", clock.now())
        event.add("summary", said(post.deadline.words).rstrip("."))
        if post.deadline.if_missed is not None:
            event.add("description", said(post.deadline.if_missed))
        event.add("dtstart", post.due.day)
        event.add("url", request.build_absolute_uri(reverse("project", args=[application.id])))
        event.add("transp", "TRANSPARENT")
        for days in REMINDER_DAYS if post.done is None else ():
            reminder = Alarm()
            reminder.add("action", "DISPLAY")
            reminder.add("description", said(post.deadline.words).rstrip("."))
            reminder.add("trigger", timedelta(days=-days))
            event.add_component(reminder)
        made.add_component(event)
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="progetto.ics"'
    return response
