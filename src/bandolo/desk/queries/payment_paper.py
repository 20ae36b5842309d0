"""What do the papers of a payment say: the act that authorises it, the certificate of what was withheld?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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

TAX = "ritenuta d'acconto, D.P.R. 600/1973, art. 28"
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
        payments=tuple(row for one in payments for row in _rows(one)),
        due_total=Cents(due),
        withheld_total=Cents(withheld),
        net_total=Cents(due - withheld),
    )


def tax_of(member: str = "") -> str:
    """What the ledger notes of a tax that was withheld, of a member by its name."""
    return f"{TAX}: {member}"[:500] if member else TAX


def certificate_of(
    enterprise: Enterprise, year: int, now: datetime, member: str = ""
) -> WithholdingCertificate | None:
    """What was paid to an enterprise and withheld in a year, as the ledger has it; None where nothing was.

    `member` names one of the group for which the enterprise applied, where each is paid by itself.
    """
    entries = LedgerEntry.objects.filter(
        award__application__enterprise=enterprise,
        payment__state="executed",
        payment__executed_on__year=year,
        kind="withholding",
    ).select_related(
        "payment__award__application__call", "payment__award__application__edition", "payment__act"
    )
    rows = list(_withheld(entries.order_by("payment__executed_on", "id"), member))
    if not rows:
        return None
    application = entries[0].payment.award.application  # type: ignore[union-attr]
    named = enterprise_of(application)
    if member:
        named = typeset_records.Enterprise(name=member, fiscal_code="")
    return WithholdingCertificate(
        issuer=issuer_of(application),
        call=f"Contributi pagati nel {year}",
        reference=f"{enterprise.fiscal_code}-{year}",
        made_at=now,
        enterprise=named,
        year=str(year),
        rows=tuple(rows),
        gross_total=Cents(sum(one.gross for one in rows)),
        withheld_total=Cents(sum(one.withheld for one in rows)),
        signer=typeset_records.Person(name="", capacity="Il responsabile della ragioneria"),
    )


def _withheld(entries: Iterable[LedgerEntry], member: str) -> Iterator[Withheld]:
    for one in entries:
        gross = _gross_of(one, member)
        if gross and one.payment is not None and one.payment.executed_on is not None:
            yield Withheld(
                call=last_rules(one.payment.award.application.call).title.it,
                act=_registered(one.payment),
                paid_on=one.payment.executed_on,
                gross=Cents(gross),
                withheld=Cents(one.amount_cents),
            )


def _gross_of(entry: LedgerEntry, member: str) -> int:
    """What was paid, before the tax of an entry, to the enterprise or a member; 0 of what is another's."""
    if entry.payment is None or not entry.payment.members:
        return 0 if entry.payment is None or member else entry.payment.gross_cents
    named = {tax_of(one["name"]): one["gross"] for one in entry.payment.members if one["name"] == member}
    return int(named.get(entry.note, 0))


def _registered(payment: Payment) -> Registered:
    act = payment.act
    if act is None or act.dated is None:
        raise ValueError("only what an act authorised is paid")
    return Registered(number=act.number, on=act.dated)


def _rows(one: Payment) -> Iterator[Paid]:
    """The row of a payment, or one for each member of a group that is paid by itself."""
    award, enterprise = one.award, one.award.application.enterprise
    if award.act.dated is None:
        raise ValueError("an award is given by an adopted act")
    whole = Paid(
        enterprise=str(enterprise),
        fiscal_code=enterprise.fiscal_code,
        award=Registered(number=award.act.number, on=award.act.dated),
        cup=award.cup,
        recognised=Cents(one.recognised_cents),
        due=Cents(one.gross_cents),
        withheld=Cents(one.withholding_cents),
        net=Cents(one.net_cents + one.to_creditors_cents),
    )
    if not one.members:
        yield whole
    for each in one.members:
        yield replace(
            whole,
            enterprise=each["name"],
            fiscal_code=f"per {enterprise}",
            due=Cents(each["gross"]),
            withheld=Cents(each["withholding"]),
            net=Cents(each["net"]),
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
