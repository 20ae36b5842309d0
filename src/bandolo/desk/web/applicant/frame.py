"""What stands around every page of one application: its steps, its state, what is to be known of it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from bandolo.desk.flow import STATE_WORDS, verbs_of
from bandolo.desk.models import Application
from bandolo.desk.queries.amended import amendment_of
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.calls import course_of, instant_to_judge
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import CHECK, DOCUMENTS, form_of
from bandolo.desk.queries.post import letters_of
from bandolo.desk.queries.told import Told
from bandolo.desk.web.applicant.next_steps import next_steps
from bandolo.desk.web.applicant.panel import panel_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said


@dataclass(frozen=True)
class Tab:
    """A step as a link."""

    id: str
    words: str
    href: str


def tabs_of(application: Application) -> list[Tab]:
    """The steps of the form, in order."""
    own = {DOCUMENTS: "application_documents", CHECK: "application_check"}
    tabs = []
    for step in form_of(application.edition_id).steps:
        named: dict[str, Any] = {"application": application.id}
        if step.id not in own:
            named["step"] = step.id
        href = reverse(own.get(step.id, "application_step"), kwargs=named)
        words = said(step.words)
        tabs.append(Tab(step.id, words[:1].upper() + words[1:], href))
    return tabs


def frame_of(
    request: DeskRequest, application: Application, current: str, told: Told, now: datetime
) -> dict[str, Any]:
    """The values that the templates of an application share; four questions at most."""
    rules, tabs = rules_of(application.edition_id), tabs_of(application)
    at = next((place for place, tab in enumerate(tabs) if tab.id == current), -1)
    verbs = verbs_of(application.state, request.role)
    course = course_of(rules, application.call.acts.order_by("effective", "at"), now)
    return {
        "application": application,
        "rules": rules,
        "now": now,
        "tabs": tabs,
        "current": current,
        "next": tabs[at + 1] if 0 <= at < len(tabs) - 1 else None,
        "state": STATE_WORDS[application.state],
        "verbs": verbs,
        "can_edit": "edit" in verbs,
        "course": course,
        "next_steps": next_steps(application),
        "letters": [] if application.state in ("draft", "sealed") else letters_of(application),
        "amended": amendment_of(application),
        "panel": panel_of(application, told, assessed(application, told, instant_to_judge(course, now))),
    }
