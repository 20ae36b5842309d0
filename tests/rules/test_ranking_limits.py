"""Does one of several applications count, whatever is still open and whoever else is in its group?"""

from datetime import UTC, datetime, timedelta

from bandolo.rules.ranking import Entry, OnePer, Ranking, rank
from bandolo.rules.rule import Words

WORDS = Words(it="graduatoria", en="ranking")
OPENING = datetime(2019, 5, 2, 7, 0, tzinfo=UTC)


def entry(
    id: str, second: int, *, of: str = "", group: str = "", members: str = "", admissible: bool | None = True
) -> Entry:
    """An application of one euro, all of it of the first of its members, whose names are letters."""
    return Entry(
        id=id,
        enterprise=of or id,
        undertaking=group or of or id,
        submitted_at=OPENING + timedelta(seconds=second),
        number=1,
        admissible=admissible,
        grant=100,
        members={**dict.fromkeys(members, 0), members[0]: 100} if members else {},
    )


def test_one_that_waits_holds_up_a_later_limit_too() -> None:
    limits = (
        OnePer(each="undertaking", counts="first_admissible"),
        OnePer(each="enterprise", counts="first"),
    )
    ranking = Ranking(id="ranking", words=WORDS, ties="time", one_per=limits)
    entries = [
        entry("A", 1, of="X", group="U", admissible=None),
        entry("B", 2, of="Y", group="U"),
        entry("C", 3, of="Y", group="V"),
    ]

    ranked = rank(ranking, entries)

    assert [(one.entry.id, one.waits_for) for one in ranked.pending] == [
        ("A", ()),
        ("B", ("A",)),
        ("C", ("B",)),
    ]


def test_one_that_is_out_takes_nobody_out_while_another_may_take_it_out_first() -> None:
    limits = (
        OnePer(each="undertaking", counts="first_admissible"),
        OnePer(each="enterprise", counts="first"),
    )
    ranking = Ranking(id="ranking", words=WORDS, ties="time", one_per=limits)
    entries = [
        entry("A", 1, of="X", group="U", admissible=None),
        entry("B", 2, of="Y", group="U", admissible=False),
        entry("C", 3, of="Y", group="V"),
    ]

    ranked = rank(ranking, entries)

    assert ranked.not_admitted == (entries[1],)
    assert [(one.entry.id, one.waits_for) for one in ranked.pending] == [("A", ()), ("C", ("A",))]


def test_a_member_counts_in_the_first_admissible_group_alone() -> None:
    ranking = Ranking(
        id="ranking", words=WORDS, ties="time", one_per=(OnePer(each="member", counts="first_admissible"),)
    )

    entries = [
        entry("A", 1, members="PQ", admissible=False),
        entry("B", 2, members="QR"),
        entry("C", 3, members="RS"),
        entry("D", 4, members="ST"),
        entry("E", 5, of="T"),
        entry("F", 6, members="UV", admissible=None),
        entry("G", 7, members="VW"),
        entry("H", 8, members="WX"),
    ]

    ranked = rank(ranking, entries)

    assert [one.entry.id for one in ranked.admitted] == ["B", "D"]
    assert [(one.entry.id, one.counts) for one in ranked.superseded] == [("C", "B"), ("E", "D")]
    assert [(one.entry.id, one.waits_for) for one in ranked.pending] == [
        ("F", ()),
        ("G", ("F",)),
        ("H", ("G",)),
    ]
