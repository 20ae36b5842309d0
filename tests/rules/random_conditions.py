"""Which conditions could a call write, and what could they find?

Every fact is named after its type and the kind of record it belongs to, so that each comparison fits.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from bandolo.rules.compile_condition import Names, emit_condition
from bandolo.rules.conditions import (
    FUNCTIONS,
    Aggregate,
    All,
    AmountValue,
    Any,
    Comparison,
    Condition,
    Constant,
    FactValue,
    Not,
    Operand,
    Operator,
    Over,
    Quantifier,
    Record,
    View,
)
from bandolo.rules.emit import Source
from bandolo.rules.facts import Value

CONSTANTS: Mapping[str, st.SearchStrategy[Value]] = {
    "yes": st.booleans(),
    "count": st.integers(0, 3),
    "amount": st.integers(0, 3),
    "day": st.dates(date(2026, 2, 1), date(2026, 2, 4)),
    "choice": st.sampled_from("ab"),
    "choices": st.frozensets(st.sampled_from("ab")),
    "text": st.sampled_from(("", " ", "x")),
}
ORDERED = ("count", "amount", "day")
OPERATORS: Mapping[str, tuple[Operator, ...]] = {
    **dict.fromkeys(ORDERED, ("is", "at_least", "at_most", "above", "below")),
    "yes": ("is",),
    "choice": ("is", "in"),
    "choices": ("is", "has", "filled"),
    "text": ("is", "filled"),
}
KINDS = ("thing", "part")
QUANTIFIERS: tuple[Quantifier, ...] = ("every", "some", "no", "count")
AMOUNTS = ("claimed", "admitted", "approved")
SHARES = (None, Fraction(1, 3), Fraction(1), Fraction(3, 2))


def run(condition: Condition, view: View) -> bool | None:
    """The verdict of a condition as generated Python."""
    source = Source()
    names = Names(source, lambda name: f"amounts.get({name!r})")
    source.add(f"return {emit_condition(names, condition)}")
    source.lines[:0] = names.preamble
    verdict: bool | None = source.function("verdict", "facts, records, amounts")(
        view.facts, view.records, view.amounts
    )
    return verdict


def fact_name(type_of: str, of: str | None) -> str:
    """The one fact of a type and a kind of record."""
    return f"{of or 'own'}_{type_of}"


@st.composite
def aggregates(
    draw: st.DrawFn, scope: tuple[str, ...], shares: tuple[Fraction | None, ...] = (None,)
) -> Aggregate:
    """A sum, mean, highest or lowest over the records of a kind."""
    kind = draw(st.sampled_from(KINDS))
    inside = (*(one for one in scope if one != kind), kind)
    where = draw(st.one_of(st.none(), conditions(inside, 0)))
    return Aggregate(
        draw(st.sampled_from(FUNCTIONS)),
        fact_name("amount", kind),
        kind,
        where,
        draw(st.sampled_from(shares)),
    )


@st.composite
def comparisons(draw: st.DrawFn, scope: tuple[str, ...]) -> Comparison:
    """A comparison of a fact in scope, or of an amount, with something of its type."""
    subject = draw(st.sampled_from(("amount", "records", "fact", "fact")))
    if subject != "fact":
        right: Operand = AmountValue(draw(st.sampled_from(AMOUNTS)), draw(st.sampled_from(SHARES)))
        left: AmountValue | Aggregate = AmountValue(draw(st.sampled_from(AMOUNTS)))
        if subject == "records":
            left, right = draw(aggregates(scope)), draw(aggregates(scope, SHARES))
        if draw(st.booleans()):
            right = Constant(draw(CONSTANTS["amount"]))
        return Comparison(left, draw(st.sampled_from(OPERATORS["amount"])), right)
    type_of, of = draw(st.sampled_from(sorted(CONSTANTS))), draw(st.sampled_from((None, *scope)))
    fact, operator = FactValue(fact_name(type_of, of), of), draw(st.sampled_from(OPERATORS[type_of]))
    if type_of in ORDERED and draw(st.booleans()):
        other = draw(st.sampled_from((None, *scope)))
        times = draw(st.sampled_from(SHARES)) if type_of != "day" else None
        days = draw(st.integers(-2, 2)) if type_of == "day" else 0
        return Comparison(fact, operator, FactValue(fact_name(type_of, other), other, times, days))
    by_operator = {"in": "choices", "has": "choice", "filled": "yes"}
    return Comparison(fact, operator, Constant(draw(CONSTANTS[by_operator.get(operator, type_of)])))


@st.composite
def conditions(draw: st.DrawFn, scope: tuple[str, ...] = (), depth: int = 3) -> Condition:
    """A condition of at most so many layers, over the records in scope."""
    shape = draw(st.sampled_from(("test", "not", "all", "any", "over"))) if depth else "test"
    if shape == "test":
        return draw(comparisons(scope))
    if shape == "not":
        return Not(draw(conditions(scope, depth - 1)))
    if shape in ("all", "any"):
        parts = tuple(draw(st.lists(conditions(scope, depth - 1), min_size=1, max_size=3)))
        return All(parts) if shape == "all" else Any(parts)
    kind = draw(st.sampled_from(KINDS))
    inside = (*(one for one in scope if one != kind), kind)
    where = draw(st.one_of(st.none(), conditions(inside, depth - 1)))
    quantifier = draw(st.sampled_from(QUANTIFIERS))
    if quantifier == "count":
        low = draw(st.integers(0, 2))
        return Over("count", kind, where, None, *draw(st.sampled_from(((low, None), (None, low), (low, 2)))))
    return Over(quantifier, kind, where, draw(conditions(inside, depth - 1)))


def facts_of(kind: str | None) -> st.SearchStrategy[Record]:
    """The facts of an application (None) or of a record, any of them missing."""
    return st.fixed_dictionaries(
        {}, optional={fact_name(type_of, kind): values for type_of, values in CONSTANTS.items()}
    )


views = st.builds(
    View,
    facts_of(None),
    st.fixed_dictionaries({}, optional={kind: st.lists(facts_of(kind), max_size=3) for kind in KINDS}),
    st.fixed_dictionaries({}, optional=dict.fromkeys(AMOUNTS, st.integers(0, 3))),
    st.just({}),
)
