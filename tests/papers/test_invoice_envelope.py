"""Is the XML taken out of every envelope, and is everything else refused with a word?"""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest

from bandolo.papers.invoice_envelope import MOST_LAYERS, MOST_WRAPPED, Unwrapped, unwrap
from bandolo.papers.paper_problem import UnreadableError
from tests.papers.invoices import ber_envelope, body_xml, envelope, file_xml, pem

XML = file_xml(body_xml()).encode()
SIGNED = envelope(XML)
OPENSSL = shutil.which("openssl")


def openssl(*arguments: str) -> bytes:
    """What OpenSSL makes."""
    return subprocess.run([str(OPENSSL), *arguments], check=True, capture_output=True).stdout


@pytest.mark.parametrize(
    ("data", "signatures"),
    [
        (XML, 0),
        (b"\xef\xbb\xbf" + XML, 0),
        (b"\n " + XML, 0),
        (SIGNED, 1),
        (pem(SIGNED), 1),
        (base64.b64encode(SIGNED), 1),
        (base64.encodebytes(base64.encodebytes(SIGNED)), 1),
        (envelope(SIGNED), 2),
        (envelope(base64.b64encode(envelope(XML))), 2),
        (ber_envelope(XML), 1),
        (base64.b64encode(ber_envelope(SIGNED)), 2),
        (base64.b64encode(XML), 0),
    ],
)
def test_the_xml_is_taken_out(data: bytes, signatures: int) -> None:
    found = unwrap(data)
    assert (found.xml.removeprefix(b"\xef\xbb\xbf").strip(), found.signatures) == (XML, signatures)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n ", "the file is empty"),
        (b"%PDF-1.7 ...", "the file is a PDF: the e-invoice in XML or p7m is needed"),
        (b"PK\x03\x04...", "the file is a ZIP archive: the e-invoice in XML or p7m is needed"),
        (b'{"a": 1}', "the file is a JSON file: the e-invoice in XML or p7m is needed"),
        (b"Gentile cliente, ...", "the file is no e-invoice: neither XML nor p7m"),
        (b"abcde", "the file is no e-invoice: neither XML nor p7m"),
        (SIGNED[:-200], "the signed envelope (p7m) is broken or incomplete: download it again"),
        (b"\x30\x80" * 5000, "the signed envelope (p7m) is broken or incomplete: download it again"),
        (bytes.fromhex("3003020101"), "the signed envelope (p7m) is broken or incomplete: download it again"),
        (envelope(None), "the signature is apart from the document: the invoice is needed too"),
        (
            bytes.fromhex("300f06092a864886f70d010701a0020400"),
            "the signed envelope (p7m) is broken or incomplete: download it again",
        ),
        (b"\x00" * (MOST_WRAPPED + 1), "the file is above 20 MB"),
    ],
)
def test_what_is_no_invoice_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        unwrap(data)
    assert refused.value.problem.words.en == words


def test_layers_are_bounded() -> None:
    data = XML
    for _ in range(MOST_LAYERS):
        data = envelope(data)
    with pytest.raises(UnreadableError, match="wrapped more than 8 times"):
        unwrap(data)


@pytest.mark.skipif(OPENSSL is None, reason="OpenSSL is not there")
@pytest.mark.parametrize("streamed", [(), ("-stream",)])
def test_what_openssl_signs_is_taken_out(tmp_path: Path, streamed: tuple[str, ...]) -> None:
    key, certificate, source = (str(tmp_path / name) for name in ("key.pem", "certificate.pem", "a.xml"))
    Path(source).write_bytes(XML)
    made = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Ada Neri")
    openssl("req", "-x509", *made, "-keyout", key, "-out", certificate)
    signing = ("-sign", "-binary", "-nodetach", "-outform", "DER", "-signer", certificate, "-inkey", key)
    assert unwrap(openssl("cms", *signing, *streamed, "-in", source)) == Unwrapped(XML, 1)
