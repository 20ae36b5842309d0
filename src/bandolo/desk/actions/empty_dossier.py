"""How are the data and files of a dossier destroyed, and what of it stays?"""

from collections.abc import Collection, Iterable

from django.db import connection
from django_tasks import task

from bandolo.desk.models import Application, ScannedFile
from bandolo.desk.outside.files import destroy
from bandolo.desk.outside.pieces import drop_pieces
from bandolo.desk.queries.dossier_archive import files_named_of, still_needed

# In one job; a dossier has some dozens.
A_JOB = 500


def files_of(application: Application) -> frozenset[str]:
    """The digests of all files that the rows and events of a dossier name, before they are emptied."""
    return frozenset(files_named_of(application))


def empty_dossier(application: Application, files: Collection[str]) -> None:
    """Empty a dossier that has come to the state "disposed", and let its files be destroyed after it.

    The database does it, and only where an adopted act lists the dossier or an erasure was granted of what
    was never sent (disposal.sql). To be called in the transaction that brought it there.
    """
    listed = sorted({*files, *_given_up(application)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT empty_dossier(%s)", [application.id])
    for at in range(0, len(listed), A_JOB):
        destroy_files.enqueue(listed[at : at + A_JOB])


def _given_up(application: Application) -> list[str]:
    """Remove the pieces of what was still on its way; the digests of what was whole already."""
    coming = list(application.arrivals.all())
    for one in coming:
        drop_pieces(one.id)
    return [one.sha256 for one in coming if one.sha256]


@task()
def destroy_files(digests: list[str]) -> None:
    """Destroy files that no dossier needs any longer; what is gone already is passed over."""
    destroy_unneeded(digests)


def destroy_unneeded(digests: Iterable[str]) -> None:
    """The same, now: a file of the same bytes in a dossier that is kept stays."""
    listed = set(digests)
    for digest in sorted(listed - still_needed(listed)):
        destroy(digest)
        ScannedFile.objects.filter(sha256=digest).delete()
