"""What do the letters of the body to an enterprise say, as PDF?"""

from datetime import datetime

from django.conf import settings

from bandolo.desk.models import Act, Application, Award, Payment, ProgressRequest, RefusalNotice, Supplement
from bandolo.desk.queries.choice import adopted_acts, adopted_steps, reference
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.progress_terms import progress_deadline
from bandolo.desk.queries.review_terms import length_of, notice_deadline, request_terms, term_of
from bandolo.desk.queries.standing import costs_in
from bandolo.papers import typeset_letters, typeset_records
from bandolo.papers.typeset import typeset
from bandolo.rules.days import day_in_rome, show_instant
from bandolo.rules.deadlines import Deadline, Due
from bandolo.rules.deadlines import dates as deadline_dates
from bandolo.rules.money import Cents, read_cents
from bandolo.rules.words_of import end_words

LAPSE = "Se la risposta non arriva entro il termine, l'istruttoria prosegue con ciò che è agli atti."

# What an act calls the lists that it published, in words, with what follows.
_OUTCOMES = {
    "financed": (
        "ammessa e finanziata",
        "La concessione ha effetto con i codici che la legge chiede: una comunicazione ne dà notizia.",
    ),
    "waiting": (
        "ammessa e non finanziata per esaurimento dei fondi",
        "La domanda resta in lista d'attesa: se si liberano fondi, lo scorrimento è comunicato.",
    ),
    "not_admitted": ("non ammessa", ""),
}


def issuer_of(application: Application) -> typeset_records.Issuer:
    """The body that writes: its name as the call has it, and how it is reached."""
    body = rules_of(application.edition_id).body
    return typeset_records.Issuer(
        name=body.name.it, office=settings.BODY, contacts=(body.contact,) if body.contact else ()
    )


def enterprise_of(application: Application) -> typeset_records.Enterprise:
    """The enterprise as letters name it."""
    found = application.enterprise
    return typeset_records.Enterprise(
        name=found.name,
        fiscal_code=found.fiscal_code,
        vat_number=found.vat_number,
        rea=found.rea,
        pec=found.pec,
    )


def reference_of(application: Application) -> str:
    """How an application is named in papers: its call and the number of its submission."""
    number = application.submissions.order_by("-number").values_list("number", flat=True).first()
    return reference(application.call, number) if number else application.call.slug


def officer_of(name: str) -> typeset_records.Person:
    """Who answers for the procedure (L. 241/1990, arts. 4 to 6)."""
    return typeset_records.Person(name=name, capacity="Responsabile del procedimento")


def supplement_request_pdf(supplement: Supplement) -> bytes:
    """The request for a supplement, with what is asked, until when and what follows."""
    application = supplement.application
    rules = rules_of(application.edition_id)
    clauses = {f"document/{one.id}": one.clauses for one in rules.documents}
    clauses |= {f"fact/{one.id}": one.clauses for one in rules.facts}
    person = officer_of(str(supplement.by))
    deadline = next(one for one in request_terms(rules) if one.id == supplement.deadline)
    items = [
        typeset_records.Cited(words=item.words or item.path, clauses=clauses.get(item.path, ()))
        for item in supplement.items.order_by("path")
    ]
    return typeset(
        typeset_letters.SupplementRequest(
            issuer=issuer_of(application),
            call=rules.title.it,
            reference=reference_of(application),
            made_at=supplement.at,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=person,
            items=(typeset_records.Cited(words=supplement.reason), *items),
            due=due_words(deadline, supplement.days, supplement.started_at),
            lapse=typeset_records.Cited(words=LAPSE, clauses=("L. 241/1990, art. 6",)),
        )
    )


def progress_request_pdf(asked: ProgressRequest) -> bytes:
    """The request on how far a project has come, with the words of the officer and the term."""
    application = asked.application
    rules = rules_of(application.edition_id)
    deadline, person = progress_deadline(rules), officer_of(str(asked.by))
    return typeset(
        typeset_letters.ProgressRequest(
            issuer=issuer_of(application),
            call=rules.title.it,
            reference=reference_of(application),
            made_at=asked.at,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=person,
            asks=typeset_records.Cited(words=asked.reason, clauses=deadline.clauses),
            due=due_words(deadline, asked.days, asked.started_at),
        )
    )


def payment_notice_pdf(payment: Payment, act: Act) -> bytes:
    """What an adopted act authorised for payment to a beneficiary."""
    application = payment.award.application
    person = officer_of(str(act.prepared_by))
    return typeset(
        typeset_letters.PaymentNotice(
            issuer=issuer_of(application),
            call=rules_of(application.edition_id).title.it,
            reference=reference_of(application),
            made_at=act.adopted_at or act.at,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=typeset_records.Person(name=str(act.adopted_by), capacity="Il Segretario generale"),
            act=typeset_records.Registered(number=act.number, on=act.dated or day_in_rome(act.at)),
            recognised=Cents(payment.recognised_cents),
            gross=Cents(payment.gross_cents),
            withheld=Cents(payment.withholding_cents),
            to_creditors=Cents(payment.to_creditors_cents),
            net=Cents(payment.net_cents),
        )
    )


def refusal_notice_pdf(notice: RefusalNotice) -> bytes:
    """The notice of the reasons against an application."""
    application = notice.application
    person = officer_of(str(notice.by))
    rules = rules_of(application.edition_id)
    submitted = application.submissions.order_by("-number")[0].instant
    deadline = notice_deadline(rules)
    if deadline is None:
        raise ValueError("the call has no term for a notice")
    return typeset(
        typeset_letters.RefusalNotice(
            issuer=issuer_of(application),
            call=rules.title.it,
            reference=reference_of(application),
            made_at=notice.at,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=person,
            submitted_at=submitted,
            reasons=tuple(
                typeset_records.Cited(words=line) for line in notice.reasons.splitlines() if line.strip()
            ),
            due=due_words(deadline, None, notice.started_at),
        )
    )


def outcome_pdf(application: Application, act: Act) -> bytes:
    """What an adopted act on the ranking decided on an application, by what it published of it."""
    content = act.publications.order_by("at")[0].content
    reference = reference_of(application)
    named, row = next(
        (name, one) for name in _OUTCOMES for one in content[name] if one["reference"] == reference
    )
    outcome, what_follows = _OUTCOMES[named]
    person = officer_of(str(act.prepared_by))
    return typeset(
        typeset_letters.Outcome(
            issuer=issuer_of(application),
            call=rules_of(application.edition_id).title.it,
            reference=reference,
            made_at=act.adopted_at or act.at,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=typeset_records.Person(name=str(act.adopted_by), capacity="Il Segretario generale"),
            act=typeset_records.Registered(number=act.number, on=act.dated or day_in_rome(act.at)),
            outcome=outcome,
            position=row["position"],
            grant=Cents(read_cents(row["amount"])) if named == "financed" else None,
            reasons=(typeset_records.Cited(words=row["why"]["it"], clauses=tuple(row["clauses"])),),
            what_follows=what_follows,
        )
    )


def due_words(deadline: Deadline, days: int | None, started: datetime | None) -> str:
    """By when, and from when that counts: a delivery that is still to come, or what the desk published."""
    if started is None:
        length = length_of(deadline, days).it
        return f"{length} dalla consegna di questa comunicazione alla casella PEC dell'impresa"
    until = term_of(deadline, started, days)
    if until is None:
        raise ValueError(f"{deadline.id} cannot be counted")
    since = show_instant(started.replace(microsecond=0), "it")
    return f"{end_words(until).it}, contando dalla pubblicazione nello sportello telematico ({since})"


def award_letter_pdf(award: Award) -> bytes:
    """The award told to the enterprise, with its duties and terms; `award` is in effect."""
    application, act = award.application, award.act
    rules = rules_of(application.edition_id)
    events = {"award": act.dated} if act.dated is not None else {}
    dates = deadline_dates(rules.deadlines, events)
    terms = tuple(
        typeset_letters.DatedTerm(
            words=one.deadline.words.it, due=end_words(one).it if isinstance(one, Due) else ""
        )
        for one in dates
        if one.deadline.who == "beneficiary"
    )
    duties = tuple(
        typeset_records.Cited(words=one.words.it, clauses=one.clauses)
        for one in rules.duties
        if one.who == "beneficiary"
    )
    costs = costs_in(adopted_steps(adopted_acts(act.call)))
    person = officer_of(str(act.prepared_by))
    return typeset(
        typeset_letters.AwardLetter(
            issuer=issuer_of(application),
            call=rules.title.it,
            reference=reference_of(application),
            made_at=award.effective_at or award.at,
            enterprise=enterprise_of(application),
            registered=None,
            officer=person,
            signer=typeset_records.Person(name=str(act.adopted_by), capacity="Il Segretario generale"),
            act=typeset_records.Registered(number=act.number, on=act.dated or day_in_rome(act.at)),
            admitted=Cents(costs.get(reference_of(application), 0)),
            grant=Cents(award.amount_cents),
            cup=award.cup,
            cor=award.cor,
            duties=duties,
            terms=terms,
        )
    )
