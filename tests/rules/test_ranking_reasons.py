"""Does every application read why it stands where it does, does not count, or waits?"""

from datetime import UTC, datetime, timedelta

import pytest

from bandolo.rules.conditions import Comparison, Constant, FactValue
from bandolo.rules.facts import Value
from bandolo.rules.ordering import OrderKey, PriorityClass
from bandolo.rules.ranking import Entry, OnePer, Pending, Placed, Ranking, Superseded, rank
from bandolo.rules.ranking_reasons import pending_words, placed_words, superseded_words
from bandolo.rules.rule import Words

OPENING = datetime(2019, 5, 2, 7, 0, tzinfo=UTC)
BY_EDITION = OrderKey(
    words=Words(it="precedente edizione", en="earlier edition"),
    classes=(
        PriorityClass(words=Words(it="nuove imprese", en="new enterprises")),
        PriorityClass(
            words=Words(it="già beneficiarie", en="aided before"),
            when=Comparison(FactValue("aided"), "is", Constant(True)),
        ),
    ),
    missing="last",
)
BY_RATING = OrderKey(
    words=Words(it="rating di legalità", en="legality rating"),
    fact="rating_score",
    order="descending",
    missing="last",
)
RANKING = Ranking(
    id="ranking",
    words=Words(it="Graduatoria", en="Ranking"),
    ties="time",
    order=(BY_EDITION, BY_RATING),
    one_per=(
        OnePer(each="enterprise", counts="first"),
        OnePer(each="undertaking", counts="first_admissible"),
        OnePer(each="member", counts="first_admissible"),
    ),
)


def entry(id: str, second: int = 1, number: int = 1, **facts: Value) -> Entry:
    return Entry(
        id=id,
        enterprise=id,
        undertaking=id,
        submitted_at=OPENING + timedelta(seconds=second),
        number=number,
        admissible=True,
        grant=1_000_000,
        facts=facts,
    )


def test_every_place_says_what_decided_it() -> None:
    entries = [
        entry("rated", second=9, aided=False, rating_score=2),
        entry("first", aided=False),
        entry("second", number=2, aided=False),
        entry("second too", number=2, aided=False),
        entry("later", second=2, aided=False),
        entry("aided", aided=True),
        entry("nobody knows"),
    ]
    admitted = rank(RANKING, entries).admitted
    before = [None, *(placed.entry for placed in admitted[:-1])]

    words = [placed_words(RANKING, *pair) for pair in zip(before, admitted, strict=True)]

    assert [(placed.entry.id, said.it) for placed, said in zip(admitted, words, strict=True)] == [
        ("rated", "Prima in graduatoria."),
        ("first", "Segue rated per rating di legalità."),
        ("second", "Segue first, che ha lo stesso istante e un numero precedente."),
        ("second too", "Segue second, che ha lo stesso istante e lo stesso numero: decide l'identificativo."),
        ("later", "Segue second too, che è stata presentata prima."),
        ("aided", "Segue later per precedente edizione: già beneficiarie."),
        ("nobody knows", "Segue aided per precedente edizione."),
    ]
    assert [said.en for said in words] == [
        "First in the ranking.",
        "Follows rated by legality rating.",
        "Follows first, which has the same instant and an earlier number.",
        "Follows second, which has the same instant and number: the identifier decides.",
        "Follows second too, which was submitted earlier.",
        "Follows later by earlier edition: aided before.",
        "Follows aided by earlier edition.",
    ]


def test_the_first_place_needs_no_reason() -> None:
    alone = Placed(1, entry("A"), None, 1)

    assert placed_words(RANKING, None, alone) == Words(it="Prima in graduatoria.", en="First in the ranking.")


@pytest.mark.parametrize(
    ("limit", "it", "en"),
    [
        (0, ("della stessa impresa", "prima"), ("of the same enterprise", "first")),
        (
            1,
            ("della stessa impresa unica", "prima ammissibile"),
            ("of the same single undertaking", "first admissible"),
        ),
        (
            2,
            ("con lo stesso partecipante", "prima ammissibile"),
            ("with the same member", "first admissible"),
        ),
    ],
)
def test_one_that_does_not_count_reads_which_does(
    limit: int, it: tuple[str, str], en: tuple[str, str]
) -> None:
    assert superseded_words(RANKING, Superseded(entry("B"), "A", limit)) == Words(
        it=f"Di più domande {it[0]} conta solo la {it[1]} in ordine di tempo: A.",
        en=f"Of several applications {en[0]} only the {en[1]} in time counts: A.",
    )


@pytest.mark.parametrize(
    ("waits_for", "missing", "it", "en"),
    [
        ((), (), "L'istruttoria non è conclusa.", "The review is not concluded."),
        (("B", "C"), (), "Attende l'esito di B, C.", "Waits for the outcome of B, C."),
        ((), ("x", "y"), "Per la graduatoria manca: x, y.", "The ranking lacks: x, y."),
    ],
)
def test_one_that_waits_reads_for_what(
    waits_for: tuple[str, ...], missing: tuple[str, ...], it: str, en: str
) -> None:
    assert pending_words(Pending(entry("A"), waits_for, missing)) == Words(it=it, en=en)


def test_one_to_be_drawn_reads_so() -> None:
    assert pending_words(Pending(entry("A"), (), (), awaits_draw=True)) == Words(
        it="Attende il sorteggio.", en="Waits for the draw."
    )


def test_a_place_by_draw_reads_its_lot() -> None:
    first, second = Placed(1, entry("A"), None, 1, "0123456789abcdef"), Placed(2, entry("B"), 2, 1, "f" * 64)

    assert placed_words(RANKING, None, first) == Words(
        it="Prima in graduatoria, con il numero 0123456789ab… del sorteggio.",
        en="First in the ranking, with the lot 0123456789ab… of the draw.",
    )
    assert placed_words(RANKING, first.entry, second) == Words(
        it="Segue A per sorteggio, con il numero ffffffffffff…",
        en="Follows A by the draw, with the lot ffffffffffff…",
    )
