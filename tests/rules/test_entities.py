"""Do costs and aid divide between entities to the cent, with every limit kept on both levels?"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bandolo.rules.aid import INSTRUMENTS
from bandolo.rules.costs import Base, FlatRate, Group, Line, LineOutcome, Tree
from bandolo.rules.entities import (
    NOTHING,
    Entity,
    entities_of,
    gained,
    place,
    placed,
    share_out,
    solve_entities,
)
from bandolo.rules.facts import RecordKind
from bandolo.rules.fixed_point import Bound
from bandolo.rules.rule import Words
from tests.rules.test_fixed_point import solved_by_integers

WORDS = Words(it="x", en="x")
KIND = RecordKind(id="partner", words=WORDS, named_by="name")
FLAT = FlatRate(share=Fraction(15, 100), base=Base(of=("staff",)))
LINES = ("staff", "tools")
TREE = Tree(
    [
        Line(id="staff", words=WORDS),
        Line(id="tools", words=WORDS),
        Line(id="overheads", words=WORDS, flat_rate=FLAT),
    ],
    [
        Group(id="work", words=WORDS, parts=("staff", "tools")),
        Group(id="total", words=WORDS, parts=("work", "overheads")),
    ],
)
WHOLE = Fraction(1)
NAMES = ("Alfa", "Beta", "Gamma")
Claims = dict[tuple[object, str], int]
Limits = Sequence[tuple[str | None, str, Bound]]
Solved = tuple[dict[str, LineOutcome], tuple[Entity, ...]]


def solved(claims: Mapping[tuple[object, str], int], limits: Limits, kind: RecordKind = KIND) -> Solved:
    """The whole and the entities under limits (whose, on which node, the bound)."""
    entities = entities_of(kind, TREE, [{"name": name} for name in NAMES], claims)
    numbers = {one.name: one.number for one in entities}
    each = frozenset(node for whose, node, _ in limits if whose is not None)
    limited = frozenset(node for _, node, _ in limits)
    applied = [
        (node, bound) if whose is None else (place(numbers[whose], node), bound)
        for whose, node, bound in limits
    ]
    return solve_entities(TREE, kind, limited, each, entities, claims, applied), entities


@st.composite
def claims_of_three(draw: st.DrawFn, most: int = 300) -> Claims:
    return {(name, line): draw(st.integers(0, most)) for name in NAMES for line in LINES}


@st.composite
def limits_within_one_another(draw: st.DrawFn) -> list[tuple[str | None, str, Bound]]:
    """Caps and shares: for each on one node or below it, on the whole at that node or elsewhere."""
    top = draw(st.sampled_from(("staff", "tools", "overheads", "work", "total")))
    inside = {"work": ("staff", "tools", "work"), "total": TREE.order}.get(top, (top,))
    outside = [node for node in TREE.order if node == top or node not in inside]
    limits: list[tuple[str | None, str, Bound]] = []
    rates = st.sampled_from([Fraction(at, 100) for at in (0, 10, 33, 40, 60, 100)])
    for at in range(draw(st.integers(0, 5))):
        whose = draw(st.sampled_from((None, *NAMES)))
        node = draw(st.sampled_from(inside if whose is not None else outside))
        number = 0 if whose is None else NAMES.index(whose) + 1
        base = draw(st.sampled_from(TREE.order))
        is_whole = whose is None or draw(st.booleans())
        of = (base,) if is_whole else (place(number, base),)
        shared = Bound(f"share-{at}", draw(rates), of, 0, "down")
        cap = Bound(f"cap-{at}", WHOLE, (), draw(st.integers(0, 400)), "down")
        limits.append((whose, node, draw(st.sampled_from((shared, cap)))))
    return limits


def amounts_of(solution: Solved) -> dict[str, int]:
    """What the limits leave, by node of the whole and of each entity."""
    whole, entities = solution
    found = {node: one.limited for node, one in whole.items()}
    return found | {place(one.number, node): cents for one in entities for node, cents in one.limited.items()}


def bounds_of(claims: Mapping[tuple[object, str], int], limits: Limits) -> dict[str, list[Bound]]:
    """The system written out: claims, sums over parts, sums over entities, flat rates, limits."""
    bounds: dict[str, list[Bound]] = {}
    for number, name in enumerate(("", *NAMES)):
        for line in LINES:
            claim = claims.get((name, line), 0)
            bounds[place(number, line)] = [Bound("claim", WHOLE, (), claim, "down")]
        flat = Bound("flat", Fraction(15, 100), (place(number, "staff"),), 0, "half_up")
        bounds[place(number, "overheads")] = [flat]
        for group in TREE.groups.values():
            of = tuple(place(number, part) for part in group.parts)
            bounds[place(number, group.id)] = [Bound("parts", WHOLE, of, 0, "down")]
    for node in TREE.order:
        of = tuple(place(number, node) for number in range(len(NAMES) + 1))
        bounds[node] = [Bound("each", WHOLE, of, 0, "down")]
    for group in TREE.groups.values():
        bounds[group.id].append(Bound("parts", WHOLE, group.parts, 0, "down"))
    for whose, node, bound in limits:
        bounds[node if whose is None else place(NAMES.index(whose) + 1, node)].append(bound)
    return bounds


@given(claims_of_three(), limits_within_one_another())
def test_both_levels_have_the_greatest_solution(claims: Claims, limits: Limits) -> None:
    bounds = bounds_of(claims, limits)
    assert amounts_of(solved(claims, limits)) == solved_by_integers(bounds, 5000)


@given(claims_of_three(), limits_within_one_another(), st.sampled_from(("pro_rata", "in_order")))
def test_the_parts_are_the_whole_and_keep_every_cap(claims: Claims, limits: Limits, split: str) -> None:
    kind = RecordKind(id="partner", words=WORDS, named_by="name", split=split)  # type: ignore[arg-type]  # one of both
    whole, entities = solved(claims, limits, kind)
    for node in TREE.order:
        assert sum(one.admitted[node] for one in entities) == whole[node].admitted
        if node in TREE.groups:
            for owner in (
                {key: one.admitted for key, one in whole.items()},
                *(one.admitted for one in entities),
            ):
                assert owner[node] == sum(owner[part] for part in TREE.groups[node].parts)
        assert all(0 <= one.admitted[node] <= one.limited[node] for one in entities)
        assert whole[node].admitted <= whole[node].limited
    assert whole["total"].admitted == whole["total"].limited
    by_name = {one.name: one.admitted for one in entities}
    for whose, node, bound in limits:
        if not bound.of:
            admitted = whole[node].admitted if whose is None else by_name[whose][node]
            assert admitted <= bound.constant


@given(claims_of_three(), limits_within_one_another(), st.data())
def test_more_claimed_never_lowers_a_node(claims: Claims, limits: Limits, data: st.DataObject) -> None:
    more = {key: cents + data.draw(st.integers(0, 50)) for key, cents in claims.items()}
    before, after = amounts_of(solved(claims, limits)), amounts_of(solved(more, limits))
    assert all(before[node] <= after[node] for node in before)


@given(claims_of_three(), limits_within_one_another(), st.permutations(NAMES))
@settings(max_examples=50)
def test_the_order_of_entities_and_limits_is_irrelevant(
    claims: Claims, limits: Limits, names: Sequence[str]
) -> None:
    whole, entities = solved(claims, limits)
    numbers = {name: at for at, name in enumerate(names, 1)}
    moved = entities_of(KIND, TREE, [{"name": name} for name in names], claims)
    each = frozenset(node for whose, node, _ in limits if whose is not None)
    limited = frozenset(node for _, node, _ in limits)

    def renumbered(of: str) -> str:
        number, _, node = of.rpartition(" ")
        return place(numbers[NAMES[int(number) - 1]], node) if number not in ("", "0") else of

    applied = [
        (
            node if whose is None else place(numbers[whose], node),
            bound._replace(of=tuple(map(renumbered, bound.of))),
        )
        for whose, node, bound in reversed(limits)
    ]
    again = solve_entities(TREE, KIND, limited, each, moved, claims, applied)
    assert {node: one.admitted for node, one in again.items()} == {
        node: one.admitted for node, one in whole.items()
    }
    assert {one.name: one.admitted for one in moved} == {one.name: one.admitted for one in entities}


def test_limits_that_cross_could_not_be_kept_at_once() -> None:
    """Why such calls are refused: the amounts are right node by node, and no division has all of them."""
    claims: Claims = {("Alfa", "staff"): 100, ("Beta", "tools"): 100}
    half = Bound("most", WHOLE, (), 50, "down")
    whole, entities = solved(claims, [("Alfa", "work", half), (None, "tools", half)])
    assert whole["work"].limited == 150
    assert whole["tools"].limited == 50
    assert sum(one.admitted["tools"] for one in entities) == 100


def test_a_bound_is_measured_on_the_nodes_of_the_entity() -> None:
    assert placed(2, Bound("l", WHOLE, ("staff",), 0, "down")).of == ("2 staff",)


amounts = st.tuples(*(st.integers(0, 1000) for _ in INSTRUMENTS))


@given(
    st.lists(amounts, min_size=1, max_size=4),
    amounts,
    st.sampled_from(("pro_rata", "in_order")),
    st.integers(0, 100),
)
def test_a_step_on_the_whole_divides_to_the_cent(
    own: list[tuple[int, ...]], after: tuple[int, ...], split: str, costs: int
) -> None:
    kind = RecordKind(id="partner", words=WORDS, named_by="name", split=split)  # type: ignore[arg-type]  # one of both
    entities = [Entity(at, f"p{at}", {}) for at, _ in enumerate(own, 1)]
    for one, aid in zip(entities, own, strict=True):
        one.aid, one.admitted = aid, {"total": costs * one.number}
    before = tuple(map(sum, zip(*own, strict=True)))
    parts = share_out(TREE, kind, entities, before, after)
    assert tuple(map(sum, zip(*(one.aid for one in entities), strict=True))) == after
    for at in range(len(INSTRUMENTS)):
        falls = after[at] <= before[at]
        assert all(
            (one.aid[at] <= was[at]) is True or not falls for one, was in zip(entities, own, strict=True)
        )
        assert all((one.aid[at] >= was[at]) is True or falls for one, was in zip(entities, own, strict=True))
    changed = [at for at in range(len(INSTRUMENTS)) if before[at] != after[at]]
    assert parts == (
        tuple((one.name, sum(one.aid[at] for at in changed)) for one in entities) if changed else ()
    )


def test_what_each_has_more_or_less_is_what_the_whole_has() -> None:
    one, other = Entity(1, "a", {}), Entity(2, "b", {})
    one.aid, other.aid = (30, 0, 0, 5), (10, 0, 0, 0)
    assert gained([one, other], [(20, 0, 0, 5), (15, 0, 0, 0)], (40, 1, 0, 5)) == (45, 1, 0, 5)
    assert gained([], [], NOTHING) == NOTHING
