"""Whom does the State trust to certify signers, according to which list, of which day, signed by whom?

Reg. (UE) 910/2014, art. 22; Dec. (UE) 2015/1505; ETSI TS 119 612. The list is verified when it is imported;
what is kept is the list as it was signed and a record with its digest.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.qualified.eutl_parse import (
    LOTL_RULE,
    trust_list_to_registry_unsafe,
    validate_and_parse_lotl,
)
from pyhanko.sign.validation.qualified.tsp import QualifiedServiceInformation, TSPRegistry, TSPTrustManager
from pyhanko_certvalidator.authority import Authority, TrustAnchor, TrustedServiceType, TrustQualifiers
from signxml.exceptions import SignXMLException
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier

from bandolo.papers.signature_xml import DS, NotXmlError, covers_all, tree_of

LARGEST_LIST = 64 * 1024 * 1024
_TSL = "{http://uri.etsi.org/02231/v2#}"
_TAKEN_OVER = "{http://uri.etsi.org/02231/v2/additionaltypes#}TakenOverBy"
_KINDS = {
    "http://uri.etsi.org/TrstSvc/Svctype/CA/QC": TrustedServiceType.CERTIFICATE_AUTHORITY,
    "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST": TrustedServiceType.TIME_STAMPING_AUTHORITY,
}


class TrustError(ValueError):
    """A list that cannot be trusted; the message says why, in English."""


@dataclass(frozen=True, slots=True)
class ListRecord:
    """A list that was verified: whose, its dates, its digest (SHA-256), who signed it, what was left out."""

    territory: str
    sequence: int
    issued: datetime
    next_update: datetime | None
    digest: str
    signed_by: str
    left_out: tuple[str, ...]
    verified_on: datetime


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a national list is, and who may sign it (certificates in DER), by the list of the lists."""

    territory: str
    place: str
    signers: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """What a verification may rest on: the records of the lists, and the services that they name."""

    lists: tuple[ListRecord, ...]
    registry: TSPRegistry


NO_TRUST = Trust((), TSPRegistry())


def places_of(lotl: bytes, signers: Iterable[bytes] = ()) -> tuple[ListPlace, ...]:
    """The national lists that the EU list of the lists names; TrustError where its signature does not hold.

    `signers` are certificates in DER; without them, those that pyHanko carries from the Official Journal.
    The signature is judged as of the day of issue: that of a list kept since holds although its signer's
    certificate has expired since.
    """
    issued = _read(lotl).issued
    known = [asn1_x509.Certificate.load(signer) for signer in signers]
    try:
        parsed = validate_and_parse_lotl(_text(lotl), known or None, validation_time=issued)
    except (SignatureValidationError, SignXMLException, ValueError) as problem:
        raise TrustError(f"the list of the lists does not hold: {problem}") from problem
    return tuple(
        ListPlace(one.territory, one.location_uri, tuple(signer.dump() for signer in one.tlso_certs))
        for one in parsed.references
        if LOTL_RULE not in one.scheme_rules
    )


def verified(xml: bytes, signers: Sequence[bytes], now: datetime) -> ListRecord:
    """The record of a national list whose signature holds; TrustError where none of the signers made it.

    `signers` are the certificates in DER that the list of the lists names for it. As with `places_of`, the
    signature is judged as of the day of issue, which may not lie after `now`.
    """
    head = _read(xml)
    if head.issued > now:
        raise TrustError(f"the list says that it was issued on {head.issued.isoformat()}, which is to come")
    signer = _signer_of(xml, signers, head.issued)
    _, left_out = _registry((xml,))
    return ListRecord(
        territory=head.territory,
        sequence=head.sequence,
        issued=head.issued,
        next_update=head.next_update,
        digest=hashlib.sha256(xml).hexdigest(),
        signed_by=signer.subject.rfc4514_string(),
        left_out=tuple(left_out),
        verified_on=now,
    )


def trust_of(kept: Iterable[tuple[ListRecord, bytes]]) -> Trust:
    """What lists that were verified name; TrustError where one has changed since it was verified."""
    records, texts = [], []
    for record, xml in kept:
        if hashlib.sha256(xml).hexdigest() != record.digest:
            raise TrustError(
                f"the list of {record.territory} has changed since it was verified; import it again"
            )
        records.append(record)
        texts.append(xml)
    registry, _ = _registry(texts)
    return Trust(tuple(records), registry)


class TrustAt(TSPTrustManager):
    """Whom a list trusts at an instant.

    pyHanko takes the latest state of a service; a service whose state was renewed, or withdrawn, after a
    signature is to be judged by its state at the signature.
    """

    def __init__(self, registry: TSPRegistry, moment: datetime) -> None:
        super().__init__(registry)
        self._moment = moment

    def as_trust_anchor(self, authority: Authority) -> TrustAnchor | None:
        """The anchor that an authority is at the instant."""
        found = self.tsp_registry.applicable_service_definitions(authority, self._moment)
        service: QualifiedServiceInformation | None = next(iter(found), None)
        if service is None:
            return None
        info = service.base_info
        kind = _KINDS.get(info.service_type, TrustedServiceType.UNSUPPORTED)
        return TrustAnchor(
            authority,
            quals=TrustQualifiers(
                trusted_service_type=kind, valid_from=info.valid_from, valid_until=info.valid_until
            ),
        )


@dataclass(frozen=True, slots=True)
class _Head:
    territory: str
    sequence: int
    issued: datetime
    next_update: datetime | None


def _read(xml: bytes) -> _Head:
    root = _tree(xml)
    found = {
        name: root.findtext(f"{_TSL}SchemeInformation/{_TSL}{name}") or ""
        for name in ("SchemeTerritory", "TSLSequenceNumber", "ListIssueDateTime")
    }
    renewed = root.findtext(f"{_TSL}SchemeInformation/{_TSL}NextUpdate/{_TSL}dateTime")
    try:
        return _Head(
            territory=found["SchemeTerritory"],
            sequence=int(found["TSLSequenceNumber"]),
            issued=_instant(found["ListIssueDateTime"]),
            next_update=_instant(renewed) if renewed else None,
        )
    except ValueError as problem:
        raise TrustError(
            f"a trusted list states its territory, number and day of issue: {problem}"
        ) from problem


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text.strip())
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return instant


def _text(xml: bytes) -> str:
    return etree.tostring(_tree(xml), encoding="unicode")


def _tree(xml: bytes) -> etree._Element:
    if len(xml) > LARGEST_LIST:
        raise TrustError(f"a trusted list has at most {LARGEST_LIST} bytes")
    try:
        root = tree_of(xml, is_large=True)
    except NotXmlError as problem:
        raise TrustError(str(problem)) from problem
    if root.tag != f"{_TSL}TrustServiceStatusList":
        raise TrustError(f"not a trusted list: its root is {root.tag!s}")
    return root


def _signer_of(xml: bytes, signers: Sequence[bytes], issued: datetime) -> x509.Certificate:
    """Who signed a list; the signature must stand in its root and cover the whole of it."""
    root = _tree(xml)
    signature = root.find(f"{DS}Signature")
    if signature is None or not covers_all(root, signature):
        raise TrustError("the list has no signature on the whole of it")
    found = []
    for one in signers:
        signer = x509.load_der_x509_certificate(one)
        config = XAdESSignatureConfiguration(
            require_x509=True, expect_references=True, verification_time=issued, location="./"
        )
        try:
            XAdESVerifier().verify(root, x509_cert=signer, expect_config=config)
        except (SignXMLException, etree.LxmlError, UnsupportedAlgorithm, ValueError) as problem:
            found.append(f"{signer.subject.rfc4514_string()}: {problem}")
        else:
            return signer
    raise TrustError(f"no operator of the list signed it: {'; '.join(found) or 'none is named'}")


def _registry(texts: Iterable[bytes]) -> tuple[TSPRegistry, list[str]]:
    """The services of verified lists, and those left out for an extension that nobody understands.

    `TakenOverBy` is critical and unknown to pyHanko, which would drop the service. It says that another
    provider has taken a service over, which changes nothing about signatures made under it: it is removed
    here, after the signature of the list was verified.
    """
    registry = TSPRegistry()
    left_out: list[str] = []
    for xml in texts:
        root = _tree(xml)
        for taken in list(root.iter(_TAKEN_OVER)):
            if (extension := taken.getparent()) is not None and (holder := extension.getparent()) is not None:
                holder.remove(extension)
        _, problems = trust_list_to_registry_unsafe(etree.tostring(root, encoding="unicode"), registry)
        left_out += [str(problem).splitlines()[0] for problem in problems]
    return registry, left_out
