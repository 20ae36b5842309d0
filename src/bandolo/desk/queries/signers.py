"""Who may sign for an enterprise: its legal representatives, and those who have its mandate?"""

from datetime import date

from django.db.models import Q, QuerySet

from bandolo.desk.models import Application, Enterprise, Mandate, Person, Representation
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import signed_paper
from bandolo.papers.signature_fit import Entitled, Role


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


def _end(mandate: Mandate) -> date | None:
    ends = [one for one in (mandate.until, mandate.revoked_at and mandate.revoked_at.date()) if one]
    return min(ends, default=None)


def represents(person: Person, enterprise: Enterprise, today: date) -> bool:
    """Whether a person is a legal representative of the enterprise on a day."""
    return _representing(enterprise, today).filter(person=person).exists()


def representative_of(enterprise: Enterprise, today: date) -> Person | None:
    """A legal representative of the enterprise on a day."""
    first = _representing(enterprise, today).select_related("person").order_by("since", "id").first()
    return first.person if first else None


def _representing(enterprise: Enterprise, today: date) -> QuerySet[Representation]:
    lasts = Q(until__isnull=True) | Q(until__gte=today)
    return Representation.objects.filter(lasts, enterprise=enterprise, since__lte=today)
