"""How is a file handed over, to be saved and never to be run?"""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from bandolo.desk.outside.files import opened
from bandolo.desk.outside.uploads import AT_ONCE
from bandolo.desk.queries.scans import is_quarantined
from bandolo.desk.words import lang
from bandolo.papers.upload_kind import HEAD, kind_of
from bandolo.papers.upload_store import safe_headers


def saved_file(content: bytes, name: str) -> HttpResponse:
    """An answer that a browser saves under a name: of the type that its bytes tell, kept by no cache."""
    return HttpResponse(content, headers=dict(safe_headers(kind_of(content[:HEAD]), name)))


def kept_file(digest: str, name: str) -> HttpResponseBase:
    """The same of a file that was kept, a large one never whole in memory; one with a virus to nobody.

    OSError where it is gone or no longer what it was, before any of it is sent.
    """
    if is_quarantined(digest):
        return HttpResponse(render_to_string("quarantined.html", {"lang": lang()}), status=403)
    file, size = opened(digest)
    if size <= AT_ONCE:
        with file:
            return saved_file(file.read(), name)
    head = file.read(HEAD)
    file.seek(0)
    response = FileResponse(file)
    for header, value in safe_headers(kind_of(head), name).items():
        response[header] = value
    return response
