"""Who signed an XML document (XAdES, as e-invoices carry it), and does the signature cover all of it?

ETSI EN 319 132-1; W3C XML Signature 1.1. signxml verifies; what is asked here is that the whole document is
what was signed, so that a signed part inside another document proves nothing.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod
from signxml.exceptions import InvalidDigest, InvalidInput, InvalidSignature, SignXMLException
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from bandolo.papers.signature_cades import unread
from bandolo.papers.signature_records import Covers, Form, Revocation, Signature, Time
from bandolo.papers.signature_signer import signer_of
from bandolo.papers.signature_standing import BROKEN, Evidence, Standing, stamped, standing
from bandolo.papers.signature_words import Finding, finding, said
from bandolo.papers.signature_xml import DS, covers_all
from bandolo.papers.trust_list import Trust
from bandolo.rules.rule import Words

_XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
_TRANSFORMS = frozenset(one.value for one in (*CanonicalizationMethod, SignatureConstructionMethod.enveloped))
_FILTER = "{http://www.w3.org/2002/06/xmldsig-filter2}XPath"
_ALL_SIGNATURES = re.compile(r"/descendant::(?:\w+:)?Signature")
_MOST_CERTIFICATES = 20
_SHORTEST_RSA = 2048
_SIGNED_TWICE = Words(it="più firme XML nello stesso documento", en="several XML signatures in one document")


class _Verifier(XAdESVerifier):
    """signxml, which also takes the filter by which some Italian programs leave the signature out.

    Their `subtract /descendant::ds:Signature` (XPath Filter 2.0) does, in a document with one signature, what
    the enveloped transform does. signxml passes over transforms that it does not know: here they are refused.
    """

    def _apply_transforms(
        self, payload: object, *, transforms_node: etree._Element | None, signature: etree._Element
    ) -> object:
        # signxml hands over None where a reference has no transforms, whatever it declares.
        for transform in transforms_node if transforms_node is not None else ():
            if transform.get("Algorithm") in _TRANSFORMS:
                continue
            filters = list(transform.iter(_FILTER))
            if len(filters) != 1 or filters[0].get("Filter") != "subtract":
                raise InvalidInput(f"Transform {transform.get('Algorithm')}")
            if not _ALL_SIGNATURES.fullmatch((filters[0].text or "").strip()):
                raise InvalidInput(f"XPath {filters[0].text}")
            parent = signature.getparent()
            if parent is not None:
                _cut(parent, signature)
        return super()._apply_transforms(
            payload,
            transforms_node=transforms_node,  # type: ignore[arg-type]
            signature=signature,
        )


def _cut(parent: etree._Element, child: etree._Element) -> None:
    """Take an element out, and leave the text after it."""
    before = child.getprevious()
    tail = child.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)


def is_signed(root: etree._Element) -> bool:
    """Whether a document holds an XML signature."""
    return next(root.iter(f"{DS}Signature"), None) is not None


async def xades(
    root: etree._Element, layer: int, at: datetime, trust: Trust, evidence: Evidence
) -> Signature:
    """The signature of a document that has one. `at` is the instant at which the file was surely there."""
    signatures = list(root.iter(f"{DS}Signature"))
    if len(signatures) > 1:
        return replace(
            unread(Form.XADES, layer, at, "unreadable", ""), findings=(finding("unsupported", _SIGNED_TWICE),)
        )
    try:
        certificates = _certificates(signatures[0])
        if not certificates:
            return unread(Form.XADES, layer, at, "no_certificate", "")
        return await _judged(root, signatures[0], certificates, layer, at, trust, evidence)
    except (*BROKEN, etree.LxmlError) as problem:
        return unread(Form.XADES, layer, at, "unreadable", said(problem))


async def _judged(
    root: etree._Element,
    signature: etree._Element,
    certificates: list[bytes],
    layer: int,
    at: datetime,
    trust: Trust,
    evidence: Evidence,
) -> Signature:
    der, found, covers = _integrity(root, _of_signers(certificates))
    certificate = asn1_x509.Certificate.load(der)
    brought = evidence + Evidence(certificates=tuple(certificates))
    claimed = _claimed(signature)
    attested, why = await stamped(_imprint(signature), _stamps(signature), at, trust, brought)
    is_intact = covers is not None
    worth = await standing(certificate, attested or at, trust, brought) if is_intact else Standing()
    is_weak = any(one.code == "weak_algorithm" for one in found)
    refuted = any(one.code in {"content_changed", "signature_broken"} for one in found)
    notes = () if attested else (finding("time_not_attested"),)
    return Signature(
        form=Form.XADES,
        layer=layer,
        signer=signer_of(certificate),
        signed_at=attested or claimed,
        time=Time.ATTESTED if attested else Time.CLAIMED if claimed else Time.UNKNOWN,
        at=attested or at,
        intact=False if refuted else True if is_intact and not is_weak else None,
        trusted=worth.trusted,
        qualified=worth.qualified,
        revocation=worth.revocation if is_intact else Revocation.NOT_CHECKED,
        covers=covers,
        content_digest=None,
        findings=(*found, *worth.findings, *why, *notes),
        wanted=worth.wanted,
    )


def _integrity(
    root: etree._Element, certificates: list[bytes]
) -> tuple[bytes, tuple[Finding, ...], Covers | None]:
    """Whose the signature is, what is wrong with it, what it covers; None where it does not hold."""
    problems: list[Exception] = []
    for der in certificates:
        certificate = x509.load_der_x509_certificate(der)
        config = XAdESSignatureConfiguration(
            require_x509=True,
            expect_references=True,
            # Whether the certificate was in force is asked of the lists, not here.
            verification_time=certificate.not_valid_before_utc,
        )
        try:
            _Verifier().verify(root, x509_cert=certificate, expect_config=config)
        except (SignXMLException, etree.LxmlError, *BROKEN) as problem:
            problems.append(problem)
            continue
        found = [] if covers_all(root, next(root.iter(f"{DS}Signature"))) else [finding("part_only")]
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey) and key.key_size < _SHORTEST_RSA:
            found.append(finding("weak_algorithm", f"RSA {key.key_size}"))
        return (
            der,
            tuple(found),
            Covers.CHANGED_AFTER if found and found[0].code == "part_only" else Covers.WHOLE,
        )
    return certificates[0], (_why(problems),), None


def _why(problems: list[Exception]) -> Finding:
    """Which of the problems with each certificate tells most."""
    for problem in problems:
        if isinstance(problem, InvalidDigest):
            return finding("content_changed")
    texts = [said(problem) for problem in problems]
    for text in texts:
        if "forbidden by configuration" in text and "SHA1" in text.upper():
            return finding("weak_algorithm", "SHA-1")
    for problem in problems:
        if isinstance(problem, InvalidInput) or not isinstance(problem, InvalidSignature):
            return finding("unsupported", said(problem))
    return finding("signature_broken")


def _certificates(signature: etree._Element) -> list[bytes]:
    """The certificates that a signature brings, in DER."""
    texts = [one.text or "" for one in signature.iter(f"{DS}X509Certificate")][:_MOST_CERTIFICATES]
    found = []
    for text in texts:
        try:
            found.append(base64.b64decode("".join(text.split()), validate=True))
        except binascii.Error:
            continue
    return list(dict.fromkeys(found))


def _of_signers(certificates: list[bytes]) -> list[bytes]:
    """The certificates that may be the signer's: those of authorities come with it only to lead to a list."""
    found = []
    for der in certificates:
        constraints = asn1_x509.Certificate.load(der).basic_constraints_value
        if constraints is None or not constraints["ca"].native:
            found.append(der)
    return found or certificates


def _claimed(signature: etree._Element) -> datetime | None:
    """When the signer says that it was signed; None where no zone is said, since an hour could be any."""
    text = signature.findtext(f".//{_XADES}SigningTime") or ""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _stamps(signature: etree._Element) -> list[cms.SignedData]:
    """The time stamps on a signature."""
    found = []
    for stamp in signature.iter(f"{_XADES}SignatureTimeStamp"):
        for one in stamp.iter(f"{_XADES}EncapsulatedTimeStamp"):
            token = base64.b64decode("".join((one.text or "").split()))
            found.append(cms.ContentInfo.load(token)["content"])
    return found


def _imprint(signature: etree._Element) -> Callable[[str], bytes]:
    """The digest of what a time stamp on a signature stamps: its canonical SignatureValue."""
    value = next(signature.iter(f"{DS}SignatureValue"))
    stamp = signature.find(f".//{_XADES}SignatureTimeStamp/{DS}CanonicalizationMethod")
    is_exclusive = stamp is not None and "exc-c14n" in (stamp.get("Algorithm") or "")
    canonical = etree.tostring(value, method="c14n", exclusive=is_exclusive, with_comments=False)
    return lambda algorithm: hashlib.new(algorithm, canonical).digest()
