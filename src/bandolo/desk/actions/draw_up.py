"""How does what an enterprise said become the PDF that it signs?"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Attachment, Person, Seal
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.outside.files import keep
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.content import content_of, digest_of
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.enterprises import represents
from bandolo.desk.queries.form import signed_paper
from bandolo.desk.queries.hindrances import hindrances_of
from bandolo.desk.queries.receipt import named
from bandolo.desk.queries.signers import representative_of
from bandolo.desk.queries.told import Told, told
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_application import AttachedFile, Filing, application_document
from bandolo.papers.typeset_records import Issuer, Paper
from bandolo.papers.typeset_records import Person as Signer
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

INCOMPLETE = Words(
    it="La domanda non è completa: il controllo dice che cosa manca.",
    en="The application is not complete: the check says what is missing.",
)


@transaction.atomic
def draw_up(application: Application, actor: Actor, now: datetime) -> Seal | Refusal:
    """Freeze what the application says and typeset it; whatever was drawn up before is taken back.

    The application stays a draft: it can change, and must then be drawn up again before it is sealed.
    """
    if actor.person is None:
        raise ValueError("an application is drawn up by a person")
    held = locked(application, "edit", actor)
    if isinstance(held, Refusal):
        return held
    found = told(held, now)
    seen = assessed(held, found, now)
    if seen.assessment is None or not hindrances_of(held, found, seen).are_none:
        return Refusal("seal", INCOMPLETE)
    take_back(held, now)
    content = content_of(held, found)
    pdf = typeset(application_document(filing_of(held, found, actor.person, now), seen.read, seen.assessment))
    sha256 = keep(pdf)
    made = Seal.objects.create(
        application=held,
        digest=digest_of(content, sha256),
        content=content,
        pdf_sha256=sha256,
        by=actor.person,
    )
    data = {"pdf": sha256, "digest": made.digest}
    record_event("application", held.id, "draw_up", actor, now, data)
    return made


def take_back(held: Application, now: datetime) -> None:
    """Take back what was drawn up, with the signed paper that came of it."""
    Seal.objects.filter(application=held, revoked_at__isnull=True).update(revoked_at=now)
    itself = signed_paper(rules_of(held.edition_id))
    if itself is not None:
        signed = Attachment.objects.filter(application=held, document=itself.id, state__in=ATTACHED)
        signed.update(state="replaced")


def filing_of(held: Application, found: Told, person: Person, now: datetime) -> Filing:
    """What the papers of an application say that the rules do not know."""
    rules = rules_of(held.edition_id)
    itself = signed_paper(rules)
    files: dict[str, tuple[AttachedFile, ...]] = {}
    for one in found.attached:
        file = AttachedFile(name=one.name, sha256=one.sha256)
        files[one.document] = (*files.get(one.document, ()), file)
    heading = Paper(
        issuer=Issuer(name=settings.BODY), call=rules.title.it, reference=str(held.id), made_at=now
    )
    return Filing(
        heading=heading,
        edition=held.edition.sha256,
        enterprise=named(held.enterprise),
        signer=signer_of(held, person, now),
        files=files,
        itself=itself.id if itself else None,
    )


def signer_of(held: Application, person: Person, now: datetime) -> Signer:
    """Who is to sign: whoever acts, where they represent the enterprise; else who does."""
    today = day_in_rome(now)
    signer = person
    if not represents(person, held.enterprise):
        signer = representative_of(held.enterprise, today) or person
    is_legal = represents(signer, held.enterprise)
    capacity = "legale rappresentante" if is_legal else "delegato"
    return Signer(name=str(signer), capacity=capacity, fiscal_code=signer.fiscal_code)
