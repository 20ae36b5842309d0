"""What can programs ask without a login: the calls, the guide of each, and what it says to an application?"""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from bandolo.desk import clock
from bandolo.desk.models import Call
from bandolo.desk.queries.calls import PublishedCall, instant_to_judge, published_call, published_calls
from bandolo.desk.queries.editions import assessor_of, guide_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.rules.answer import answer, instant, words
from bandolo.rules.application import read_application
from bandolo.rules.consequences import consequences
from bandolo.rules.facts import read_instant
from bandolo.rules.load import LARGEST_FILE, RefusedError, parse, placed
from bandolo.rules.problem import Problem
from bandolo.rules.so_far import read_so_far

NAME = "application"


def calls(_: DeskRequest) -> HttpResponse:
    """Every published call with its course."""
    now = clock.now()
    return JsonResponse(
        {"version": 1, "at": instant(now), "calls": [_call(one) for one in published_calls(now)]}
    )


def guide(_: DeskRequest, call: Call) -> HttpResponse:
    """One call with its guide in Markdown, in both languages."""
    one = published_call(call, clock.now())
    texts = {lang: guide_of(one.edition, lang) for lang in ("it", "en")}
    return JsonResponse({"version": 1, **_call(one), "guide": texts})


# Nobody's session counts here, so there is nothing that another site could misuse.
@csrf_exempt
def assess(request: DeskRequest, call: Call) -> HttpResponse:
    """The answer of docs/answer-format.md to an application in TOML or JSON; 422 with every problem."""
    one = published_call(call, clock.now())
    text = request.body
    if len(text) > LARGEST_FILE:
        return _refused((Problem(NAME, 0, "", "is over 2 MB, which no application is"),), 413)
    assessor = assessor_of(one.edition)
    try:
        raw = parse(text, NAME)
        application, found = read_application(one.rules, raw, assessor.law)
        so_far, faults = read_so_far(one.rules, raw)
        if found or faults:
            return _refused(placed(NAME, text, [*found, *faults]), 422)
        stated = read_instant(raw["at"]) if "at" in raw else None
        at = stated or instant_to_judge(one.course, clock.now())
        assessment = assessor.assess(application, "submission", at)
        follows = consequences(assessment, application, assessor.law, so_far)
    except RefusedError as refused:
        return _refused(refused.problems, 422)
    except ValueError as problem:
        return _refused((Problem(NAME, 0, "at", str(problem)),), 422)
    digest = call.editions.values_list("sha256", flat=True).get(id=one.edition)
    return JsonResponse(answer(assessment, follows, digest))


def _call(one: PublishedCall) -> dict[str, object]:
    course = one.course
    return {
        "id": one.call.slug,
        "title": words(one.rules.title),
        "summary": words(one.rules.summary),
        "body": words(one.rules.body.name),
        "state": course.state,
        "opens": None if course.opens is None else instant(course.opens),
        "closes": None if course.closes is None else instant(course.closes),
        "last_instant": course.last_instant,
    }


def _refused(problems: tuple[Problem, ...], status: int) -> HttpResponse:
    listed = [{"line": one.line, "place": one.where, "message": one.message} for one in problems]
    return JsonResponse({"version": 1, "problems": listed}, status=status)
