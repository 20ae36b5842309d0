"""Which facts can a register attest in a call, and what does it tell of an enterprise?"""

from typing import Any

from bandolo.desk.models import Application
from bandolo.desk.outside.registers import LocalRegister, Told, told_value
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.statement import RECORDS
from bandolo.desk.typed import NotUnderstoodError
from bandolo.rules.call import Call as Rules
from bandolo.rules.facts import Fact

# What the state aid register tells are aids already granted, one a row.
PRIOR_AID = "prior_aid"


def attested_by(rules: Rules, register: str) -> tuple[Fact, ...]:
    """The facts of an application that a register can attest."""
    return tuple(fact for fact in rules.facts if register in fact.attested_by and not fact.of)


def told_by(application: Application, register: str) -> tuple[Told | None, dict[str, Any]]:
    """What the local register tells of an enterprise, and that as the tables of an application have it.

    What this call does not understand, since the import was meant for another, is left out.
    """
    told = LocalRegister(register).ask(application.enterprise.fiscal_code)
    if told is None:
        return None, {}
    facts = {fact.id: fact for fact in rules_of(application.edition_id).facts}
    rows = [
        {name: value for name, text in row.items() if (value := _value(facts.get(name), text)) is not None}
        for row in told.rows
    ]
    aid = [row for row in rows if any(PRIOR_AID in facts[name].of for name in row)]
    own = [row for row in rows if row not in aid]
    found: dict[str, Any] = {name: value for row in own for name, value in row.items()}
    if aid:
        found[RECORDS] = {PRIOR_AID: aid}
    return told, found


def _value(fact: Fact | None, text: str) -> object:
    try:
        return None if fact is None else told_value(fact, text)
    except NotUnderstoodError:
        return None
