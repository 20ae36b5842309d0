"""How does somebody take the whole dossier away?"""

from tempfile import TemporaryFile

from django.http import FileResponse

from bandolo.desk.models import Application
from bandolo.desk.queries.dossier_archive import write_archive
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.web.gate import DeskRequest


def dossier_archive(_: DeskRequest, application: Application) -> FileResponse:
    """The archive, written to the disk and sent from there: memory holds one document of it at a time."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it once it is sent
    write_archive(application, file)
    file.seek(0)
    name = f"{reference_of(application)}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
