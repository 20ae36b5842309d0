"""Which letters, acts and certificates do the tests set?"""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from bandolo.papers.typeset_acts import (
    AwardAct,
    Awarded,
    Change,
    Disposal,
    Disposed,
    Examined,
    MalfunctionCertificate,
    Member,
    Minutes,
    NotAwarded,
    Paid,
    PaymentAct,
    Revocation,
    VariationAct,
)
from bandolo.papers.typeset_certificates import Withheld, WithholdingCertificate
from bandolo.papers.typeset_letters import (
    AwardLetter,
    DatedTerm,
    InstalmentRow,
    InterestRow,
    Outcome,
    PaidInvoice,
    PaymentNotice,
    PaymentRequest,
    ProgressRequest,
    ReceiptRow,
    RecoveryStatement,
    RefusalNotice,
    ReportReceipt,
    RevocationNotice,
    SupplementRequest,
)
from bandolo.papers.typeset_quote import budget, quotes
from bandolo.papers.typeset_records import Cited, Exact, Paper, Person, Registered
from bandolo.rules.money import Cents
from tests.papers.paper_records import (
    AT,
    ENTERPRISE,
    ISSUER,
    SIGNER,
    application_of,
    assessed,
    filing,
    receipt,
)

CALL = "CONneSSi 2026: strategie digitali per i mercati globali"
OFFICER = Person(name="Anna Verdi", capacity="responsabile del procedimento")
DIRECTOR = Person(name="Marco Bianchi", capacity="Il Segretario generale")
ACT = Registered(number="112", on=date(2026, 5, 14))
REASON = Cited(words="Il sito non mostra a chi appartiene.", clauses=("C26-B7a",))
HEAD: dict[str, Any] = {"issuer": ISSUER, "call": CALL, "reference": "c26-000123", "made_at": AT}
LETTER: dict[str, Any] = {
    **HEAD,
    "enterprise": ENTERPRISE,
    "registered": Registered(number="0004512", on=date(2026, 4, 20)),
    "officer": OFFICER,
    "signer": DIRECTOR,
}
ANY_ACT: dict[str, Any] = {
    **HEAD,
    "reference": "c26",
    "adopted": ACT,
    "subject": "Bando CONneSSi 2026: concessione dei contributi, primo elenco",
    "signer": DIRECTOR,
    "officer": OFFICER,
    "seen": (
        Cited(words="il bando CONneSSi 2026, approvato con deliberazione n. 8 del 12 gennaio 2026"),
        Cited(words="la legge sul procedimento amministrativo", clauses=("L. 241/1990, artt. 3 e 12",)),
        Cited(words="il regolamento de minimis", clauses=("Reg. (UE) 2023/2831",)),
    ),
    "considered": (Cited(words="che l'istruttoria delle domande si è conclusa il 10 maggio 2026"),),
    "decides": (
        Cited(words="di concedere alle imprese dell'elenco A il contributo indicato per ciascuna"),
        Cited(words="di non ammettere le domande dell'elenco C, per i motivi indicati per ciascuna"),
    ),
}

OTHER_ACT = {**ANY_ACT, "subject": "Bando CONneSSi 2026: secondo atto"}


def awarded(number: int) -> Awarded:
    """The row of a made-up enterprise at a place of the ranking."""
    return Awarded(
        place=number,
        reference=f"c26-{number:06d}",
        enterprise=f"Impresa numero {number} di Esempio & Figli Srl",
        fiscal_code=f"{number:011d}",
        admitted=Cents(1_340_000 + number),
        grant=Cents(550_000),
        cup="B87H26000010005",
        cor="21345678",
    )


def award_act(size: int) -> AwardAct:
    """An act whose three lists have `size` rows in all."""
    given, waiting = size * 2 // 3, size // 6
    rows = tuple(awarded(number) for number in range(1, given + 1))
    return AwardAct(
        **ANY_ACT,
        awarded=rows,
        waiting=tuple(awarded(number) for number in range(given + 1, given + waiting + 1)),
        not_admitted=tuple(
            NotAwarded(
                reference=f"c26-{number:06d}",
                enterprise=f"Impresa numero {number}",
                fiscal_code=f"{number:011d}",
                reasons=(REASON,),
            )
            for number in range(given + waiting + 1, size + 1)
        ),
        admitted_total=Cents(sum(row.admitted for row in rows)),
        grant_total=Cents(sum(row.grant for row in rows)),
    )


def papers() -> dict[str, Paper]:
    """One paper of each kind, by the name of its template."""
    edition, application, assessment = assessed("c26")
    own = filing(edition)
    every: list[Paper] = [
        application_of("c26"),
        receipt(),
        next(quotes(own, application, assessment, "Allegato P")),
        budget(own, application, assessment, "Allegato B"),
        *_letters(),
        _payment_request(),
        _report_receipt(),
        _withholding_certificate(),
        award_act(30),
        _payment_act(),
        _revocation(),
        ProgressRequest(**LETTER, asks=REASON, due="entro il 30 aprile 2026"),
        _payment_notice(),
        _revocation_notice(),
        _recovery_statement(),
        _variation(),
        _disposal(),
        _minutes(),
        _certificate(),
    ]
    return {paper.TEMPLATE: paper for paper in every}


def _payment_notice() -> Paper:
    amounts: dict[str, Any] = {"recognised": Cents(1_340_000), "gross": Cents(550_000)}
    amounts |= {"withheld": Cents(22_000), "to_creditors": Cents(100_000), "net": Cents(428_000)}
    return PaymentNotice(**LETTER, act=ACT, **amounts)


def _letters() -> list[Paper]:
    return [
        SupplementRequest(
            **LETTER,
            items=(Cited(words="Preventivo dettagliato sul modello", clauses=("C26-DM1",)), REASON),
            due="10 giorni dalla consegna di questa comunicazione",
            lapse=Cited(words="In mancanza la domanda non è ammessa.", clauses=("C26-W3",)),
        ),
        RefusalNotice(**LETTER, submitted_at=AT, reasons=(REASON,), due="entro il 30 aprile 2026"),
        Outcome(
            **LETTER,
            act=ACT,
            outcome="ammessa e finanziata",
            position=3,
            grant=Cents(550_000),
            reasons=(REASON,),
            what_follows="La concessione ha effetto con il codice CUP.",
        ),
        AwardLetter(
            **LETTER,
            act=ACT,
            admitted=Cents(1_340_000),
            grant=Cents(550_000),
            cup="B87H26000010005",
            cor="21345678",
            duties=(Cited(words="Conservare fatture e prove di pagamento.", clauses=("C26-R1",)),),
            terms=(
                DatedTerm(words="Rendicontare", due="entro la fine del 30 ottobre 2026"),
                DatedTerm(words="Rinunciare"),
            ),
        ),
    ]


def _report_receipt() -> Paper:
    return ReportReceipt(
        **HEAD,
        enterprise=ENTERPRISE,
        signer=SIGNER,
        number=7,
        received_at=Exact(AT),
        dossier="a" * 64,
        document="b" * 64,
        token="c" * 12,
    )


def _withholding_certificate() -> Paper:
    row = Withheld(call=CALL, act=ACT, paid_on=date(2026, 9, 1), gross=Cents(550_000), withheld=Cents(22_000))
    return WithholdingCertificate(
        **HEAD,
        enterprise=ENTERPRISE,
        year="2026",
        rows=(row,),
        gross_total=Cents(550_000),
        withheld_total=Cents(22_000),
        signer=SIGNER,
    )


def _payment_request() -> Paper:
    return PaymentRequest(
        **HEAD,
        enterprise=ENTERPRISE,
        signer=SIGNER,
        act=ACT,
        grant=Cents(550_000),
        cup="B87H26000010005",
        iban="IT60X0542811101000000123456",
        holder="Forno Brianza Srl",
        invoices=(
            PaidInvoice(
                number="FPR 12/26",
                on=date(2026, 6, 3),
                supplier="Onda Digitale Srl",
                line="Marketing digitale",
                taxable=Cents(720_000),
                vat=Cents(158_400),
                paid_on=date(2026, 6, 30),
                means="bonifico",
            ),
        ),
        taxable=Cents(720_000),
        declarations=(Cited(words="Le fatture sono intestate all'impresa.", clauses=("C26-R1",)),),
    )


def _payment_act() -> Paper:
    return PaymentAct(
        **OTHER_ACT,
        payments=(
            Paid(
                enterprise=ENTERPRISE.name,
                fiscal_code=ENTERPRISE.fiscal_code,
                award=ACT,
                cup="B87H26000010005",
                recognised=Cents(1_340_000),
                due=Cents(550_000),
                withheld=Cents(22_000),
                net=Cents(528_000),
            ),
        ),
        due_total=Cents(550_000),
        withheld_total=Cents(22_000),
        net_total=Cents(528_000),
    )


def _revocation() -> Paper:
    return Revocation(
        **OTHER_ACT,
        enterprise=ENTERPRISE,
        award=ACT,
        grant=Cents(550_000),
        revoked=Cents(550_000),
        grounds=(Cited(words="Il rendiconto non è stato presentato nei termini.", clauses=("C26-R2",)),),
        paid=Cents(0),
        interest=Cents(0),
        to_return=Cents(0),
        due="",
    )


def _variation() -> Paper:
    return VariationAct(
        **OTHER_ACT,
        enterprise=ENTERPRISE,
        award=ACT,
        asked_at=AT,
        changes=(Change(what="Qual è il fornitore?", before="Onda Digitale Srl", after="Rete Nuova Srl"),),
        grant_before=Cents(550_000),
        grant_after=Cents(550_000),
    )


def _disposal() -> Paper:
    return Disposal(
        **OTHER_ACT, dossiers=(Disposed(reference="c26-000123", state="chiusa", until=date(2037, 5, 14)),)
    )


def _minutes() -> Paper:
    return Minutes(
        **HEAD,
        number=3,
        held_on=date(2026, 2, 5),
        place="Milano, presso la sede dell'ente",
        members=(
            Member(name="Paolo Neri", capacity="presidente", is_present=True),
            Member(name="Sara Gallo", capacity="componente", is_present=True, conflict="domanda c26-000124"),
            Member(name="Luca Riva", capacity="componente", is_present=False),
        ),
        agenda=("Valutazione delle domande pervenute", "Varie ed eventuali"),
        examined=(
            Examined(
                reference="c26-000123", enterprise="Forno Brianza Srl", points="72,5", outcome="ammessa"
            ),
            Examined(
                reference="c26-000125",
                enterprise="Altra Srl",
                points="48",
                outcome="non ammessa",
                reason="Sotto la soglia di 60 punti.",
            ),
        ),
        decisions=(Cited(words="di approvare i punteggi indicati", clauses=("VDI-35",)),),
        chair=Person(name="Paolo Neri", capacity="Il presidente"),
        secretary=Person(name="Elena Costa", capacity="La segretaria"),
    )


def _certificate() -> Paper:
    return MalfunctionCertificate(
        **HEAD,
        began_at=AT,
        ended_at=datetime(2026, 2, 5, 9, 12, 30, tzinfo=UTC),
        affected=(Cited(words="l'accesso con SPID, per tutti gli utenti"),),
        cause="il gestore dell'identità non rispondeva",
        term="presentazione delle domande",
        extended_to=datetime(2026, 4, 10, 12, 0, tzinfo=UTC),
        basis=(Cited(words="la proroga è pari alla durata del malfunzionamento"),),
        signer=DIRECTOR,
    )


def _revocation_notice() -> Paper:
    return RevocationNotice(
        **LETTER,
        award=ACT,
        grant=Cents(600_000),
        takes="l'intero contributo",
        grounds=(REASON,),
        reason="Il corso non risulta seguito.",
        answer_by="10 giorni dalla consegna",
        concludes_by=date(2026, 7, 14),
    )


def _recovery_statement() -> Paper:
    back = ReceiptRow(
        on=date(2026, 6, 14),
        amount=Cents(1_000),
        principal=Cents(211),
        interest=Cents(789),
        reference="CRO 123",
    )
    due = InstalmentRow(
        due=date(2026, 7, 14),
        principal=Cents(600_000),
        interest=Cents(789),
        total=Cents(600_789),
        standing="in corso",
    )
    run = InterestRow(
        paid_on=date(2026, 5, 1),
        sum=Cents(600_000),
        since=date(2026, 5, 2),
        until=date(2026, 5, 31),
        days=30,
        rate=Fraction(16, 1000),
        interest=Cents(789),
        source="D.M. 10 dicembre 2025",
    )
    return RecoveryStatement(
        **LETTER,
        act=ACT,
        principal=Cents(600_000),
        due=date(2026, 7, 14),
        rule=Cited(words="interessi legali", clauses=("X-51",)),
        segments=(run,),
        instalments=(due,),
        receipts=(back,),
        on=date(2026, 5, 31),
        principal_left=Cents(599_789),
        interest_left=Cents(0),
        total_left=Cents(599_789),
    )
