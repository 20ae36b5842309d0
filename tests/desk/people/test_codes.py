"""Is a wrong code told from a right one, and is it said what would be right?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.it import codicefiscale, iva

from bandolo.desk.claims import Identity, asked_levels, identity_of
from bandolo.desk.codes import activity_code, enterprise_code, person_code, typed_day, vat_number
from bandolo.rules.rule import Words

BARE = "RSSMRA80A01F205"
ROSSI = BARE + codicefiscale.calc_check_digit(BARE)
OMOCODE = "RSSMRA80A01F20R"
TWIN = OMOCODE + codicefiscale.calc_check_digit(OMOCODE)


@pytest.mark.parametrize(
    ("reader", "typed", "right"),
    [
        (person_code, f" {ROSSI.lower()} ", ROSSI),
        (person_code, TWIN, TWIN),
        (vat_number, "IT 00743110157", "00743110157"),
        (enterprise_code, "00743110157", "00743110157"),
        (enterprise_code, ROSSI, ROSSI),
    ],
)
def test_a_right_code_is_read_in_its_one_spelling(reader: object, typed: str, right: str) -> None:
    assert callable(reader)
    assert reader(typed) == right


@pytest.mark.parametrize(
    ("reader", "typed", "mend"),
    [
        (person_code, ROSSI[:-1] + ("A" if ROSSI[-1] != "A" else "B"), "L’ultima lettera non torna"),
        (person_code, "RSSMRA80A01", "16 segni"),
        (person_code, "00743110157", "16 segni"),
        (person_code, "RSSMRA80A32F205X", "non torna"),
        (person_code, "", "16 segni"),
        (vat_number, "00743110158", "L’ultima cifra non torna"),
        (vat_number, "0074311015", "11 cifre"),
        (vat_number, "abc", "11 cifre"),
        (enterprise_code, "00743110158", "11 cifre"),
        (enterprise_code, "RSSMRA80A01", "16 segni"),
    ],
)
def test_a_wrong_code_is_told_with_what_would_be_right(reader: object, typed: str, mend: str) -> None:
    assert callable(reader)
    found = reader(typed)
    assert isinstance(found, Words)
    assert mend in found.it or (mend == "non torna" and "16 segni" in found.it)
    assert found.en != found.it


def test_a_day_is_read_in_the_ways_people_write_it() -> None:
    for typed in ("22/11/2026", "22-11-2026", "22.11.2026", "2026-11-22", " 2026/11/22 "):
        assert typed_day(typed) == date(2026, 11, 22)
    for typed in ("31/02/2026", "11/22/2026", "domani", "22/11/26", ""):
        assert isinstance(typed_day(typed), Words)


def test_an_activity_is_of_the_classification_of_its_day() -> None:
    assert activity_code("561111", date(2026, 1, 1)) == "56.11.11"
    assert activity_code("56.11.11", date(2026, 1, 1)) == "56.11.11"
    # ATECO 2025 is in force since 1 January 2025: restaurants had another code before.
    assert isinstance(activity_code("56.11.11", date(2024, 12, 31)), Words)
    assert activity_code("56.10.11", date(2024, 12, 31)) == "56.10.11"
    assert isinstance(activity_code("56.10.11", date(2025, 1, 1)), Words)
    for typed in ("99.99.99", "A", "62", "x", ""):
        assert isinstance(activity_code(typed, date(2026, 1, 1)), Words)


@given(st.integers(0, 10**10 - 1), st.integers(0, 9))
def test_of_ten_last_digits_one_fits(bare: int, last: int) -> None:
    body = f"{bare:010}"
    is_right = iva.is_valid(f"{body}{last}")
    assert isinstance(vat_number(f"{body}{last}"), str) is is_right


@given(
    st.dictionaries(
        st.sampled_from(["fiscal_number", "acr", "given_name", "person_identifier", "x"]),
        st.none() | st.text() | st.integers() | st.lists(st.text()) | st.booleans(),
    )
)
def test_whatever_the_claims_hold_is_a_person_or_words(claims: dict[str, object]) -> None:
    found = identity_of(claims)
    if isinstance(found, Identity):
        assert found.code
        assert found.level in (1, 2, 3)
        assert len(found.given_name) <= 100
    else:
        assert found.it


def test_the_level_is_the_least_where_the_provider_does_not_say() -> None:
    told: dict[str, object] = {"fiscal_number": ROSSI}
    levels = [
        identity_of({**told, **acr})
        for acr in (
            {},
            {"acr": "made-up"},
            {"acr": "https://www.spid.gov.it/SpidL2"},
            {"acr": "http://eidas.europa.eu/LoA/high"},
            {"acr": ["https://www.spid.gov.it/SpidL3"]},
        )
    ]
    assert [one.level for one in levels if isinstance(one, Identity)] == [1, 1, 2, 3, 3]
    assert asked_levels(2, {"b": 3, "a": 2, "c": 1}) == "a b"
