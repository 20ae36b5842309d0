"""Which messages, and a provider that signs its notices on them, do the tests use?"""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bandolo.papers.pec_provider import Provider
from bandolo.papers.pec_write import Enclosure, Outgoing

AT = datetime(2026, 4, 20, 8, 15, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=2)
ONE = "forno@pec.esempio.example"
OTHER = "studio@pec.esempio.example"
LETTER = Outgoing(
    id="c26/000123/supplement/1",
    domain="bandi.esempio.example",
    sender="incentivi@pec.camera.example",
    recipients=(ONE, OTHER),
    subject="Richiesta di integrazione – domanda c26-000123",
    text="Si trasmette quanto in allegato.\n",
    at=AT,
    files=(Enclosure("richiesta.pdf", "application/pdf", b"%PDF-1.7 prova"),),
)


@cache
def provider(name: str = "Gestore di prova") -> Provider:
    """A provider with a certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(AT - timedelta(days=365))
        .not_valid_after(AT + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return Provider("pec.gestore.example", key, certificate)
