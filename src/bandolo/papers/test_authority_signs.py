"""How are the signed papers of tests and demo made? As signers' programs make them: CAdES, PAdES, XAdES."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from asn1crypto import cms
from lxml import etree
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from signxml import methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm
from signxml.xades.xades import XAdESSigner

from bandolo.papers.test_authority import Authority, Holder


def sign_cades(
    content: bytes,
    signers: Sequence[Holder],
    maker: Authority,
    signed_at: datetime,
    stamped_at: datetime | None = None,
    detached: bool = False,
    digest: str = "sha256",
) -> bytes:
    """A CAdES file in DER with the signatures of all, one beside the other, each stamped where asked."""
    made = [
        cms.ContentInfo.load(
            asyncio.run(
                _simple_signer(signer, maker).async_sign_general_data(
                    content,
                    digest,
                    detached=detached,
                    use_cades=True,
                    timestamper=None if stamped_at is None else stamper(maker, stamped_at),
                    signed_attr_settings=PdfCMSSignedAttributes(signing_time=signed_at),
                )
            ).dump()
        )
        for signer in signers
    ]
    first = made[0]
    for other in made[1:]:
        for info in other["content"]["signer_infos"]:
            first["content"]["signer_infos"].append(info)
        for certificate in other["content"]["certificates"]:
            first["content"]["certificates"].append(certificate)
    return bytes(first.dump(force=True))


def sign_pades(
    pdf: bytes, signer: Holder, maker: Authority, field: str, stamped_at: datetime | None = None
) -> bytes:
    """A PDF with one signature more, in an update after its bytes."""
    metadata = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    out = BytesIO()
    PdfSigner(
        metadata,
        signer=_simple_signer(signer, maker),
        timestamper=None if stamped_at is None else stamper(maker, stamped_at),
        new_field_spec=SigFieldSpec(sig_field_name=field),
    ).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()


def sign_xades(xml: bytes, signer: Holder, maker: Authority) -> bytes:
    """An XML document with an enveloped XAdES signature, as e-invoices carry it."""
    method = (
        methods.enveloped,
        "rsa-sha256"
        if signer.certificate.public_key().__class__.__name__.startswith("RSA")
        else "ecdsa-sha256",
    )
    made = XAdESSigner(
        method=method[0],
        signature_algorithm=method[1],
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    ).sign(
        etree.fromstring(xml),
        key=signer.key,
        cert=[signer.certificate, maker.issuing.certificate],
        always_add_key_value=False,
    )
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def stamper(maker: Authority, at: datetime) -> DummyTimeStamper:
    """The time-stamping authority, whose clock stands at an instant."""
    return DummyTimeStamper(
        maker.tsa.asn1, maker.tsa.asn1_key, certs_to_embed=_store(maker.issuing), fixed_dt=at
    )


def _simple_signer(signer: Holder, maker: Authority) -> SimpleSigner:
    return SimpleSigner(signer.asn1, signer.asn1_key, cert_registry=_store(maker.issuing))


def _store(*holders: Holder) -> SimpleCertificateStore:
    return SimpleCertificateStore.from_certs([holder.asn1 for holder in holders])
