"""Is it told whether the right person signed the right paper?"""

from datetime import date
from pathlib import Path

import pytest

from bandolo.papers.signature_fit import Entitled, Role, content_findings, signer_findings
from bandolo.papers.signature_records import Verification
from bandolo.papers.test_authority import Person
from bandolo.papers.test_authority_signs import sign_cades, sign_pades
from tests.papers.made import ANNA, LUCA, NOW, a_pdf, checked, generated, maker, signer

OWNER = Entitled(ANNA.fiscal_code, "Anna Verdi", Role.LEGAL_REPRESENTATIVE)
STRANGER = Person("Ugo", "Blu", "12345", "TINDE-")


def signed(tmp_path: Path, *people: Person) -> Verification:
    return checked(tmp_path, sign_cades(b"x", [signer(one) for one in people], maker(), NOW))


def delegate(first: date | None, last: date | None) -> Entitled:
    return Entitled(LUCA.fiscal_code, "Luca Bianchi", Role.DELEGATE, first, last)


def test_the_legal_representative_signed(tmp_path: Path) -> None:
    assert signer_findings(signed(tmp_path, ANNA), [OWNER]) == ()


def test_somebody_else_signed(tmp_path: Path) -> None:
    found = signer_findings(signed(tmp_path, LUCA), [OWNER])
    assert [one.code for one in found] == ["signer_not_entitled", "signer_missing"]
    assert "Luca Bianchi" in found[0].words.it
    assert "Anna Verdi" in found[1].words.it


def test_somebody_else_beside_the_legal_representative_is_only_noted(tmp_path: Path) -> None:
    found = signer_findings(signed(tmp_path, ANNA, LUCA), [OWNER])
    assert [one.code for one in found] == ["signer_not_entitled"]


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        (None, None, []),
        (date(2026, 3, 2), date(2026, 3, 2), []),
        (date(2026, 3, 3), None, ["mandate_not_valid", "signer_missing"]),
        (None, date(2026, 3, 1), ["mandate_not_valid", "signer_missing"]),
    ],
)
def test_a_mandate_holds_on_its_days(
    tmp_path: Path, first: date | None, last: date | None, codes: list[str]
) -> None:
    found = signer_findings(signed(tmp_path, LUCA), [OWNER, delegate(first, last)])
    assert [one.code for one in found] == codes


def test_a_person_without_an_italian_code_is_left_to_the_officer(tmp_path: Path) -> None:
    found = signer_findings(signed(tmp_path, STRANGER), [OWNER])
    assert [one.code for one in found] == ["no_fiscal_code"]


def test_a_signature_that_does_not_hold_is_nobodys(tmp_path: Path) -> None:
    data = sign_cades(b"0123", [signer()], maker(), NOW).replace(b"0123", b"9999")
    found = signer_findings(checked(tmp_path, data), [OWNER])
    assert [one.code for one in found] == ["signer_missing"]


def test_nobody_on_record_is_told(tmp_path: Path) -> None:
    found = signer_findings(signed(tmp_path, ANNA), [])
    assert [one.code for one in found] == ["signer_not_entitled", "signer_missing"]


# --- The paper ---


def content(tmp_path: Path, data: bytes, detached: bytes | None = None) -> list[str]:
    paper = generated(a_pdf(2))
    found = checked(tmp_path, data, paper=paper, detached=detached)
    return [one.code for one in content_findings(found, paper)]


def test_the_paper_of_the_desk_is_recognised(tmp_path: Path) -> None:
    paper = a_pdf(2)
    assert content(tmp_path, sign_cades(paper, [signer()], maker(), NOW)) == []
    assert content(tmp_path, sign_pades(paper, signer(), maker(), "Uno")) == []
    both = sign_cades(sign_pades(paper, signer(), maker(), "Uno"), [signer(LUCA)], maker(), NOW)
    assert content(tmp_path, both) == []


def test_another_paper_is_told(tmp_path: Path) -> None:
    assert content(tmp_path, sign_cades(a_pdf(3), [signer()], maker(), NOW)) == ["digest_expected"]
    assert content(tmp_path, a_pdf(3)) == ["digest_expected"]


def test_a_paper_rewritten_before_it_was_signed_is_left_open(tmp_path: Path) -> None:
    assert content(tmp_path, sign_pades(a_pdf(3), signer(), maker(), "Uno")) == ["rewritten"]


def test_a_paper_that_is_absent_is_told(tmp_path: Path) -> None:
    apart = sign_cades(a_pdf(2), [signer()], maker(), NOW, detached=True)
    assert content(tmp_path, apart) == ["content_missing"]
    assert content(tmp_path, apart, a_pdf(2)) == []
