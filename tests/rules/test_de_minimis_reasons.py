"""Do the reasons of a de minimis room name what counts, what does not, and the articles?"""

from datetime import date

import pytest

from bandolo.rules.de_minimis import DeMinimisTable, Link, PriorAid, Room, Sector, fits, room
from bandolo.rules.de_minimis_reasons import fit_reasons, room_reasons
from bandolo.rules.load import law_file

EURO = 100
LAW = law_file(DeMinimisTable, "de_minimis")
REGULATIONS = {one.id: one for one in LAW.regulations}


def aid(day: str, euro: int, regulation: str = "2023/2831", link: Link = "same") -> PriorAid:
    return PriorAid(
        granted_on=date.fromisoformat(day),
        cents=euro * EURO,
        enterprise="Rossi srl",
        regulation=regulation,
        link=link,
    )


def room_of(regulation: str, day: str, *prior: PriorAid, sector: Sector = "general") -> Room:
    return room(LAW, REGULATIONS[regulation], date.fromisoformat(day), prior, sector)


def test_the_reasons_name_what_counts_and_what_does_not() -> None:
    found = room_of(
        "2023/2831",
        "2024-02-10",
        aid("2021-02-10", 1_000, "1407/2013"),
        aid("2022-03-01", 60_000, "1407/2013"),
        aid("2023-03-01", 40_000, "1407/2013", "merger"),
        aid("2024-02-11", 2_000),
        aid("2023-05-01", 3_000, "360/2012"),
    )
    reasons = room_reasons(LAW, found)
    assert [one.source for one in reasons] == [
        "Reg. (UE) 2023/2831, art. 3.2, 5.2; Registro nazionale aiuti, FAQ 15.1",
        "Reg. (UE) 2023/2831, art. 3.3",
        "Reg. (UE) 2023/2831, art. 3.8",
        "Reg. (UE) 2023/2831, art. 3.2, 5.2",
        "Reg. (UE) 2023/2831, art. 3.2, 5.2",
        "Reg. (UE) 2023/2831, art. 3.2, 5.2",
        "Reg. (UE) 2023/2831, art. 3.2, 5.2",
    ]
    assert reasons[0].words.it == (
        "Massimale 300.000,00 €; dal 11/02/2021 al 10/02/2024 concessi 100.000,00 €; restano 200.000,00 €"
    )
    merged = "to an enterprise merged or acquired"
    early = "before 11 February 2021"
    apart = "its regulation or its date does not count here"
    assert [one.words.en for one in reasons[1:]] == [
        "Counts: EUR 60,000.00, 1 March 2022, 1407/2013, Rossi srl, to the enterprise itself",
        f"Counts: EUR 40,000.00, 1 March 2023, 1407/2013, Rossi srl, {merged}",
        f"Does not count: EUR 1,000.00, 10 February 2021, 1407/2013, Rossi srl: {early}",
        "Does not count: EUR 2,000.00, 11 February 2024, 2023/2831, Rossi srl: granted later",
        f"Does not count: EUR 3,000.00, 1 May 2023, 360/2012, Rossi srl: {apart}",
        "Room: EUR 200,000.00",
    ]


def test_the_reasons_tell_an_expired_regulation_and_an_unsure_ceiling() -> None:
    expired = room_reasons(
        LAW, room_of("1998/2006", "2014-01-01", aid("2013-01-01", 1, "1998/2006", "merger"))
    )
    assert expired[0].words.en == (
        "The regulation has expired: it holds until 30 June 2014 for schemes it covered"
    )
    assert expired[2].source == "Reg. (CE) n. 1998/2006"
    unsure = room_reasons(LAW, room_of("717/2014", "2025-01-01", sector="fishery"))
    assert unsure[0].words.it == (
        "Massimale 40.000,00 € (da confermare); dal 01/01/2023 al 01/01/2025 "
        "concessi 0,00 €; restano 40.000,00 €"
    )


@pytest.mark.parametrize(
    ("used", "new", "services", "words"),
    [
        (
            0,
            5_000,
            1_000,
            ["Contati per intero, senza riduzione: 1.000,00 €", "Il nuovo aiuto rientra nel massimale"],
        ),
        (298_000, 5_000, 0, ["Per intero supererebbe il massimale: è concesso per 2.000,00 €"]),
        (300_000, 5_000, 0, ["Il nuovo aiuto supererebbe il massimale: non è concesso"]),
    ],
)
def test_the_reasons_of_a_fit(used: int, new: int, services: int, words: list[str]) -> None:
    found = room_of("2023/2831", "2026-02-05", aid("2025-01-01", used))
    reasons = list(fit_reasons(found, fits(found, new * EURO, services * EURO)))
    assert [one.words.it for one in reasons] == words
    assert reasons[-1].source == "Reg. (UE) 2023/2831, art. 3.7"
