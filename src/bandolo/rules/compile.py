"""How does a call become one Python function a moment, which decides and explains an application?

The text of the function is kept as its docstring: what runs can be read. Two functions come from the
same emitters: one returns a `Decision` and nothing else, one the whole `Outcome` with its reasons.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from bandolo.rules.aid import Aid, Step
from bandolo.rules.application import Application, claim_kinds
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.comparisons import Compared
from bandolo.rules.compile_chain import Chain
from bandolo.rules.compile_condition import emit_condition
from bandolo.rules.compile_costs import emit_claims, emit_costs
from bandolo.rules.compile_entities import emit_entity_costs, emit_entity_outcomes
from bandolo.rules.compile_reasons import emit_reasons
from bandolo.rules.compile_regimes import emit_aid
from bandolo.rules.conditions import Any as AnyOf
from bandolo.rules.conditions import Condition, Not, Record, View
from bandolo.rules.costs import LineOutcome, Tree
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.emit import Source
from bandolo.rules.entities import EntityOutcome
from bandolo.rules.regimes import RegimeOutcome
from bandolo.rules.requirements import (
    WEIGHT,
    Document,
    DocumentOutcome,
    Effect,
    ReducedItem,
    RefusedItem,
    Requirement,
    RequirementOutcome,
)
from bandolo.rules.rule import Moment
from bandolo.rules.score import Score, Scored, names_points, points_seen, score, score_values


class Decision(NamedTuple):
    """The answer alone: admissible (None: not known), the costs admitted and the aid, in cents."""

    admissible: bool | None
    admitted_total: int
    grant: int
    premium: int
    loan: int
    total: int


class Known(NamedTuple):
    """Which amounts are final: the claims, the admitted costs, the aid; the others are provisional."""

    claims: bool
    costs: bool
    aid: bool


class Outcome(NamedTuple):
    """The answer with all that it rests on; amounts in cents.

    `amounts` are those that are final, with those of the award, by the names that conditions use; `reasons`
    holds, for each requirement and admission by its id whose verdict is not a plain yes, the comparisons that
    decided; `has_gaps` is whether anything is not known; `scored` are the points where the call gives any.
    `regimes` says why each regime of the call is that of the aid, or not. `entities` is what each member of a
    group has, where amounts divide between them, and `records` are those of the application with them.
    """

    admissible: bool | None
    requirements: tuple[RequirementOutcome, ...]
    lines: tuple[LineOutcome, ...]
    refused: tuple[RefusedItem, ...]
    reduced: tuple[ReducedItem, ...]
    admitted_total: int
    aid: Aid
    steps: tuple[Step, ...]
    regimes: tuple[RegimeOutcome, ...]
    documents: tuple[DocumentOutcome, ...]
    known: Known
    amounts: Mapping[str, int]
    reasons: Mapping[str, tuple[Compared, ...]]
    has_gaps: bool
    scored: Scored | None
    entities: tuple[EntityOutcome, ...]
    records: Mapping[str, Sequence[Record]]


class Compiled(NamedTuple):
    """The two functions of a call at a moment; the day is the one on which de minimis room is measured."""

    decide: Callable[[Application, date], Decision]
    explain: Callable[[Application, date], Outcome]


def compile_call(call: Call, moment: Moment, table: DeMinimisTable) -> Compiled:
    """The functions of a call without problems at a moment; ValueError for a call that lint refuses."""
    return Compiled(
        _function(call, moment, table, explains=False), _function(call, moment, table, explains=True)
    )


def _function(call: Call, moment: Moment, table: DeMinimisTable, *, explains: bool) -> Any:  # noqa: ANN401
    """One of the two functions; which type it has follows from `explains`."""
    source, tree = Source(), Tree(call.lines, call.groups)
    limits = [limit for limit in call.limits if moment in limit.at]
    limited = frozenset(limit.on for limit in limits)
    each = dividing_kind(call)
    chain = Chain(source, tree, limited, call.cumulation, table, each, explains=explains)
    source.add("unknown = failed = open = False")
    if explains:
        source.add("refusals = []")
        source.add("reasons = {}")
        source.add("has_gaps = False")
    emit_claims(chain, claim_kinds(call, moment), [one for one in call.admissions if moment in one.at])
    if each is None:
        emit_costs(chain, limits)
    else:
        emit_entity_costs(chain, each, limits)
    emit_aid(chain, [step for step in call.aid if moment in step.at], call.regimes, moment)
    if explains or _asks_for_points(call, moment):
        _emit_amounts(chain)
        _emit_points(chain, call)
    _emit_answer(chain, call, moment)
    source.lines[:0] = [
        "    facts = application.facts",
        "    records = application.records",
        "    approved = application.approved",
        "    attached = application.attached",
        "    prior = application.prior_aid",
        "    others = application.other_aid",
        *chain.names.preamble,
    ]
    return source.function("explain" if explains else "decide", "application, on")


def _emit_answer(chain: Chain, call: Call, moment: Moment) -> None:
    source, tree = chain.source, chain.tree
    if chain.explains:
        known = {flags: Known(*flags) for flags in itertools.product((True, False), repeat=3)}
        source.add(f"known = {source.constant(known)}[claims_known, costs_known, aid_known]")
    outcomes = [
        _emit_requirement(chain, one, one.failing[moment])
        for one in call.requirements
        if moment in one.failing
    ]
    if call.score is not None and moment in (call.score.failing or {}):
        outcomes.append(_emit_score(chain, call.score, (call.score.failing or {})[moment]))
    papers = [_emit_document(chain, one) for one in call.documents if moment in one.at]
    source.add("admissible = False if failed else None if unknown or open else True")
    whole = chain.admitted(tree.root) if tree.root is not None else "0"
    if not chain.explains:
        amounts = (whole, "i_grant", "i_premium", "i_loan", "total")
        source.add(f"return {source.record(Decision, 'admissible', *amounts)}")
        return
    source.add(f"requirements = ({''.join(f'{one}, ' for one in outcomes)}*refusals,)")
    source.add(f"documents = ({''.join(f'{one}, ' for one in papers)})")
    with source.block("if refusing:"):
        source.add("reasons |= refusing")
    parts = (
        *("requirements", "lines", "tuple(refused)", "tuple(reduced)", whole),
        *("aid", "tuple(steps)", "regimes", "documents", "known", "amounts", "reasons"),
        "has_gaps or not (claims_known and costs_known and aid_known)",
        "scored",
        "()" if chain.each is None else emit_entity_outcomes(chain, chain.each),
        "records",
    )
    source.add(f"return {source.record(Outcome, 'admissible', *parts)}")


def _emit_amounts(chain: Chain) -> None:
    """The amounts that are final by the names that conditions use; those of the award are."""
    source, nodes = chain.source, chain.tree.order
    source.add("amounts = dict(approved) if approved else {}")
    for known, names in (
        ("claims_known", {f"claimed.{node}": chain.claimed(node) for node in nodes}),
        ("costs_known", {f"admitted.{node}": chain.admitted(node) for node in nodes}),
        ("aid_known", chain.steps),
    ):
        if names:
            with source.block(f"if {known}:"):
                for name, value in names.items():
                    source.add(f"amounts[{name!r}] = {value}")


def _asks_for_points(call: Call, moment: Moment) -> bool:
    """Whether the answer at a moment rests on points: by the thresholds, a requirement or a paper."""
    asked = [one for one in call.requirements if moment in one.failing]
    conditions = [condition for one in asked for condition in (one.holds, one.where)]
    conditions += [one.when for one in call.documents if moment in one.at]
    return call.score is not None and (moment in (call.score.failing or {}) or names_points(conditions))


def _emit_points(chain: Chain, call: Call) -> None:
    """The points, from amounts that are final; those known join the amounts that conditions name."""
    source = chain.source
    if call.score is None:
        source.add("scored = None")
        return
    rules = f"{source.constant(call.score)}, {source.constant(call.criteria)}"
    view = f"{source.constant(View)}(facts, records, amounts, {{}})"
    source.add(f"scored = {source.constant(score)}({rules}, {view})")
    source.add(f"points = {source.constant(points_seen)}(scored)")
    source.add(f"amounts |= {source.constant(score_values)}(scored)")


def _emit_score(chain: Chain, rule: Score, effect: Effect) -> str:
    """Adds what not passing the thresholds does to the answer; returns the expression of its outcome."""
    source, outcome = chain.source, chain.source.fresh("o")
    source.add("passes = scored.passes")
    for head, verdict in (("if passes:", True), ("elif passes is None:", None), ("else:", False)):
        with source.block(head):
            _emit_verdict(chain, rule, outcome, verdict, effect)
            if chain.explains and verdict is None:
                source.add("has_gaps = True")
    return outcome if chain.explains else ""


def _emit_requirement(chain: Chain, rule: Requirement, effect: Effect) -> str:
    """Adds what a requirement does to the answer; returns the expression of its outcome."""
    source, outcome = chain.source, chain.source.fresh("o")
    # Where it is not known whom a requirement is for, that has a part in the reasons.
    where = emit_condition(chain.names, rule.where) if chain.explains and rule.where is not None else None
    applied = rule.holds if rule.where is None else AnyOf((Not(rule.where), rule.holds))
    verdict = emit_condition(chain.names, applied)
    with source.block(f"if {verdict}:"):
        _emit_verdict(chain, rule, outcome, True, effect)
        if where is not None:
            apart = RequirementOutcome(rule, verdict=True, effect=effect, concerns=False)
            with source.block(f"if {where} is False:"):
                source.add(f"{outcome} = {source.constant(apart)}")
    with source.block(f"elif {verdict} is None:"):
        _emit_verdict(chain, rule, outcome, None, effect)
        _emit_reasons(chain, rule, applied, None)
    with source.block("else:"):
        _emit_verdict(chain, rule, outcome, False, effect)
        _emit_reasons(chain, rule, rule.holds, False)
    return outcome if chain.explains else ""


def _emit_verdict(
    chain: Chain, rule: Requirement | Score, outcome: str, verdict: bool | None, effect: Effect
) -> None:
    source, weight = chain.source, WEIGHT[effect]
    if not chain.explains:
        source.add("pass")
    if verdict is None and weight is not True:
        source.add("unknown = True")
    elif verdict is False and weight is not True:
        source.add("failed = True" if weight is False else "open = True")
    if chain.explains:
        source.add(f"{outcome} = {source.constant(RequirementOutcome(rule, verdict, effect))}")


def _emit_reasons(chain: Chain, rule: Requirement, condition: Condition, verdict: bool | None) -> None:
    source = chain.source
    if chain.explains:
        if verdict is None:
            source.add("has_gaps = True")
        seen = "amounts | points" if names_points((condition,)) else "amounts"
        view = f"{source.constant(View)}(facts, records, {seen}, {{}})"
        source.add(f"reasons[{rule.id!r}] = {emit_reasons(chain.names, condition, verdict, view)}")


def _required(chain: Chain, document: Document) -> str:
    return "True" if document.when is None else emit_condition(chain.names, document.when)


def _emit_document(chain: Chain, document: Document) -> str:
    """A required paper that is known not to be attached weighs like a failed requirement.

    One that may be required, for all that is known, leaves the answer open.
    """
    source, weight = chain.source, WEIGHT[document.missing]
    required = _required(chain, document) if chain.explains else ""
    if weight is not True:
        with source.block(f"if attached is not None and {document.id!r} not in attached:"):
            verdict = required or _required(chain, document)
            with source.block(f"if {verdict}:"):
                source.add("failed = True" if weight is False else "open = True")
            if document.when is not None:
                with source.block(f"elif {verdict} is None:"):
                    source.add("unknown = True")
    if not chain.explains:
        return ""
    if document.when is not None:
        with source.block(f"if {required} is None:"):
            source.add("has_gaps = True")
    outcomes = {
        need: {has: DocumentOutcome(document, need, has) for has in (True, False, None)}
        for need in (True, False, None)
    }
    is_attached = f"(None if attached is None else {document.id!r} in attached)"
    return source.set(f"{source.constant(outcomes)}[{required}][{is_attached}]", "d")
