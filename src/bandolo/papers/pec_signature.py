"""Does a provider that the body knows stand behind a message, by its signature (S/MIME, RFC 8551)?"""

import asyncio
import re
from base64 import b64decode
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from asn1crypto import cms

from bandolo.papers.pec_read import read_mail
from bandolo.papers.pec_records import Mail, Vouched
from bandolo.papers.signature_ber import Envelope
from bandolo.papers.signature_cades import all_of, cades, is_envelope
from bandolo.papers.signature_standing import NO_EVIDENCE
from bandolo.papers.trust_list import NO_TRUST

_BOUNDARY = re.compile(
    rb'^content-type:\s*multipart/signed\b[^\r\n]*(?:\r\n[ \t][^\r\n]*)*?\bboundary="?([^";\s]{1,70})"?',
    re.IGNORECASE | re.MULTILINE,
)
_PARTS = 2


def read_vouched(data: bytes, at: datetime, providers: Collection[str]) -> Mail:
    """What a message is, with who stands behind what it certifies; the arguments are those of `vouched`.

    Headers are not signed. So a signature speaks for a notice only where the certificate that was read lies
    in what was signed: it speaks for nothing where it lies elsewhere, and stays open where there is none.
    """
    mail, verdict = read_mail(data), vouched(data, at, providers)
    if verdict == "signature_valid":
        parts = _signed_parts(_as_mailed(data))
        signed = read_mail(parts[0]).certificate if parts else None
        if signed != mail.certificate:
            verdict = "signature_invalid"
        elif signed is None:
            verdict = "signature_unchecked"
    return replace(mail, vouched=verdict)


def vouched(data: bytes, at: datetime, providers: Collection[str]) -> Vouched:
    """Who stands behind a message in bytes, as of an aware instant.

    `providers` are the certificates that providers sign with, by the SHA-256 of their DER in hexadecimal:
    they stand in no list of the Union, so the body keeps them. A signature that holds under another
    certificate is `signature_unchecked`: nothing speaks against it, and nobody known for it.
    """
    parts = _signed_parts(_as_mailed(data))
    if parts is None:
        return "unsigned"
    content, signature = parts
    envelope = is_envelope(all_of(signature))
    if envelope is None:
        return "signature_invalid"
    found = asyncio.run(cades(envelope, all_of(content), 0, at, NO_TRUST, NO_EVIDENCE))
    if not found or not all(one.intact for one in found):
        return "signature_invalid"
    known = _signer_digests(envelope) & {*providers}
    is_current = all(one.signer and one.signer.valid_from <= at <= one.signer.valid_to for one in found)
    return "signature_valid" if known and is_current and len(found) == 1 else "signature_unchecked"


def _as_mailed(data: bytes) -> bytes:
    """A message whose lines end as they do in mail, over which it was signed; folders end them otherwise."""
    return re.sub(rb"\r?\n", b"\r\n", data)


def _signed_parts(data: bytes) -> tuple[bytes, bytes] | None:
    """What was signed, to the byte, and the signature; None where the message is not made of the two."""
    head, gap, body = data.partition(b"\r\n\r\n")
    boundary = _BOUNDARY.search(head)
    if boundary is None or not gap:
        return None
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary[1])[1:]
    if len(pieces) <= _PARTS or not pieces[_PARTS].startswith(b"--"):
        return None
    content, signature = (piece.partition(b"\r\n")[2] for piece in pieces[:_PARTS])
    try:
        return content, b64decode(signature.partition(b"\r\n\r\n")[2])
    except ValueError:
        return content, b""


def _signer_digests(envelope: Envelope) -> set[str]:
    """The digest of the certificate of each signer, by the issuer and serial number that it signed under."""
    signed = cms.ContentInfo.load(envelope.rest)["content"]
    named = {
        (info["sid"].chosen["issuer"].dump(), info["sid"].chosen["serial_number"].native)
        for info in signed["signer_infos"]
        if info["sid"].name == "issuer_and_serial_number"
    }
    held = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    return {sha256(one.dump()).hexdigest() for one in held if (one.issuer.dump(), one.serial_number) in named}
