"""How does an officer prepare the act that ranks, or that draws the waiting list?"""

from datetime import datetime
from hashlib import sha256
from typing import Literal

from django.db import transaction

from bandolo.desk.actions.prepare_dossier_act import NO_SIGNER
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.chain import canonical
from bandolo.desk.models import Act, Call, Person, Ranking
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.act_lists import decisions_of, explained, only_new
from bandolo.desk.queries.act_paper import act_pdf
from bandolo.desk.queries.choice import adopted_acts, adopted_steps, draw_step, last_rules, ranking_step
from bandolo.desk.queries.roles import holders
from bandolo.desk.queries.standing import Inputs, NotRankedError, standing_after, up_to_first_pending
from bandolo.rules.call import Call as Rules
from bandolo.rules.rule import Words

ActKind = Literal["ranking", "draw"]
_SUBJECTS = {
    "ranking": "Approvazione della graduatoria e concessione dei contributi",
    "draw": "Scorrimento della lista d'attesa e concessione dei contributi",
}
_PENDING = Words(
    it="ci sono domande ancora in istruttoria: la graduatoria non è definitiva",
    en="applications are still in review: the ranking is not final",
)
_NOTHING = Words(it="l'atto non deciderebbe nulla", en="the act would decide nothing")


@transaction.atomic
def prepare_act(call: Call, kind: ActKind, signer: Person | None, actor: Actor, now: datetime) -> Act | Words:
    """Keep a ranking, or a draw of what came free (VDI-39), with the PDF of its act, to be signed.

    Nothing is decided yet. The words say why there is no act to prepare.
    """
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    person = actor.somebody
    if signer is None or signer.id == person.id or not holders("approver").filter(id=signer.id).exists():
        return NO_SIGNER
    rules, acts = last_rules(call), adopted_acts(call)
    if kind == "draw" and not acts:
        return _NOTHING
    before = adopted_steps(acts)
    step = _next_step(call, rules, acts, kind, now)
    try:
        standing = standing_after(rules, [*before, step])
    except NotRankedError as problem:
        return problem.words
    if kind == "ranking" and not standing.lists.is_final:
        return _PENDING
    lists = explained(call, rules, standing)
    decisions = decisions_of(call, lists)
    if not any(decisions.values()):
        return _NOTHING
    own = only_new(lists, decisions)
    pdf = act_pdf(call, rules, standing, own, [*before, step], (person, signer), _SUBJECTS[kind], now)
    content = {"subject": _SUBJECTS[kind], "signer": str(signer.id), **decisions}
    ranking = Ranking.objects.create(
        call=call,
        inputs_sha256=sha256(canonical(step)).hexdigest(),
        result={"inputs": dict(step), "after": [str(act.id) for act in acts]},
        by=person,
    )
    act = Act.objects.create(
        call=call, kind=kind, ranking=ranking, content=content, pdf_sha256=keep(pdf), prepared_by=person
    )
    data = {"act": str(act.id), "kind": kind, "inputs": ranking.inputs_sha256, "pdf": act.pdf_sha256}
    record_event("call", call.id, "prepare_act", actor, now, data, standing.ranking.clauses)
    return act


def _next_step(call: Call, rules: Rules, acts: list[Act], kind: ActKind, now: datetime) -> Inputs:
    if kind == "draw":
        return draw_step(call, acts, now)
    return up_to_first_pending(rules, ranking_step(call, now))
