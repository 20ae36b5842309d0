"""Are real e-invoices read, and do our checks agree with the official schemas?

Runs on files that stand beside the project, and is skipped where they do not.
"""

from functools import cache
from pathlib import Path

import pytest

from bandolo.papers.invoice_file import read_invoice_file
from bandolo.papers.invoice_schema import InvoiceSchema, read_schema
from tests.papers.invoices import Row, body_xml, file_xml, header_xml, held_xml, payment_xml

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "fatturapa"
FILES = sorted((SAMPLES / "gobl").glob("*.xml")) if SAMPLES.is_dir() else []
# Odd to the schema in elements that nothing here rests on.
BEYOND_US = {"invoice-windows1252", "invoice-fund-contribution-mixed-retention"}
SCHEMAS = SAMPLES / "xsd-1.2.3"

pytestmark = pytest.mark.skipif(not FILES, reason="the real files are not beside the project")


@cache
def schema() -> InvoiceSchema:
    """The official schema of ordinary invoices."""
    return read_schema((SCHEMAS / "FatturaPA_FPR12_v1.2.3.xsd").read_bytes())


def found_by_the_schema(data: bytes) -> list[str]:
    """What the official schema says."""
    told = [one.words.en for one in read_invoice_file("a", data, [schema()]).problems]
    return [words for words in told if words.startswith("the official schema says")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_real_file_is_read(path: Path) -> None:
    read = read_invoice_file(path.name, path.read_bytes())
    assert read.refused is None
    (one,) = read.invoices
    assert (one.number != "", one.dated is not None, one.supplier.name != "", one.customer.name != "") == (
        True,
    ) * 4
    assert one.taxable == sum(each.taxable for each in one.summaries)
    # Their sums are the schema's, so no shape is odd but in the one that is cut down to a stub.
    shapes = [each for each in (*read.problems, *one.problems) if "schema" in each.words.en]
    assert (shapes == []) == (path.stem != "acube_test")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_we_and_the_schema_find_the_same_files_odd(path: Path) -> None:
    data = path.read_bytes()
    read = read_invoice_file(path.name, data)
    ours = [each for each in (*read.problems, *read.invoices[0].problems) if "schema" in each.words.en]
    assert (ours == [] and path.stem not in BEYOND_US) == (found_by_the_schema(data) == [])


@pytest.mark.parametrize(
    "body",
    [
        body_xml(payment=payment_xml(), held=held_xml()),
        body_xml(number="x" * 21),
        body_xml(day="10/03/2026"),
        body_xml(currency="euro"),
        body_xml(kind="TD50"),
        body_xml(total="1220,00"),
        body_xml(rows=[]),
        body_xml(rows=[Row(rate="22")]),
        body_xml(rows=[Row(nature="N9")]),
        body_xml(sums=[]),
        body_xml(payment=payment_xml(means="MP99")),
        body_xml(payment=payment_xml(iban="IT")),
        body_xml(held=held_xml(kind="RT09")),
    ],
)
def test_made_files_are_odd_to_both(body: str) -> None:
    data = file_xml(body, header=header_xml()).encode()
    read = read_invoice_file("made.xml", data)
    ours = [each for each in read.invoices[0].problems if "schema" in each.words.en]
    assert (ours == []) == (found_by_the_schema(data) == [])
