"""Which entries does a call bring to its ranking now, and which acts were adopted before?"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from bandolo.desk.models import Act, Application, Call, Finding, Submission, UndertakingMember
from bandolo.desk.queries.checklist import checklist_of
from bandolo.desk.queries.editions import assessor_of, rules_of
from bandolo.desk.queries.freed import freed_of, gone_from
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.standing import Inputs, Standing, ordered_by, standing_after
from bandolo.desk.queries.statement import Statement, statements_of
from bandolo.rules.aid import Aid
from bandolo.rules.assess import Assessment
from bandolo.rules.call import Call as Rules
from bandolo.rules.costs import LineOutcome
from bandolo.rules.deadlines import Due, due
from bandolo.rules.money import show_cents
from bandolo.rules.score import PREFIX, score_values

RANKED_STATES = ("submitted", "review", "supplement", "notice", "proposed", "admissible", "refused")
# It stays pending, as one whose review is open: its dossier says why it cannot be assessed.
_NOT_ASSESSED = {"grant": "0.00"}


def last_rules(call: Call) -> Rules:
    """What the last edition of a call says."""
    return rules_of(call.editions.order_by("-number").values_list("id", flat=True)[0])


def adopted_acts(call: Call) -> list[Act]:
    """The acts that made the lists of a call what they are, in order."""
    made = call.formal_acts.filter(adopted_at__isnull=False, ranking__isnull=False)
    return list(made.select_related("ranking").order_by("adopted_at"))


def adopted_steps(acts: Iterable[Act]) -> list[Inputs]:
    """The inputs of adopted acts in order."""
    return [act.ranking.result["inputs"] for act in acts if act.ranking is not None]


def references_of(call: Call) -> dict[str, Application]:
    """The applications of a call by the name that acts give them."""
    sent = Submission.objects.filter(call=call).select_related("application__enterprise").order_by("number")
    last = {one.application_id: one for one in sent}
    return {reference(call, one.number): one.application for one in last.values()}


def reference(call: Call, number: int) -> str:
    """The name of an application in acts."""
    return f"{call.slug}-{number:06d}"


def ranking_step(call: Call, now: datetime) -> Inputs:
    """The applications that no adopted act has placed, as the review left them; ten questions in all."""
    listed = Application.objects.filter(call=call, state__in=RANKED_STATES).select_related("enterprise")
    applications = list(listed)
    statements = statements_of(applications)
    findings: dict[UUID, list[Finding]] = defaultdict(list)
    found = Finding.objects.filter(review__application__in=applications).select_related("review")
    for finding in found.order_by("at", "id"):
        findings[finding.review.application_id].append(finding)
    sent = {
        one.application_id: one
        for one in Submission.objects.filter(application__in=applications).order_by("number")
    }
    grouped = UndertakingMember.objects.filter(until__isnull=True)
    undertakings = dict(grouped.values_list("enterprise_id", "undertaking_id"))
    costs, approved = dict[str, int](), dict[str, Any]()
    entries = []
    for one in applications:
        if one.id in sent:
            name = reference(call, sent[one.id].number)
            undertaking = undertakings.get(one.enterprise_id, one.enterprise_id)
            head: dict[str, Any] = {
                "id": name,
                "enterprise": str(one.enterprise_id),
                "undertaking": str(undertaking),
            }
            head |= {"submitted_at": sent[one.id].instant.isoformat(), "number": sent[one.id].number}
            result, assessment = _result(one, statements[one.id], findings[one.id], now)
            costs[name] = assessment.outcome.admitted_total if assessment else 0
            approved[name] = approved_by(assessment) if assessment else {}
            entries.append({**head, **result})
    entries.sort(key=lambda entry: entry["number"])
    return {
        "kind": "ranking",
        "as_of": now.isoformat(),
        "funds": funds_of(call).budget,
        "entry": entries,
        "costs": costs,
        "approved": approved,
    }


def draw_step(call: Call, acts: Sequence[Act], now: datetime) -> Inputs:
    """What came free since the last act within the call's term (VDI-39), with funds added since (VDI-7)."""
    rules = last_rules(call)
    steps = adopted_steps(acts)
    known = steps[0]["funds"] + sum(step.get("added", 0) for step in steps)
    added = funds_of(call).budget - known
    until = freed_until(rules, acts)
    drawn = [step for step in steps if step["kind"] == "draw"]
    before = {name for step in drawn for name in step["gone"]}
    counted = {entry for step in drawn for entry in step["releases"]}
    out = gone_from(call)
    gone = [name for name, one in references_of(call).items() if str(one.id) in out and name not in before]
    came = [one for one in freed_of(call) if one.entry not in counted]
    in_term = [one for one in came if until is None or one.day <= until.day]
    freed = sum(one.cents for one in in_term)
    return {
        "kind": "draw",
        "as_of": now.isoformat(),
        "freed": freed + added,
        "added": added,
        "freed_on": max(one.day for one in in_term).isoformat() if freed else None,
        "until": until.day.isoformat() if until is not None and freed else None,
        "gone": sorted(gone),
        "releases": [one.entry for one in in_term],
    }


def standing_now(call: Call, acts: Sequence[Act], now: datetime) -> Standing:
    """The lists as an act of this instant would leave them: what came free is drawn, then the new are placed.

    NotRankedError where there is nothing to rank yet.
    """
    return standing_after(last_rules(call), steps_now(call, acts, now))


def steps_now(call: Call, acts: Sequence[Act], now: datetime) -> list[Inputs]:
    """The steps that lead there."""
    steps = adopted_steps(acts)
    rules = last_rules(call)
    if acts and rules.allocation is not None and rules.allocation.waiting_list is not None:
        drawn = draw_step(call, acts, now)
        steps += [drawn] if drawn["freed"] or drawn["gone"] else []
    new = ranking_step(call, now)
    return [*steps, *([new] if new["entry"] else [])]


def supposed(
    call: Call, acts: Sequence[Act], added: int, without: Collection[str], now: datetime
) -> Standing:
    """The lists if the budget were raised by so many cents and some dropped out: nothing is kept of it."""
    steps = steps_now(call, acts, now)
    new = steps[-1] if steps and steps[-1]["kind"] == "ranking" and len(steps) > len(acts) else None
    if new is not None:
        entries = [entry for entry in new["entry"] if entry["id"] not in without]
        steps[-1] = {**new, "entry": entries, "funds": new["funds"] + (0 if acts else added)}
    if acts:
        listed = standing_after(last_rules(call), steps).lists
        gone = {award.placed.entry.id: award.amount for award in listed.financed}
        gone |= {placed.entry.id: 0 for placed in listed.waiting}
        out = sorted(set(without) & gone.keys())
        freed = added + sum(gone[id] for id in out)
        steps.append({"kind": "draw", "freed": freed, "freed_on": None, "until": None, "gone": out})
    return standing_after(last_rules(call), steps)


def freed_until(rules: Rules, acts: Sequence[Act]) -> Due | None:
    """The last day on which funds that come free can be drawn on, counted from the first act."""
    return _term(rules, acts, "freed_within")


def approved_until(rules: Rules, acts: Sequence[Act]) -> Due | None:
    """The last day on which a draw can be approved."""
    return _term(rules, acts, "approved_within")


def _term(rules: Rules, acts: Sequence[Act], field: str) -> Due | None:
    waiting = rules.allocation.waiting_list if rules.allocation is not None else None
    id = getattr(waiting, field, None)
    by_id = {one.id: one for one in rules.deadlines}
    if id is None or not acts or acts[0].dated is None:
        return None
    events = {"award": acts[0].dated}
    deadline = by_id[id]
    if deadline.counted_from in by_id:
        before = due(by_id[deadline.counted_from], events)
        if not isinstance(before, Due):
            return None
        events[deadline.counted_from] = before.day
    found = due(deadline, events)
    return found if isinstance(found, Due) else None


def _result(
    application: Application, statement: Statement, findings: Sequence[Finding], now: datetime
) -> tuple[dict[str, Any], Assessment | None]:
    """What the review and the committee left of an application, and the assessment that it rests on."""
    rules = rules_of(application.edition_id)
    read, problems = statement.read(rules)
    if problems:
        return dict(_NOT_ASSESSED), None
    try:
        assessment = assessor_of(application.edition_id).assess(read, "review", now)
    except ValueError:
        return dict(_NOT_ASSESSED), None
    checklist = checklist_of(assessment, findings)
    facts = statement.tables["facts"]
    entry: dict[str, Any] = {
        "grant": show_cents(assessment.outcome.aid.total),
        "facts": {name: facts[name] for name in sorted(ordered_by(rules)) if name in facts},
    }
    members = {one.name: one.aid.total for one in assessment.outcome.entities}
    # What belongs to nobody known is nobody's part: until it is told, the parts are not the whole.
    if members and sum(members.values()) == assessment.outcome.aid.total:
        entry["members"] = {name: show_cents(part) for name, part in members.items()}
    if assessment.scored is not None:
        points = score_values(assessment.scored)
        entry["score"] = {name.removeprefix(PREFIX): show_cents(one) for name, one in points.items()}
    if application.state == "refused":
        entry["admissible"] = False
        entry["reasons"] = [check.rule.id for check in checklist.against]
    elif application.state == "admissible" and not checklist.awaits_committee:
        # What was approved holds, but for what the committee has judged since (VDI-35).
        entry["admissible"] = not checklist.against_by_committee
        entry["reasons"] = [check.rule.id for check in checklist.against_by_committee]
    return entry, assessment


def approved_by(assessment: Assessment) -> dict[str, Any]:
    """What an award on this assessment approves, as the table [approved] of an application file says it.

    Of a group also what each member's own is, by its name under "members".
    """
    outcome, lines = assessment.outcome, {line.id for line in assessment.call.lines}
    found = _approved(outcome.aid, outcome.lines, lines)
    if not outcome.entities:
        return found
    taken = {one.entity: one.regime.id for one in outcome.regimes if one.why == "taken"}
    members = {}
    for one in outcome.entities:
        of_regimes = {regime.id: show_cents(0) for regime in assessment.call.regimes}
        of_regimes |= {taken[one.name]: show_cents(one.aid.total)} if one.name in taken else {}
        members[one.name] = {**_approved(one.aid, one.lines, lines), **of_regimes}
    return {**found, "members": members}


def _approved(aid: Aid, admitted: Iterable[LineOutcome], lines: Container[str]) -> dict[str, Any]:
    parts = {"grant": aid.grant, "premium": aid.premium, "loan": aid.loan}
    return {
        **{name: show_cents(cents) for name, cents in parts.items()},
        "lines": {one.id: show_cents(one.admitted) for one in admitted if one.id in lines},
    }
