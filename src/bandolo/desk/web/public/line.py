"""Who can see that nobody was moved in the line of a call: which log is public, as page, JSON and file?"""

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import published_call
from bandolo.desk.queries.line import line_at
from bandolo.desk.queries.public_log import PublicHead, entries, growth_proof, heads, log_lines, public_keys
from bandolo.desk.web.gate import DeskRequest
from bandolo.intake.instants import show_micros, to_micros

SHOWN, LONGEST = 100, 1_000
FIRST_VERSION = 1


def page(request: DeskRequest, call: Call) -> HttpResponse:
    """The last places of a line, its signed head, and where to get the rest."""
    found = line_at(call.slug)
    size = found.line.size if found else 0
    until = _number(request, "until", size)
    shown = entries(call.slug, until, SHOWN)
    values = {
        "one": published_call(call, clock.now()),
        "line": found.line if found else None,
        "head": next(iter(heads(call.slug, size, 1)), None),
        "heads": heads(call.slug, size, 20),
        "keys": public_keys(),
        "entries": shown,
        "newer": min(until + SHOWN, size) if until < size else None,
        "older": shown[-1].position - 1 if shown and shown[-1].position > 1 else None,
    }
    return TemplateResponse(request, "public/arrivals.html", values)


def as_json(request: DeskRequest, call: Call) -> HttpResponse:
    """The same for programs; `?until=` and `?most=` say which entries."""
    found = line_at(call.slug)
    size = found.line.size if found else 0
    most = min(_number(request, "most", SHOWN), LONGEST)
    until = _number(request, "until", size)
    body = {
        "version": FIRST_VERSION,
        "call": call.slug,
        "size": size,
        "accepted": found.line.number if found else 0,
        "keys": public_keys(),
        "heads": [_head(call, one) for one in heads(call.slug, size, SHOWN)],
        "entries": [
            {**one._asdict(), "at": show_micros(to_micros(one.at))}
            for one in reversed(entries(call.slug, until, most))
        ],
    }
    return JsonResponse(body)


def as_file(_: DeskRequest, call: Call) -> HttpResponseBase:
    """The whole log, which `bandolo receipt verify --log` reads."""
    found = line_at(call.slug)
    if found is None:
        raise Http404
    lines = log_lines(call.slug, found.line.size)
    response = StreamingHttpResponse(lines, content_type="text/plain; charset=us-ascii")
    response["Content-Disposition"] = f'attachment; filename="{call.slug}-registro.txt"'
    return response


def growth(_: DeskRequest, call: Call, earlier: int, later: int) -> HttpResponse:
    """What proves that one published head grew to another, without any entry."""
    ends = [next(iter(heads(call.slug, size, 1)), None) for size in (earlier, later)]
    first, last = ends
    if not 0 < earlier <= later or first is None or last is None:
        raise Http404
    if (first.size, last.size) != (earlier, later):
        raise Http404
    body = {
        "version": FIRST_VERSION,
        "keys": public_keys(),
        "earlier": _head(call, first),
        "later": _head(call, last),
        "proof": growth_proof(call.slug, earlier, later),
    }
    return JsonResponse(body)


def _head(call: Call, one: PublicHead) -> dict[str, object]:
    """A head with the very text that was signed."""
    text = f"bandolo-head-1.{call.slug}.{one.size}.{one.root}.{to_micros(one.at)}"
    return {"size": one.size, "root": one.root, "text": text, "key": one.key, "signature": one.signature}


def _number(request: DeskRequest, name: str, default: int) -> int:
    given = request.GET.get(name, "")
    return (
        int(given)
        if given.isascii() and given.isdigit() and len(given) < len("1000000000000000")
        else default
    )
