"""Is every signature of a PDF found, and is what was done to the file after it told apart?"""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import crl
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bandolo.papers import signature_pades
from bandolo.papers.signature_records import Covers, Form, Time, Verdict
from bandolo.papers.test_authority import YEAR
from bandolo.papers.test_authority_signs import sign_cades, sign_pades, stamper
from tests.papers.made import ANNA, DAY, LUCA, NOTHING, NOW, a_pdf, checked, codes, generated, maker, signer


def signed(pdf: bytes, *fields: str) -> bytes:
    for field, person in zip(fields, (ANNA, LUCA, ANNA), strict=False):
        pdf = sign_pades(pdf, signer(person), maker(), field, stamped_at=NOW)
    return pdf


def updated(pdf: bytes, change: object) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)  # type: ignore[operator]
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def note(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    text = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Contents"): generic.pdf_string("10.000,00 euro"),
            generic.pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 9, 9)]),
        }
    )
    notes = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
    notes.append(writer.add_object(text))
    page[generic.pdf_name("/Annots")] = notes
    writer.update_container(page)


def other_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.pdf_name("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)


def test_every_signature_is_found_in_the_order_in_which_it_was_made(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(a_pdf(), "Uno", "Due", "Tre"))
    names = [one.signer.name if one.signer else "" for one in found.signatures]
    assert names == ["Anna Verdi", "Luca Bianchi", "Anna Verdi"]
    assert [one.covers for one in found.signatures] == [
        Covers.SIGNED_FURTHER,
        Covers.SIGNED_FURTHER,
        Covers.WHOLE,
    ]
    assert (found.verdict, {one.form for one in found.signatures}) == (Verdict.VALID, {Form.PADES})
    assert codes(found) == [["signed_further"], ["signed_further"], []]


@pytest.mark.parametrize("change", [note, other_page])
def test_a_pdf_changed_after_a_signature_is_told(tmp_path: Path, change: object) -> None:
    found = checked(tmp_path, updated(signed(a_pdf(), "Uno"), change))
    (one,) = found.signatures
    assert (found.verdict, one.intact, one.covers) == (Verdict.NOT_VALID, True, Covers.CHANGED_AFTER)
    assert codes(found) == [["changed_after"]]


def test_a_pdf_changed_between_two_signatures_is_told_for_the_first(tmp_path: Path) -> None:
    pdf = sign_pades(updated(signed(a_pdf(), "Uno"), note), signer(LUCA), maker(), "Due", stamped_at=NOW)
    found = checked(tmp_path, pdf)
    assert [one.verdict for one in found.signatures] == [Verdict.NOT_VALID, Verdict.VALID]


def test_bytes_changed_under_a_signature_are_told(tmp_path: Path) -> None:
    pdf = signed(a_pdf(), "Uno").replace(b"/MediaBox", b"/MediaBoy", 1)
    found = checked(tmp_path, pdf)
    assert (found.verdict, codes(found)) == (Verdict.NOT_VALID, [["content_changed"]])


def test_bytes_appended_are_told(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(a_pdf(), "Uno") + b"\n% altro\n")
    assert (found.verdict, found.signatures[0].covers) == (Verdict.NOT_VALID, Covers.CHANGED_AFTER)


def with_field(pdf: bytes) -> bytes:
    """A PDF with a text field."""
    made = pikepdf.open(BytesIO(pdf))
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="Importo",
            V="1",
            Rect=[0, 0, 9, 9],
        )
    )
    made.pages[0].Annots = pikepdf.Array([field])
    made.Root.AcroForm = made.make_indirect(pikepdf.Dictionary(Fields=pikepdf.Array([field])))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def fill(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[generic.pdf_name("/V")] = generic.pdf_string("1000000")
    writer.update_container(field)


def test_a_field_filled_in_after_a_signature_is_told(tmp_path: Path) -> None:
    found = checked(tmp_path, updated(signed(with_field(a_pdf()), "Uno"), fill))
    assert (found.verdict, codes(found)) == (Verdict.NOT_VALID, [["changed_after"]])
    assert "Importo" in found.signatures[0].findings[0].words.it


def test_a_document_time_stamp_attests_the_signatures_before_it(tmp_path: Path) -> None:
    pdf = sign_pades(a_pdf(), signer(), maker(), "Uno")
    out = BytesIO()
    PdfTimeStamper(stamper(maker(), NOW)).timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), "sha256", validation_context=None, output=out
    )
    found = checked(tmp_path, out.getvalue(), at=NOW + 2 * YEAR)
    (one,) = found.signatures
    assert (one.time, one.signed_at, one.covers) == (Time.ATTESTED, NOW, Covers.SIGNED_FURTHER)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [["signed_further"]])
    assert checked(tmp_path, pdf, at=NOW + 2 * YEAR).verdict is Verdict.NOT_VALID


def test_a_pdf_is_found_in_an_envelope(tmp_path: Path) -> None:
    found = checked(
        tmp_path, sign_cades(signed(a_pdf(), "Uno"), [signer(LUCA)], maker(), NOW, stamped_at=NOW)
    )
    assert [(one.form, one.layer) for one in found.signatures] == [(Form.CADES, 0), (Form.PADES, 1)]
    assert found.verdict is Verdict.VALID


def test_a_pdf_without_a_signature_says_so(tmp_path: Path) -> None:
    assert [one.code for one in checked(tmp_path, a_pdf()).findings] == ["no_signature"]


def test_an_encrypted_pdf_is_not_read(tmp_path: Path) -> None:
    out = BytesIO()
    pikepdf.open(BytesIO(a_pdf())).save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    found = checked(tmp_path, out.getvalue())
    assert [one.code for one in found.findings] == ["unreadable"]
    assert "cifrato" in found.findings[0].words.it


def test_a_signature_of_a_form_that_nobody_knows_is_told(tmp_path: Path) -> None:
    pdf = signed(a_pdf(), "Uno").replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.detacheX")
    found = checked(tmp_path, pdf)
    assert (found.verdict, codes(found)) == (Verdict.UNVERIFIED, [["unreadable"]])


@pytest.mark.parametrize("cut", [10, 300, 3000, 9000])
def test_a_pdf_cut_short_is_told_and_nothing_is_raised(tmp_path: Path, cut: int) -> None:
    assert checked(tmp_path, signed(a_pdf(), "Uno")[:-cut]).verdict is not Verdict.VALID


# --- Is it the paper that the desk generated? ---


def test_a_paper_that_was_only_signed_is_the_paper(tmp_path: Path) -> None:
    paper = a_pdf(2)
    found = checked(tmp_path, signed(paper, "Uno", "Due"), paper=generated(paper))
    assert found.prefix is not None
    assert (found.prefix.digest, found.prefix.only_signed) == (generated(paper).digest, True)


def test_a_paper_with_a_form_that_was_only_signed_is_the_paper(tmp_path: Path) -> None:
    paper = with_field(a_pdf())
    found = checked(tmp_path, signed(paper, "Uno"), paper=generated(paper))
    assert found.prefix is not None
    assert found.prefix.only_signed


@pytest.mark.parametrize("change", [note, other_page])
def test_a_paper_changed_before_it_was_signed_is_not_the_paper(tmp_path: Path, change: object) -> None:
    paper = a_pdf()
    found = checked(tmp_path, signed(updated(paper, change), "Uno"), paper=generated(paper))
    assert found.prefix is not None
    assert (found.prefix.digest, found.prefix.only_signed) == (generated(paper).digest, False)
    assert found.verdict is Verdict.VALID


def test_a_shorter_file_is_not_the_paper(tmp_path: Path) -> None:
    assert checked(tmp_path, a_pdf(), paper=generated(signed(a_pdf(), "Uno"))).prefix is None


def test_the_paper_as_it_was_is_the_paper(tmp_path: Path) -> None:
    found = checked(tmp_path, a_pdf(), paper=generated(a_pdf()), at=NOW + DAY)
    assert found.prefix is not None
    assert found.prefix.only_signed


# --- Files that are not what they say ---


def reset(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    writer.root[generic.pdf_name("/PageLayout")] = generic.pdf_name("/OneColumn")
    writer.update_root()
    writer.update_container(page)


def replace_content(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    reference = page.raw_get("/Contents")
    stream = generic.StreamObject(stream_data=b"BT ET")
    writer.mark_update(reference)
    writer.objects[(0, reference.idnum)] = stream


def with_xfa(writer: IncrementalPdfFileWriter) -> None:
    form = generic.DictionaryObject(
        {
            generic.pdf_name("/Fields"): generic.ArrayObject(),
            generic.pdf_name("/XFA"): generic.pdf_string("x"),
        }
    )
    writer.root[generic.pdf_name("/AcroForm")] = writer.add_object(form)
    writer.update_root()


@pytest.mark.parametrize("change", [reset, replace_content, with_xfa])
def test_a_paper_whose_objects_were_replaced_is_not_the_paper(tmp_path: Path, change: object) -> None:
    paper = a_pdf()
    found = checked(tmp_path, updated(paper, change), paper=generated(paper))
    assert found.prefix is not None
    assert (found.prefix.digest, found.prefix.only_signed) == (generated(paper).digest, False)


def test_a_file_with_too_many_signatures_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature_pades, "MOST_SIGNATURES", 1)
    found = checked(tmp_path, signed(a_pdf(), "Uno", "Due"))
    assert ([one.code for one in found.findings], found.signatures) == (["unsupported"], ())


@pytest.mark.parametrize("span", [b"[0 -5 ", b"[0 99999999 ", b"[-1 5 "])
def test_a_byte_range_that_leads_nowhere_is_told(tmp_path: Path, span: bytes) -> None:
    pdf = signed(a_pdf(), "Uno")
    start = pdf.index(b"/ByteRange [") + len(b"/ByteRange ")
    end = pdf.index(b" ", start + 4)
    patched = pdf[:start] + span.ljust(end - start + 1) + pdf[end + 1 :]
    found = checked(tmp_path, patched)
    assert found.verdict is not Verdict.VALID
    assert [one.verdict for one in found.signatures] != [Verdict.VALID]


def test_a_byte_range_on_a_part_is_told(tmp_path: Path) -> None:
    # The signed bytes start late: what stands before them anybody may have written.
    pdf = signed(a_pdf(), "Uno")
    moved = b"%PDF-1.7\n" + pdf
    found = checked(tmp_path, moved)
    assert found.verdict is not Verdict.VALID


def test_a_certifying_signature_that_forbids_more_is_heeded(tmp_path: Path) -> None:
    out = BytesIO()
    metadata = PdfSignatureMetadata(
        field_name="Uno",
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    one = SimpleSigner(
        signer().asn1,
        signer().asn1_key,
        cert_registry=SimpleCertificateStore.from_certs([maker().issuing.asn1]),
    )
    PdfSigner(metadata, signer=one, timestamper=stamper(maker(), NOW)).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(a_pdf())), output=out
    )
    assert checked(tmp_path, out.getvalue()).verdict is Verdict.VALID
    further = sign_pades_anyway(out.getvalue())
    found = checked(tmp_path, further)
    assert (found.signatures[0].covers, codes(found)[0]) == (Covers.CHANGED_AFTER, ["changed_after"])


def sign_pades_anyway(pdf: bytes) -> bytes:
    """Sign although the file forbids it; that second signature then breaks, the first has been added to."""
    forbidden, allowed = b"/P 1", b"/P 2"
    assert forbidden in pdf
    return sign_pades(pdf.replace(forbidden, allowed), signer(LUCA), maker(), "Due", NOW).replace(
        allowed, forbidden, 1
    )


def test_what_a_pdf_brings_to_verify_itself_is_used(tmp_path: Path) -> None:
    pdf = sign_pades(a_pdf(), signer(), maker(), "Uno", stamped_at=NOW)
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    store = DocumentSecurityStore.supply_dss_in_writer(
        writer,
        sig_contents=None,
        certs=[maker().issuing.asn1],
        crls=[crl.CertificateList.load(maker().crl(NOW))],
    )
    assert store is not None
    out = BytesIO()
    writer.write(out)
    found = checked(tmp_path, out.getvalue(), evidence=NOTHING)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [["signed_further"]])
    assert checked(tmp_path, pdf, evidence=NOTHING).verdict is Verdict.UNVERIFIED


def signed_with(paper: bytes, change: object) -> bytes:
    """A paper that was changed and signed in one and the same update."""
    writer = IncrementalPdfFileWriter(BytesIO(paper))
    change(writer)  # type: ignore[operator]
    metadata = PdfSignatureMetadata(field_name="Uno", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    store = SimpleCertificateStore.from_certs([maker().issuing.asn1])
    one = SimpleSigner(signer().asn1, signer().asn1_key, cert_registry=store)
    out = BytesIO()
    PdfSigner(metadata, signer=one, timestamper=stamper(maker(), NOW)).sign_pdf(writer, output=out)
    return out.getvalue()


@pytest.mark.parametrize("change", [note, other_page, reset, replace_content])
def test_a_paper_changed_in_the_very_update_that_signs_is_not_the_paper(
    tmp_path: Path, change: object
) -> None:
    paper = a_pdf()
    found = checked(tmp_path, signed_with(paper, change), paper=generated(paper))
    assert found.prefix is not None
    assert (found.prefix.digest, found.prefix.only_signed) == (generated(paper).digest, False)
    # The signature itself is in order: it is on the changed paper.
    assert found.verdict is Verdict.VALID
