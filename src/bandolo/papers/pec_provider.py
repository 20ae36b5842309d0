"""How does a provider of certified mail answer a message, where the demo and the tests have none?

The notices are those of RFC 6109 in form; their signature proves no more than the key that they are given.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses
from types import MappingProxyType
from typing import Literal, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from lxml import etree

from bandolo.papers.pec_daticert import bare_id
from bandolo.rules.days import ROME

Fate = Literal["delivered", "failed", "late", "virus", "silent"]


class Provider(NamedTuple):
    """A provider by its domain, with the key and the certificate that it signs with, if it does."""

    domain: str
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None
    certificate: x509.Certificate | None = None


class Told(NamedTuple):
    """What a notice tells: its kind and fault in the words of RFC 6109, its subject, which recipient."""

    kind: str
    subject: str
    fault: str = "nessuno"
    recipient: str = ""
    explanation: str = ""


_ACCEPTED = Told("accettazione", "ACCETTAZIONE: ")
_FATES: Mapping[Fate, Told] = {
    "delivered": Told("avvenuta-consegna", "CONSEGNA: "),
    "failed": Told(
        "errore-consegna",
        "AVVISO DI MANCATA CONSEGNA: ",
        "no-dest",
        explanation="5.1.1 - indirizzo non valido",
    ),
    "late": Told("preavviso-errore-consegna", "AVVISO DI MANCATA CONSEGNA: ", "altro"),
    "virus": Told("rilevazione-virus", "PROBLEMA DI SICUREZZA: ", "virus"),
}


def notices(
    message: bytes,
    provider: Provider,
    at: datetime,
    fates: Mapping[str, Fate] = MappingProxyType({}),
    default: Fate = "delivered",
) -> Iterator[bytes]:
    """The notices on a message in bytes: of acceptance, then to each recipient its fate; `at` is aware."""
    original = message_from_bytes(message, policy=SMTP)
    addresses = [address.lower() for _, address in getaddresses(original.get_all("To", []))]
    yield _notice(original, provider, at, _ACCEPTED)
    for address in addresses:
        fate = fates.get(address, default)
        if fate != "silent":
            yield _notice(original, provider, at, _FATES[fate]._replace(recipient=address))


def _notice(original: EmailMessage, provider: Provider, at: datetime, told: Told) -> bytes:
    sender = getaddresses([str(original["From"])])[0][1]
    subject, about = str(original["Subject"]), str(original["Message-ID"])
    id = f"{told.kind}.{told.recipient or 'tutti'}.{bare_id(about)}".replace("@", ".")
    whom = f' ed indirizzato a "{told.recipient}"' if told.recipient else ""
    content = EmailMessage(policy=SMTP)
    content.set_content(f'Notizia del messaggio "{subject}" proveniente da "{sender}"{whom}.\n', cte="base64")
    certificate = _certificate(original, provider.domain, at, told, id)
    content.add_attachment(certificate, maintype="application", subtype="xml", filename="daticert.xml")
    if told.kind == "avvenuta-consegna":
        content.add_attachment(original, filename="postacert.eml")
    content.set_boundary(f"=_{hashlib.sha256(id.encode()).hexdigest()[:32]}")
    del content["MIME-Version"]
    head = EmailMessage(policy=SMTP)
    head["From"] = f"posta-certificata@{provider.domain}"
    head["To"] = sender
    head["Subject"] = told.subject + subject
    head["Date"] = format_datetime(at)
    head["Message-ID"] = f"<{id}@{provider.domain}>"
    head["X-Ricevuta"] = told.kind
    head["X-Riferimento-Message-ID"] = about
    return head.as_bytes().removesuffix(b"\r\n") + _signed(content.as_bytes(), provider)


def _signed(content: bytes, provider: Provider) -> bytes:
    """A content with its headers as S/MIME with the signature beside it (RFC 8551), as providers sign."""
    if provider.key is None or provider.certificate is None:
        return b"MIME-Version: 1.0\r\n" + content
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    return builder.add_signer(provider.certificate, provider.key, hashes.SHA256()).sign(
        serialization.Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature]
    )


def _certificate(original: EmailMessage, provider: str, at: datetime, told: Told, id: str) -> bytes:
    """The daticert.xml of a notice (RFC 6109, section 4.4)."""
    root = etree.Element("postacert", tipo=told.kind, errore=told.fault)
    head, data = etree.SubElement(root, "intestazione"), etree.SubElement(root, "dati")
    sender = getaddresses([str(original["From"])])[0][1]
    etree.SubElement(head, "mittente").text = sender
    for _, address in getaddresses(original.get_all("To", [])):
        etree.SubElement(head, "destinatari", tipo="certificato").text = address
    etree.SubElement(head, "risposte").text = sender
    etree.SubElement(head, "oggetto").text = str(original["Subject"])
    etree.SubElement(data, "gestore-emittente").text = provider
    local = at.astimezone(ROME)
    when = etree.SubElement(data, "data", zona=f"{local:%z}")
    etree.SubElement(when, "giorno").text = f"{local:%d/%m/%Y}"
    etree.SubElement(when, "ora").text = f"{local:%H:%M:%S}"
    etree.SubElement(data, "identificativo").text = id
    etree.SubElement(data, "msgid").text = str(original["Message-ID"])
    if told.kind == "avvenuta-consegna":
        etree.SubElement(data, "ricevuta", tipo="completa")
    if told.recipient:
        etree.SubElement(data, "consegna").text = told.recipient
    if told.explanation:
        etree.SubElement(data, "errore-esteso").text = told.explanation
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
