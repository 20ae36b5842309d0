"""Is a signed XML document valid only where the signature is on all of it?"""

import asyncio
import base64
import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from bandolo.papers.signature_records import Covers, Form, Time, Verdict
from bandolo.papers.test_authority import YEAR, Person
from bandolo.papers.test_authority_signs import sign_xades, stamper
from tests.papers.made import ANNA, LUCA, NOW, checked, codes, maker, signer

INVOICE = (
    b'<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2" '
    b'versione="FPR12"><FatturaElettronicaHeader/><FatturaElettronicaBody>'
    b"<Importo>100.00</Importo></FatturaElettronicaBody></p:FatturaElettronica>"
)
DS = "{http://www.w3.org/2000/09/xmldsig#}"


@pytest.mark.parametrize("person", [ANNA, LUCA])
def test_a_signed_invoice_is_verified(tmp_path: Path, person: Person) -> None:
    found = checked(tmp_path, sign_xades(INVOICE, signer(person), maker()))
    (one,) = found.signatures
    assert one.signer is not None
    assert (one.form, one.signer.fiscal_code, one.covers) == (Form.XADES, person.fiscal_code, Covers.WHOLE)
    assert (found.verdict, one.time, codes(found)) == (Verdict.VALID, Time.CLAIMED, [["time_not_attested"]])
    assert found.content is not None
    assert found.content.kind == "xml"


def test_a_changed_amount_is_told(tmp_path: Path) -> None:
    data = sign_xades(INVOICE, signer(), maker()).replace(b"100.00", b"900.00")
    found = checked(tmp_path, data)
    assert (found.verdict, found.signatures[0].intact, codes(found)[0][0]) == (
        Verdict.NOT_VALID,
        False,
        "content_changed",
    )


def test_a_changed_signature_is_told(tmp_path: Path) -> None:
    root = etree.fromstring(sign_xades(INVOICE, signer(LUCA), maker()))
    value = next(root.iter(f"{DS}SignatureValue"))
    value.text = base64.b64encode(b"\1" * 256).decode()
    found = checked(tmp_path, etree.tostring(root))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.NOT_VALID, "signature_broken")


def test_a_signed_document_inside_another_proves_nothing(tmp_path: Path) -> None:
    signed = etree.fromstring(sign_xades(INVOICE.replace(b"versione", b'Id="a" versione'), signer(), maker()))
    outer = etree.fromstring(INVOICE.replace(b"100.00", b"900.00"))
    outer.append(signed)
    found = checked(tmp_path, etree.tostring(outer))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.NOT_VALID, "part_only")


# long: one document, written as it stands
def by_hand(
    uri: str, transforms: str, digested: bytes, method: str = "sha256", xml: bytes = INVOICE
) -> bytes:
    """A signature of the plain kind over a digest, as an attacker or another program would write it."""
    holder = signer(LUCA)
    digest = hashes.Hash(hashes.SHA256() if method == "sha256" else hashes.SHA1())  # noqa: S303
    digest.update(digested)
    info = (
        f'<ds:SignedInfo xmlns:ds="{DS[1:-1]}"><ds:CanonicalizationMethod '
        'Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></ds:CanonicalizationMethod>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></ds:SignatureMethod>'
        f'<ds:Reference URI="{uri}"><ds:Transforms>{transforms}</ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{DIGESTS[method]}"></ds:DigestMethod>'
        f"<ds:DigestValue>{base64.b64encode(digest.finalize()).decode()}</ds:DigestValue></ds:Reference>"
        "{properties}</ds:SignedInfo>"
    )
    properties = (
        f'<xades:SignedProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Id="p">'
        "<xades:SignedSignatureProperties><xades:SigningTime>2026-03-02T10:00:00Z</xades:SigningTime><xades:SigningCertificateV2>"
        f'<xades:Cert><xades:CertDigest><ds:DigestMethod xmlns:ds="{DS[1:-1]}" '
        f'Algorithm="{DIGESTS["sha256"]}"></ds:DigestMethod><ds:DigestValue xmlns:ds="{DS[1:-1]}">'
        f"{base64.b64encode(holder.certificate.fingerprint(hashes.SHA256())).decode()}"
        "</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>"
        "</xades:SignedSignatureProperties></xades:SignedProperties>"
    )
    template = (
        f'<ds:Signature xmlns:ds="{DS[1:-1]}" Id="s">%s<ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo>'
        f"<ds:X509Data><ds:X509Certificate>{base64.b64encode(holder.der).decode()}</ds:X509Certificate>"
        "</ds:X509Data></ds:KeyInfo><ds:Object><xades:QualifyingProperties "
        f'xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#s">{properties}'
        "</xades:QualifyingProperties></ds:Object></ds:Signature>"
    )
    root = etree.fromstring(xml)
    root.append(etree.fromstring(template % (info.format(properties=""), "")))
    signed_properties = next(root.iter("{http://uri.etsi.org/01903/v1.3.2#}SignedProperties"))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(etree.tostring(signed_properties, method="c14n"))
    second = (
        '<ds:Reference URI="#p" Type="http://uri.etsi.org/01903#SignedProperties"><ds:DigestMethod '
        f'Algorithm="{DIGESTS["sha256"]}"></ds:DigestMethod><ds:DigestValue>'
        f"{base64.b64encode(digest.finalize()).decode()}</ds:DigestValue></ds:Reference>"
    )
    root.remove(root[-1])
    root.append(etree.fromstring(template % (info.format(properties=second), "")))
    canonical = etree.tostring(next(root.iter(f"{DS}SignedInfo")), method="c14n")
    key = holder.key
    assert isinstance(key, rsa.RSAPrivateKey)
    made = key.sign(canonical, padding.PKCS1v15(), hashes.SHA256())
    next(root.iter(f"{DS}SignatureValue")).text = base64.b64encode(made).decode()
    return etree.tostring(root)


DIGESTS = {
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha1": "http://www.w3.org/2000/09/xmldsig#sha1",
}
FILTER = (
    '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath '
    'xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="{}">{}</f:XPath></ds:Transform>'
)
CANONICAL = '<ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"></ds:Transform>'
ENVELOPED = f'<ds:Transform Algorithm="{DS[1:-1]}enveloped-signature"></ds:Transform>'
WHOLE = etree.tostring(etree.fromstring(INVOICE), method="c14n")


@pytest.mark.parametrize(
    "transforms", [ENVELOPED, FILTER.format("subtract", "/descendant::ds:Signature")], ids=["W3C", "Italian"]
)
def test_the_signature_is_left_out_of_what_it_signs_in_either_way(tmp_path: Path, transforms: str) -> None:
    found = checked(tmp_path, by_hand("", transforms, WHOLE))
    assert (codes(found), found.verdict) == ([["time_not_attested"]], Verdict.VALID)


@pytest.mark.parametrize(
    "transforms",
    [
        FILTER.format("intersect", "/descendant::ds:Signature"),
        FILTER.format("subtract", "//Importo"),
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></ds:Transform>',
    ],
)
def test_a_transform_that_nobody_knows_is_not_passed_over(tmp_path: Path, transforms: str) -> None:
    found = checked(tmp_path, by_hand("", transforms, WHOLE))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "unsupported")


def test_a_signature_on_a_part_is_told(tmp_path: Path) -> None:
    xml = INVOICE.replace(b"<FatturaElettronicaHeader/>", b'<FatturaElettronicaHeader Id="h"/>')
    part = etree.tostring(etree.fromstring(xml)[0], method="c14n")
    found = checked(tmp_path, by_hand("#h", CANONICAL, part, xml=xml))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.NOT_VALID, "part_only")


def test_sha1_is_not_verifiable_rather_than_forged(tmp_path: Path) -> None:
    found = checked(tmp_path, by_hand("", ENVELOPED, WHOLE, "sha1"))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "weak_algorithm")


def test_a_short_key_is_not_verifiable_rather_than_forged(tmp_path: Path) -> None:
    short = Person("Carla", "Neri", "NRECRL80A41F205X", key="rsa-1024")
    found = checked(tmp_path, sign_xades(INVOICE, signer(short), maker()))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "weak_algorithm")


def test_several_signatures_in_one_document_are_left_open(tmp_path: Path) -> None:
    root = etree.fromstring(sign_xades(INVOICE, signer(), maker()))
    root.append(etree.fromstring(etree.tostring(root[-1])))
    found = checked(tmp_path, etree.tostring(root))
    assert (found.verdict, codes(found)) == (Verdict.UNVERIFIED, [["unsupported"]])


def test_a_document_without_a_certificate_is_left_open(tmp_path: Path) -> None:
    root = etree.fromstring(sign_xades(INVOICE, signer(), maker()))
    for one in list(root.iter(f"{DS}X509Certificate")):
        one.getparent().remove(one)  # type: ignore[union-attr]
    found = checked(tmp_path, etree.tostring(root))
    assert (found.verdict, codes(found)) == (Verdict.UNVERIFIED, [["no_certificate"]])


@pytest.mark.parametrize(
    "xml",
    [
        INVOICE,
        b"<a",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        b'<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>',
    ],
)
def test_a_document_without_a_signature_says_so(tmp_path: Path, xml: bytes) -> None:
    assert [one.code for one in checked(tmp_path, xml).findings] == ["no_signature"]


def stamped(data: bytes, value: bytes | None = None) -> bytes:
    """The same document with a time stamp on its signature, or on other bytes."""
    root = etree.fromstring(data)
    canonical = etree.tostring(next(root.iter(f"{DS}SignatureValue")), method="c14n", with_comments=False)
    digest = hashlib.sha256(value or canonical).digest()
    token = asyncio.run(stamper(maker(), NOW).async_timestamp(digest, "sha256"))
    space = "{http://uri.etsi.org/01903/v1.3.2#}"
    properties = etree.SubElement(
        next(root.iter(f"{space}QualifyingProperties")), f"{space}UnsignedProperties"
    )
    signature = etree.SubElement(properties, f"{space}UnsignedSignatureProperties")
    one = etree.SubElement(
        etree.SubElement(signature, f"{space}SignatureTimeStamp"), f"{space}EncapsulatedTimeStamp"
    )
    one.text = base64.b64encode(token.dump()).decode()
    return etree.tostring(root)


def test_a_time_stamp_attests_when_it_was_signed(tmp_path: Path) -> None:
    data = stamped(sign_xades(INVOICE, signer(), maker()))
    found = checked(tmp_path, data, at=NOW + 2 * YEAR)
    assert (found.verdict, codes(found), found.signatures[0].time) == (Verdict.VALID, [[]], Time.ATTESTED)


def test_a_time_stamp_on_something_else_is_not_relied_on(tmp_path: Path) -> None:
    data = stamped(sign_xades(INVOICE, signer(), maker()), b"altro")
    assert codes(checked(tmp_path, data)) == [["time_stamp_not_trusted", "time_not_attested"]]


def test_a_key_of_a_kind_that_nobody_knows_is_left_open(tmp_path: Path) -> None:
    # Found by `make fuzz`: one bit of the kind of the key, in the certificate.
    odd = signer().der.replace(bytes.fromhex("2a8648ce3d0201"), bytes.fromhex("268648ce3d0201"))
    assert odd != signer().der
    root = etree.fromstring(sign_xades(INVOICE, signer(), maker()))
    next(root.iter(f"{DS}X509Certificate")).text = base64.b64encode(odd).decode()
    assert checked(tmp_path, etree.tostring(root)).verdict is Verdict.UNVERIFIED


@pytest.mark.parametrize("text", ["2026-03-02T10:00:00", "ieri"])
def test_an_hour_without_a_zone_is_not_taken(tmp_path: Path, text: str) -> None:
    root = etree.fromstring(sign_xades(INVOICE, signer(), maker()))
    next(root.iter("{http://uri.etsi.org/01903/v1.3.2#}SigningTime")).text = text
    assert checked(tmp_path, etree.tostring(root)).signatures[0].signed_at is None


@pytest.mark.parametrize(("text", "code"), [("***", "no_certificate"), ("AAAA", "unreadable")])
def test_a_certificate_that_is_none_is_told(tmp_path: Path, text: str, code: str) -> None:
    root = etree.fromstring(sign_xades(INVOICE, signer(), maker()))
    for one in root.iter(f"{DS}X509Certificate"):
        one.text = text
    assert codes(checked(tmp_path, etree.tostring(root))) == [[code]]


def test_text_around_a_signature_is_not_lost(tmp_path: Path) -> None:
    # The filter takes the signature out and leaves the text around it, which is signed.
    xml = INVOICE.replace(b"<FatturaElettronicaHeader/>", b"").replace(b"</p:", b"fine</p:")
    whole = etree.tostring(etree.fromstring(xml), method="c14n")
    data = by_hand("", FILTER.format("subtract", "/descendant::ds:Signature"), whole, xml=xml)
    assert checked(tmp_path, data).verdict is Verdict.VALID
