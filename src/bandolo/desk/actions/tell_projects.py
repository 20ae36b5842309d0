"""How does what a register tells come into the dossiers of all projects under way at once?"""

from datetime import datetime

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.record_register_check import record_register_check
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application
from bandolo.desk.outside.registers import REGISTERS
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.registers import attested_by, told_by


def tell_projects(register: str, actor: Actor, now: datetime) -> int:
    """Record, for each project under way, what the last import tells, such as who attended a course.

    The number of dossiers in which something new was recorded. What stands there already is not recorded
    again, so that an import can be repeated; each dossier is a transaction of its own.
    """
    if register not in REGISTERS:
        return 0
    told = 0
    under_way = Application.objects.filter(state="awarded").select_related("call", "enterprise")
    for application in under_way.order_by("id"):
        known = {fact.id for fact in attested_by(rules_of(application.edition_id), register)}
        found, values = told_by(application, register)
        facts = {name: value for name, value in values.items() if name in known}
        if found is None or not facts or _stands(application, register, facts):
            continue
        outcome = record_register_check(
            application.id, register, found.checked_on, found.protocol, facts, actor, now
        )
        told += not isinstance(outcome, Refusal)
    return told


def _stands(application: Application, register: str, facts: dict[str, object]) -> bool:
    """Whether the last check of the register in the dossier says the same."""
    last = application.register_checks.filter(register=register).order_by("-at").first()
    return last is not None and last.facts == facts
