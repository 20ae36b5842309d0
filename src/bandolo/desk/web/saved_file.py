"""How is a file handed over, to be saved and never to be run?"""

from django.http import HttpResponse

from bandolo.desk.outside.files import kept
from bandolo.papers.upload_kind import HEAD, kind_of
from bandolo.papers.upload_store import safe_headers


def saved_file(content: bytes, name: str) -> HttpResponse:
    """An answer that a browser saves under a name: of the type that its bytes tell, kept by no cache."""
    return HttpResponse(content, headers=dict(safe_headers(kind_of(content[:HEAD]), name)))


def kept_file(digest: str, name: str) -> HttpResponse:
    """The same of a file that was kept; OSError where it is gone or no longer what it was."""
    return saved_file(kept(digest), name)
