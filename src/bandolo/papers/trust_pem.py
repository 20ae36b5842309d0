"""Which certificates does a file of certificates hold, one or many, in PEM or DER?"""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from bandolo.papers.trust_list import TrustError


def certificates_in(data: bytes) -> tuple[bytes, ...]:
    """The certificates of a file in DER; TrustError where it holds none."""
    try:
        if b"-----BEGIN" in data:
            found = x509.load_pem_x509_certificates(data)
        else:
            found = [x509.load_der_x509_certificate(data)]
    except ValueError as problem:
        raise TrustError(f"no certificate: {problem}") from problem
    return tuple(one.public_bytes(Encoding.DER) for one in found)
