"""Whom does the certificate of a Carta Nazionale dei Servizi name (D.P.R. 117/2004; CAD, art. 66)?

The proxy has verified the chain and the possession of the key; what is left to check is that the certificate
is one for coming in by a CNS, that it is valid now, and whom it names.
"""

from datetime import datetime
from urllib.parse import unquote

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bandolo.desk.claims import Identity
from bandolo.desk.codes import person_code
from bandolo.rules.rule import Words

# The policy under which certificates for coming in by a CNS are issued.
POLICY = x509.ObjectIdentifier("1.3.76.16.2.1")
# A device of its own, and its secret code.
LEVEL = 3

_NO_CARD = Words(
    it="Il certificato presentato non è quello di autenticazione di una CNS.",
    en="The certificate shown is not one for coming in by a CNS.",
)


def holder(escaped: str, wall: datetime) -> Identity | Words:
    """The holder of a certificate, in percent-encoded PEM as a proxy hands it over; or what is wrong.

    Its common name is the fiscal code, a slash and the card: `RSSMRA80A01F205X/6090000000000001.abc=`.
    """
    try:
        certificate = x509.load_pem_x509_certificate(unquote(escaped).encode())
        is_card = _is_for_entry(certificate)
    except (ValueError, x509.ExtensionNotFound):
        return _NO_CARD
    if not is_card:
        return _NO_CARD
    if not certificate.not_valid_before_utc <= wall <= certificate.not_valid_after_utc:
        return Words(
            it="Il certificato è scaduto o non ancora valido.", en="The certificate is not valid now."
        )
    code = person_code(_named(certificate, NameOID.COMMON_NAME).partition("/")[0])
    if isinstance(code, Words):
        return code
    return Identity(
        code=code,
        is_foreign=False,
        given_name=_named(certificate, NameOID.GIVEN_NAME)[:100],
        family_name=_named(certificate, NameOID.SURNAME)[:100],
        email="",
        level=LEVEL,
    )


def _is_for_entry(certificate: x509.Certificate) -> bool:
    policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    is_cns = any(one.policy_identifier == POLICY for one in policies)
    return is_cns and ExtendedKeyUsageOID.CLIENT_AUTH in uses


def _named(certificate: x509.Certificate, attribute: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(attribute)
    return str(found[0].value) if found else ""
