"""Which facts can a register attest in a call, and what does it tell of an enterprise?"""

from collections.abc import Mapping
from typing import Any

from bandolo.desk.models import Application
from bandolo.desk.outside.registers import LocalRegister, Told, told_value
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.enterprises import others_in
from bandolo.desk.queries.statement import RECORDS
from bandolo.desk.typed import NotUnderstoodError
from bandolo.rules.call import Call as Rules
from bandolo.rules.facts import Fact

# What the state aid register tells are aids already granted, one a row.
PRIOR_AID, AID_REGISTER = "prior_aid", "state_aid_register"


def attested_by(rules: Rules, register: str) -> tuple[Fact, ...]:
    """The facts of an application that a register can attest."""
    return tuple(fact for fact in rules.facts if register in fact.attested_by and not fact.of)


def told_by(application: Application, register: str) -> tuple[Told | None, dict[str, Any]]:
    """What the local register tells of an enterprise, and that as the tables of an application have it.

    De minimis aid is that of the whole single undertaking (Reg. (UE) 2023/2831, art. 3.2), so the other
    enterprises of it are looked up too. What this call does not understand, since the import was meant for
    another, is left out.
    """
    asked = LocalRegister(register)
    told = asked.ask(application.enterprise.fiscal_code)
    facts = {fact.id: fact for fact in rules_of(application.edition_id).facts}
    rows = _rows(facts, told)
    aid = [row for row in rows if any(PRIOR_AID in facts[name].of for name in row)]
    for other in others_in(application.enterprise) if register == AID_REGISTER else ():
        of_other = asked.ask(other.fiscal_code)
        told = told or of_other
        aid += [
            {"enterprise": other.name, "link": "single_undertaking", **row}
            for row in _rows(facts, of_other)
            if any(PRIOR_AID in facts[name].of for name in row)
        ]
    if told is None:
        return None, {}
    own = [row for row in rows if row not in aid]
    found: dict[str, Any] = {name: value for row in own for name, value in row.items()}
    if aid:
        found[RECORDS] = {PRIOR_AID: aid}
    return told, found


def _rows(facts: Mapping[str, Fact], told: Told | None) -> list[dict[str, Any]]:
    return [
        {name: value for name, text in row.items() if (value := _value(facts.get(name), text)) is not None}
        for row in (told.rows if told else ())
    ]


def _value(fact: Fact | None, text: str) -> object:
    try:
        return None if fact is None else told_value(fact, text)
    except NotUnderstoodError:
        return None
