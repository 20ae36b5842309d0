"""Which applications does a person work on, and which others are there of the same undertaking?"""

from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from bandolo.desk.models import (
    Application,
    Enterprise,
    FieldHistory,
    Person,
    Revocation,
    Submission,
    UndertakingMember,
)
from bandolo.desk.queries.visible import applications_of
from bandolo.desk.roles import Role


def own_applications(person: Person, role: Role | None) -> QuerySet[Application]:
    """The applications that a person works on, the newest first, with number and instant of what was sent.

    `has_notice_of_revocation` where the body waits for the answer to one.
    """
    notices = Revocation.objects.filter(application=OuterRef("id"), outcome="", answered_at__isnull=True)
    sent = Submission.objects.filter(application=OuterRef("id")).order_by("-instant")
    return (
        applications_of(person, role)
        .select_related("call", "enterprise")
        .annotate(number=Subquery(sent.values("number")[:1]), sent_at=Subquery(sent.values("instant")[:1]))
        .annotate(has_notice_of_revocation=Exists(notices))
        .order_by("-at", "id")
    )


def field_versions(application: Application) -> dict[str, int]:
    """The last version of every path, emptied ones included."""
    found = FieldHistory.objects.filter(application=application).order_by()
    return dict(found.values_list("path").annotate(Max("version")))


def siblings(application: Application, today: date) -> QuerySet[Application]:
    """The other applications to the call of the same enterprise or undertaking, save those withdrawn."""
    return (
        Application.objects.filter(
            Q(enterprise=application.enterprise_id) | Q(enterprise__in=_undertaking(application, today)),
            call=application.call_id,
        )
        .exclude(id=application.id)
        .exclude(state__in=("withdrawn", "disposed"))
        .select_related("enterprise")
        .order_by("at", "id")
    )


def _undertaking(application: Application, today: date) -> QuerySet[Enterprise]:
    """The enterprises that count as one with that of the application on a day."""
    lasts = Q(until__isnull=True) | Q(until__gte=today)
    mine = UndertakingMember.objects.filter(
        lasts, enterprise=application.enterprise_id, since__lte=today
    ).values("undertaking")
    members = UndertakingMember.objects.filter(lasts, undertaking__in=mine, since__lte=today)
    return Enterprise.objects.filter(memberships__in=members)
