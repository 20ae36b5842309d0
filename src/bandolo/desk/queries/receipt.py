"""What does the receipt of a submission say?"""

import json

from django.conf import settings

from bandolo.desk.models import Application, Enterprise, Submission
from bandolo.desk.queries.editions import rules_of
from bandolo.intake.head import read_head
from bandolo.intake.receipt import read_receipt
from bandolo.papers.typeset_receipt import LogProof, Receipt, drawn_code
from bandolo.papers.typeset_records import Enterprise as Named
from bandolo.papers.typeset_records import Exact, Issuer, Person
from bandolo.rules.money import Cents


def receipt_of(application: Application, sent: Submission, raw: bytes, address: str) -> Receipt:
    """The paper of a receipt that the line gave, `raw`; `address` is where its public log can be found."""
    proved = read_receipt(raw)
    head = read_head(proved.head.text)
    return Receipt(
        issuer=Issuer(name=settings.BODY),
        call=rules_of(application.edition_id).title.it,
        reference=str(application.id),
        made_at=sent.instant,
        edition=application.edition.sha256,
        enterprise=named(application.enterprise),
        signer=_sender(sent),
        number=sent.number,
        received_at=Exact(sent.instant),
        grant=Cents(sent.seal.requested_cents),
        dossier=sent.seal.digest,
        document=sent.seal.signed_sha256 or sent.seal.pdf_sha256,
        token=str(json.loads(raw)["entry"]),
        check_at=address,
        code=drawn_code(address),
        proof=LogProof(
            leaf=proved.entry.position - 1,
            size=head.size,
            root=head.root.hex(),
            path=tuple(one.hex() for one in proved.proof),
            signed_head=f"{proved.head.text} {proved.head.key} {proved.head.signature}",
        ),
    )


def _sender(sent: Submission) -> Person:
    if sent.by is None:
        return Person(name=str(sent.seal.by), capacity="chi ha preparato; inviata con il biglietto")
    return Person(name=str(sent.by), capacity="chi ha inviato", fiscal_code=sent.by.fiscal_code)


def named(enterprise: Enterprise) -> Named:
    """An enterprise as papers name it."""
    return Named(
        name=enterprise.name,
        fiscal_code=enterprise.fiscal_code,
        vat_number=enterprise.vat_number,
        rea=enterprise.rea,
        pec=enterprise.pec,
    )
