"""How does an award get the codes without which it has no effect?"""

import re
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.send_letter import send_letter
from bandolo.desk.actions.take_step import conflict_of
from bandolo.desk.models import Award
from bandolo.desk.queries.award_gates import award_gates
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import award_letter_pdf
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

# Letter, two digits, letter, eleven digits: CIPE 143/2002; the register of aid numbers its codes.
_CUP = re.compile(r"[A-Z]\d{2}[A-Z]\d{11}")
_COR = re.compile(r"\d{1,20}")
_WRONG_CUP = Words(it="un CUP ha 15 caratteri, come B87H26000010005", en="a CUP is such as B87H26000010005")
_WRONG_COR = Words(it="un COR è un numero, come 21345678", en="a COR is a number such as 21345678")
_OVER = Words(it="la concessione non è più in essere", en="the award is no longer there")


@transaction.atomic
def enter_award_codes(application: UUID, cup: str, cor: str, actor: Actor, now: datetime) -> Award | Words:
    """Keep CUP and COR; once all that the call and the act's day demand are there the award takes effect."""
    award = (
        Award.objects.select_for_update(of=("self",))
        .select_related("act", "application")
        .get(application=application)
    )
    if (conflict := conflict_of(award.application, actor)) is not None:
        return conflict
    cup, cor = cup.strip().upper(), cor.strip()
    if award.state not in ("granted", "effective"):
        return _OVER
    if cup and not _CUP.fullmatch(cup):
        return _WRONG_CUP
    if cor and not _COR.fullmatch(cor):
        return _WRONG_COR
    award.cup, award.cor = cup or award.cup, cor or award.cor
    gates = award_gates(rules_of(award.application.edition_id), award.act.dated or day_in_rome(now))
    is_new = award.effective_at is None and all(getattr(award, gate.code) for gate in gates)
    if is_new:
        award.state, award.effective_at = "effective", now
    award.save()
    data = {"cup": award.cup, "cor": award.cor, "state": award.state}
    clauses = tuple(clause for gate in gates for clause in gate.clauses)
    record_event("application", application, "enter_codes", actor, now, data, clauses)
    if is_new:
        send_letter(award.application, "award", award.id, partial(award_letter_pdf, award), actor, now)
    return award
