"""How does a variation read, to the office and in its act?"""

from datetime import datetime
from typing import cast

from bandolo.desk.models import Award, Person, Variation
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import enterprise_of, issuer_of, officer_of, reference_of
from bandolo.desk.queries.variations import KINDS, Kind
from bandolo.desk.typed import shown_value
from bandolo.desk.words import Lang
from bandolo.papers import typeset_records
from bandolo.papers.typeset_acts import Change, VariationAct
from bandolo.papers.typeset_records import Cited
from bandolo.rules.days import day_in_rome
from bandolo.rules.facts import Fact
from bandolo.rules.money import Cents

_SEEN = Cited(words="la legge sul procedimento amministrativo", clauses=("L. 241/1990, art. 3",))


def variation_paper(asked: Variation, signer: Person | None, now: datetime) -> VariationAct:
    """The act with its reasons and what changes, to be signed; `asked` has its proposal."""
    application = asked.application
    rules = rules_of(application.edition_id)
    award = Award.objects.select_related("act").get(application=application)
    kind = cast("Kind", asked.kind)
    is_granted = asked.proposed_outcome == "authorised"
    verb = "di autorizzare" if is_granted else "di respingere"
    return VariationAct(
        issuer=issuer_of(application),
        call=rules.title.it,
        reference=reference_of(application),
        made_at=now,
        adopted=None,
        subject=f"{'Autorizzazione' if is_granted else 'Diniego'} di variazione: {application.enterprise}",
        signer=typeset_records.Person(name=str(signer or ""), capacity="Il Segretario generale"),
        officer=officer_of(str(asked.proposed_by)),
        seen=(_SEEN,),
        considered=(Cited(words=asked.reason), Cited(words=asked.proposed_reason)),
        decides=(Cited(words=f"{verb} la variazione: {KINDS[kind].it}"),),
        enterprise=enterprise_of(application),
        award=typeset_records.Registered(
            number=award.act.number, on=award.act.dated or day_in_rome(award.act.at)
        ),
        asked_at=asked.at,
        changes=changes_of(asked, "it"),
        grant_before=Cents(asked.effect["grant_before"]),
        grant_after=Cents(asked.effect["grant_after"]),
    )


def changes_of(asked: Variation, lang: Lang) -> tuple[Change, ...]:
    """Each change as people read it: the question of its fact, what stood, what would stand."""
    facts = {fact.id: fact for fact in rules_of(asked.application.edition_id).facts}
    named = {path: facts[path.rpartition("/")[2]] for path in asked.changes}
    return tuple(
        Change(
            what=fact.ask.en if lang == "en" else fact.ask.it,
            before=_shown(fact, asked.before.get(path), lang),
            after=_shown(fact, asked.changes[path], lang),
        )
        for path, fact in named.items()
    )


def _shown(fact: Fact, value: object, lang: Lang) -> str:
    shown = "" if value is None else shown_value(fact, value, lang)
    return shown if isinstance(shown, str) else ", ".join(shown)
