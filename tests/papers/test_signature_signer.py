"""Is the fiscal code read from where Italian certificates have it, and from nowhere else?"""

import pytest

from bandolo.papers.signature_signer import fiscal_code_of, signer_of
from bandolo.papers.test_authority import Person
from tests.papers.made import maker, signer


@pytest.mark.parametrize(
    ("serial_number", "code"),
    [
        ("TINIT-VRDNNA80A41F205X", "VRDNNA80A41F205X"),
        ("IT:VRDNNA80A41F205X", "VRDNNA80A41F205X"),
        ("VRDNNA80A41F205X", "VRDNNA80A41F205X"),
        (" tinit-vrdnna80a41f205x ", "VRDNNA80A41F205X"),
        # Letters in the place of digits: two people would have had the same code.
        ("TINIT-VRDNNAULATMFNLRX", "VRDNNAULATMFNLRX"),
        ("TINIT-VRDNNAULA4MFNLRX", "VRDNNAULA4MFNLRX"),
        ("VATIT-01234567890", None),
        ("TINDE-12345678901", None),
        ("IDCIT-AA0000000", None),
        ("20261234567890", None),
        ("", None),
    ],
)
def test_a_fiscal_code_is_read(serial_number: str, code: str | None) -> None:
    assert fiscal_code_of(serial_number) == code


def test_the_old_form_is_read_from_a_certificate() -> None:
    old = signer(Person("Aldo", "Gialli", "GLLLDA50A01F205X", "IT:"))
    assert signer_of(old.asn1).fiscal_code == "GLLLDA50A01F205X"


def test_a_certificate_without_names_is_called_by_its_only_name() -> None:
    named = signer_of(maker().tsa.asn1)
    assert (named.name, named.fiscal_code, named.organization) == (
        "Bandolo TSA di prova",
        None,
        "Bandolo prova",
    )
