"""How are registers imported, and what do they say of an enterprise?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.import_register import import_register
from bandolo.desk.actions.record_register_check import record_register_check
from bandolo.desk.actions.tell_projects import tell_projects
from bandolo.desk.models import Application
from bandolo.desk.outside.registers import REGISTERS, Fault
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.registers import attested_by, told_by
from bandolo.desk.queries.statement import RECORDS
from bandolo.desk.typed import NotUnderstoodError, shown_value, typed_value
from bandolo.desk.web.acting import actor_of, against, unless_too_long
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import lang, said, say
from bandolo.rules.days import day_in_rome
from bandolo.rules.facts import Fact

# A file with more faults than this is mended by whoever exports it.
MOST_SHOWN = 200


def registers(request: DeskRequest) -> HttpResponse:
    """Import the export of a register as CSV."""
    problems: list[Fault] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        content = file.read() if file is not None else b""
        taken = import_register(request.POST.get("register", ""), content, actor_of(request), clock.now())
        if isinstance(taken, int):
            messages.success(request, say(f"Righe importate: {taken}.", f"Rows imported: {taken}."))
            return HttpResponseRedirect(reverse("registers"))
        problems = taken
    values = {
        "registers": REGISTERS,
        "problems": problems[:MOST_SHOWN],
        "more": problems[MOST_SHOWN:],
        "chosen": request.POST.get("register", ""),
    }
    return TemplateResponse(request, "officer/registers.html", values, status=422 if problems else 200)


def tell(request: DeskRequest) -> HttpResponse:
    """Record what the last import of a register tells in the dossiers of all projects under way."""
    if request.method == "POST":
        told = tell_projects(request.POST.get("register", ""), actor_of(request), clock.now())
        messages.success(request, say(f"Fascicoli aggiornati: {told}.", f"Dossiers told: {told}."))
    return HttpResponseRedirect(reverse("registers"))


def check(request: DeskRequest, application: Application, register: str) -> HttpResponse:
    """Ask a register and record what it says, with day and protocol; each value can be set by hand."""
    if register not in REGISTERS:
        raise Http404
    now = clock.now()
    facts = attested_by(rules_of(application.edition_id), register)
    told, values = told_by(application, register)
    form = _Form(
        {fact.id: shown_value(fact, values[fact.id], lang()) for fact in facts if fact.id in values},
        told.checked_on if told else day_in_rome(now),
        told.protocol if told else "",
    )
    if request.method == "POST":
        form = _typed(request, facts, values, form.day)
        if not form.wrong:
            found = (form.day, form.protocol, form.found)
            refused = against(
                unless_too_long(
                    lambda: record_register_check(application.id, register, *found, actor_of(request), now)
                )
            )
            if refused is None:
                messages.success(request, say("Verifica registrata.", "Check recorded."))
                return HttpResponseRedirect(reverse("dossier", args=[application.id]))
            form.wrong["protocol"] = said(refused)
    page = {
        "application": application,
        "words": REGISTERS[register],
        "facts": [(fact, form.given.get(fact.id, ""), form.wrong.get(fact.id, "")) for fact in facts],
        "records": values.get(RECORDS, {}),
        "told": told,
        "form": form,
    }
    return TemplateResponse(request, "officer/check.html", page, status=422 if form.wrong else 200)


@dataclass
class _Form:
    """What stands in the form of a check: values as typed, day, protocol; what was read, what is wrong."""

    given: dict[str, str | list[str]]
    day: date
    protocol: str
    found: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def _typed(request: DeskRequest, facts: Sequence[Fact], told: Mapping[str, Any], day: date) -> _Form:
    form = _Form({}, day, request.POST.get("protocol", ""))
    for fact in facts:
        texts = request.POST.getlist(fact.id)
        form.given[fact.id] = texts if fact.type == "choices" else (texts or [""])[-1]
        try:
            value = typed_value(fact, texts)
        except NotUnderstoodError as problem:
            form.wrong[fact.id] = said(problem.words)
            continue
        if value is not None:
            form.found[fact.id] = value
    if RECORDS in told and request.POST.get(RECORDS):
        form.found[RECORDS] = told[RECORDS]
    try:
        form.day = date.fromisoformat(request.POST.get("checked_on", ""))
    except ValueError:
        form.wrong["checked_on"] = say("Scrivere una data.", "Write a date.")
    return form
