"""Is every page in the access table, and does each refuse whom the table refuses?"""

from collections.abc import Iterator
from contextlib import suppress
from typing import cast
from uuid import UUID

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.db.utils import InternalError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bandolo.desk.models import Call, Person
from bandolo.desk.roles import ROLES, STAFF, Role
from bandolo.desk.web import access
from bandolo.desk.web.access import ACCESS
from bandolo.desk.web.gate import DeskRequest, Gate
from tests.desk.made import a_call, a_mandate, a_person, an_application, an_enterprise, logged_in

ZERO = UUID(int=0)


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


ROUTES = {str(one.name): one for one in patterns(get_resolver())}


def test_the_table_has_the_routes_and_no_other() -> None:
    assert sorted(ACCESS) == sorted(ROUTES)


def test_what_the_table_hands_over_is_in_the_address() -> None:
    assert [
        name for name, one in ACCESS.items() if one.of and one.of not in ROUTES[name].pattern.converters
    ] == []


def address_of(name: str, **known: object) -> str:
    kinds = {"uuid": ZERO, "slug": "none", "int": 0, "string": "none"}
    named = {
        key: known.get(key, kinds[type(converter).__name__.removesuffix("Converter").lower()])
        for key, converter in ROUTES[name].pattern.converters.items()
    }
    return reverse(name, kwargs=named)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_is_not_in_the_row_is_refused(role: Role) -> None:
    person = a_person(1, role) if role in STAFF else a_person(1)
    if role == "consultant":
        a_mandate(person, an_enterprise(1), a_person(2))
    client, others = logged_in(person, role), dict[str, tuple[int, int]]()
    for name, row in ACCESS.items():
        got, sent = (send(address_of(name)).status_code for send in (client.get, client.post))
        if row.who is None or role in row.who:
            # In: what comes after is the page's own answer, or that there is no such object.
            as_told = got != 403 and (sent == 405) is (row.mode == "read")
        else:
            as_told = (got, sent) == (403, 403)
        if not as_told:
            others[name] = (got, sent)
        if client.session.get("role") != role:
            client = logged_in(person, role)
    assert others == {}


@pytest.mark.django_db
def test_nobody_is_sent_to_log_in_where_people_work() -> None:
    others = dict[str, tuple[str, int]]()
    for name, row in ACCESS.items():
        to = Client().get(address_of(name)).headers.get("location", "")
        sent = Client().post(address_of(name)).status_code
        is_asked = to.startswith("/accesso/?next=")
        if is_asked if row.who is None else not is_asked or sent != 403:
            others[name] = (to, sent)
    assert others == {}


@pytest.mark.django_db
@pytest.mark.parametrize("of", ["application", "enterprise"])
@pytest.mark.parametrize("role", ["applicant", "consultant"])
def test_what_belongs_to_others_is_not_found(of: access.Object, role: Role) -> None:
    owner, other = a_person(1), a_person(2)
    mine, theirs = an_enterprise(1, owner), an_enterprise(2, other)
    delegate = a_person(3)
    a_mandate(delegate, mine, owner)
    edition = a_call()
    records = {
        "enterprise": (mine, theirs),
        "application": (an_application(edition, mine, owner), an_application(edition, theirs, other)),
    }
    who = owner if role == "applicant" else delegate
    seen = {one.id for one in records[of] if reach(of, one.id, who, role)}
    assert seen == {records[of][0].id}


def reach(of: access.Object, id: UUID, person: Person, role: Role) -> bool:
    """Whether the gate hands a record over to a page."""
    handed: list[object] = []

    def hand_over(_: object, **named: object) -> HttpResponse:
        handed.append(named[of])
        return HttpResponse()

    request = cast("DeskRequest", RequestFactory().get("/"))
    gate = Gate(lambda _: HttpResponse())
    request.user, request.session = person, SessionBase()
    gate(request)
    request.session["role"] = role
    request.resolver_match = type("Match", (), {"view_name": "probe"})()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(access.ACCESS, "probe", access.Access(access.PEOPLE, "read", of))
        with suppress(Http404):
            gate.process_view(request, hand_over, (), {of: id})
    return handed != []


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["read", "ask", "write"])
def test_a_page_that_is_read_cannot_write_and_one_that_is_sent_can(mode: access.Mode) -> None:
    def writes(_: object) -> HttpResponse:
        Call.objects.create(slug="made", body="x")
        return HttpResponse()

    gate = Gate(lambda _: HttpResponse())
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(access.ACCESS, "probe", access.Access(None, mode))
        for method in ("GET", "POST"):
            request = getattr(RequestFactory(), method.lower())("/")
            request.session = SessionBase()
            gate(request)
            request.user = type("Nobody", (), {"is_authenticated": False})()
            request.resolver_match = type("Match", (), {"view_name": "probe"})()
            if method == "GET" or mode == "ask":
                with pytest.raises(InternalError, match="read-only transaction"):
                    gate.process_view(request, writes, (), {})
            else:
                status = gate.process_view(request, writes, (), {}).status_code
                assert status == (405 if mode == "read" else 200)
    assert Call.objects.count() == (1 if mode == "write" else 0)
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("off",)
