"""Who certifies the signers of tests and of the demo? An authority that no real trusted list has.

Nothing here is ever trusted outside tests and demo: its keys are made anew each time, its names say
"di prova", and only a trusted list that it signed itself (`test_authority_list`) leads to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from asn1crypto import core, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.ades.qualified_asn1 import QcStatements

YEAR = timedelta(days=365)
QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
NO_URL = "http://prova.invalid"
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KeyKind = Literal["ec", "rsa-1024", "rsa-2048"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def asn1(self) -> asn1_x509.Certificate:
        """The certificate as pyHanko takes it."""
        return asn1_x509.Certificate.load(self.der)

    @property
    def asn1_key(self) -> keys.PrivateKeyInfo:
        """The key as pyHanko takes it."""
        return keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate in PEM."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True, slots=True)
class Person:
    """Whose signature it is: names, the serialNumber of the subject, what the certificate claims."""

    given_name: str
    surname: str
    fiscal_code: str
    serial_prefix: str = "TINIT-"
    organization: str | None = None
    qualified: Literal["signature", "seal", "no"] = "signature"
    key: KeyKind = "ec"


@dataclass(frozen=True, slots=True)
class Authority:
    """A root, an authority that issues under it, one that stamps times, and who signs its trusted lists."""

    root: Holder
    issuing: Holder
    tsa: Holder
    operator: Holder
    lotl_operator: Holder
    url: str

    def signer(
        self, person: Person, starts: datetime, ends: datetime, usage: Literal["sign", "log in"] = "sign"
    ) -> Holder:
        """A person with a certificate valid from `starts` to `ends`."""
        key = _key(person.key)
        builder = _builder(_subject(person), self.issuing.certificate.subject, key, starts, ends)
        builder = builder.add_extension(_usage(signs_papers=usage == "sign"), critical=True)
        if person.qualified != "no":
            builder = builder.add_extension(_qc_statements(person.qualified), critical=False)
        builder = builder.add_extension(
            x509.CRLDistributionPoints([_distribution_point(f"{self.url}/issuing.crl")]), critical=False
        )
        builder = builder.add_extension(_access(self.url), critical=False)
        return Holder(_signed(builder, self.issuing), key)

    def crl(self, at: datetime, revoked: Iterable[tuple[Holder, datetime]] = (), days: int = 7) -> bytes:
        """The revocation list of the issuing authority as of `at`, good for so many days, in DER."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.issuing.certificate.subject)
            .last_update(at)
            .next_update(at + timedelta(days=days))
            .add_extension(_key_id_of(self.issuing), critical=False)
            .add_extension(x509.CRLNumber(1), critical=False)
        )
        for holder, when in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(holder.certificate.serial_number)
                .revocation_date(when)
                .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
                .build()
            )
        return builder.sign(self.issuing.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def ocsp(self, holder: Holder, at: datetime, revoked_on: datetime | None = None) -> bytes:
        """What the issuing authority answers about a certificate as of `at`, in DER."""
        is_revoked = revoked_on is not None
        builder = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=holder.certificate,
                issuer=self.issuing.certificate,
                algorithm=hashes.SHA256(),
                cert_status=ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
                this_update=at,
                next_update=at + timedelta(days=1),
                revocation_time=revoked_on,
                revocation_reason=x509.ReasonFlags.key_compromise if is_revoked else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.issuing.certificate)
        )
        return builder.sign(self.issuing.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def authority(now: datetime, url: str = NO_URL, valid: tuple[datetime, datetime] | None = None) -> Authority:
    """A new authority, valid from three years before `now` to ten after, or as said."""
    starts, ends = valid or (now - 3 * YEAR, now + 10 * YEAR)
    root_key = _key("ec")
    root_name = _name("Bandolo CA radice di prova", "Bandolo prova")
    root = Holder(
        _ca(_builder(root_name, root_name, root_key, starts, ends)).sign(root_key, hashes.SHA256()), root_key
    )
    issuing_key = _key("ec")
    issuing = Holder(
        _signed(
            _ca(
                _builder(
                    _name("Bandolo CA firma di prova", "Bandolo prova"), root_name, issuing_key, starts, ends
                )
            ),
            root,
        ),
        issuing_key,
    )
    return Authority(
        root=root,
        issuing=issuing,
        tsa=_tsa(issuing, starts, ends),
        operator=operator("Gestore elenco IT di prova", starts, ends),
        lotl_operator=operator("Gestore lista delle liste di prova", starts, ends),
        url=url,
    )


def operator(name: str, starts: datetime, ends: datetime) -> Holder:
    """Who signs a trusted list, with a certificate of its own making, as the operators of the lists have."""
    key = _key("rsa-2048")
    subject = _name(name, "Bandolo prova")
    builder = _builder(subject, subject, key, starts, ends).add_extension(
        _usage(signs_papers=True), critical=True
    )
    return Holder(builder.sign(key, hashes.SHA256()), key)


def with_issuing(maker: Authority, now: datetime) -> Authority:
    """The same authority with another issuing certificate, which the first one's list does not have."""
    other = authority(now, maker.url)
    return replace(maker, issuing=other.issuing)


def _tsa(issuing: Holder, starts: datetime, ends: datetime) -> Holder:
    # RSA: pyHanko's time stamper for tests signs with nothing else.
    key = _key("rsa-2048")
    name = _name("Bandolo TSA di prova", "Bandolo prova")
    builder = _builder(name, issuing.certificate.subject, key, starts, ends)
    builder = builder.add_extension(_usage(signs_papers=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(_signed(builder, issuing), key)


def _key(kind: KeyKind) -> PrivateKey:
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa-")))


def _name(common_name: str, organization: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _subject(person: Person) -> x509.Name:
    """A subject as Italian providers write it: dnQualifier numbers the certificate, and is no fiscal code."""
    pairs = [(NameOID.COUNTRY_NAME, "IT")]
    if person.organization is not None:
        pairs.append((NameOID.ORGANIZATION_NAME, person.organization))
    pairs += [
        (NameOID.SERIAL_NUMBER, f"{person.serial_prefix}{person.fiscal_code}"),
        (NameOID.GIVEN_NAME, person.given_name),
        (NameOID.SURNAME, person.surname),
        (NameOID.COMMON_NAME, f"{person.given_name} {person.surname}"),
        (NameOID.DN_QUALIFIER, "20261234567890"),
    ]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PrivateKey, starts: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _ca(builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    return builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    ).add_extension(_usage(signs_papers=False, signs_certificates=True), critical=True)


def _usage(*, signs_papers: bool, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_papers and not signs_certificates,
        content_commitment=signs_papers,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _qc_statements(kind: Literal["signature", "seal"]) -> x509.UnrecognizedExtension:
    statements = QcStatements(
        [
            {"statement_id": "qc_compliance"},
            {"statement_id": "qc_sscd"},
            {
                "statement_id": "qc_type",
                "statement_info": ["qct_esign" if kind == "signature" else "qct_eseal"],
            },
        ]
    )
    return x509.UnrecognizedExtension(QC_STATEMENTS, core.load(statements.dump()).dump())


def _distribution_point(url: str) -> x509.DistributionPoint:
    return x509.DistributionPoint(
        full_name=[x509.UniformResourceIdentifier(url)], relative_name=None, reasons=None, crl_issuer=None
    )


def _access(url: str) -> x509.AuthorityInformationAccess:
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{url}/ocsp")
            )
        ]
    )


def _key_id_of(issuer: Holder) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _signed(builder: x509.CertificateBuilder, issuer: Holder) -> x509.Certificate:
    return builder.add_extension(_key_id_of(issuer), critical=False).sign(issuer.key, hashes.SHA256())
