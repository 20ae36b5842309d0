"""How does the revocation of an award stand, what would it take, and what do its papers say?"""

from datetime import date, datetime

from django.conf import settings

from bandolo.desk.models import Application, Award, Enterprise, FalseDeclaration, Person, Revocation
from bandolo.desk.queries.award_account import AwardAccount, Taken, award_account, taken
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import due_words, enterprise_of, issuer_of, officer_of, reference_of
from bandolo.desk.queries.review_terms import OWN_TERM
from bandolo.papers import typeset_letters, typeset_records
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_acts import Revocation as RevocationAct
from bandolo.papers.typeset_records import Cited, Registered
from bandolo.rules.days import day_in_rome, show_day
from bandolo.rules.load import law
from bandolo.rules.money import Cents, show_euro
from bandolo.rules.recovery import Recovery as RecoveryRule
from bandolo.rules.returning import interest_of
from bandolo.rules.rule import Words

# Of a call that says nothing of sums that come back: the bare sum.
NO_INTEREST = RecoveryRule(
    id="recovery",
    clauses=("c.c., art. 2033",),
    words=Words(
        it="Il bando non prevede interessi: torna la somma.",
        en="The call sets no interest: the sum comes back.",
    ),
    interest="none",
)


def open_revocation(application: Application) -> Revocation | None:
    """The procedure under way, if there is one."""
    return application.revocations.filter(outcome="").first()


def is_over(revocation: Revocation, now: datetime) -> bool:
    """Whether the enterprise has answered, or its term to answer is over."""
    term = revocation.term
    return revocation.answered_at is not None or (term is not None and now >= term)


def recovery_rule(application: Application) -> RecoveryRule:
    """How sums come back by the call of an application."""
    return rules_of(application.edition_id).recovery or NO_INTEREST


def takes_of(revocation: Revocation, account: AwardAccount) -> Taken:
    """What a revocation takes of an award now; ValueError where it takes more than stands."""
    cents = account.stands if revocation.amount_cents is None else revocation.amount_cents
    return taken(account, cents)


def marks_of(enterprise: Enterprise, on: date) -> list[FalseDeclaration]:
    """The false declarations that keep an enterprise from benefits on a day (D.P.R. 445/2000, art. 75)."""
    found = FalseDeclaration.objects.filter(enterprise=enterprise, since__lte=on, until__gte=on)
    return list(found.select_related("revocation__act").order_by("since"))


def cited(revocation: Revocation) -> tuple[Cited, ...]:
    """The grounds as papers cite them, each with why it is there."""
    return tuple(
        Cited(
            words=" ".join([one["words"]["it"], *(f"({why['it']})" for why in one["reasons"])]),
            clauses=tuple(one["clauses"]),
        )
        for one in revocation.grounds
    )


def revocation_notice_pdf(revocation: Revocation) -> bytes:
    """The notice that the procedure begins (L. 241/1990, arts. 7 and 8): the same bytes each time."""
    application = revocation.application
    award = Award.objects.select_related("act").get(application=application)
    person = officer_of(str(revocation.by))
    cents = revocation.amount_cents
    return typeset(
        typeset_letters.RevocationNotice(
            issuer=issuer_of(application),
            call=rules_of(application.edition_id).title.it,
            reference=reference_of(application),
            made_at=revocation.at,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=person,
            award=_registered(award),
            grant=Cents(award.amount_cents),
            takes="l'intero contributo" if cents is None else show_euro(cents, "it"),
            grounds=cited(revocation),
            reason=revocation.reason,
            answer_by=due_words(OWN_TERM, revocation.days, revocation.started_at),
            concludes_by=revocation.concludes_by,
        )
    )


# long: each field of the paper once
def revocation_act(
    revocation: Revocation, award: Award, due: date, people: tuple[Person, Person], now: datetime
) -> RevocationAct:
    """The act to be signed; interest is counted to today and runs on, at rates that may not be set yet.

    ValueError where the award no longer bears what is taken, or the law knows no rate for today.
    """
    application = revocation.application
    rules, rule = rules_of(application.edition_id), recovery_rule(application)
    account = award_account(award)
    takes = takes_of(revocation, account)
    today = day_in_rome(now)
    interest = sum(one.total for one in interest_of(takes.parts, today, law().interest, rule))
    officer, signer = people
    revoked = takes.released + takes.to_return
    return RevocationAct(
        issuer=typeset_records.Issuer(name=rules.body.name.it, office=settings.BODY),
        call=rules.title.it,
        reference=reference_of(application),
        made_at=now,
        adopted=None,
        subject=f"Revoca del contributo concesso a {application.enterprise.name}",
        signer=typeset_records.Person(name=str(signer), capacity="Il Segretario generale"),
        officer=typeset_records.Person(name=str(officer), capacity="responsabile del procedimento"),
        seen=(
            Cited(words=f"il bando «{rules.title.it}»"),
            Cited(words="la legge sul procedimento", clauses=("L. 241/1990, artt. 3, 7, 8 e 10",)),
        ),
        considered=_considered(revocation),
        decides=_decides(revoked, takes, interest, rule, due),
        enterprise=enterprise_of(application),
        award=_registered(award),
        grant=Cents(award.amount_cents),
        revoked=Cents(revoked),
        grounds=cited(revocation),
        paid=Cents(account.paid),
        interest=Cents(interest),
        to_return=Cents(takes.to_return + interest),
        due=show_day(due, "it") if takes.to_return else "",
    )


def _considered(revocation: Revocation) -> tuple[Cited, ...]:
    started = show_day(day_in_rome(revocation.at), "it")
    said = (
        f"l'impresa ha risposto {show_day(day_in_rome(revocation.answered_at), 'it')}: {revocation.answer}"
        if revocation.answered_at is not None
        else "che nel termine l'impresa non ha risposto"
    )
    return (
        Cited(words=f"che l'avvio del procedimento è stato comunicato {started}"),
        Cited(words=revocation.reason),
        Cited(words=said),
        *([Cited(words=revocation.outcome_reason)] if revocation.outcome_reason else []),
    )


def _decides(revoked: int, takes: Taken, interest: int, rule: RecoveryRule, due: date) -> tuple[Cited, ...]:
    found = [Cited(words=f"di revocare il contributo per {show_euro(revoked, 'it')}, per i motivi indicati")]
    if takes.released:
        words = f"di liberare l'impegno di {show_euro(takes.released, 'it')}, non pagati"
        found.append(Cited(words=words))
    if takes.to_return:
        sums = (takes.to_return, interest, takes.to_return + interest)
        back, more, whole = (show_euro(cents, "it") for cents in sums)
        words = (
            f"di recuperare entro {show_day(due, 'it')} i {back} già pagati, con gli interessi fino al "
            f"giorno in cui tornano: {more} a oggi, in tutto {whole}"
        )
        found.append(Cited(words=words, clauses=rule.clauses))
    return tuple(found)


def _registered(award: Award) -> Registered:
    return Registered(number=award.act.number, on=award.act.dated or day_in_rome(award.act.at))
