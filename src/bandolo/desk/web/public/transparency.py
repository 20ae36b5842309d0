"""Whom did the body give what in a year (D.Lgs. 33/2013, art. 27), and how does the catalogue list a call?"""

from django.http import Http404, HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.register_exports import (
    INCENTIVES,
    YEARLY,
    incentive_row,
    yearly_rows,
    years_of_awards,
)
from bandolo.desk.web.csv_file import csv_file
from bandolo.desk.web.gate import DeskRequest


def years(request: DeskRequest) -> HttpResponse:
    """The years that have a table."""
    return TemplateResponse(request, "public/transparency.html", {"years": years_of_awards()})


def year(request: DeskRequest, year: int) -> HttpResponse:
    """The table of a year, as a page."""
    rows = list(yearly_rows(year, _address(request)))
    if not rows:
        raise Http404
    values = {
        "year": year,
        "years": years_of_awards(),
        "rows": [dict(zip(YEARLY, row, strict=True)) for row in rows],
    }
    return TemplateResponse(request, "public/transparency.html", values)


def year_csv(request: DeskRequest, year: int) -> HttpResponse:
    """The same as CSV."""
    return csv_file(f"concessioni-{year}.csv", YEARLY, yearly_rows(year, _address(request)))


def year_json(request: DeskRequest, year: int) -> JsonResponse:
    """The same as JSON."""
    rows = [dict(zip(YEARLY, row, strict=True)) for row in yearly_rows(year, _address(request))]
    return JsonResponse({"version": 1, "year": year, "awards": rows})


def incentive(request: DeskRequest, call: Call) -> HttpResponse:
    """A call with the columns of the catalogue of incentives."""
    row = incentive_row(published_call(call, clock.now()), _address(request))
    return csv_file(f"{call.slug}-incentivo.csv", INCENTIVES, [row])


def _address(request: DeskRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
