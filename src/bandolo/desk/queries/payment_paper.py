"""What do the papers of a payment say: the act that authorises it, the certificate of what was withheld?"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from bandolo.desk.models import Call, Enterprise, LedgerEntry, Payment, Person
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.letters import enterprise_of, issuer_of
from bandolo.papers import typeset_records
from bandolo.papers.typeset_acts import Paid, PaymentAct
from bandolo.papers.typeset_certificates import Withheld, WithholdingCertificate
from bandolo.papers.typeset_records import Cited, Registered
from bandolo.rules.money import Cents, show_euro

SUBJECT = "Liquidazione dei contributi"
_TAX = ("D.P.R. 600/1973, art. 28, c. 2",)
_SUBSTITUTION = ("D.L. 69/2013, art. 31, cc. 3 e 8-bis", "D.P.R. 207/2010, art. 4")


def payment_act(
    call: Call, payments: Sequence[Payment], people: tuple[Person, Person], now: datetime
) -> PaymentAct:
    """The act that authorises payments of a call; `people` are the officer and the signer."""
    rules = last_rules(call)
    officer, signer = people
    due, withheld = (
        sum(getattr(one, name) for one in payments) for name in ("gross_cents", "withholding_cents")
    )
    return PaymentAct(
        issuer=typeset_records.Issuer(name=rules.body.name.it, office=settings.BODY),
        call=rules.title.it,
        reference=call.slug,
        made_at=now,
        adopted=None,
        subject=SUBJECT,
        signer=typeset_records.Person(name=str(signer), capacity="Il Segretario generale"),
        officer=typeset_records.Person(name=str(officer), capacity="responsabile del procedimento"),
        seen=(
            Cited(words=f"il bando «{rules.title.it}»"),
            Cited(words="la legge sul procedimento amministrativo", clauses=("L. 241/1990, art. 3",)),
        ),
        considered=tuple(_considered(payments)),
        decides=tuple(_decides(payments, due, withheld)),
        payments=tuple(_row(one) for one in payments),
        due_total=Cents(due),
        withheld_total=Cents(withheld),
        net_total=Cents(due - withheld),
    )


def certificate_of(enterprise: Enterprise, year: int, now: datetime) -> WithholdingCertificate | None:
    """What was paid to an enterprise and withheld in a year, as the ledger has it; None where nothing was."""
    entries = LedgerEntry.objects.filter(
        award__application__enterprise=enterprise,
        payment__state="executed",
        payment__executed_on__year=year,
        kind="withholding",
    ).select_related(
        "payment__award__application__call", "payment__award__application__edition", "payment__act"
    )
    rows = [
        Withheld(
            call=last_rules(one.payment.award.application.call).title.it,
            act=_registered(one.payment),
            paid_on=one.payment.executed_on,
            gross=Cents(one.payment.gross_cents),
            withheld=Cents(one.amount_cents),
        )
        for one in entries.order_by("payment__executed_on", "id")
        if one.payment is not None and one.payment.executed_on is not None
    ]
    if not rows:
        return None
    application = entries[0].payment.award.application  # type: ignore[union-attr]
    return WithholdingCertificate(
        issuer=issuer_of(application),
        call=f"Contributi pagati nel {year}",
        reference=f"{enterprise.fiscal_code}-{year}",
        made_at=now,
        enterprise=enterprise_of(application),
        year=str(year),
        rows=tuple(rows),
        gross_total=Cents(sum(one.gross for one in rows)),
        withheld_total=Cents(sum(one.withheld for one in rows)),
        signer=typeset_records.Person(name="", capacity="Il responsabile della ragioneria"),
    )


def _registered(payment: Payment) -> Registered:
    act = payment.act
    if act is None or act.dated is None:
        raise ValueError("only what an act authorised is paid")
    return Registered(number=act.number, on=act.dated)


def _row(one: Payment) -> Paid:
    award = one.award
    if award.act.dated is None:
        raise ValueError("an award is given by an adopted act")
    return Paid(
        enterprise=str(award.application.enterprise),
        fiscal_code=award.application.enterprise.fiscal_code,
        award=Registered(number=award.act.number, on=award.act.dated),
        cup=award.cup,
        recognised=Cents(one.recognised_cents),
        due=Cents(one.gross_cents),
        withheld=Cents(one.withholding_cents),
        net=Cents(one.net_cents + one.to_creditors_cents),
    )


def _considered(payments: Sequence[Payment]) -> list[Cited]:
    said = [
        Cited(words="che le rendicontazioni sono state controllate e le spese riconosciute come indicato"),
        Cited(words="che le verifiche previste prima del pagamento risultano dagli atti istruttori"),
    ]
    for one in payments:
        for paid in one.pays_to:
            if paid["is_creditor"]:
                words = (
                    f"che il DURC di {one.award.application.enterprise} è irregolare: "
                    f"{show_euro(paid['cents'], 'it')} vanno a {paid['payee']}"
                )
                said.append(Cited(words=words, clauses=_SUBSTITUTION))
    return said


def _decides(payments: Sequence[Payment], due: int, withheld: int) -> list[Cited]:
    whom = "al beneficiario indicato" if len(payments) == 1 else f"ai {len(payments)} beneficiari indicati"
    said = [Cited(words=f"di liquidare {show_euro(due, 'it')} {whom} nell'elenco")]
    if withheld:
        words = f"di trattenere {show_euro(withheld, 'it')} a titolo di ritenuta d'acconto"
        said.append(Cited(words=words, clauses=_TAX))
    said.append(Cited(words="di trasmettere questo atto alla ragioneria perché ordini i pagamenti"))
    return said
