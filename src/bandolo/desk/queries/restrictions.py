"""Is the treatment of a dossier's data restricted, since a person asked for it?"""

from django.db.models import QuerySet

from bandolo.desk.models import Application, DataRequest


def restrictions_of(application: Application) -> "QuerySet[DataRequest]":
    """The restrictions that hold on a dossier (Reg. (UE) 2016/679, art. 18)."""
    granted = DataRequest.objects.filter(kind="restriction", outcome="granted", lifted_at=None)
    return granted.filter(application=application).select_related("person", "answered_by").order_by("at")
