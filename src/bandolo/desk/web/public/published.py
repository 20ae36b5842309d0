"""Which acts and awards of a call are published, as page, as CSV and as JSON?"""

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import PublishedCall, published_call
from bandolo.desk.queries.inspections import samples_of
from bandolo.desk.queries.published import AWARD_WORDS, PublishedAward, published
from bandolo.desk.web.csv_file import csv_file
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import say
from bandolo.rules.money import show_cents

HEAD = ("beneficiario", "codice_fiscale", "importo_euro", "atto", "data_atto", "norma", "cup", "cor", "stato")


def acts(request: DeskRequest, call: Call) -> HttpResponse:
    """The page, with the files beside it."""
    now = clock.now()
    one = published_call(call, now)
    found = published(call, now)
    lists = [(_title(name), entries) for name, entries in found.lists.items()]
    editions = call.editions.order_by("number").defer("content", "cases")
    samples = samples_of(call)
    values = {"one": one, "found": found, "lists": lists, "editions": editions, "samples": samples}
    return TemplateResponse(request, "public/acts.html", values)


def awards_csv(_: DeskRequest, call: Call) -> HttpResponse:
    """The awards as CSV in UTF-8, one a line; amounts with a point before the cents."""
    now = clock.now()
    one = published_call(call, now)
    rows = (_cells(one, award) for award in published(call, now).awards)
    return csv_file(f"{call.slug}-concessioni.csv", HEAD, rows)


def acts_json(_: DeskRequest, call: Call) -> HttpResponse:
    """Acts, lists and awards as JSON."""
    now = clock.now()
    one, found = published_call(call, now), published(call, now)
    awards = [dict(zip(HEAD, _cells(one, award), strict=True)) for award in found.awards]
    lists = {name: [asdict(entry) for entry in entries] for name, entries in found.lists.items()}
    body = {"version": 1, "call": call.slug, "acts": [asdict(act) for act in found.acts]}
    samples = [one.as_json() for one in samples_of(call)]
    return JsonResponse({**body, "lists": lists, "awards": awards, "samples": samples})


def edition(_: DeskRequest, call: Call, number: int) -> HttpResponse:
    """The call file of an edition, byte for byte: the criteria themselves."""
    found = call.editions.filter(number=number).first()
    if found is None:
        return HttpResponse(status=404)
    response = HttpResponse(bytes(found.content), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-{number}.toml"'
    return response


def _cells(one: PublishedCall, award: PublishedAward) -> tuple[str, ...]:
    return (
        *(award.beneficiary, award.fiscal_code, show_cents(award.cents), award.act, award.dated.isoformat()),
        *(one.rules.title.it, award.cup, award.cor, AWARD_WORDS[award.state].it),
    )


def _title(name: str) -> str:
    return {
        "financed": say("Ammesse e finanziate", "Admitted and financed"),
        "waiting": say(
            "Ammesse, non finanziate per esaurimento dei fondi", "Admitted, not financed for lack of funds"
        ),
        "not_admitted": say("Non ammesse", "Not admitted"),
    }[name]
