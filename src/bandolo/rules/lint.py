"""Do the rules of a call fit together, and is every clause of its text accounted for?

`build.py` has checked each rule by itself. What is left is what one rule says of another.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bandolo.rules.allocation import allocation_faults
from bandolo.rules.application import CLAIM_KINDS
from bandolo.rules.build import Path
from bandolo.rules.call import FORMAT, Call, cited_clauses, placed_rules
from bandolo.rules.committee import committee_faults
from bandolo.rules.costs import Tree, UnitCost
from bandolo.rules.criteria import ByVotes
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.deadlines import deadline_faults
from bandolo.rules.envelopes import envelope_faults
from bandolo.rules.equivalents import guarantee_faults, reference_rate_faults
from bandolo.rules.instruments import instrument_faults
from bandolo.rules.keeping import keeping_faults
from bandolo.rules.leaving import leaving_faults
from bandolo.rules.lint_aid import aid_faults
from bandolo.rules.lint_amounts import amount_faults, amount_names, point_names
from bandolo.rules.lint_costs import cost_faults
from bandolo.rules.lint_entities import entity_faults, unknown
from bandolo.rules.lint_score import criteria_faults, score_faults
from bandolo.rules.loan import loan_faults
from bandolo.rules.payment import payment_faults
from bandolo.rules.ranking import ranking_faults
from bandolo.rules.recovery import ground_faults, recovery_faults
from bandolo.rules.reductions import Delay, reduction_faults
from bandolo.rules.requirements import Admission, Document, Requirement
from bandolo.rules.score import names_points, score_names
from bandolo.rules.staff import staff_faults
from bandolo.rules.stages import stage_faults
from bandolo.rules.tax_credits import tax_credit_faults
from bandolo.rules.windows import early_closing_faults, window_faults

Fault = tuple[Path, str]
TWO_THINGS = '"{}" is a deadline, which is counted and does not happen: give the deadline another id'
_NUMBERS = ("count", "amount", "percent")


def lint(call: Call, own: Call, common: frozenset[str], table: DeMinimisTable) -> list[Fault]:
    """Every contradiction within a call, with its place and what would be right.

    `own` is the call as its file has it, `call` the same with the common facts, records and events, whose
    ids are in `common`.
    """
    return [
        *_format_faults(own),
        *_id_faults(own, common),
        *_fact_faults(call, own),
        *_clause_faults(own),
        *_reading_faults(own),
        *_reference_faults(call),
        *_moment_faults(call),
        *cost_faults(call, Tree(call.lines, call.groups)),
        *aid_faults(call, table),
        *amount_faults(call),
        *entity_faults(call, own),
        *_part_faults(call),
        *_people_faults(call),
        *_after_award_faults(call),
    ]


def _format_faults(own: Call) -> Iterator[Fault]:
    if own.format != FORMAT:
        yield ("format",), f"this Bandolo reads format {FORMAT}"


def _id_faults(own: Call, common: frozenset[str]) -> Iterator[Fault]:
    """Ids are cited in decisions and cases: one name, one thing."""
    counted = Counter(rule.id for _, rule in placed_rules(own))
    for path, rule in placed_rules(own):
        if counted[rule.id] > 1:
            yield (*path, "id"), f'"{rule.id}" names {counted[rule.id]} rules; each has an id of its own'
    for key, listed in (
        ("clause", [clause.id for clause in own.clauses]),
        ("interpretation", [reading.id for reading in own.interpretations]),
        ("fact", [fact.id for fact in own.facts]),
        ("record", [kind.id for kind in own.records]),
        ("event", [event.id for event in own.events]),
    ):
        times = Counter(listed)
        for at, id in enumerate(listed):
            if times[id] > 1:
                yield (key, at, "id"), f'"{id}" is there twice'
            if key in ("fact", "record", "event") and id in common:
                yield (key, at, "id"), f'"{id}" is a common {key} already; use it, or take another id'


def _fact_faults(call: Call, own: Call) -> Iterator[Fault]:
    kinds = {kind.id for kind in call.records}
    for at, fact in enumerate(own.facts):
        path: Path = ("fact", at)
        if fact.type in ("choice", "choices") and fact.choices is None:
            yield path, f'the {fact.type} "{fact.id}" needs its choices'
        if fact.type not in ("choice", "choices") and fact.choices is not None:
            yield (*path, "choices"), f"a {fact.type} has no choices"
        if fact.tells and (fact.of or fact.type not in ("date", "instant")):
            yield (*path, "tells"), "a date or an instant of the application tells when something happened"
        if fact.until_said is not None and (fact.of or fact.type != "yes_no"):
            yield (*path, "until_said"), "a yes or no of the application has an answer until one is given"
        if fact.at_length and fact.type != "text":
            yield (*path, "at_length"), "a text is answered at length"
        yield from unknown((*path, "tells"), "event", fact.tells, [event.id for event in call.events])
        yield from unknown((*path, "of"), "record", fact.of, kinds)
        yield from unknown((*path, "clauses"), "clause", fact.clauses, [clause.id for clause in own.clauses])


def _clause_faults(call: Call) -> Iterator[Fault]:
    known = {clause.id for clause in call.clauses}
    carried: set[str] = set()
    for path, rule in placed_rules(call):
        cited = tuple(cited_clauses(rule))
        carried.update(cited)
        yield from unknown((*path, "clauses"), "clause", cited, known)
    for at, reading in enumerate(call.interpretations):
        carried.update(reading.clauses)
        yield from unknown(("interpretation", at, "clauses"), "clause", reading.clauses, known)
    for fact in call.facts:
        carried.update(fact.clauses)
    for at, clause in enumerate(call.clauses):
        if clause.id not in carried and clause.not_carried is None:
            yield (
                ("clause", at),
                f"nothing carries {clause.id}: a rule or a duty cites it, or not_carried says why none does",
            )
        if clause.id in carried and clause.not_carried is not None:
            yield ("clause", at, "not_carried"), f"{clause.id} is carried, so not_carried has nothing to say"


def _reading_faults(call: Call) -> Iterator[Fault]:
    known = {reading.id for reading in call.interpretations}
    used = set()
    for path, rule in placed_rules(call):
        if rule.reading is not None:
            used.add(rule.reading)
            yield from unknown((*path, "reading"), "interpretation", [rule.reading], known)
    for at, reading in enumerate(call.interpretations):
        if reading.id not in used:
            yield (
                ("interpretation", at),
                f'no rule rests on "{reading.id}"; the rule that does names it as its reading',
            )


def _reference_faults(call: Call) -> Iterator[Fault]:
    kinds, deadlines = {kind.id for kind in call.records}, {deadline.id for deadline in call.deadlines}
    facts, lines = {fact.id for fact in call.facts}, {line.id for line in call.lines}
    for path, rule in placed_rules(call):
        if isinstance(rule, Document) and rule.per is not None:
            yield from unknown((*path, "per"), "record", [rule.per], kinds)
        if isinstance(rule, Requirement):
            if ("curable" in rule.failing.values()) != (rule.cure is not None):
                yield (
                    path,
                    'a requirement that is curable, and no other, names in "cure" the deadline to mend it',
                )
            yield from unknown((*path, "cure"), "deadline", [rule.cure] if rule.cure else [], deadlines)
        if isinstance(rule, UnitCost):
            yield from _unit_faults(call, path, rule)
        if isinstance(rule, Admission | UnitCost):
            yield from unknown((*path, "lines"), "cost line", rule.lines, lines)
    claimed = ("invoice", "worker_month")
    for at, step in enumerate(call.report_steps):
        yield from unknown(("report_step", at, "asks"), "fact", step.asks, facts)
        yield from unknown(("report_step", at, "records"), "record claimed on", step.records, claimed)
    yield from _event_faults(call)


def _unit_faults(call: Call, path: Path, rule: UnitCost) -> Iterator[Fault]:
    of_items = {fact.id: fact for fact in call.facts if {"cost", "invoice"} & set(fact.of)}
    counts = [name for name, fact in of_items.items() if fact.type == "count"]
    yield from unknown((*path, "quantity"), "count of a cost", [rule.quantity], counts)
    yield from unknown((*path, "each"), "fact of a cost", rule.each, of_items)
    if rule.each and rule.up_to is None:
        yield (*path, "each"), "without up_to there is nothing to count together"
    others = [line for one in call.unit_costs if one is not rule for line in one.lines]
    yield from (
        ((*path, "lines"), f'"{line}" has another unit cost') for line in rule.lines if line in others
    )


def _event_faults(call: Call) -> Iterator[Fault]:
    """Terms are counted from events with a name, or from other terms."""
    terms = {deadline.id for deadline in call.deadlines}
    known = {event.id for event in call.events} | terms
    for at, deadline in enumerate(call.deadlines):
        path: Path = ("deadline", at)
        pauses = [event for pause in deadline.suspended_by for event in (pause.starts, pause.ends)]
        for key, events in (
            ("counted_from", [deadline.counted_from] if deadline.counted_from else []),
            ("fulfilled_by", [deadline.fulfilled_by] if deadline.fulfilled_by else []),
            ("suspended_by", pauses),
        ):
            yield from unknown((*path, key), "event", events, known)
            happened = events if key != "counted_from" else []
            yield from (((*path, key), TWO_THINGS.format(name)) for name in happened if name in terms)
    for at, rule in enumerate(call.reductions):
        if isinstance(rule.measured, Delay) and rule.measured.done in terms:
            yield ("reduction", at, "measured", "done"), TWO_THINGS.format(rule.measured.done)


def _moment_faults(call: Call) -> Iterator[Fault]:
    """A rule that never applies is a mistake."""
    for path, rule in placed_rules(call):
        moments = rule.failing if isinstance(rule, Requirement) else getattr(rule, "at", None)
        if isinstance(moments, tuple | Mapping) and not moments:
            yield path, "the rule applies at no moment"
        if isinstance(rule, Admission):
            idle = [moment for moment in rule.at if rule.of not in CLAIM_KINDS[moment]]
            if idle:
                yield (*path, "at"), f"at {', '.join(idle)} nothing is claimed by a {rule.of}"


def _part_faults(call: Call) -> Iterator[Fault]:
    """What each kind finds in its own rules, under the key that they stand at."""
    if call.window is not None:
        yield from _under("window", window_faults(call.window))
    if call.early_closing is not None:
        yield from _under("early_closing", early_closing_faults(call.early_closing))
        if call.allocation is None:
            yield ("early_closing",), "early closing is measured on the funds, which stand in [allocation]"
    if call.loan is not None:
        yield from _under("loan", loan_faults(call.loan))
    if call.payment is not None:
        yield from _under("payment", payment_faults(call.payment))
    if call.recovery is not None:
        yield from _under("recovery", recovery_faults(call.recovery))
    yield from _under("deadline", deadline_faults(call.deadlines))
    yield from _under("ground", ground_faults(call.grounds))
    yield from _under("staff_cost", staff_faults(call.staff_costs))
    facts = {fact.id: fact for fact in call.facts}
    ranked_by = [key.score for key in call.ranking.order if key.score] if call.ranking is not None else []
    yield from _under("criterion", criteria_faults(call.criteria, facts))
    asked = names_points(condition for one in call.requirements for condition in (one.holds, one.where))
    found_in_score = score_faults(call.score, call.criteria, facts, ranked_by, is_asked=asked)
    yield from _under("score", found_in_score)
    if call.ranking is not None:
        scores = score_names(call.score, call.criteria) if call.score is not None else ()
        yield from _under("ranking", ranking_faults(call.ranking, facts, scores))
    if call.allocation is not None:
        terms = {deadline.id for deadline in call.deadlines}
        yield from _under("allocation", allocation_faults(call.allocation, terms, call.ranking))
        entry = [one.holds for one in call.requirements if one.failing.get("submission") == "not_admissible"]
        windows = [window.id for window in call.tranches]
        found = envelope_faults(call.envelopes, call.allocation.funds, facts, windows, entry)
        yield from _under("envelope", found)
    elif call.envelopes:
        yield ("envelope", 0), "envelopes divide the funds, which stand in [allocation]"
    for at, tranche in enumerate(call.tranches):
        yield from ((("tranche", at, *path), message) for path, message in window_faults(tranche))


def _people_faults(call: Call) -> Iterator[Fault]:
    """What is left open of who judges and who signs."""
    has_votes = any(isinstance(one.points, ByVotes) for one in call.criteria)
    has_votes |= any(fact.attested_by[0] == "committee" and fact.type == "yes_no" for fact in call.facts)
    has_duty = any(duty.who == "committee" for duty in call.duties)
    yield from _under("committee", committee_faults(call.committee, has_votes=has_votes, has_duty=has_duty))
    yield from _under("document", _signed_faults(call.documents))


def _signed_faults(documents: Sequence[Document]) -> Iterator[Fault]:
    """What the desk makes and people sign is one paper, owed by everybody, on no form of its own."""
    for paper, moment in (("application", "submission"), ("report", "reporting")):
        made = [(at, one) for at, one in enumerate(documents) if one.is_signed == paper]
        yield from (((at, "is_signed"), f"another paper is the signed {paper} already") for at, _ in made[1:])
        for at, one in made[:1]:
            if moment not in one.at:
                yield (at, "at"), f"the signed {paper} is due at {moment}"
            if one.when is not None or one.per is not None or one.model is not None:
                yield ((at, "is_signed"), "leave when, per and model out: everybody signs this paper, once")
            if not one.signed_by:
                yield (at, "signed_by"), "say who signs it"


def _after_award_faults(call: Call) -> Iterator[Fault]:
    """What contradicts itself in stages, reductions, duties to keep, and forms of aid beside the grant."""
    deadlines, events = {one.id for one in call.deadlines}, {one.id for one in call.events}
    amounts, dates = amount_names(call), deadlines | events
    numbers = amounts | {fact.id for fact in call.facts if not fact.of and fact.type in _NUMBERS}
    numbers |= point_names(call)
    yield from _under("stage", stage_faults(call.stages, dates))
    yield from _under("reduction", reduction_faults(call.reductions, deadlines, events, numbers))
    yield from _under("keeping", keeping_faults(call.keeping, dates))
    has_rates = call.reference_rates is not None
    yield from _under("guarantee", guarantee_faults(call.guarantees, has_rates=has_rates))
    yield from _under("instrument_ceiling", instrument_faults(call.instrument_ceilings, amounts))
    if call.reference_rates is not None:
        yield from _under("reference_rates", reference_rate_faults(call.reference_rates))
    if call.leaving is not None:
        named = {kind.id: kind for kind in call.records if kind.named_by is not None}
        yield from _under("leaving", leaving_faults(call.leaving, named))
    if call.tax_credit is not None:
        yield from _under("tax_credit", tax_credit_faults(call.tax_credit, dates, amounts))


def _under(key: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    return (((key, *path), message) for path, message in faults)
