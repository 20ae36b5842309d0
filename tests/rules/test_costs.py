"""Is the tree of costs read right, and do the cuts of groups fall on their parts to the cent?"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.costs import (
    Base,
    FlatRate,
    Group,
    Limit,
    Line,
    Tree,
    limit_bound,
    measured_nodes,
    outside_nodes,
    split_cuts,
    structural_bounds,
)
from bandolo.rules.fixed_point import Bound
from bandolo.rules.money import Cents, split_pro_rata
from bandolo.rules.rule import Words

WORDS = Words(it="spesa", en="cost")
Split = Literal["pro_rata", "in_order"]


def line(id: str) -> Line:
    return Line(id=id, words=WORDS)


def group(id: str, *parts: str, split: Split = "pro_rata") -> Group:
    return Group(id=id, words=WORDS, parts=parts, split=split)


OVERHEADS = Line(
    id="overheads",
    words=WORDS,
    flat_rate=FlatRate(share=Fraction(15, 100), base=Base(of=("project",), flat_rates="without")),
)
TREE = Tree(
    [line("staff"), line("tools"), OVERHEADS, line("training")],
    [
        group("total", "project", "training"),
        group("project", "work", "overheads"),
        group("work", "staff", "tools"),
    ],
)
NOTHING = frozenset[str]()


def test_a_tree_is_ordered_from_the_lines_to_the_whole() -> None:
    assert TREE.order == ("staff", "tools", "overheads", "training", "work", "project", "total")
    assert TREE.root == "total"
    assert TREE.parent == {
        "staff": "work",
        "tools": "work",
        "work": "project",
        "overheads": "project",
        "project": "total",
        "training": "total",
    }


@pytest.mark.parametrize(
    ("node", "leaves"),
    [
        ("staff", ("staff",)),
        ("work", ("staff", "tools")),
        ("total", ("staff", "tools", "overheads", "training")),
    ],
)
def test_leaves_are_the_lines_below(node: str, leaves: tuple[str, ...]) -> None:
    assert TREE.leaves(node) == leaves


@pytest.mark.parametrize(
    ("lines", "groups", "root", "order"),
    [
        (["a"], [], "a", ("a",)),
        (["a", "b"], [], None, ("a", "b")),
        (["a", "b"], [("g", "a")], None, ("a", "b", "g")),
        (["a"], [("g", "h"), ("h", "g")], "a", ("a",)),
        (["a"], [("g", "a", "nowhere")], "g", ("a",)),
        ([], [], None, ()),
    ],
)
def test_a_broken_tree_has_no_whole_or_lacks_nodes_in_its_order(
    lines: list[str], groups: list[tuple[str, ...]], root: str | None, order: tuple[str, ...]
) -> None:
    tree = Tree([line(one) for one in lines], [group(id, *parts) for id, *parts in groups])
    assert (tree.root, tree.order) == (root, order)


@pytest.mark.parametrize(
    ("base", "limited", "nodes"),
    [
        (Base(of=("total",), flat_rates="with"), (), ("staff", "tools", "overheads", "training")),
        (Base(of=("total",), flat_rates="without"), (), ("staff", "tools", "training")),
        # A group that a limit cuts is measured as it was cut.
        (Base(of=("total",), flat_rates="with"), ("work",), ("work", "overheads", "training")),
        (Base(of=("total",), flat_rates="with"), ("total", "work"), ("total",)),
        (Base(of=("work", "training")), (), ("staff", "tools", "training")),
        (Base(of=("work",)), ("work",), ("work",)),
        (Base(of=("overheads",), flat_rates="with"), (), ("overheads",)),
        (Base(of=("overheads",), flat_rates="without"), (), ()),
    ],
)
def test_a_base_measures_lines_and_the_groups_that_are_cut(
    base: Base, limited: tuple[str, ...], nodes: tuple[str, ...]
) -> None:
    assert measured_nodes(TREE, base, frozenset(limited)) == nodes


@pytest.mark.parametrize(
    ("base", "nodes"),
    [
        (Base(of=("total",), stage="approved", flat_rates="with"), ("total",)),
        (Base(of=("work", "training"), stage="approved"), ("work", "training")),
        (Base(of=("total",), stage="approved", flat_rates="without"), ("work", "training")),
    ],
)
def test_what_was_approved_is_measured_as_it_is_named(base: Base, nodes: tuple[str, ...]) -> None:
    assert outside_nodes(TREE, base) == nodes


def test_groups_are_at_most_their_parts_and_flat_rates_their_share() -> None:
    whole = Fraction(1)
    assert structural_bounds(TREE, NOTHING) == {
        "staff": (),
        "tools": (),
        "training": (),
        "overheads": (Bound(" flat_rate", Fraction(15, 100), ("staff", "tools"), 0, "half_up"),),
        "work": (Bound(" parts", whole, ("staff", "tools"), 0, "down"),),
        "project": (Bound(" parts", whole, ("work", "overheads"), 0, "down"),),
        "total": (Bound(" parts", whole, ("project", "training"), 0, "down"),),
    }


def limit(**fields: object) -> Limit:
    return Limit(id="most", words=WORDS, on="tools", **fields)  # type: ignore[arg-type]  # fields of a limit


@pytest.mark.parametrize(
    ("rule", "known", "cap", "share", "bound"),
    [
        (limit(cap=Cents(5)), {}, 5, None, Bound("most", Fraction(1), (), 5, "down")),
        (
            limit(base=Base(of=("work", "training")), round="half_up"),
            {},
            None,
            Fraction(1, 3),
            Bound("most", Fraction(1, 3), ("staff", "tools", "training"), 0, "half_up"),
        ),
        (
            limit(base=Base(of=("work", "training"), stage="claimed")),
            {"claimed.work": 30, "claimed.training": 4},
            None,
            Fraction(1, 3),
            Bound("most", Fraction(1, 3), (), 34, "down"),
        ),
    ],
)
def test_a_limit_is_a_bound(
    rule: Limit, known: Mapping[str, int], cap: int | None, share: Fraction | None, bound: Bound
) -> None:
    assert limit_bound(TREE, rule, NOTHING, known, cap, share) == bound


def test_a_limit_without_cap_and_share_bounds_nothing() -> None:
    with pytest.raises(ValueError, match="limit most has neither a cap nor a share of a base"):
        limit_bound(TREE, limit(), NOTHING, {}, None, None)


# --- The cuts of groups fall on their parts -----------------------------------------------------------------

ABC = [line("a"), line("b"), line("c")]


@pytest.mark.parametrize(
    ("groups", "limited", "admitted"),
    [
        # Nothing is cut, nothing moves.
        ([group("total", "a", "b", "c")], {"a": 1, "b": 2, "c": 3, "total": 6}, {}),
        # In proportion: 5/6 of 1, 2 and 3 cents leaves two cents over, for the largest remainders (a, b).
        ([group("total", "a", "b", "c")], {"a": 1, "b": 2, "c": 3, "total": 5}, {"a": 1, "b": 2, "c": 2}),
        # Equal remainders go by id, whatever the order of the parts.
        ([group("total", "c", "b", "a")], {"a": 1, "b": 1, "c": 1, "total": 2}, {"a": 1, "b": 1, "c": 0}),
        ([group("total", "c", "b", "a")], {"a": 1, "b": 1, "c": 1, "total": 1}, {"a": 1, "b": 0, "c": 0}),
        # In the order of the parts: the last ones are cut.
        (
            [group("total", "c", "b", "a", split="in_order")],
            {"a": 4, "b": 5, "c": 6, "total": 10},
            {"c": 6, "b": 4, "a": 0},
        ),
        # The cut of the whole falls on the parts, and through a group on its own parts.
        (
            [group("total", "work", "c"), group("work", "a", "b")],
            {"a": 30, "b": 10, "work": 40, "c": 60, "total": 50},
            {"work": 20, "c": 30, "a": 15, "b": 5},
        ),
        # A group cut already weighs what is left of it.
        (
            [group("total", "work", "c"), group("work", "a", "b", split="in_order")],
            {"a": 30, "b": 10, "work": 20, "c": 60, "total": 40},
            {"work": 10, "c": 30, "a": 10, "b": 0},
        ),
        # Only the inner group is cut.
        (
            [group("total", "work", "c"), group("work", "a", "b")],
            {"a": 30, "b": 10, "work": 20, "c": 60, "total": 80},
            {"a": 15, "b": 5},
        ),
        ([group("total", "a", "b", "c")], {"a": 7, "b": 0, "c": 3, "total": 0}, {"a": 0, "b": 0, "c": 0}),
    ],
)
def test_the_cut_of_a_group_falls_on_its_parts(
    groups: list[Group], limited: Mapping[str, int], admitted: Mapping[str, int]
) -> None:
    assert split_cuts(Tree(ABC, groups), limited) == {**limited, **admitted}


cents = st.integers(0, 10**6)
splits: st.SearchStrategy[Split] = st.sampled_from(("pro_rata", "in_order"))


@st.composite
def cut_trees(draw: st.DrawFn) -> tuple[Tree, dict[str, int]]:
    """A tree of three layers, with what limits left of each node."""
    ids = draw(st.permutations(["a", "b", "c", "d", "e"]))
    inner, outer = draw(st.integers(1, 3)), draw(st.integers(0, 2))
    groups = [
        group("inner", *ids[:inner], split=draw(splits)),
        group("outer", "inner", *ids[inner : inner + outer], split=draw(splits)),
        group("total", "outer", *ids[inner + outer :], split=draw(splits)),
    ]
    tree = Tree([line(id) for id in ids], groups)
    limited: dict[str, int] = {}
    for node in tree.order:
        if node in tree.lines:
            limited[node] = draw(cents)
        else:
            parts = sum(limited[part] for part in tree.groups[node].parts)
            limited[node] = draw(st.one_of(st.just(parts), st.integers(0, parts)))
    return tree, limited


@given(cut_trees())
def test_every_group_is_the_sum_of_its_parts_and_nothing_grows(case: tuple[Tree, dict[str, int]]) -> None:
    tree, limited = case
    admitted = split_cuts(tree, limited)
    assert admitted["total"] == limited["total"]
    for id, one in tree.groups.items():
        assert admitted[id] == sum(admitted[part] for part in one.parts)
    assert all(0 <= admitted[node] <= limited[node] for node in tree.order)


@given(cut_trees())
def test_splitting_again_changes_nothing(case: tuple[Tree, dict[str, int]]) -> None:
    tree, limited = case
    admitted = split_cuts(tree, limited)
    assert split_cuts(tree, admitted) == admitted


@given(cut_trees())
def test_each_split_is_what_it_says(case: tuple[Tree, dict[str, int]]) -> None:
    tree, limited = case
    admitted = split_cuts(tree, limited)
    for id, one in tree.groups.items():
        weights = {part: limited[part] for part in one.parts}
        if one.split == "pro_rata":
            most = min(admitted[id], sum(weights.values()))
            assert {part: admitted[part] for part in one.parts} == split_pro_rata(most, weights)
        else:
            cut = [part for part in one.parts if admitted[part] < limited[part]]
            after = one.parts[one.parts.index(cut[0]) + 1 :] if cut else ()
            assert all(admitted[part] == 0 for part in after)
