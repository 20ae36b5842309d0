"""How does a beneficiary pass a step of the report that cannot be changed afterwards?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked, write
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, FieldHistory
from bandolo.desk.queries.later import later_with
from bandolo.desk.queries.report_now import attested_by_passing, marker, report_now
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.answer import Spoken
from bandolo.rules.call import Call as Rules
from bandolo.rules.comparisons import deciding
from bandolo.rules.conditions import View, evaluate
from bandolo.rules.days import day_in_rome
from bandolo.rules.reporting import ReportStep
from bandolo.rules.rule import Words

_CLOSED = Words(it="questa fase non è aperta", en="this step is not open")
_PASSED = Words(
    it="la fase è già superata e non si cambia più", en="the step is passed and cannot be changed"
)
_EMPTY = Words(it="mancano risposte", en="answers are missing")


@transaction.atomic
def pass_report_step(
    application: Application, step: str, actor: Actor, now: datetime
) -> dict[str, str] | Refusal:
    """Pass a step for good, with the days that the desk attests; refused with the reasons if it is not met.

    Whatever was typed stays, also where it is refused.
    """
    held = locked(application, "edit_report", actor)
    if isinstance(held, Refusal):
        return held
    at = report_now(held, now)
    page = at.page_now(step)
    if page is None or page.page.step is None or not page.page.step.fixed or not page.is_open:
        return Refusal("edit_report", _CLOSED)
    if page.is_fixed:
        return Refusal("edit_report", _PASSED)
    today = day_in_rome(now).isoformat()
    attested = {fact.id: today for fact in attested_by_passing(at.rules, page.page)}
    statement = statement_of(held)
    statement.tables["facts"] |= attested
    read = later_with(held, statement, "reporting", now).read
    view = View(read.facts, read.records, {}, {})
    if evaluate(page.page.step.complete, view) is not True:
        why = _why(at.rules, page.page.step, view)
        data = {"step": step, "why": why.it}
        record_event("application", held.id, "pass_step_refused", actor, now, data, page.page.clauses)
        return Refusal("edit_report", why)
    paths = {f"fact/{id}": value for id, value in attested.items()} | {marker(page.page): today}
    last = dict(FieldHistory.objects.filter(application=held, path__in=paths).values_list("path", "version"))
    write(
        held,
        {path: (value, last.get(path, 0) + 1) for path, value in paths.items()},
        actor,
        now,
        "edit_report",
    )
    record_event(
        "application", held.id, "pass_step", actor, now, {"step": step, **attested}, page.page.clauses
    )
    return attested


def _why(rules: Rules, step: ReportStep, view: View) -> Words:
    spoken, reasons = Spoken(rules), tuple(deciding(step.complete, view))
    it, en = ("; ".join(each.compared(one) for one in reasons) for each in (spoken.it, spoken.en))
    return Words(it=it or _EMPTY.it, en=en or _EMPTY.en)
