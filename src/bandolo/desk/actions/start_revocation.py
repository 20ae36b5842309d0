"""How does an officer begin to take an award back, and tell the enterprise first?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.send_letter import send_letter
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Award, Revocation
from bandolo.desk.outside.post import is_configured
from bandolo.desk.queries.award_account import award_account
from bandolo.desk.queries.review_terms import OWN_TERM, term_of
from bandolo.desk.queries.revocation_grounds import Proposed, proposed_grounds
from bandolo.desk.queries.revocations import open_revocation, revocation_notice_pdf
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import show_euro
from bandolo.rules.rule import Words

# The start of the procedure, what its notice says, and who takes part in it.
CLAUSES = ("L. 241/1990, art. 7", "L. 241/1990, art. 8", "L. 241/1990, art. 10")
LONGEST_TERM = 365
_UNDER_WAY = Words(
    it="una revoca è già in corso: va conclusa o archiviata prima",
    en="a revocation is under way: end it first",
)
_NOTHING = Words(it="nulla è concesso: non c'è che cosa revocare", en="nothing is awarded: nothing to revoke")
_NO_GROUND = Words(it="scegli almeno un motivo", en="choose one ground at least")
_NO_REASON = Words(it="scrivi i fatti e perché bastano", en="write the facts, and why they suffice")
_TERMS = Words(
    it="indica in giorni il termine per rispondere e quello per concludere, che non è più breve",
    en="state in days the term to answer and the one to conclude, which is not shorter",
)
_AMOUNT = Words(
    it="la parte revocata va da un centesimo a meno di {}, quanto resta del contributo",
    en="the part revoked is from one cent to less than {}, what stands of the award",
)


@dataclass(frozen=True)
class Start:
    """What an officer chose: ids of grounds, how much (None: all), why, and the terms in days."""

    grounds: tuple[str, ...]
    amount_cents: int | None
    reason: str
    days_to_answer: int | None
    days_to_conclude: int | None
    is_false_declaration: bool = False


@transaction.atomic
def start_revocation(application: UUID, start: Start, actor: Actor, now: datetime) -> Revocation | Refusal:
    """Keep the grounds as they are told now, and open the term to answer; the state stays as it is.

    The term runs from the delivery of the notice, where the body has certified mail.
    """
    opened = open_step(application, "start_revocation", actor, now)
    if isinstance(opened, Refusal):
        return opened
    held = opened.application
    award = Award.objects.filter(application=held).first()
    if award is None:
        return refuse(held, "start_revocation", _NOTHING, actor, now)
    if open_revocation(held) is not None:
        return refuse(held, "start_revocation", _UNDER_WAY, actor, now)
    known = {one.id: one for one in proposed_grounds(held, now)}
    chosen = [known[id] for id in start.grounds if id in known]
    against = _against(start, chosen, award_account(award).stands)
    if against is not None:
        return Refusal("start_revocation", against)
    revocation = _kept(held, start, chosen, actor, now)
    data = {
        "revocation": str(revocation.id),
        "grounds": revocation.grounds,
        "amount": start.amount_cents,
        "reason": revocation.reason,
        "until": None if revocation.term is None else revocation.term.isoformat(),
    }
    clauses = dict.fromkeys(clause for one in chosen for clause in one.clauses)
    close_step(opened, actor, now, data, (*clauses, *CLAUSES))
    paper = partial(revocation_notice_pdf, revocation)
    send_letter(held, "revocation_notice", revocation.id, paper, actor, now)
    return revocation


def _against(start: Start, chosen: list[Proposed], stands: int) -> Words | None:
    if not chosen:
        return _NO_GROUND
    if not start.reason.strip():
        return _NO_REASON
    answer, conclude = start.days_to_answer or 0, start.days_to_conclude or 0
    if not 1 <= answer <= conclude <= LONGEST_TERM:
        return _TERMS
    if start.amount_cents is not None and not 0 < start.amount_cents < stands:
        it, en = (
            text.format(show_euro(stands, lang)) for text, lang in ((_AMOUNT.it, "it"), (_AMOUNT.en, "en"))
        )
        return Words(it=it, en=en)
    return None


def _kept(
    application: Application, start: Start, chosen: list[Proposed], actor: Actor, now: datetime
) -> Revocation:
    begins = None if is_configured() else now
    days = start.days_to_answer or 0
    until = None if begins is None else term_of(OWN_TERM, begins, days)
    return Revocation.objects.create(
        application=application,
        grounds=[_told(one) for one in chosen],
        extent="total" if start.amount_cents is None else "partial",
        amount_cents=start.amount_cents,
        is_false_declaration=start.is_false_declaration,
        reason=start.reason.strip(),
        days=days,
        started_at=begins,
        term=None if until is None else until.end,
        concludes_by=day_in_rome(now) + timedelta(days=start.days_to_conclude or 0),
        by=actor.somebody,
    )


def _told(one: Proposed) -> dict[str, Any]:
    return {
        "id": one.id,
        "words": {"it": one.words.it, "en": one.words.en},
        "clauses": list(one.clauses),
        "found": one.verdict,
        "reasons": [{"it": why.it, "en": why.en} for why in one.reasons],
    }
