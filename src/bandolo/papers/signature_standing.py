"""Is a certificate recognised, qualified for signing, and not revoked, at an instant?

Nothing here goes to the network: revocation is known from lists and answers that the file brings or that were
fetched before (`trust_fetch`). Reg. (UE) 910/2014, arts. 26, 28, 32; D.Lgs. 82/2005, arts. 20, 24, c. 4-bis.
"""

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, crl, ocsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.ades.qualified_asn1 import get_qc_statements
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import message_imprint_checker, validate_tst_signed_data
from pyhanko.sign.validation.qualified.assess import QualificationAssessor
from pyhanko.sign.validation.qualified.tsp import QcCertType, TSPTrustManager
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.authority import AuthorityWithCert
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    StaleRevinfoError,
)
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import (
    NO_REVOCATION,
    REQUIRE_REVINFO,
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
)
from pyhanko_certvalidator.validate import async_validate_path

from bandolo.papers.signature_records import Revocation, Wanted
from bandolo.papers.signature_words import Finding, Weight, finding, said
from bandolo.papers.trust_list import Trust, TrustAt
from bandolo.rules.rule import Words

# What asn1crypto, pyHanko and cryptography raise on bytes that are not what they say.
BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    SignatureValidationError,
)
_SEAL = "qct_eseal"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Certificates, revocation lists and OCSP answers that a file brings or that were fetched, all in DER."""

    certificates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(
            self.certificates + other.certificates, self.crls + other.crls, self.ocsps + other.ocsps
        )


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a certificate is worth: recognised, qualified, revoked; None where it could not be told."""

    trusted: bool | None = None
    qualified: bool | None = None
    revocation: Revocation = Revocation.NOT_CHECKED
    findings: tuple[Finding, ...] = ()
    wanted: tuple[Wanted, ...] = ()


async def standing(certificate: x509.Certificate, at: datetime, trust: Trust, evidence: Evidence) -> Standing:
    """What a signer's certificate is worth at an instant, by the lists and the evidence."""
    if not trust.lists:
        return Standing(findings=(finding("no_trusted_list"),))
    usage = certificate.key_usage_value
    stale = _stale(trust, at)
    if usage is not None and "non_repudiation" not in usage.native:
        return Standing(findings=(*stale, finding("not_for_signing")))
    try:
        context = _context(at, trust, evidence, NO_REVOCATION)
        path = await CertificateValidator(certificate, validation_context=context).async_validate_path()
    except BROKEN as problem:
        return Standing(trusted=None, findings=(*stale, finding("unreadable", said(problem))))
    except (PathBuildingError, PathValidationError, InvalidCertificateError) as problem:
        refusal = await _refused(problem, certificate, at, trust, evidence)
        trusted = False if refusal.weight is Weight.REFUTES else None
        return Standing(trusted=trusted, findings=(*stale, refusal))
    if path.pkix_len == 0:
        # The certificate of an authority itself, which signs certificates and no papers.
        return Standing(trusted=True, qualified=False, findings=(*stale, finding("not_qualified")))
    qualified, found = _qualification(certificate, path, at, trust)
    revocation, why = await _revocation(path, at, trust, evidence)
    return Standing(
        trusted=True,
        qualified=qualified,
        revocation=revocation,
        findings=(*stale, *found, *why),
        wanted=_wanted(path) if revocation is Revocation.NOT_CHECKED else (),
    )


async def time_stamped(
    info: cms.SignerInfo, stamps: Iterable[cms.SignedData], at: datetime, trust: Trust, evidence: Evidence
) -> tuple[datetime | None, tuple[Finding, ...]]:
    """The earliest instant that a trusted time stamp on a signature attests; findings on the others."""
    return await stamped(message_imprint_checker(info), stamps, at, trust, evidence)


async def stamped(
    imprint: Callable[[str], bytes],
    stamps: Iterable[cms.SignedData],
    at: datetime,
    trust: Trust,
    evidence: Evidence,
) -> tuple[datetime | None, tuple[Finding, ...]]:
    """As `time_stamped`; `imprint` gives the digest of what was stamped for the name of an algorithm."""
    attested: list[datetime] = []
    found: list[Finding] = []
    for stamp in stamps:
        try:
            context = _context(at, trust, evidence, NO_REVOCATION)
            status = TimestampSignatureStatus(**await validate_tst_signed_data(stamp, context, imprint))
            path = status.validation_path
            services = (
                [] if path is None else list(trust.registry.applicable_tsps_on_path(path, status.timestamp))
            )
        except (*BROKEN, PathBuildingError, PathValidationError) as problem:
            found.append(finding("time_stamp_not_trusted", said(problem)))
            continue
        if not (status.intact and status.valid):
            found.append(
                finding(
                    "time_stamp_not_trusted",
                    Words(it="non riguarda questa firma", en="not of this signature"),
                )
            )
        elif not status.trusted or not services:
            why = Words(it="chi l'ha emessa non è riconosciuto", en="its issuer is not recognised")
            found.append(finding("time_stamp_not_trusted", why))
        elif status.timestamp > at:
            found.append(
                finding("time_stamp_not_trusted", Words(it="è nel futuro", en="it is in the future"))
            )
        else:
            attested.append(status.timestamp)
    return min(attested, default=None), tuple(found)


def _context(
    at: datetime, trust: Trust, evidence: Evidence, rule: RevocationCheckingPolicy
) -> ValidationContext:
    """What pyHanko judges by. Revocation lists issued later count: they say when it was revoked."""
    return ValidationContext(
        trust_manager=TrustAt(trust.registry, at),
        moment=at,
        other_certs=[x509.Certificate.load(one) for one in evidence.certificates],
        crls=[crl.CertificateList.load(one) for one in evidence.crls],
        ocsps=[ocsp.OCSPResponse.load(one) for one in evidence.ocsps],
        revinfo_policy=CertRevTrustPolicy(rule, retroactive_revinfo=True),
    )


async def _refused(
    problem: Exception, certificate: x509.Certificate, at: datetime, trust: Trust, evidence: Evidence
) -> Finding:
    """Why no path leads from a certificate to a list."""
    if isinstance(problem, ExpiredError):
        return finding("expired", problem.expired_dt.date().isoformat())
    if isinstance(problem, NotYetValidError):
        return finding("not_yet_valid", problem.valid_from.date().isoformat())
    if isinstance(problem, DisallowedAlgorithmError):
        return finding("weak_algorithm", said(problem))
    if not isinstance(problem, PathBuildingError):
        return finding("chain_broken", said(problem))
    if await _listed_at_other_times(certificate, at, trust, evidence):
        return finding("not_granted_then")
    country = str(certificate.issuer.native.get("country_name", "")).upper()
    if country not in {one.territory for one in trust.lists}:
        return finding("other_country", country or "?")
    return finding("not_listed")


async def _listed_at_other_times(
    certificate: x509.Certificate, at: datetime, trust: Trust, evidence: Evidence
) -> bool:
    context = ValidationContext(
        trust_manager=TSPTrustManager(trust.registry),
        moment=at,
        other_certs=[x509.Certificate.load(one) for one in evidence.certificates],
        crls=[],
        ocsps=[],
        revinfo_policy=CertRevTrustPolicy(NO_REVOCATION),
    )
    paths = context.path_builder.async_build_paths_lazy(certificate)
    try:
        async for _ in paths:
            return True
    except PathBuildingError:
        return False
    finally:
        await paths.cancel()
    return False


def _qualification(
    certificate: x509.Certificate, path: ValidationPath, at: datetime, trust: Trust
) -> tuple[bool | None, tuple[Finding, ...]]:
    """Whether a certificate is qualified for signatures, both when it was issued and when it signed."""
    assessor = QualificationAssessor(trust.registry)
    issued = certificate["tbs_certificate"]["validity"]["not_before"].native
    try:
        stated = list(get_qc_statements(certificate))
        statuses = [assessor.check_entity_cert_qualified(path, moment).status for moment in (issued, at)]
    except BROKEN as problem:
        return None, (finding("unreadable", said(problem)),)
    if all(one.qualified and one.qc_type is QcCertType.QC_ESIGN for one in statuses):
        return True, ()
    is_seal = any(
        _SEAL in one["statement_info"].native for one in stated if one["statement_id"].native == "qc_type"
    )
    return False, (finding("seal" if is_seal else "not_qualified"),)


class AnchoredPath(ValidationPath):
    """A path whose anchor may sign revocation lists although another authority issued its certificate.

    pyHanko looks for the issuer of whoever signed a list, and stops where that lies above the anchor. A
    trusted list names authorities as they are, most of them, but not all, self-signed.
    """

    def truncate_to_issuer_and_append(self, cert: x509.Certificate) -> ValidationPath:
        """The path to who signed a list: to the anchor alone where it did; LookupError if none."""
        anchor = self.trust_anchor.authority
        if isinstance(anchor, AuthorityWithCert) and anchor.certificate.sha256 == cert.sha256:
            return AnchoredPath(self.trust_anchor, interm=[], leaf=None)
        return super().truncate_to_issuer_and_append(cert)


async def _revocation(
    path: ValidationPath, at: datetime, trust: Trust, evidence: Evidence
) -> tuple[Revocation, tuple[Finding, ...]]:
    *between, last = path.iter_certs(include_root=False)
    anchored = AnchoredPath(path.trust_anchor, interm=between, leaf=last)
    try:
        context = _context(at, trust, evidence, REQUIRE_REVINFO)
        context.certificate_registry.register(path.first)
        await async_validate_path(context, anchored)
    except RevokedError as problem:
        return Revocation.REVOKED, (finding("revoked", problem.revocation_dt.date().isoformat()),)
    except StaleRevinfoError:
        why = Words(it="i dati disponibili sono scaduti", en="the data at hand are out of date")
        return Revocation.NOT_CHECKED, (finding("revocation_not_checked", why),)
    except (*BROKEN, PathBuildingError, PathValidationError):
        why = Words(
            it="manca la lista di revoca o la risposta OCSP", en="there is no revocation list or OCSP answer"
        )
        return Revocation.NOT_CHECKED, (finding("revocation_not_checked", why),)
    return Revocation.GOOD, ()


def _stale(trust: Trust, at: datetime) -> tuple[Finding, ...]:
    return tuple(
        finding("stale_list", f"{one.next_update.date().isoformat()} ({one.territory})")
        for one in trust.lists
        if one.next_update is not None and one.next_update < at
    )


def _wanted(path: ValidationPath) -> tuple[Wanted, ...]:
    """The certificates under the anchor, each with its issuer: only of a chain that a list anchors."""
    chain = list(path.iter_certs(include_root=True))
    return tuple(Wanted(_base64(chain[at]), _base64(chain[at - 1])) for at in range(1, len(chain)))


def _base64(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.dump()).decode()
