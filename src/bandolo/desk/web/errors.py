"""What does a person read when a page cannot be shown?

These pages ask the database nothing: it may be what is away.
"""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from bandolo.desk.words import lang


def bad_request(_: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense."""
    del exception
    return _page("400.html", 400)


def forbidden(_: HttpRequest, exception: Exception) -> HttpResponse:
    """403: another role may, this one may not."""
    del exception
    return _page("403.html", 403)


def not_found(_: HttpRequest, exception: Exception) -> HttpResponse:
    """404: there is no such page, or it belongs to others."""
    del exception
    return _page("404.html", 404)


def length_required(_: HttpRequest) -> HttpResponse:
    """411 (RFC 9110, 15.5.12): whoever sends something says first how long it is, as every browser does."""
    return _page("411.html", 411)


def too_large(_: HttpRequest) -> HttpResponse:
    """413: more was sent than any page takes."""
    return _page("413.html", 413)


def broken(_: HttpRequest) -> HttpResponse:
    """503 where the database is away for a moment, else 500; nothing is half done in either case."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = _page("503.html", 503)
        response["Retry-After"] = "10"
        return response
    return _page("500.html", 500)


def stale_form(_: HttpRequest, reason: str) -> HttpResponse:
    """403: a form without its token, as after a login in another window."""
    del reason
    return _page("stale.html", 403)


def _page(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"lang": lang()}), status=status)
