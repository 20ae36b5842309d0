"""Who signed an envelope (CAdES, .p7m), one beside the other and one around the other, and does it hold?

ETSI EN 319 122-1; RFC 5652; the forms seen in the field: DER, BER of indefinite length, PEM, base64 once or
twice, envelope in envelope, signature apart from its document.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import cms, core, x509
from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_self_reported_ts,
    extract_tst_data_iter,
    get_signing_cert_attr,
    validate_sig_integrity,
)
from pyhanko.sign.validation.utils import DEFAULT_ALGORITHM_USAGE_POLICY
from pyhanko_certvalidator.errors import AlgorithmNotSupported, DSAParametersUnavailable, PSSParameterMismatch
from pyhanko_certvalidator.sig_validate import (
    DEFAULT_VALIDATION_CONTEXT,
    DefaultSignatureValidator,
    SignatureValidationContext,
)
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from bandolo.papers.signature_ber import MOST_SIGNERS, BerError, Bytes, Envelope, one_by_one, open_envelope
from bandolo.papers.signature_records import Covers, Form, Revocation, Signature, Time
from bandolo.papers.signature_signer import signer_of
from bandolo.papers.signature_standing import BROKEN, Evidence, Standing, standing, time_stamped
from bandolo.papers.signature_words import Finding, finding, said
from bandolo.papers.trust_list import Trust
from bandolo.rules.rule import Words

DEEPEST = 10
_MOST_WRAPPINGS = 3
_CHUNK = 1 << 20
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")
_PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----\s+(.*?)-----END [A-Z0-9 ]+-----", re.DOTALL)
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Content as pieces of a file, so that it need not be copied."""

    data: Bytes
    spans: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        """How many bytes."""
        return sum(stop - start for start, stop in self.spans)

    def chunks(self) -> Iterator[bytes]:
        """The bytes in order, at most a megabyte at a time."""
        for start, stop in self.spans:
            for at in range(start, stop, _CHUNK):
                yield self.data[at : min(at + _CHUNK, stop)]

    def head(self, most: int = 64) -> bytes:
        """The first bytes, at most so many."""
        found = b""
        for chunk in self.chunks():
            found += chunk[: most - len(found)]
            if len(found) >= most:
                break
        return found

    def whole(self) -> Bytes:
        """All bytes; the file itself where it is all of it."""
        return self.data if self.spans == ((0, len(self.data)),) else b"".join(self.chunks())

    def sha256(self) -> str:
        """The digest of all bytes, in hexadecimal."""
        digest = hashlib.sha256()
        for chunk in self.chunks():
            digest.update(chunk)
        return digest.hexdigest()


def all_of(data: Bytes) -> Pieces:
    """A file as one piece."""
    return Pieces(data, ((0, len(data)),))


def unwrapped(content: Pieces) -> Pieces:
    """A file out of PEM and base64, at most three times over; itself where no envelope is inside."""
    inside = content
    for _ in range(_MOST_WRAPPINGS):
        head = inside.head().removeprefix(_UTF8_MARK).lstrip()
        if not head or not (head.startswith(b"-----BEGIN") or _BASE64.fullmatch(head)):
            break
        text = bytes(inside.whole()).removeprefix(_UTF8_MARK).strip()
        armoured = _PEM.search(text)
        try:
            decoded = base64.b64decode(b"".join((armoured[1] if armoured else text).split()), validate=True)
        except binascii.Error:
            break
        inside = all_of(decoded)
        if is_envelope(inside):
            return inside
    return content


def is_envelope(content: Pieces) -> Envelope | None:
    """The envelope that a content is; None where it is none."""
    if content.head(1) != b"0":
        return None
    data = content.whole()
    try:
        return open_envelope(data)
    except BerError:
        return None


def innermost(content: Pieces) -> Pieces:
    """What lies in a file under all its envelopes; itself where it is in none, or its document is apart."""
    content = unwrapped(content)
    for _ in range(DEEPEST):
        envelope = is_envelope(content)
        if envelope is None or envelope.pieces is None:
            break
        content = unwrapped(Pieces(content.whole(), envelope.pieces))
    return content


async def cades(
    envelope: Envelope, content: Pieces | None, layer: int, at: datetime, trust: Trust, evidence: Evidence
) -> tuple[Signature, ...]:
    """The signatures of an envelope, one for each signer; `content` is None where what was signed is absent.

    `at` is the instant at which the file was surely there.
    """
    try:
        brought = evidence + _brought(cms.ContentInfo.load(envelope.rest)["content"])
        each = one_by_one(envelope.rest)
    except BROKEN as problem:
        return (_unread(layer, at, problem),)
    if len(each) > MOST_SIGNERS:
        return (_unread(layer, at, ValueError(f"more than {MOST_SIGNERS} signers")),)
    return tuple([await _one(alone, content, layer, at, trust, brought) for alone in each])


async def _one(
    alone: bytes, content: Pieces | None, layer: int, at: datetime, trust: Trust, evidence: Evidence
) -> Signature:
    try:
        signed = cms.ContentInfo.load(alone)["content"]
        chunks = None if content is None else content.chunks()
        return await signature_of(Form.CADES, signed, chunks, layer, at, trust, evidence)
    except BROKEN as problem:
        return _unread(layer, at, problem)


async def signature_of(
    form: Form,
    alone: cms.SignedData,
    chunks: Iterable[bytes] | None,
    layer: int,
    at: datetime,
    trust: Trust,
    evidence: Evidence,
) -> Signature:
    """The signature of SignedData with one signer over bytes that come in chunks, None where absent."""
    (info,) = alone["signer_infos"]
    empty = _blank(form, layer, at)
    try:
        certificate = extract_certs_for_validation(alone).signer_cert
    except SignatureValidationError as problem:
        code = "no_certificate" if "not included" in said(problem) else "unreadable"
        return replace(empty, findings=(finding(code, said(problem)),))
    attested, why = await time_stamped(info, extract_tst_data_iter(info, signed=False), at, trust, evidence)
    claimed = extract_self_reported_ts(info)
    known = replace(
        empty,
        signer=signer_of(certificate),
        signed_at=attested or claimed,
        time=Time.ATTESTED if attested else Time.CLAIMED if claimed else Time.UNKNOWN,
        at=attested or at,
        findings=(*why, *_notes(info), *(() if attested else (finding("time_not_attested"),))),
    )
    if refusal := _refusal(info, has_content=chunks is not None):
        return replace(known, findings=(refusal, *known.findings))
    return await _judged(known, alone, certificate, chunks or (), trust, evidence)


async def _judged(
    known: Signature,
    alone: cms.SignedData,
    certificate: x509.Certificate,
    chunks: Iterable[bytes],
    trust: Trust,
    evidence: Evidence,
) -> Signature:
    (info,) = alone["signer_infos"]
    weak = _weak(info, certificate)
    intact, digest, found = _integrity(alone, info, certificate, chunks)
    worth = await standing(certificate, known.at, trust, evidence) if intact else Standing()
    return replace(
        known,
        intact=None if intact and weak else intact,
        trusted=worth.trusted,
        qualified=worth.qualified,
        revocation=worth.revocation,
        covers=Covers.WHOLE if intact else None,
        content_digest=digest,
        findings=(*found, *weak, *worth.findings, *known.findings),
        wanted=worth.wanted,
    )


def _refusal(info: cms.SignerInfo, *, has_content: bool) -> Finding | None:
    """Why a signature cannot even be computed."""
    if isinstance(info["signed_attrs"], core.Void):
        return finding("no_signed_attributes")
    return _mixed(info) if has_content else finding("content_missing")


class AnyOrder(DefaultSignatureValidator):
    """Verifies signed attributes as they stand, then in the order and form of DER.

    Some signers' programs sign the attributes in DER, as RFC 5652, 5.4 asks, and write them in another order.
    """

    def __init__(self) -> None:
        self.is_resorted = False

    def validate_signature(
        self,
        signature: bytes,
        signed_data: bytes,
        public_key_info: PublicKeyInfo,
        signature_algorithm: SignedDigestAlgorithm,
        context: SignatureValidationContext = DEFAULT_VALIDATION_CONTEXT,
    ) -> None:
        """Return where the signature holds; InvalidSignature where it holds in neither order."""
        arguments = (public_key_info, signature_algorithm, context)
        try:
            super().validate_signature(signature, signed_data, *arguments)
        except (AlgorithmNotSupported, DSAParametersUnavailable, PSSParameterMismatch) as problem:
            # pyHanko counts these as signatures that do not hold; they could not be computed.
            raise UnsupportedAlgorithm(said(problem)) from problem
        except InvalidSignature:
            if context.prehashed:
                raise
            attributes = [one.dump(force=True) for one in cms.CMSAttributes.load(signed_data)]
            in_order = core.SetOf(spec=core.Any, contents=b"".join(sorted(attributes))).dump()
            super().validate_signature(signature, in_order, *arguments)
            self.is_resorted = True


def _integrity(
    alone: cms.SignedData, info: cms.SignerInfo, certificate: x509.Certificate, chunks: Iterable[bytes]
) -> tuple[bool, str, tuple[Finding, ...]]:
    """Whether the bytes are those signed, and the certificate's signature is on them; their digest."""
    algorithm = info["digest_algorithm"]["algorithm"].native
    signed_digest = hashes.Hash(get_pyca_cryptography_hash(algorithm))
    own = hashlib.sha256()
    for chunk in chunks:
        signed_digest.update(chunk)
        own.update(chunk)
    verifier = AnyOrder()
    kind = alone["encap_content_info"]["content_type"].native
    is_same, is_signed = validate_sig_integrity(
        info, certificate, kind, signed_digest.finalize(), sig_validator=verifier
    )
    found = [finding("attributes_resorted")] if verifier.is_resorted else []
    if not is_same:
        found.append(finding("content_changed"))
    if not is_signed:
        found.append(finding("signature_broken"))
    return is_same and is_signed, own.hexdigest(), tuple(found)


def _weak(info: cms.SignerInfo, certificate: x509.Certificate) -> tuple[Finding, ...]:
    """The finding on an algorithm or key that is no longer safe."""
    policy = DEFAULT_ALGORITHM_USAGE_POLICY
    digest, signature = info["digest_algorithm"], info["signature_algorithm"]
    if not policy.digest_algorithm_allowed(digest, None):
        return (finding("weak_algorithm", digest["algorithm"].native.upper()),)
    if not policy.signature_algorithm_allowed(signature, None, certificate.public_key):
        return (finding("weak_algorithm", f"RSA {certificate.public_key.bit_size}"),)
    return ()


def _mixed(info: cms.SignerInfo) -> Finding | None:
    """The finding on a signature that names two digests: programs differ in which was signed."""
    digest, signature = info["digest_algorithm"]["algorithm"].native, info["signature_algorithm"]
    try:
        if signature.hash_algo == digest:
            return None
    except ValueError:
        # Algorithms such as Ed25519 and plain RSA name no digest of their own.
        return None
    names = f"{digest}, {signature['algorithm'].native}"
    return finding(
        "unsupported", Words(it=f"due impronte diverse: {names}", en=f"two different digests: {names}")
    )


def _notes(info: cms.SignerInfo) -> tuple[Finding, ...]:
    found = []
    if (
        not isinstance(info["signed_attrs"], core.Void)
        and get_signing_cert_attr(info["signed_attrs"]) is None
    ):
        found.append(finding("no_signing_certificate"))
    if not isinstance(info["unsigned_attrs"], core.Void) and any(
        one["type"].native == "counter_signature" for one in info["unsigned_attrs"]
    ):
        found.append(finding("countersigned"))
    return tuple(found)


def _brought(signed: cms.SignedData) -> Evidence:
    """The certificates, lists and answers that an envelope brings."""
    certificates = [one.chosen.dump() for one in signed["certificates"] if one.name == "certificate"]
    crls = [one.chosen.dump() for one in signed["crls"] if one.name == "crl"]
    return Evidence(tuple(certificates), tuple(crls))


def _blank(form: Form, layer: int, at: datetime) -> Signature:
    return Signature(
        form=form,
        layer=layer,
        signer=None,
        signed_at=None,
        time=Time.UNKNOWN,
        at=at,
        intact=None,
        trusted=None,
        qualified=None,
        revocation=Revocation.NOT_CHECKED,
        covers=None,
        content_digest=None,
        findings=(),
    )


def unread(form: Form, layer: int, at: datetime, code: str, why: str) -> Signature:
    """A signature that could not be read, and why."""
    return replace(_blank(form, layer, at), findings=(finding(code, why),))


def _unread(layer: int, at: datetime, problem: Exception) -> Signature:
    return unread(Form.CADES, layer, at, "unreadable", said(problem))
