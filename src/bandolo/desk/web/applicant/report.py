"""How does a beneficiary fill in a page of the report of expenses, with or without JavaScript?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.change_records import add_record, remove_record
from bandolo.desk.actions.pass_report_step import pass_report_step
from bandolo.desk.actions.save_fields import Outcome, Typed
from bandolo.desk.actions.save_report import save_report
from bandolo.desk.flow import AFTER_AWARD, STATE_WORDS, Refusal, verbs_of
from bandolo.desk.models import Application, Arrival
from bandolo.desk.queries.applications import field_versions
from bandolo.desk.queries.arriving import arriving
from bandolo.desk.queries.form import options_of, request_paper
from bandolo.desk.queries.handed import Difference, HandedNow, handed_now
from bandolo.desk.queries.later import current_report
from bandolo.desk.queries.report_findings import Item, asked_of, found_of_facts, items_of
from bandolo.desk.queries.report_form import ReportPage
from bandolo.desk.queries.report_now import PageNow, ReportNow, lacks_of, report_now, required_papers
from bandolo.desk.queries.room import room_of
from bandolo.desk.queries.scans import scans_of
from bandolo.desk.typed import shown_value
from bandolo.desk.web.acting import actor_for
from bandolo.desk.web.applicant.boxes import Box, box_of
from bandolo.desk.web.applicant.report_panel import found_words, panel_of_report, shown_reasons
from bandolo.desk.web.applicant.step import UNSAVED, Sent, typed_in
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.words import lang, said, say
from bandolo.rules.rule import Words

_SAVED = Words(it="Fase superata: la data resta fissa.", en="Step passed: its date is fixed.")


def report(request: DeskRequest, application: Application) -> HttpResponse:
    """The page to go on with."""
    del request
    found = _found(application)
    return HttpResponseRedirect(page_address(application, found.first_incomplete.page.id))


def report_page(request: DeskRequest, application: Application, page: str) -> HttpResponse:
    """Show a page, or save what was typed in it: one field (htmx) or the whole of it."""
    now = clock.now()
    one = _found(application).page_now(page)
    if one is None:
        raise Http404
    if request.method != "POST":
        return show_page(request, application, page)
    typed, actor = typed_in(request), actor_for(request, application.enterprise)
    outcomes = save_report(application, typed, request.POST.get("edition", ""), actor, now)
    if request.htmx:
        return _fragment(request, application, typed, outcomes)
    texts = {each.path: each.texts for each in typed}
    if isinstance(outcomes, Refusal):
        sent: Sent = {path: (None, given) for path, given in texts.items()}
        return show_page(request, application, page, said(outcomes.words), sent)
    unsaved = {each.path: (each, texts[each.path]) for each in outcomes if each.status in UNSAVED}
    if unsaved:
        return show_page(request, application, page, "", unsaved, 409)
    refused = _change(request, application, one.page)
    if refused is not None:
        return show_page(request, application, page, said(refused.words))
    return HttpResponseRedirect(_onward(request, application, one, outcomes))


def page_address(application: Application, page: str) -> str:
    """The address of a page of the report."""
    return reverse("report_page", kwargs={"application": application.id, "page": page})


def _found(application: Application) -> ReportNow:
    # Without an award there is nothing to report, and nothing is left of a dossier that was disposed of.
    if application.state not in (*AFTER_AWARD, "lapsed"):
        raise Http404
    return report_now(application, clock.now())


def _change(request: DeskRequest, application: Application, page: ReportPage) -> Refusal | None:
    """Add or remove a record, or pass the page for good, where that was the button."""
    actor, now = actor_for(request, application.enterprise), clock.now()
    if (kind := request.POST.get("add", "")) in page.kinds:
        added = add_record(application, kind, actor, now, "edit_report")
        return added if isinstance(added, Refusal) else None
    if "remove" in request.POST:
        kind, _, record = request.POST["remove"].partition("/")
        return remove_record(application, kind, record, actor, now, "edit_report")
    if "pass" in request.POST:
        passed = pass_report_step(application, page.id, actor, now)
        if isinstance(passed, Refusal):
            return passed
        messages.success(request, said(_SAVED))
    return None


def _onward(request: DeskRequest, application: Application, one: PageNow, outcomes: Sequence[Outcome]) -> str:
    """The next page where that was asked for and it is open; this one where something is to be mended."""
    here = page_address(application, one.page.id)
    wrong = next((each for each in outcomes if each.problem), None)
    if wrong is not None:
        return f"{here}#{wrong.path.replace('/', '-')}"
    if "onward" in request.POST or "pass" in request.POST:
        pages = _found(application).pages
        at = next(number for number, each in enumerate(pages) if each.page.id == one.page.id)
        following = pages[min(at + 1, len(pages) - 1)]
        return page_address(application, following.page.id) if following.is_open else f"{here}#why"
    return f"{here}#last" if "add" in request.POST else here


def show_page(
    request: DeskRequest,
    application: Application,
    page: str,
    problem: str = "",
    sent: Sent | None = None,
    status: int | None = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A page of the report with what was typed; `problems` are those of papers, by their id."""
    application.refresh_from_db(fields=["state"])
    values = frame_of_report(request, application, page)
    now, items = values["report_now"], values["items"]
    one: PageNow = now.page_now(page)
    versions = field_versions(application)
    can_edit = values["can_edit"]
    found = found_of_facts(now)
    values |= {
        "problem": problem,
        "boxes": [
            (box, found_words(now, found.get(box.path, ())))
            for box in _boxes(now, one.page, versions, sent or {})
        ],
        "kinds": [
            _kind(now, kind, items, versions, sent or {}, values["handed"], values["arriving"])
            for kind in one.page.kinds
        ],
        "papers": papers_of_page(now, "", problems or {}, values["arriving"]) if one.page.has_papers else [],
        "can_edit": can_edit and one.is_open and not one.is_fixed,
        "reasons": shown_reasons(now, one.reasons),
        "conflicts": [path for path, (outcome, _) in (sent or {}).items() if outcome],
        "paper_problems": problems or {},
        "itself": request_paper(now.rules),
    }
    code = status or (422 if problem or problems else 200)
    return TemplateResponse(request, "applicant/report.html", values, status=code)


def frame_of_report(request: DeskRequest, application: Application, page: str) -> dict[str, Any]:
    """What the templates of the report share."""
    at = clock.now()
    now = report_now(application, at)
    items, lacks, handed = items_of(now, at), lacks_of(now), handed_now(now)
    one = now.page_now(page)
    coming = arriving(application)
    digests = [*(each.sha256 for each in now.told.attached), *(each.sha256 for each in handed.papers)]
    pages = [
        {"now": each, "href": page_address(application, each.page.id), "words": said(each.page.words)}
        for each in now.pages
    ]
    place = next((number for number, each in enumerate(now.pages) if one and each is one), -1)
    return {
        "application": application,
        "rules": now.rules,
        "report_now": now,
        "items": items,
        "pages": pages,
        "one": one,
        "following": pages[place + 1] if 0 <= place < len(pages) - 1 else None,
        "state": STATE_WORDS[application.state],
        "can_edit": now.can_edit and "edit_report" in verbs_of(application.state, request.role),
        "can_send": "send_report" in verbs_of(application.state, request.role),
        "panel": panel_of_report(now, items, lacks),
        "handed": handed,
        "drawn": (drawn := current_report(application)),
        "arriving": coming,
        "arriving_signed": [each for each in coming if each.kind == "report_signed"],
        "room": room_of(application, "reporting"),
        "scans": scans_of([*digests, drawn.signed_sha256] if drawn else digests),
        "late": application.reports.filter(late_at__isnull=False).order_by("-late_at").first(),
        "now": at,
    }


def _boxes(now: ReportNow, page: ReportPage, versions: Mapping[str, int], sent: Sent) -> list[Box]:
    asked = now.asked(page)
    return [
        box_of(now.rules, path, fact, now.told, versions.get(path, 0), sent.get(path))
        for fact in asked
        if (path := f"fact/{fact.id}")
    ]


def _kind(
    now: ReportNow,
    kind: str,
    items: Sequence[Item],
    versions: Mapping[str, int],
    sent: Sent,
    handed: HandedNow,
    coming: Sequence[Arrival],
) -> dict[str, Any]:
    """The records of a kind with their boxes, what was found of each, its papers."""
    by_path = {item.path: item for item in items}
    words = next(one.words for one in now.rules.records if one.id == kind)
    groups = []
    for number, id in enumerate(now.told.items.get(kind, ()), 1):
        place = f"record/{kind}/{id}"
        item = by_path.get(place)
        boxes = [
            box_of(now.rules, path, fact, now.told, versions.get(path, 0), sent.get(path))
            for fact in asked_of(now, kind, id)
            if (path := f"{place}/{fact.id}")
        ]
        groups.append(
            {
                "id": id,
                "record": f"{kind}/{id}",
                "key": place.replace("/", "-"),
                "number": number,
                "boxes": boxes,
                "item": item,
                "found": found_words(now, [one for one in item.found if not one.is_open]) if item else [],
                "incomplete": said(now.later.assessed.left_out[place])
                if place in now.later.assessed.left_out
                else "",
                "papers": papers_of_page(now, f"{kind}/{id}", {}, coming),
                "laid": (laid := handed.of_record(id) if kind == "invoice" else None),
                "differences": [_different(now, each) for each in laid.differences] if laid else [],
            }
        )
    return {"id": kind, "words": words, "groups": groups}


def _different(now: ReportNow, one: Difference) -> dict[str, str]:
    """Where a file says something else than what stands, in words."""
    names = {id: said(words) for id, words in options_of(now.rules, one.fact)}
    names |= {"yes": say("sì", "yes"), "no": "no"}

    def shown(value: object) -> str:
        if value is None or isinstance(value, dict):
            return "–"
        text = shown_value(one.fact, value, lang())
        return ", ".join(names.get(each, each) for each in ([text] if isinstance(text, str) else text))

    return {
        "ask": said(one.fact.ask),
        "stands": shown(one.stands),
        "proposed": shown(one.proposed),
        "because": said(one.because),
    }


def papers_of_page(
    now: ReportNow, record: str, problems: Mapping[str, str], coming: Sequence[Arrival]
) -> list[dict[str, Any]]:
    """The papers due once, or for a record, with the files given for each."""
    required = required_papers(now)
    kind = record.partition("/")[0] or None
    return [
        {
            "document": one,
            "record": record,
            "key": f"{one.id}-{record.replace('/', '-')}" if record else one.id,
            "required": required.get(one.id),
            "files": [each for each in now.told.attached if (each.document, each.record) == (one.id, record)],
            "arriving": [
                each
                for each in coming
                if (each.kind, each.document, each.record) == ("report", one.id, record)
            ],
            "problem": problems.get(one.id, ""),
        }
        for one in now.form.papers
        if one.per == kind
    ]


def _fragment(
    request: DeskRequest,
    application: Application,
    typed: Sequence[Typed],
    outcomes: Sequence[Outcome] | Refusal,
) -> HttpResponse:
    """What stands beside each field that was sent, and the panel as it is now."""
    values = frame_of_report(request, application, "")
    now: ReportNow = values["report_now"]
    texts = {one.path: one for one in typed}
    if isinstance(outcomes, Refusal):
        outcomes = [Outcome(one.path, "gone", one.version, outcomes.words) for one in typed]
    boxes = [
        box_of(now.rules, one.path, fact, now.told, one.version, (one, texts[one.path].texts))
        for one in outcomes
        if (fact := now.form.fact_at(one.path)) is not None
    ]
    return TemplateResponse(request, "applicant/report_saved.html", {**values, "boxes": boxes})
