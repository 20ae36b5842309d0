"""What does the receipt of a submission say?"""

from django.conf import settings

from bandolo.desk.models import Application, Enterprise, Submission
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.told import told
from bandolo.papers.typeset_receipt import Receipt, drawn_code
from bandolo.papers.typeset_records import Enterprise as Named
from bandolo.papers.typeset_records import Exact, Issuer, Person
from bandolo.rules.money import Cents


def receipt_of(application: Application, sent: Submission, address: str) -> Receipt:
    """The receipt of a submission; `address` is where the call can be found."""
    found = assessed(application, told(application, sent.instant), sent.instant)
    grant = found.assessment.outcome.aid.total if found.assessment else 0
    return Receipt(
        issuer=Issuer(name=settings.BODY),
        call=rules_of(application.edition_id).title.it,
        reference=str(application.id),
        made_at=sent.instant,
        edition=application.edition.sha256,
        enterprise=named(application.enterprise),
        signer=Person(name=str(sent.by), capacity="chi ha inviato", fiscal_code=sent.by.fiscal_code),
        number=sent.number,
        received_at=Exact(sent.instant),
        grant=Cents(grant),
        dossier=sent.seal.digest,
        document=sent.seal.signed_sha256 or sent.seal.pdf_sha256,
        token=str(sent.receipt.get("token", "")),
        check_at=address,
        code=drawn_code(address),
    )


def named(enterprise: Enterprise) -> Named:
    """An enterprise as papers name it."""
    return Named(
        name=enterprise.name,
        fiscal_code=enterprise.fiscal_code,
        vat_number=enterprise.vat_number,
        rea=enterprise.rea,
        pec=enterprise.pec,
    )
