"""How many points does an application have for a criterion, and from what?

Points are whole hundredths, written as decimals: 12.5 is 1250. What is not known yet leaves a span
between the fewest and the most points that it can still give.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from bandolo.rules.comparisons import Compared, deciding
from bandolo.rules.conditions import Comparison, Condition, Constant, Record, View, evaluate, value_of_operand
from bandolo.rules.facts import Value
from bandolo.rules.money import Cents, Rounding, round_cents
from bandolo.rules.rule import Rule, Words

# The records that hold the votes of assessors, and their facts.
VOTE = "vote"
VOTE_FACTS = ("criterion", "assessor", "points")
VoteFault = Literal["over", "again", "unnamed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRounding:
    """How points are made round: to a multiple of `to` points (0.01, 0.50, 1.00), which `way`."""

    to: Cents
    way: Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """What gives points: `points` where `when` holds; `words` say for what, `clauses` are those that do."""

    points: Cents
    when: Condition
    words: Words
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ByRows:
    """Points by rows of conditions; where none holds there are no points.

    `takes` "all" rows that hold, which add up to at most what the criterion gives, or the "best" of them.
    """

    kind: Literal["rows"]
    takes: Literal["all", "best"]
    rows: tuple[PointRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByProportion:
    """Points in proportion to a number: all of them from one value of it on, none up to another.

    `all_at` is one comparison, such as { fact = "jobs", at_least = 5 }; `none_at` the opposite one of the
    same number, such as { fact = "jobs", at_most = 1 }, left out where none means 0. Where less is better
    `all_at` is at_most and `none_at` at_least. In between the points are in proportion, `rounded`; to give
    points for each whole step only, round down to the points of a step. Where both hold, as when there is
    nothing to measure, there are no points.
    """

    kind: Literal["proportion"]
    all_at: Condition
    none_at: Condition | None = None
    rounded: PointRounding


@dataclass(frozen=True, slots=True, kw_only=True)
class ByVotes:
    """Points by the votes of assessors, each a record "vote" with its criterion, assessor and points.

    `takes` the "mean" of all votes, the "trimmed_mean" of those left without one highest and one lowest,
    or the "median". At least so many `assessors` must have voted, each once. `scale` is the highest vote
    where that is not the most of the criterion: votes are then brought in proportion to it.
    """

    kind: Literal["votes"]
    takes: Literal["mean", "trimmed_mean", "median"]
    assessors: int
    rounded: PointRounding
    scale: Cents | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Rule):
    """What the score of a project is made of: at `most` so many points, given in one way.

    `points` says how: by "rows", in "proportion" or by "votes". With fewer than `at_least` the project
    does not pass, whatever its total. The points of a bonus (`is_bonus`) can be left out of a threshold.
    """

    most: Cents
    points: ByRows | ByProportion | ByVotes
    at_least: Cents | None = None
    is_bonus: bool = False


class Span(NamedTuple):
    """The fewest and the most points, in hundredths, that are still possible."""

    low: int
    high: int

    @property
    def known(self) -> int | None:
        """The points, or None while something that decides them is missing."""
        return self.low if self.low == self.high else None


class Lack(NamedTuple):
    """A fact (or kind of records, or named amount) that nobody has given, and the place that lacks it."""

    fact: str
    place: str


class RowsFound(NamedTuple):
    """The verdict of each row, in their order."""

    verdicts: tuple[bool | None, ...]


class ProportionFound(NamedTuple):
    """How far what is measured has come, from 0 to 1; None while that is not known."""

    reached: Fraction | None


class Vote(NamedTuple):
    """A vote: the number of its record from 1, its points in hundredths where known, what is wrong with it.

    It is "over" the highest there can be, from an assessor who voted "again", or "unnamed": it does not
    say its criterion or its assessor.
    """

    number: int
    points: int | None
    fault: VoteFault | None


class VotesFound(NamedTuple):
    """The votes of a criterion and what they come to in hundredths before it is rounded, None if unknown."""

    votes: tuple[Vote, ...]
    exact: Fraction | None


Found = RowsFound | ProportionFound | VotesFound


class CriterionScore(NamedTuple):
    """The points of a criterion, what they come from, and what is missing to know them."""

    criterion: Criterion
    points: Span
    found: Found
    missing: tuple[Lack, ...]


def criterion_score(criterion: Criterion, view: View) -> CriterionScore:
    """The points of a criterion in hundredths, from 0 to its most."""
    match criterion.points:
        case ByRows() as way:
            return _by_rows(criterion, way, view)
        case ByProportion() as way:
            return _by_proportion(criterion, way, view)
        case ByVotes() as way:
            return _by_votes(criterion, way, view)


def conditions_of(criterion: Criterion) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
    """Every condition of a criterion with its path in it."""
    match criterion.points:
        case ByRows(rows=rows):
            yield from ((("points", "rows", at, "when"), row.when) for at, row in enumerate(rows))
        case ByProportion() as way:
            yield ("points", "all_at"), way.all_at
            if way.none_at is not None:
                yield ("points", "none_at"), way.none_at
        case ByVotes():
            return


def reach(criterion: Criterion) -> int:
    """The most points, in hundredths, that its rows or its rounding can ever give."""
    match criterion.points:
        case ByRows(takes=takes, rows=rows):
            points = [row.points for row in rows]
            return min(criterion.most, sum(points) if takes == "all" else max(points, default=0))
        case ByProportion() | ByVotes() as way:
            return round_points(Fraction(criterion.most), way.rounded, criterion.most)


def highest_vote(criterion: Criterion) -> int:
    """The highest vote that an assessor can give, in hundredths."""
    scale = criterion.points.scale if isinstance(criterion.points, ByVotes) else None
    return criterion.most if scale is None else scale


def round_points(exact: Fraction, rounded: PointRounding, most: int) -> int:
    """Hundredths of a point rounded to a multiple; never above `most`."""
    to = max(1, rounded.to)  # the loader refuses a 0, but first reckons what it would give
    return min(most, round_cents(exact / to, rounded.way) * to)


def _by_rows(criterion: Criterion, way: ByRows, view: View) -> CriterionScore:
    verdicts = tuple([evaluate(row.when, view) for row in way.rows])
    sure = [row.points for row, verdict in zip(way.rows, verdicts, strict=True) if verdict]
    open_rows = [row for row, verdict in zip(way.rows, verdicts, strict=True) if verdict is None]
    possible = sure + [row.points for row in open_rows]
    low, high = (sum(sure), sum(possible))
    if way.takes == "best":
        low, high = max(sure, default=0), max(possible, default=0)
    points = Span(min(criterion.most, low), min(criterion.most, high))
    # A row that gives no more than one that holds decides nothing among the best.
    floor = low if way.takes == "best" else 0
    deciding_rows = () if points.known is not None else [row for row in open_rows if row.points > floor]
    tests = [test for row in deciding_rows for test in deciding(row.when, view) if test.verdict is None]
    return CriterionScore(criterion, points, RowsFound(verdicts), _lacks_of(tests))


def _lacks_of(tests: Iterable[Compared]) -> tuple[Lack, ...]:
    return tuple(dict.fromkeys(Lack(test.fact, test.place) for test in tests))


def none_at(way: ByProportion) -> Condition:
    """When a proportion gives no points: at 0 or less where the call says nothing."""
    if way.none_at is not None or not isinstance(way.all_at, Comparison):
        return way.none_at or way.all_at
    return Comparison(way.all_at.left, "at_most", Constant(0))


def _by_proportion(criterion: Criterion, way: ByProportion, view: View) -> CriterionScore:
    ends = none_at(way), way.all_at
    has_none, has_all = (evaluate(end, view) for end in ends)
    if has_none or (has_none is False and has_all is not None):
        reached = Fraction(0) if has_none else Fraction(1) if has_all else _between(ends, view)
        points = round_points(reached * criterion.most, way.rounded, criterion.most)
        return CriterionScore(criterion, Span(points, points), ProportionFound(reached), ())
    tests = [test for end in ends for test in deciding(end, view) if test.verdict is None]
    return CriterionScore(criterion, Span(0, reach(criterion)), ProportionFound(None), _lacks_of(tests))


def _between(ends: tuple[Condition, Condition], view: View) -> Fraction:
    """How far a number has come from none to all, once it is known to be in between."""
    none, all_points = (end for end in ends if isinstance(end, Comparison))
    values = [value_of_operand(one, view) for one in (none.left, none.right, all_points.right)]
    value, start, end = (Fraction(one) for one in values if isinstance(one, int | Fraction))
    return (value - start) / (end - start)


def _by_votes(criterion: Criterion, way: ByVotes, view: View) -> CriterionScore:
    highest, records = highest_vote(criterion), view.records.get(VOTE, ())
    votes = tuple(_votes(criterion.id, highest, records))
    missing = tuple(_lacks(votes, records, way.assessors))
    if missing:
        return CriterionScore(criterion, Span(0, reach(criterion)), VotesFound(votes, None), missing)
    exact = _taken(way, sorted(vote.points for vote in votes if vote.points is not None))
    points = round_points(exact * criterion.most / highest, way.rounded, criterion.most)
    return CriterionScore(criterion, Span(points, points), VotesFound(votes, exact), ())


def _votes(criterion: str, highest: int, records: Sequence[Record]) -> Iterator[Vote]:
    """The votes of a criterion; one that does not say whose it is could be anybody's."""
    assessors: set[Value] = set()
    for number, record in enumerate(records, 1):
        if record.get("criterion") not in (None, criterion):
            continue
        points, assessor = record.get("points"), record.get("assessor")
        fault: VoteFault | None = None
        if assessor is None or "criterion" not in record:
            fault = "unnamed"
        elif assessor in assessors:
            fault = "again"
        else:
            assessors.add(assessor)
            fault = "over" if isinstance(points, int) and points > highest else None
        yield Vote(number, points if isinstance(points, int) else None, fault)


def _lacks(votes: Sequence[Vote], records: Sequence[Record], needed: int) -> Iterator[Lack]:
    """What keeps the votes from counting: facts and votes that are missing, votes that cannot stand."""
    at_fault = {"over": "points", "again": "assessor"}
    for vote in votes:
        names = [fact for fact in VOTE_FACTS if fact not in records[vote.number - 1]]
        names += [at_fault[vote.fault]] if vote.fault in at_fault else []
        yield from (Lack(name, f"{VOTE}[{vote.number}].{name}") for name in names)
    if len(votes) < needed:
        yield Lack(VOTE, VOTE)


def _taken(way: ByVotes, points: Sequence[int]) -> Fraction:
    """What sorted votes come to, in hundredths: exactly, before any rounding."""
    middle = len(points) // 2
    match way.takes:
        case "mean":
            return Fraction(sum(points), len(points))
        case "trimmed_mean":
            return Fraction(sum(points[1:-1]), len(points) - 2)
        case "median":
            return Fraction(points[middle] + points[-1 - middle], 2)
