"""Who does a certificate say that its holder is: name, fiscal code, issuer?

The fiscal code stands in the serialNumber of the subject: `TINIT-` and the code (ETSI EN 319 412-1), before
2016 `IT:` and the code (Deliberazione CNIPA 45/2009, art. 12). dnQualifier numbers the holder at the issuer.
"""

import re
from collections.abc import Mapping

from asn1crypto import x509

from bandolo.papers.signature_records import Signer

# Letters that stand for digits where two people would have the same code: D.M. 23 dicembre 1976, art. 6.
_CODE = re.compile(r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]")
_PREFIX = re.compile(r"(?:TINIT-|PNOIT-|IT:)?")


def signer_of(certificate: x509.Certificate) -> Signer:
    """Who the subject of a certificate is; texts are as the certificate has them."""
    subject = _texts(certificate.subject)
    issuer = _texts(certificate.issuer)
    names = f"{subject.get('given_name', '')} {subject.get('surname', '')}".strip()
    validity = certificate["tbs_certificate"]["validity"]
    return Signer(
        name=names or subject.get("common_name", certificate.subject.human_friendly),
        fiscal_code=fiscal_code_of(subject.get("serial_number", "")),
        country=subject.get("country_name"),
        organization=subject.get("organization_name"),
        issuer=issuer.get("common_name")
        or issuer.get("organization_name")
        or certificate.issuer.human_friendly,
        issuer_country=issuer.get("country_name"),
        serial=f"{certificate.serial_number:x}",
        valid_from=validity["not_before"].native,
        valid_to=validity["not_after"].native,
    )


def fiscal_code_of(serial_number: str) -> str | None:
    """The Italian fiscal code of a person in the serialNumber of a subject; None where it has none."""
    text = serial_number.strip().upper()
    prefix = _PREFIX.match(text)
    code = text[prefix.end() :] if prefix else text
    return code if _CODE.fullmatch(code) else None


def _texts(name: x509.Name) -> Mapping[str, str]:
    """The attributes of a name; of one that comes several times, the first."""
    found: dict[str, str] = {}
    for part in name.chosen:
        for pair in part:
            found.setdefault(pair["type"].native, str(pair["value"].native))
    return found
