"""How does an act on a call read, as PDF, with its reasons and clauses?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from bandolo.desk.models import Call, Person
from bandolo.desk.queries.act_lists import Lists, Place, points_of
from bandolo.desk.queries.standing import Inputs, Standing, costs_in
from bandolo.papers import typeset_records
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_acts import AwardAct, Awarded, NotAwarded
from bandolo.papers.typeset_records import Cited
from bandolo.rules.aid import DeMinimis
from bandolo.rules.call import Call as Rules
from bandolo.rules.money import Cents, show_euro
from bandolo.rules.rule import Rule


def act_pdf(
    call: Call,
    rules: Rules,
    standing: Standing,
    lists: Lists,
    steps: Sequence[Inputs],
    people: tuple[Person, Person],
    subject: str,
    now: datetime,
) -> bytes:
    """The act with its three lists, to be signed; `people` are the officer and the signer."""
    officer, signer = people
    rows = _Rows(steps)
    awarded = tuple(rows.awarded(one) for one in lists.financed)
    out = (*lists.not_admitted, *lists.superseded, *lists.unserved)
    return typeset(
        AwardAct(
            issuer=typeset_records.Issuer(name=rules.body.name.it, office=settings.BODY),
            call=rules.title.it,
            reference=call.slug,
            made_at=now,
            adopted=None,
            subject=subject,
            signer=typeset_records.Person(name=str(signer), capacity="Il Segretario generale"),
            officer=typeset_records.Person(name=str(officer), capacity="responsabile del procedimento"),
            seen=_seen(rules),
            considered=_considered(standing, lists),
            decides=_decides(lists),
            awarded=awarded,
            waiting=tuple(rows.awarded(one) for one in lists.waiting),
            not_admitted=tuple(_refused(one) for one in out),
            admitted_total=Cents(sum(one.admitted for one in awarded)),
            grant_total=Cents(sum(one.grant for one in awarded)),
        )
    )


class _Rows:
    """The rows of an act, with the points and admitted costs that the steps of the lists hold."""

    def __init__(self, steps: Sequence[Inputs]) -> None:
        self.entries: dict[str, Mapping[str, Any]] = {
            entry["id"]: entry for step in steps for entry in step.get("entry", ())
        }
        self.costs = costs_in(steps)

    def awarded(self, one: Place) -> Awarded:
        """Whoever is financed with what they get, or waits with what they asked for."""
        return Awarded(
            place=one.position or 0,
            reference=one.reference,
            enterprise=one.application.enterprise.name,
            fiscal_code=one.application.enterprise.fiscal_code,
            points=points_of(self.entries.get(one.reference, {})),
            admitted=Cents(self.costs.get(one.reference, 0)),
            grant=Cents(one.awarded or one.grant),
        )


def _refused(one: Place) -> NotAwarded:
    return NotAwarded(
        reference=one.reference,
        enterprise=one.application.enterprise.name,
        fiscal_code=one.application.enterprise.fiscal_code,
        reasons=(Cited(words=one.funds.it, clauses=one.clauses),),
    )


def _seen(rules: Rules) -> tuple[Cited, ...]:
    aid = [Cited(words=f"il Regolamento (UE) {id}") for id in _regulations(rules)]
    return (
        Cited(words=f"il bando «{rules.title.it}»"),
        Cited(words="la legge sul procedimento amministrativo", clauses=("L. 241/1990, artt. 3 e 12",)),
        *aid,
    )


def _regulations(rules: Rules) -> Sequence[str]:
    return [id for step in rules.aid if isinstance(step, DeMinimis) for id in step.regulations]


def _considered(standing: Standing, lists: Lists) -> tuple[Cited, ...]:
    number = len(standing.entries)
    funds = show_euro(lists.funds, "it")
    return (
        Cited(words=f"che le domande istruite sono {number} e che i fondi disponibili sono {funds}"),
        _cited("che l'ordine è quello del bando", standing.ranking),
        _cited("che i fondi vanno così", standing.allocation),
        Cited(words="che il posto di ciascuna domanda, con il suo motivo, risulta dagli atti istruttori"),
    )


def _cited(words: str, rule: Rule) -> Cited:
    return Cited(words=f"{words}: {rule.words.it}", clauses=rule.clauses)


def _decides(lists: Lists) -> tuple[Cited, ...]:
    decided = []
    if lists.financed:
        decided.append("di concedere alle imprese dell'elenco A il contributo indicato per ciascuna")
    if lists.waiting:
        decided.append("di ammettere, senza finanziarle per esaurimento dei fondi, le domande dell'elenco B")
    if lists.not_admitted or lists.superseded or lists.unserved:
        decided.append("di non ammettere le domande dell'elenco C, per i motivi indicati per ciascuna")
    published = Cited(
        words="di pubblicare questo atto con i suoi elenchi", clauses=("D.Lgs. 33/2013, artt. 26 e 27",)
    )
    return (*(Cited(words=one) for one in decided), published)
