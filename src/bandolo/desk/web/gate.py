"""May this person open this page, and what may the page do?

A page that is only read runs in a transaction in which the database refuses every write; so does the showing
of a form. What is written is written by actions, each in a transaction of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails

from bandolo.desk.actions.take_in import take_in
from bandolo.desk.models import Application, Enterprise, Person
from bandolo.desk.queries.editions import takes_own_accounts
from bandolo.desk.queries.roles import roles_of
from bandolo.desk.queries.visible import enterprises_of, visible
from bandolo.desk.roles import OUTSIDE, STAFF, Role
from bandolo.desk.web.access import ACCESS, Access, Mode
from bandolo.desk.web.errors import length_required, too_large
from bandolo.desk.web.people.entering import is_over, leave, level_of

SAFE = ("GET", "HEAD")
METHODS: Mapping[Mode, tuple[str, ...]] = {
    "read": SAFE,
    "ask": (*SAFE, "POST"),
    "write": (*SAFE, "POST"),
    "exchange": (*SAFE, "POST"),
    "pieces": (*SAFE, "POST", "PATCH", "DELETE"),
}
TWO_FACTORS = 2
# Of what has come to the lines, in one request; the worker takes in the rest.
MOST_TAKEN_IN = 100
View = Callable[..., HttpResponseBase]


class DeskRequest(HttpRequest):
    """A request that came through the gate: who asks, in which of their roles, for which enterprise."""

    person: Person | None
    roles: tuple[Role, ...]
    role: Role | None
    level: int
    enterprise: Enterprise | None
    htmx: HtmxDetails


class Gate:
    """The one place through which every request comes to its page."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: DeskRequest) -> HttpResponseBase:
        """Take everybody for nobody until `process_view` knows the page; read no body that is too large."""
        refused = _refused_unread(request)
        if refused is not None:
            return refused
        if "\0" in (request.session.session_key or ""):
            # PostgreSQL cannot even look it up: no session has such a key.
            request.session = type(request.session)()
        request.person, request.roles, request.role = None, (), None
        request.level, request.enterprise = 0, None
        return self.get_response(request)

    def process_view(
        self, request: DeskRequest, view: View, _: tuple[object, ...], named: dict[str, Any]
    ) -> HttpResponseBase:
        """Run the page as its row in the access table says."""
        match = request.resolver_match
        access = ACCESS[match.view_name if match else ""]
        _without_nul(request)
        _introduce(request)
        if access.who is not None and request.role not in access.who:
            if request.person is None and request.method in SAFE:
                return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
            raise PermissionDenied
        if access.who is not None and not _is_sure_enough(request, access, named):
            return _sent_to_enter_again(request, access)
        allowed = METHODS[access.mode]
        if request.method not in allowed:
            return HttpResponseNotAllowed(allowed)
        if access.who is not None:
            # Whoever works sees every place that the line has given, wherever it was sent from.
            take_in(MOST_TAKEN_IN)
        if access.mode == "exchange" or (request.method not in SAFE and access.mode in ("write", "pieces")):
            return _shown(request, view, named, access.of)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            return _shown(request, view, named, access.of)


def _refused_unread(request: HttpRequest) -> HttpResponse | None:
    """What is answered to a body that nobody will read: too large, or of a length that it does not state."""
    if request.headers.get("transfer-encoding"):
        return length_required(request)
    stated = request.headers.get("content-length") or "0"
    if not stated.isdecimal() or int(stated[:20]) > settings.LARGEST_REQUEST:
        return too_large(request)
    return None


def _without_nul(request: DeskRequest) -> None:
    """Drop the sign that PostgreSQL cannot keep and nobody means to type: the rest of a text is not lost."""
    for name in ("GET", "POST"):
        given: QueryDict = getattr(request, name)
        if any("\0" in text for _, texts in given.lists() for text in texts):
            cleaned = given.copy()
            for key, texts in given.lists():
                cleaned.setlist(key, [text.replace("\0", "") for text in texts])
            setattr(request, name, cleaned)


def _introduce(request: DeskRequest) -> None:
    """Say who asks: the person of the session, the roles held now, and the one chosen among them."""
    # Whoever has no session is nobody, and no question is put to the database.
    if not request.user.is_authenticated:
        return
    if is_over(request):
        leave(request)
        return
    request.person, request.level = request.user, level_of(request)
    held = roles_of(request.person)
    # The body's own work asks for two factors.
    sure = request.level >= TWO_FACTORS
    request.roles = tuple(role for role in held if sure or role not in STAFF) or OUTSIDE[:1]
    chosen = request.session.get("role")
    request.role = chosen if chosen in request.roles else next(iter(request.roles), None)
    if request.role in OUTSIDE and "enterprise" in request.session:
        mine = enterprises_of(request.person, request.role)
        request.enterprise = mine.filter(id=request.session["enterprise"]).first()


def _is_sure_enough(request: DeskRequest, access: Access, named: dict[str, Any]) -> bool:
    """Whether the person is known as surely as the page asks, or as the call of its application allows."""
    if request.level >= access.level:
        return True
    if access.of != "application":
        return False
    found = visible("application", named["application"], request.person, request.role)
    return isinstance(found, Application) and takes_own_accounts(found.edition_id)


def _sent_to_enter_again(request: DeskRequest, access: Access) -> HttpResponse:
    """To the ways in, and from there back to the page that was open: what it had saved is saved."""
    here = request.get_full_path() if request.method in SAFE else request.headers.get("referer", "")
    return redirect(f"{reverse('login')}?{urlencode({'level': str(access.level), 'next': here})}")


def _shown(request: DeskRequest, view: View, named: dict[str, Any], of: str | None) -> HttpResponseBase:
    if of is not None:
        found = visible(of, named[of], request.person, request.role)
        if found is None:
            raise Http404
        named = {**named, of: found}
        if request.role in OUTSIDE:
            request.enterprise = _for_whom(found) or request.enterprise
    response = view(request, **named)
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if request.person is not None:
        # No cache that others share keeps what a person saw, and no disk the files that they took away.
        kept = "private, no-store" if response.has_header("Content-Disposition") else "private"
        response.headers.setdefault("Cache-Control", kept)
    return response


def _for_whom(found: object) -> Enterprise | None:
    """The enterprise that a record belongs to: on its pages, that is the one acted for."""
    if isinstance(found, Application):
        return found.enterprise
    return found if isinstance(found, Enterprise) else None
