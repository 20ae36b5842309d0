"""Are the amounts of nodes the greatest that keep every bound, whatever the bounds, in few steps?"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import highspy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.rules.fixed_point import Bound, Bounds, UnboundedError, binding, components, greatest, value
from bandolo.rules.money import Rounding

ROUNDINGS: tuple[Rounding, ...] = ("down", "half_up", "up")
LINES = ("a", "b", "c")


def claim(cents: int) -> Bound:
    return Bound("claim", Fraction(1), (), cents, "down")


def share(rate: str, *of: str, rounding: Rounding = "down", rule: str = "share") -> Bound:
    return Bound(rule, Fraction(rate), of, 0, rounding)


def parts(*of: str) -> Bound:
    return Bound("parts", Fraction(1), of, 0, "down")


def solved_naively(bounds: Bounds, top: int) -> dict[str, int]:
    """From amounts that nothing exceeds, lower whatever stands above a bound, until nothing does."""
    amounts = dict.fromkeys(bounds, top)
    while True:
        lower = {node: min([top, *(value(one, amounts) for one in found)]) for node, found in bounds.items()}
        if lower == amounts:
            return amounts
        amounts = lower


def solved_by_integers(bounds: Bounds, top: int) -> dict[str, int]:
    """The whole numbers of the greatest sum that keep every bound: an integer program, solved by HiGHS.

    A share rounded down, half up or up is one inequality between whole numbers, so the model is exact.
    """
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("mip_rel_gap", 0)
    model.setOptionValue("mip_abs_gap", 0)
    amounts = {node: model.addIntegral(0, top) for node in bounds}
    for node, found in bounds.items():
        for bound in found:
            above, below = bound.rate.numerator, bound.rate.denominator
            slack = {"down": 0, "half_up": below, "up": 2 * (below - 1)}[bound.rounding]
            total = sum(2 * above * amounts[other] for other in bound.of)
            model.addConstr(2 * below * amounts[node] - total <= 2 * above * bound.constant + slack)
    model.maximize(sum(amounts.values()))
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return {node: round(model.val(amount)) for node, amount in amounts.items()}


RATES = ("1/10", "1/3", "1/2", "3/5", "7/100", "4999/10000", "0", "1", "3/2")
rates = st.sampled_from(RATES)


@st.composite
def systems(draw: st.DrawFn, most: int = 300) -> dict[str, list[Bound]]:
    """Three claimed lines, one at a flat rate, their groups, and shares and caps on any of them."""
    bounds = {line: [claim(draw(st.integers(0, most)))] for line in LINES}
    flat = draw(st.lists(st.sampled_from(LINES), min_size=1, unique=True))
    bounds["flat"] = [share(draw(rates), *flat, rounding=draw(st.sampled_from(ROUNDINGS)))]
    bounds["some"] = [parts("a", "b")]
    bounds["total"] = [parts("some", "c", "flat")]
    nodes = (*LINES, "flat", "some", "total")
    for at in range(draw(st.integers(0, 5))):
        of = draw(st.lists(st.sampled_from(nodes), max_size=3, unique=True))
        constant = 0 if of else draw(st.integers(0, most))
        rounding = draw(st.sampled_from(ROUNDINGS))
        bound = Bound(f"limit-{at}", Fraction(draw(rates)), tuple(of), constant, rounding)
        bounds[draw(st.sampled_from(nodes))].append(bound)
    return bounds


def top_of(bounds: Bounds) -> int:
    """More than anything can come to: the claims, thrice each and three halves of it for the flat rate."""
    return 6 * sum(bounds[line][0].constant for line in LINES) + 6


@pytest.mark.parametrize(
    ("bounds", "amounts"),
    [
        ({"a": [claim(7)]}, {"a": 7}),
        ({"a": [claim(7), Bound("cap", Fraction(1), (), 5, "down")]}, {"a": 5}),
        # 10% of the others.
        ({"a": [claim(100), share("1/10", "b")], "b": [claim(99)]}, {"a": 9, "b": 99}),
        # 10% of the whole, itself included: a ninth of the rest.
        ({"a": [claim(100), share("1/10", "a", "b")], "b": [claim(99)]}, {"a": 11, "b": 99}),
        ({"a": [claim(100), share("1/10", "a", "b")], "b": [claim(98)]}, {"a": 10, "b": 98}),
        # At most half each of the two: nothing outside, but equal amounts keep it.
        (
            {"a": [claim(70), share("1/2", "a", "b")], "b": [claim(50), share("1/2", "a", "b")]},
            {"a": 50, "b": 50},
        ),
        # At most a third each of the two: only nothing keeps it.
        (
            {"a": [claim(70), share("1/3", "a", "b")], "b": [claim(50), share("1/3", "a", "b")]},
            {"a": 0, "b": 0},
        ),
        # A flat rate on a line that is itself limited by the whole.
        (
            {
                "a": [claim(1000)],
                "b": [claim(1000), share("1/5", "total")],
                "flat": [share("15/100", "b", rounding="half_up")],
                "total": [parts("a", "b", "flat")],
            },
            {"a": 1000, "b": 259, "flat": 39, "total": 1298},
        ),
        ({"a": [claim(0)], "b": [claim(5), share("1/2", "a", rounding="up")]}, {"a": 0, "b": 0}),
        ({"a": [claim(1)], "b": [claim(5), share("1/2", "a", rounding="up")]}, {"a": 1, "b": 1}),
        ({"a": [claim(1)], "b": [claim(5), share("1/2", "a", rounding="half_up")]}, {"a": 1, "b": 1}),
        ({"a": [claim(1)], "b": [claim(5), share("1/2", "a")]}, {"a": 1, "b": 0}),
    ],
)
def test_worked_systems(bounds: Bounds, amounts: Mapping[str, int]) -> None:
    assert greatest(bounds) == amounts


def test_rounding_each_share_of_a_fractional_solution_would_break_a_bound() -> None:
    bounds = {
        "a": [claim(10), share("1/3", "total")],
        "b": [claim(10), share("1/3", "total")],
        "c": [claim(4)],
        "total": [parts("a", "b", "c")],
    }
    # In fractions a = b = 4; in cents with c = 5 they would be 5 each, and with 4 exactly 4.
    assert greatest(bounds) == {"a": 4, "b": 4, "c": 4, "total": 12}
    assert greatest({**bounds, "c": [claim(5)]}) == {"a": 5, "b": 5, "c": 5, "total": 15}


@given(systems())
def test_every_bound_holds(bounds: dict[str, list[Bound]]) -> None:
    amounts = greatest(bounds)
    assert amounts.keys() == bounds.keys()
    for node, found in bounds.items():
        assert 0 <= amounts[node] <= min(value(bound, amounts) for bound in found)


@given(systems())
def test_every_node_stands_at_one_of_its_bounds(bounds: dict[str, list[Bound]]) -> None:
    amounts = greatest(bounds)
    for node, found in bounds.items():
        assert amounts[node] == min(value(bound, amounts) for bound in found)


@given(systems())
def test_nothing_larger_keeps_the_bounds(bounds: dict[str, list[Bound]]) -> None:
    assert greatest(bounds) == solved_by_integers(bounds, top_of(bounds))


@given(systems(most=40))
def test_walking_down_a_cent_at_a_time_ends_at_the_same_place(bounds: dict[str, list[Bound]]) -> None:
    assert greatest(bounds) == solved_naively(bounds, top_of(bounds))


@given(systems(), st.data())
def test_more_claimed_never_lowers_a_node(bounds: dict[str, list[Bound]], data: st.DataObject) -> None:
    more = {
        line: [claim(bounds[line][0].constant + data.draw(st.integers(0, 50))), *bounds[line][1:]]
        for line in LINES
    }
    before, after = greatest(bounds), greatest({**bounds, **more})
    assert all(before[node] <= after[node] for node in bounds)


@given(systems())
def test_what_is_admitted_is_admitted_again(bounds: dict[str, list[Bound]]) -> None:
    amounts = greatest(bounds)
    again = {line: [claim(amounts[line]), *bounds[line][1:]] for line in LINES}
    assert greatest({**bounds, **again}) == amounts


@given(systems(), st.data())
def test_the_order_of_nodes_and_limits_is_irrelevant(
    bounds: dict[str, list[Bound]], data: st.DataObject
) -> None:
    shuffled = {}
    for node in data.draw(st.permutations(list(bounds))):
        own, *limits = bounds[node]
        shuffled[node] = [own, *data.draw(st.permutations(limits))]
    assert greatest(shuffled) == greatest(bounds)


@given(systems())
def test_a_bound_binds_where_one_more_cent_would_break_it(bounds: dict[str, list[Bound]]) -> None:
    amounts = greatest(bounds)
    for node, found in bounds.items():
        tight = binding(node, found, amounts)
        more = {**amounts, node: amounts[node] + 1}
        assert list(tight) == [bound.rule for bound in found if more[node] > value(bound, more)]
        alone = not any(node in bound.of for bound in found)
        assert tight or not alone


def test_a_share_of_itself_binds_only_at_its_solution() -> None:
    # At 9 the share comes to 9 as well, but 10 would keep it: it is the cap that binds.
    bounds = [claim(20), Bound("cap", Fraction(1), (), 9, "down"), share("1/2", "a", "b")]
    amounts = greatest({"a": bounds, "b": [claim(10)]})
    assert amounts == {"a": 9, "b": 10}
    assert binding("a", bounds, amounts) == ("cap",)


class Counted(dict[str, Sequence[Bound]]):
    """Bounds that know how often they were read."""

    reads = 0

    def __getitem__(self, node: str) -> Sequence[Bound]:
        self.reads += 1
        return super().__getitem__(node)


def two_shares(one: str, other: str, rounding: Rounding, claims: tuple[int, int, int]) -> Counted:
    """Two lines, each at most a share of the whole of three."""
    a, b, c = (claim(cents) for cents in claims)
    shares = (share(rate, "a", "b", "c", rounding=rounding) for rate in (one, other))
    return Counted(a=[a, next(shares)], b=[b, next(shares)], c=[c])


# They leave a ten-thousandth of the whole to the rest: the least that calls can write.
NEARLY_ALL = [("1/2", "4999/10000"), ("9/10", "999/10000"), ("4999/10000", "4999/10000"), ("9999/10000", "0")]
CLAIMS = [
    *(
        (0, 0, 0),
        (10**4, 1, 0),
        (14_994, 1, 0),
        (3 * 10**4, 10**4, 5),
        (10**9, 10**9, 4),
        (10**9, 10**6, 10**5),
    ),
    *(
        (10**14, 10**14, 50),
        (10**14, 1, 10**13),
        (983_914_371, 755_972_606, 5),
        (321_241_713, 789_054_844, 12),
    ),
]


@pytest.mark.parametrize(("one", "other"), NEARLY_ALL)
@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("claims", CLAIMS, ids=str)
def test_the_walk_is_short_however_little_is_left_to_the_rest(
    one: str, other: str, rounding: Rounding, claims: tuple[int, int, int]
) -> None:
    bounds = two_shares(one, other, rounding, claims)
    amounts = greatest(bounds)
    assert bounds.reads < 3 * 10_000
    assert all(amounts[node] <= value(bound, amounts) for node in bounds for bound in bounds[node])


cents = st.integers(0, 10**14)


@given(st.sampled_from(ROUNDINGS), st.tuples(cents, cents, st.one_of(st.integers(0, 50), cents)))
def test_the_walk_is_as_short_for_any_amounts(rounding: Rounding, claims: tuple[int, int, int]) -> None:
    bounds = two_shares("9/10", "9/100", rounding, claims)
    greatest(bounds)
    assert bounds.reads < 3 * 100


@pytest.mark.parametrize("size", [1, 2, 5, 12])
def test_long_circles_are_walked_too(size: int) -> None:
    lines = [f"line-{at:02}" for at in range(size)]
    bounds = Counted({line: [claim(10**9), share(f"99/{100 * size}", "rest", *lines)] for line in lines})
    bounds["rest"] = [claim(100)]
    amounts = greatest(bounds)
    # Each is at most 0.99 / size of the whole, so that all of them are at most 99 times the rest.
    assert sum(amounts.values()) <= 100 + 99 * 100
    assert len({amounts[line] for line in lines}) == 1
    assert bounds.reads < 10_000


@pytest.mark.parametrize(
    "bounds",
    [
        {"a": [share("1", "a")]},
        {"a": [share("3/2", "a", "b")], "b": [claim(1)]},
        {"a": [share("1", "b")], "b": [share("1", "a")]},
        {"a": [share("2", "total")], "c": [claim(1)], "total": [parts("a", "c")]},
    ],
)
def test_a_circle_that_nothing_bounds_is_refused(bounds: Bounds) -> None:
    with pytest.raises(UnboundedError):
        greatest(bounds)


def test_parts_come_after_what_they_stand_on() -> None:
    bounds = {
        "total": [parts("a", "b", "c")],
        "a": [claim(1), share("1/2", "b")],
        "b": [claim(1), share("1/2", "a")],
        "c": [claim(1)],
        "apart": [claim(1)],
    }
    found = [frozenset(one) for one in components(bounds)]
    assert sorted(map(sorted, found)) == [["a", "b"], ["apart"], ["c"], ["total"]]
    assert found.index(frozenset({"total"})) > max(
        found.index(frozenset({"a", "b"})), found.index(frozenset({"c"}))
    )


@given(systems())
def test_every_node_is_in_one_component(bounds: dict[str, list[Bound]]) -> None:
    found = list(components(bounds))
    assert sorted(node for one in found for node in one) == sorted(bounds)
    place = {node: at for at, one in enumerate(found) for node in one}
    for node, listed in bounds.items():
        assert all(place[other] <= place[node] for bound in listed for other in bound.of)
