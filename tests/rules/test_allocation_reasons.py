"""Does everybody read why they got what they got, and where the money went?"""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from bandolo.rules.allocation import Allocation, Award, Unserved
from bandolo.rules.allocation_reasons import (
    award_words,
    envelope_words,
    flow_words,
    pot_words,
    shared_words,
    unserved_words,
)
from bandolo.rules.envelopes import Envelope
from bandolo.rules.money import Cents
from bandolo.rules.ranking import Entry, Placed
from bandolo.rules.rule import Words
from bandolo.rules.spend import Flow, Pot, Shared

WOMEN = Envelope(
    id="women",
    words=Words(it="imprese di donne", en="women's firms"),
    share=Fraction(2, 5),
    unused_to=("young", "all"),
)
YOUNG = Envelope(id="young", words=Words(it="giovani", en="the young"), amount=Cents(10_00))
ALL = Envelope(id="all", words=Words(it="tutte", en="all"))
ENVELOPES = (WOMEN, YOUNG, ALL)
PLACED = Placed(
    3,
    Entry(
        id="C",
        enterprise="C",
        undertaking="C",
        submitted_at=datetime(2026, 3, 1, tzinfo=UTC),
        number=1,
        admissible=True,
        grant=4_000_00,
    ),
    0,
    3,
)
PRO_RATA = Allocation(id="funds", words=WOMEN.words, funds=Cents(1), sharing="pro_rata")
LEVEL = Allocation(id="funds", words=WOMEN.words, funds=Cents(1), last="level")


@pytest.mark.parametrize(
    ("award", "allocation", "words"),
    [
        (
            Award(PLACED, 4_000_00),
            None,
            Words(it="Finanziata per 4.000,00 €.", en="Financed with EUR 4,000.00."),
        ),
        (
            Award(PLACED, 1_000_00),
            None,
            Words(
                it="Finanziata in parte a fondi finiti: 1.000,00 € su 4.000,00 €.",
                en="Financed in part as funds ended: EUR 1,000.00 of EUR 4,000.00.",
            ),
        ),
        (
            Award(PLACED, 1_000_00),
            PRO_RATA,
            Words(
                it="Finanziata in proporzione, come tutte le ammesse: 1.000,00 € su 4.000,00 €.",
                en="Financed in proportion, like all admitted: EUR 1,000.00 of EUR 4,000.00.",
            ),
        ),
        (
            Award(PLACED, 1_000_00),
            LEVEL,
            Words(
                it="Finanziata in proporzione, con le pari in graduatoria: 1.000,00 € su 4.000,00 €.",
                en="Financed in proportion, with those level with it: EUR 1,000.00 of EUR 4,000.00.",
            ),
        ),
        (
            Award(PLACED, 4_000_00, (("women", 1_000_00), ("all", 3_000_00))),
            None,
            Words(
                it="Finanziata per 4.000,00 € (1.000,00 € da «imprese di donne» e 3.000,00 € da «tutte»).",
                en='Financed with EUR 4,000.00 (EUR 1,000.00 from "women\'s firms" '
                'and EUR 3,000.00 from "all").',
            ),
        ),
    ],
)
def test_an_award_says_what_it_is(award: Award, allocation: Allocation | None, words: Words) -> None:
    assert award_words(award, allocation, ENVELOPES) == words


def test_money_that_moves_is_told() -> None:
    assert flow_words(Flow(0, "women", "all", 10_00), ENVELOPES) == Words(
        it="10,00 € non usati da «imprese di donne» vanno a «tutte».",
        en='EUR 10.00 not used by "women\'s firms" go to "all".',
    )
    assert pot_words(Pot("women", 40_00, received=5_00, passed_on=10_00, given=35_00), ENVELOPES) == Words(
        it="imprese di donne: 40,00 € destinati, 5,00 € ricevuti, 10,00 € passati ad altri, "
        "35,00 € concessi, 0,00 € restano.",
        en="women's firms: EUR 40.00 set aside, EUR 5.00 received, EUR 10.00 passed on, "
        "EUR 35.00 awarded, EUR 0.00 left.",
    )
    assert shared_words(Shared(0, None, 100_00, 150_00)) == Words(
        it="100,00 € per 150,00 € ancora da coprire: a ciascuna la stessa quota, arrotondata per difetto; "
        "i centesimi rimasti ai resti maggiori, a parità secondo l'identificativo.",
        en="EUR 100.00 for EUR 150.00 still to be met: to each the same share, rounded down; the cents "
        "that remain to the largest remainders, those equal by identifier.",
    )


@pytest.mark.parametrize(
    ("envelope", "words"),
    [
        (
            WOMEN,
            Words(
                it="40% dei fondi; quello che non serve va a «giovani», poi a «tutte»",
                en='40% of the funds; what it does not use goes to "the young", then to "all"',
            ),
        ),
        (YOUNG, Words(it="10,00 €", en="EUR 10.00")),
        (ALL, Words(it="il resto dei fondi", en="the rest of the funds")),
    ],
)
def test_an_envelope_says_what_it_holds(envelope: Envelope, words: Words) -> None:
    assert envelope_words(envelope, ENVELOPES) == words


def test_who_waits_for_nothing_reads_why() -> None:
    assert unserved_words(Unserved(PLACED, "beyond")).en == (
        "Admitted, beyond the waiting list: it waits for no further funds."
    )
    assert unserved_words(Unserved(PLACED, "no_envelope")).it == (
        "Ammessa, ma nessuna parte dei fondi le è destinata."
    )
