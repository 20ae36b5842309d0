"""Do the reasons of a size name each step and its article?"""

from datetime import date
from fractions import Fraction

from bandolo.rules.load import law_file
from bandolo.rules.size import Figures, Period, Related, SizeTable, definition_on, size_of
from bandolo.rules.size_reasons import size_reasons

MILLION = 100_000_000
LAW = definition_on(law_file(SizeTable, "size"), date(2026, 2, 5))
MICRO = Figures(staff=9_00, turnover=1 * MILLION, balance=1 * MILLION)
SMALL = Figures(staff=30_00, turnover=5 * MILLION, balance=5 * MILLION)
LARGE = Figures(staff=300_00, turnover=90 * MILLION, balance=90 * MILLION)


def period(year: int, data: Figures, *rows: Related) -> Period:
    return Period(closed_on=date(year, 12, 31), figures=data, related=rows)


def related(name: str, data: Figures, share: Fraction) -> Related:
    return Related(id=name, figures=data, capital=share, votes=share)


def test_the_reasons_name_the_articles_in_order() -> None:
    rows = (related("partner", SMALL, Fraction(1, 4)), related("linked", MICRO, Fraction(1)))
    years = (period(2024, MICRO), period(2025, MICRO, *rows))
    reasons = size_reasons(size_of(LAW, years, public_share=Fraction(1, 2), public_share_exempt=True))
    assert [one.source.removeprefix("Reg. (UE) n. 651/2014, allegato I") for one in reasons] == [
        ", art. 2",
        ", art. 3.3, 6.2",
        ", art. 3.2, 6.2, 6.3",
        ", art. 2",
        ", art. 4.2",
        ", art. 3.2 (secondo comma), 3.4",
        "",
    ]
    assert reasons[3].words.it == (
        "mercoledì 31 dicembre 2025: 25,50 ULA, fatturato 3.250.000,00 €, attivo 3.250.000,00 €: "
        "piccola impresa"
    )
    assert reasons[3].words.en == (
        "Wednesday 31 December 2025: 25.50 AWU, turnover EUR 3,250,000.00, assets EUR 3,250,000.00: "
        "small enterprise"
    )
    assert reasons[-1].words.it == "microimpresa"


def test_the_reasons_of_an_unknown_size_list_what_is_missing() -> None:
    child = Related(id="child", figures=LARGE, capital=Fraction(1), votes=Fraction(1), is_consolidated=True)
    sold = Period(
        closed_on=date(2025, 12, 31),
        figures=Figures(turnover=1, balance=1),
        related=(child,),
        has_new_owner=True,
    )
    outcome = size_of(LAW, (period(2024, LARGE), sold), public_share=Fraction(1), public_share_exempt=None)
    reasons = size_reasons(outcome)
    assert reasons[-1].words.en == (
        "The size cannot be told, missing: work units (applicant, Wednesday 31 December 2025); "
        "whether the public bodies are allowed"
    )
    assert [one.words.en for one in reasons if one.source.endswith("art. 6.2")] == [
        "Wednesday 31 December 2025: the data of child are in the consolidated accounts already"
    ]


def test_public_bodies_in_control_are_a_reason() -> None:
    outcome = size_of(LAW, (period(2025, MICRO),), public_share=Fraction(1, 4), public_share_exempt=False)
    assert [one.words.it for one in size_reasons(outcome)][-2:] == [
        "Organismi pubblici controllano almeno il 25%: non è una PMI",
        "grande impresa (non PMI)",
    ]
