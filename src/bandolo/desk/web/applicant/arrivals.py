"""How does a browser send a large file piece by piece, and go on where its line broke?

By tus 1.0 (tus.io: core, creation, termination), so that other programs can too.
"""

from base64 import b64decode
from binascii import Error
from collections.abc import Iterator, Mapping
from typing import cast, get_args
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.arrive import add_pieces, begin_arrival, drop_arrival
from bandolo.desk.actions.give_file import Place, PlaceKind
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Arrival
from bandolo.desk.outside.pieces import PIECE
from bandolo.desk.outside.uploads import LARGEST
from bandolo.desk.web.acting import actor_for, person_of
from bandolo.desk.web.applicant.pages_of import page_of_place
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import said

VERSION, OCTETS = "1.0.0", "application/offset+octet-stream"
MADE, DONE, MALFORMED, CONFLICT, OTHER_VERSION, TOO_LARGE, OTHER_TYPE = 201, 204, 400, 409, 412, 413, 415


def arrivals(request: DeskRequest, application: Application) -> HttpResponse:
    """Begin a file: its length and, in `Upload-Metadata`, its name and place; the answer names its address.

    Refused in words before any of it is sent where it is too large, by itself or beside the others.
    """
    if request.method != "POST":
        return _tus(HttpResponse(status=DONE))
    if request.headers.get("Tus-Resumable") != VERSION:
        return _tus(HttpResponse(status=OTHER_VERSION))
    told, length = _metadata(request.headers.get("Upload-Metadata", "")), _whole("Upload-Length", request)
    if told is None or length is None or told.get("kind") not in get_args(PlaceKind):
        return _tus(HttpResponse(status=MALFORMED))
    kind = cast("PlaceKind", told["kind"])
    place = Place(kind, told.get("document", "")[:100], told.get("record", "")[:100])
    actor = actor_for(request, application.enterprise)
    name, mark = told.get("name", ""), told.get("mark", "")
    begun = begin_arrival(application, place, name, mark, length, actor, clock.now())
    if isinstance(begun, Refusal):
        return _tus(HttpResponse(said(begun.words), status=TOO_LARGE, content_type="text/plain"))
    here = reverse("arrival", args=[application.id, begun.id])
    return _tus(HttpResponse(status=MADE, headers={"Location": here, "Upload-Offset": "0"}))


def arrival(request: DeskRequest, application: Application, arrival: UUID) -> HttpResponse:
    """One file: where it stands (GET, HEAD), its next bytes (PATCH), an end of it (DELETE, or a form)."""
    found = application.arrivals.filter(id=arrival).first()
    if found is None or (request.method == "PATCH" and found.by_id != person_of(request).id):
        raise Http404
    if request.method == "PATCH":
        return _tus(_more(request, found))
    if request.method in ("POST", "DELETE"):
        drop_arrival(application, found.id)
        if request.method == "DELETE":
            return _tus(HttpResponse(status=DONE))
        return HttpResponseRedirect(page_of_place(application, found))
    words = {"it": found.found.get("it", ""), "en": found.found.get("en", "")}
    response = JsonResponse({"state": found.state, "received": found.received, "size": found.size, **words})
    response["Upload-Offset"], response["Upload-Length"] = str(found.received), str(found.size)
    return _tus(response)


def _more(request: DeskRequest, found: Arrival) -> HttpResponse:
    if request.headers.get("Tus-Resumable") != VERSION:
        return HttpResponse(status=OTHER_VERSION)
    if request.content_type != OCTETS:
        return HttpResponse(status=OTHER_TYPE)
    offset, length = _whole("Upload-Offset", request), int(request.headers.get("Content-Length") or 0)
    if offset is None:
        return HttpResponse(status=MALFORMED)
    if offset + length > found.size:
        return HttpResponse(status=TOO_LARGE)
    at = add_pieces(found.id, offset, _chunks(request), clock.now())
    if at is None:
        return HttpResponse(status=CONFLICT)
    return HttpResponse(status=DONE, headers={"Upload-Offset": str(at)})


def _chunks(request: DeskRequest) -> Iterator[bytes]:
    """What comes, piece by piece; what came before the line broke counts."""
    while True:
        try:
            chunk = request.read(PIECE)
        except (UnreadablePostError, OSError):
            return
        if not chunk:
            return
        yield chunk


def _metadata(text: str) -> Mapping[str, str] | None:
    """The pairs of a name and a text in base64; None where they are none."""
    try:
        pairs = [one.strip().partition(" ") for one in text.split(",") if one.strip()]
        return {name: b64decode(value, validate=True).decode() for name, _, value in pairs}
    except (Error, ValueError):
        return None


def _whole(name: str, request: DeskRequest) -> int | None:
    text = request.headers.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(LARGEST)) + 3 else None


def _tus(response: HttpResponse) -> HttpResponse:
    for name, value in {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,termination",
        "Tus-Max-Size": str(LARGEST),
        "Cache-Control": "no-store",
    }.items():
        response[name] = value
    return response
