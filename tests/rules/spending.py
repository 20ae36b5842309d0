"""Which applications, envelopes and funds are the tests on spending made of?"""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

from bandolo.rules.allocation import Allocated, Allocation, WaitingList
from bandolo.rules.conditions import Comparison, Condition, Constant, FactValue
from bandolo.rules.envelopes import Envelope
from bandolo.rules.money import Cents
from bandolo.rules.ordering import OrderKey
from bandolo.rules.ranking import Entry, Ranked, Ranking, rank
from bandolo.rules.rule import Words
from bandolo.rules.spend import Last, Sharing
from bandolo.rules.windows import Window

WORDS = Words(it="fondi", en="funds")
SPRING, AUTUMN = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
WINDOWS = {
    "spring": Window(id="spring", words=WORDS, opens=SPRING, closes=datetime(2026, 4, 1, tzinfo=UTC)),
    "autumn": Window(id="autumn", words=WORDS, opens=AUTUMN, closes=datetime(2026, 10, 1, tzinfo=UTC)),
}
BY_POINTS = OrderKey(words=WORDS, score="total", order="descending")
RANKING = Ranking(id="ranking", words=WORDS, ties="time", order=(BY_POINTS,))


def fact_is(fact: str) -> Comparison:
    return Comparison(FactValue(fact), "is", Constant(True))


def envelope(
    id: str,
    amount: int | None = None,
    *,
    when: Condition | None = None,
    window: str | None = None,
    to: Sequence[str] = (),
) -> Envelope:
    money = None if amount is None else Cents(amount)
    return Envelope(id=id, words=WORDS, amount=money, when=when, window=window, unused_to=tuple(to))


def entry(
    id: str, grant: int, marks: str = "", points: int = 0, *, sent: datetime = SPRING, number: int = 1
) -> Entry:
    return Entry(
        id=id,
        enterprise=id,
        undertaking=id,
        submitted_at=sent,
        number=number,
        admissible=True,
        grant=grant,
        facts={"women": "w" in marks, "young": "y" in marks, "score.total": points},
    )


def allocation(
    funds: int,
    last: Last | None = "none",
    *,
    sharing: Sharing = "in_order",
    up_to: Fraction | None = None,
    minimum: int | None = None,
) -> Allocation:
    return Allocation(
        id="funds",
        words=WORDS,
        funds=Cents(funds),
        sharing=sharing,
        last=last,
        minimum_award=None if minimum is None else Cents(minimum),
        waiting_list=WaitingList(up_to=up_to),
    )


def ranked(entries: Sequence[Entry]) -> Ranked:
    return rank(RANKING, entries)


def in_line(*entries: Entry) -> Ranked:
    """A ranking in the order given."""
    return ranked([one._replace(number=number) for number, one in enumerate(entries, 1)])


def amounts(lists: Allocated) -> dict[str, int]:
    return {award.placed.entry.id: award.amount for award in lists.financed}


def waiting(lists: Allocated) -> list[str]:
    return [placed.entry.id for placed in lists.waiting]


def left(lists: Allocated) -> dict[str | None, int]:
    return {pot.id: pot.left for pot in lists.pots}
