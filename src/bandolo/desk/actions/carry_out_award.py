"""How does an adopted act put every application in its list, and commit what it awards?"""

from datetime import datetime
from typing import Any

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal, Verb
from bandolo.desk.models import Act, Application, Award, LedgerEntry
from bandolo.desk.queries.act_lists import explained
from bandolo.desk.queries.award_gates import award_gates
from bandolo.desk.queries.choice import adopted_acts, adopted_steps, last_rules, references_of
from bandolo.desk.queries.standing import standing_after
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import show_cents
from bandolo.rules.rule import Words

_CHANGED = Words(
    it="una domanda è cambiata dopo la preparazione ({}): prepara di nuovo",
    en="an application has changed since ({}): prepare the act again",
)


def carry_out_award(act: Act, actor: Actor, now: datetime) -> Words | None:
    """Every application to its list, every award with its commitment; by name, so that no two block.

    The words say which application is no longer as the act has it: the transaction is to be taken back.
    """
    known = references_of(act.call)
    gates = award_gates(last_rules(act.call), act.dated or day_in_rome(now))
    for name, cents in sorted(act.content["financed"].items()):
        application = known[name]
        before = Award.objects.filter(application=application).first()
        if before is None:
            verb: Verb = "draw" if application.state == "waiting" else "award"
            if not _stepped(application, verb, {"act": str(act.id), "amount": cents}, actor, now):
                return _changed(name)
            before = Award(application=application, act=act, amount_cents=0, state="granted")
        added, before.amount_cents = cents - before.amount_cents, cents
        if not gates and before.effective_at is None:
            before.state, before.effective_at = "effective", now
        before.save()
        LedgerEntry.objects.create(
            call=act.call, award=before, kind="commitment", amount_cents=added, act=act, by=actor.person
        )
    verbs: tuple[tuple[str, Verb], ...] = (("waiting", "put_waiting"), ("not_admitted", "not_admit"))
    for listed, verb in verbs:
        for name in sorted(act.content[listed]):
            if not _stepped(known[name], verb, {"act": str(act.id)}, actor, now):
                return _changed(name)
    return None


def published_lists(act: Act) -> dict[str, Any]:
    """What D.Lgs. 33/2013 wants public and no more: a person's own fiscal code stays out (art. 26, c. 4)."""
    rules = last_rules(act.call)
    lists = explained(act.call, rules, standing_after(rules, adopted_steps(adopted_acts(act.call))))
    rows = {
        "financed": lists.financed,
        "waiting": lists.waiting,
        "not_admitted": (*lists.not_admitted, *lists.superseded, *lists.unserved),
    }
    return {
        name: [
            {
                "position": one.position,
                "reference": one.reference,
                "enterprise": one.application.enterprise.name,
                "fiscal_code": _public(one.application.enterprise.fiscal_code),
                "amount": show_cents(one.awarded),
                "why": {"it": one.funds.it, "en": one.funds.en},
                "clauses": list(one.clauses),
            }
            for one in listed
        ]
        for name, listed in rows.items()
    }


def _public(code: str) -> str:
    return code if code.isdigit() else ""


def _stepped(application: Application, verb: Verb, data: dict[str, Any], actor: Actor, now: datetime) -> bool:
    opened = open_step(application.id, verb, actor, now)
    if isinstance(opened, Refusal):
        return False
    close_step(opened, actor, now, data)
    return True


def _changed(name: str) -> Words:
    return Words(it=_CHANGED.it.format(name), en=_CHANGED.en.format(name))
