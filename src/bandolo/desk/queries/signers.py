"""Who may sign for an enterprise: its legal representatives, and those who have its mandate?"""

from datetime import date

from django.db.models import Q

from bandolo.desk.models import Application, Attachment, Enterprise, Mandate, Person, Report, Representation
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import signed_paper
from bandolo.papers.signature_fit import Entitled, Role
from bandolo.papers.signature_prefix import Generated
from bandolo.rules.days import day_in_rome


def entitled_to_sign(application: Application) -> list[Entitled]:
    """Those who may sign the application, delegates only where the call says so."""
    itself = signed_paper(rules_of(application.edition_id))
    held = Representation.objects.filter(enterprise=application.enterprise_id).select_related("person")
    found = [
        Entitled(one.person.fiscal_code, str(one.person), Role.LEGAL_REPRESENTATIVE, one.since, one.until)
        for one in held
    ]
    if itself is not None and "delegate" in itself.signed_by:
        given = Mandate.objects.filter(enterprise=application.enterprise_id).select_related("person")
        found += [
            Entitled(one.person.fiscal_code, str(one.person), Role.DELEGATE, one.since, _end(one))
            for one in given
        ]
    return found


def asked_of_signature(signed: Attachment | Report) -> tuple[list[Entitled] | None, Generated | None]:
    """Who may have signed a file, None where nobody knows; and the PDF of the desk that it should be."""
    application, rules = signed.application, rules_of(signed.application.edition_id)
    if isinstance(signed, Report):
        made = Generated(len(kept(signed.pdf_sha256)), signed.pdf_sha256)
        return entitled_to_sign(application), made
    itself = signed_paper(rules)
    if itself is not None and signed.document == itself.id:
        sealed = application.seals.filter(signed_sha256=signed.sha256).order_by("-at").first()
        drawn = None if sealed is None else Generated(len(kept(sealed.pdf_sha256)), sealed.pdf_sha256)
        return entitled_to_sign(application), drawn
    document = next((one for one in rules.documents if one.id == signed.document), None)
    is_own = document is not None and "legal_representative" in document.signed_by
    return (entitled_to_sign(application) if is_own else None), None


def _end(mandate: Mandate) -> date | None:
    ends = [one for one in (mandate.until, mandate.revoked_at and day_in_rome(mandate.revoked_at)) if one]
    return min(ends, default=None)


def representative_of(enterprise: Enterprise, today: date) -> Person | None:
    """A legal representative of the enterprise on a day."""
    lasts = Q(until__isnull=True) | Q(until__gte=today)
    held = Representation.objects.filter(lasts, enterprise=enterprise, since__lte=today)
    first = held.select_related("person").order_by("since", "id").first()
    return first.person if first else None
