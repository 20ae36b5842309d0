"""What goes to the registers of the State about the awards of a call, and which codes come back?"""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.import_codes import COLUMNS, import_codes
from bandolo.desk.models import Award, Call
from bandolo.desk.queries.imported_table import MOST_BYTES, Fault
from bandolo.desk.queries.register_exports import CUP, RNA, cup_rows, rna_rows
from bandolo.desk.web.acting import actor_of
from bandolo.desk.web.csv_file import csv_file
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import say
from bandolo.rules.rule import Words


def register_files(request: DeskRequest, call: Call) -> HttpResponse:
    """What can be taken away and what can be brought in."""
    return _shown(request, call)


def rna(request: DeskRequest, call: Call) -> HttpResponse:
    """The awards without COR, for the state-aid register; `car` is the register's code of the measure."""
    car = request.GET.get("car", "")
    return csv_file(
        f"{call.slug}-rna.csv", RNA, rna_rows(call, car, request.build_absolute_uri("/").rstrip("/"))
    )


def cup(_: DeskRequest, call: Call) -> HttpResponse:
    """The awards without CUP, for the system of project codes."""
    return csv_file(f"{call.slug}-cup.csv", CUP, cup_rows(call))


def codes(request: DeskRequest, call: Call) -> HttpResponse:
    """Bring in the codes that the registers gave."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("register_files", args=[call.slug]))
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > MOST_BYTES:
        words = Words(it="allega un CSV, di al massimo 10 MB", en="attach a CSV, of 10 MB at most")
        return _shown(request, call, [Fault(1, "", words)])
    outcome = import_codes(call, file.read(), actor_of(request), clock.now())
    if isinstance(outcome, list):
        return _shown(request, call, outcome)
    messages.success(request, say(f"Codici registrati: {outcome}.", f"Codes recorded: {outcome}."))
    return HttpResponseRedirect(reverse("register_files", args=[call.slug]))


def _shown(request: DeskRequest, call: Call, faults: list[Fault] | None = None) -> HttpResponse:
    awards = Award.objects.filter(application__call=call, state__in=("granted", "effective"))
    values = {
        "call": call,
        "without_cor": awards.filter(cor="").count(),
        "without_cup": awards.filter(cup="").count(),
        "columns": ";".join(COLUMNS),
        "faults": faults or [],
        "can_import": request.role in ("officer", "accountant"),
    }
    return TemplateResponse(request, "officer/register_files.html", values, status=422 if faults else 200)
