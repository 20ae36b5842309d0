"""Is every form of signed envelope opened, and does each signature get the verdict that it deserves?"""

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto.parser import emit

from bandolo.papers.signature_ber import BerError, open_envelope
from bandolo.papers.signature_cades import all_of, innermost
from bandolo.papers.signature_records import Covers, Form, Revocation, Time, Verdict
from bandolo.papers.test_authority import YEAR, Holder, Person, with_issuing
from bandolo.papers.test_authority_signs import sign_cades
from tests.papers.made import ANNA, DAY, LUCA, NOBODY, NOTHING, NOW, a_pdf, checked, codes, maker, signer

TEXT = b"Domanda di contributo\n"


def signed(content: bytes = TEXT, *people: Person, **options: object) -> bytes:
    return sign_cades(
        content,
        [signer(person) for person in people or (ANNA,)],
        maker(),
        NOW,
        **options,  # type: ignore[arg-type]
    )


def pem(der: bytes) -> bytes:
    return b"-----BEGIN PKCS7-----\n" + base64.encodebytes(der) + b"-----END PKCS7-----\n"


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "DER": bytes,
    "PEM": pem,
    "PEM after a mark of UTF-8": lambda der: b"\xef\xbb\xbf" + pem(der),
    "base64 in lines": base64.encodebytes,
    "base64 in one line": base64.b64encode,
    "base64 twice": lambda der: base64.b64encode(base64.encodebytes(der)),
    "PEM in base64": lambda der: base64.b64encode(pem(der)),
    "bytes after the end": lambda der: der + b"\r\n",
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_an_envelope_is_found_in_every_wrapping(tmp_path: Path, wrapping: str) -> None:
    found = checked(tmp_path, WRAPPINGS[wrapping](signed(stamped_at=NOW)))
    assert (found.verdict, codes(found)) == (Verdict.VALID, [[]])
    assert found.content is not None
    assert (found.content.size, found.content.kind) == (len(TEXT), "other")


def test_a_signature_says_all_that_is_known_of_it(tmp_path: Path) -> None:
    (one,) = checked(tmp_path, signed(stamped_at=NOW - DAY)).signatures
    assert one.signer is not None
    assert (one.signer.name, one.signer.fiscal_code) == ("Anna Verdi", "VRDNNA80A41F205X")
    assert (one.signer.issuer, one.signer.issuer_country) == ("Bandolo CA firma di prova", "IT")
    assert (one.form, one.layer, one.covers) == (Form.CADES, 0, Covers.WHOLE)
    assert (one.signed_at, one.time, one.at) == (NOW - DAY, Time.ATTESTED, NOW - DAY)
    assert (one.intact, one.trusted, one.qualified, one.revocation) == (True, True, True, Revocation.GOOD)
    assert (one.verdict, one.findings, one.wanted) == (Verdict.VALID, (), ())


def test_signers_side_by_side_each_get_a_verdict(tmp_path: Path) -> None:
    revoked = maker().crl(NOW, [(signer(LUCA), NOW - DAY)])
    found = checked(tmp_path, signed(TEXT, ANNA, LUCA), evidence=NOTHING + type(NOTHING)(crls=(revoked,)))
    verdicts = [(one.signer.name if one.signer else "", one.verdict) for one in found.signatures]
    assert sorted(verdicts) == [("Anna Verdi", Verdict.VALID), ("Luca Bianchi", Verdict.NOT_VALID)]
    assert found.verdict is Verdict.NOT_VALID


def test_envelopes_one_in_another_are_all_opened(tmp_path: Path) -> None:
    inner = signed(a_pdf(), LUCA)
    found = checked(tmp_path, base64.b64encode(signed(base64.b64encode(inner), ANNA)))
    assert [(one.layer, one.signer.name if one.signer else "") for one in found.signatures] == [
        (0, "Anna Verdi"),
        (1, "Luca Bianchi"),
    ]
    assert (found.verdict, found.content.kind if found.content else "") == (Verdict.VALID, "pdf")


def test_too_many_envelopes_are_not_opened(tmp_path: Path) -> None:
    data = TEXT
    for _ in range(12):
        data = signed(data)
    found = checked(tmp_path, data)
    assert [one.code for one in found.findings] == ["too_deep"]
    assert found.verdict is Verdict.UNVERIFIED


def test_a_signature_apart_from_its_document(tmp_path: Path) -> None:
    apart = signed(detached=True)
    assert checked(tmp_path, apart, detached=TEXT).verdict is Verdict.VALID
    absent = checked(tmp_path, apart)
    assert (absent.verdict, codes(absent)[0][0]) == (Verdict.UNVERIFIED, "content_missing")
    other = checked(tmp_path, apart, detached=TEXT + b"!")
    assert (other.verdict, codes(other)[0][0]) == (Verdict.NOT_VALID, "content_changed")


# --- The traps ---


def unsorted(der: bytes) -> bytes:
    """The same file, its signed attributes written in another order than that in which they were signed."""
    info = cms.ContentInfo.load(der)["content"]["signer_infos"][0]
    attributes = [one.dump() for one in info["signed_attrs"]]
    before, after = b"".join(attributes), b"".join(reversed(attributes))
    assert before in der
    assert before != after
    return der.replace(before, after)


def test_attributes_out_of_order_are_verified_in_order(tmp_path: Path) -> None:
    found = checked(tmp_path, unsorted(signed(stamped_at=NOW)))
    assert (found.verdict, codes(found)) == (Verdict.VALID, [["attributes_resorted"]])


def test_attributes_out_of_order_and_changed_do_not_hold(tmp_path: Path) -> None:
    der = unsorted(signed(stamped_at=NOW))
    info = cms.ContentInfo.load(der)["content"]["signer_infos"][0]
    digest = next(one for one in info["signed_attrs"] if one["type"].native == "message_digest")
    forged = der.replace(digest["values"][0].native, b"\0" * 32)
    found = checked(tmp_path, forged)
    assert codes(found)[0][:2] == ["content_changed", "signature_broken"]


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)


def written(folder: Path, holder: Holder) -> None:
    (folder / "text").write_bytes(TEXT)
    (folder / "cert.pem").write_bytes(holder.pem)
    (folder / "ca.pem").write_bytes(maker().issuing.pem)
    (folder / "root.pem").write_bytes(maker().root.pem)
    (folder / "key.der").write_bytes(holder.asn1_key.dump())


def test_what_openssl_signs_in_pieces_of_unknown_length_is_read(tmp_path: Path) -> None:
    written(tmp_path, signer(LUCA))
    options = "-sign -stream -cades -binary -nodetach -in text -signer cert.pem -inkey key.der -keyform DER"
    made = openssl(tmp_path, "cms", *options.split(), "-certfile", "ca.pem", "-outform", "DER", "-out", "out")
    assert made.returncode == 0, made.stderr
    data = (tmp_path / "out").read_bytes()
    assert data[1] == 0x80  # BER: of indefinite length
    found = checked(tmp_path, data)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [["time_not_attested"]])


@pytest.mark.parametrize("change", [b"", b"!"])
def test_openssl_is_of_the_same_opinion(tmp_path: Path, change: bytes) -> None:
    written(tmp_path, signer())
    data = signed()
    data = data.replace(TEXT, TEXT[: len(TEXT) - len(change)] + change)
    (tmp_path / "signed.p7m").write_bytes(data)
    at = str(int((NOW - NOW.fromtimestamp(0, NOW.tzinfo)) // (DAY / 86400)))
    options = ["-verify", "-in", "signed.p7m", "-inform", "DER", "-CAfile", "root.pem", "-purpose", "any"]
    theirs = openssl(tmp_path, "cms", *options, "-attime", at, "-out", "content")
    ours = checked(tmp_path, data)
    assert (theirs.returncode == 0, ours.verdict is Verdict.VALID) == ((True, True), (False, False))[
        bool(change)
    ]


def test_sha1_is_not_verifiable_rather_than_forged(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(TEXT, LUCA, digest="sha1"))
    assert found.verdict is Verdict.UNVERIFIED
    assert (codes(found)[0][0], found.signatures[0].intact) == ("weak_algorithm", None)
    assert "falsa" in found.signatures[0].findings[0].words.it


def test_sha1_over_another_content_is_a_change_all_the_same(tmp_path: Path) -> None:
    data = signed(TEXT, LUCA, digest="sha1").replace(TEXT, TEXT.upper())
    found = checked(tmp_path, data)
    assert (found.verdict, found.signatures[0].intact) == (Verdict.NOT_VALID, False)


def test_a_short_key_is_not_verifiable_rather_than_forged(tmp_path: Path) -> None:
    short = Person("Carla", "Neri", "NRECRL80A41F205X", key="rsa-1024")
    found = checked(tmp_path, signed(TEXT, short))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "weak_algorithm")


def test_two_digests_in_one_signature_are_not_verifiable(tmp_path: Path) -> None:
    der = signed(TEXT, LUCA)
    content = cms.ContentInfo.load(der)
    content["content"]["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha512"}
    found = checked(tmp_path, content.dump(force=True))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "unsupported")


def test_a_signature_without_signed_attributes_is_no_cades(tmp_path: Path) -> None:
    content = cms.ContentInfo.load(signed())
    del content["content"]["signer_infos"][0]["signed_attrs"]
    found = checked(tmp_path, content.dump(force=True))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "no_signed_attributes")


def test_a_signature_without_its_certificate_is_not_verifiable(tmp_path: Path) -> None:
    content = cms.ContentInfo.load(signed())
    content["content"]["certificates"] = cms.CertificateSet([])
    found = checked(tmp_path, content.dump(force=True))
    assert (found.verdict, codes(found)) == (Verdict.UNVERIFIED, [["no_certificate"]])


def test_another_certificate_of_the_same_key_is_refused(tmp_path: Path) -> None:
    # Without the signing-certificate attribute a certificate could be put in the place of another.
    content = cms.ContentInfo.load(signed())
    attributes = content["content"]["signer_infos"][0]["signed_attrs"]
    kept = [one for one in attributes if one["type"].native != "signing_certificate_v2"]
    content["content"]["signer_infos"][0]["signed_attrs"] = cms.CMSAttributes(kept)
    found = checked(tmp_path, content.dump(force=True))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.NOT_VALID, "signature_broken")
    assert "no_signing_certificate" in codes(found)[0]


# --- Time ---


def test_the_time_that_a_signer_states_attests_nothing(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(), at=NOW + 2 * YEAR)
    assert codes(found) == [["stale_list", "expired", "time_not_attested"]]
    assert (found.signatures[0].time, found.verdict) == (Time.CLAIMED, Verdict.NOT_VALID)


def test_a_time_stamp_keeps_a_signature_beyond_its_certificate(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(stamped_at=NOW), at=NOW + 2 * YEAR)
    assert (found.verdict, codes(found)) == (Verdict.VALID, [[]])


def test_a_time_stamp_of_the_future_is_not_relied_on(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(stamped_at=NOW + DAY))
    assert (codes(found), found.signatures[0].time) == (
        [["time_stamp_not_trusted", "time_not_attested"]],
        Time.CLAIMED,
    )


def test_a_time_stamp_of_another_signature_is_not_relied_on(tmp_path: Path) -> None:
    content = cms.ContentInfo.load(signed(stamped_at=NOW))
    other = cms.ContentInfo.load(signed(b"altro", stamped_at=NOW))
    attributes = other["content"]["signer_infos"][0]["unsigned_attrs"]
    content["content"]["signer_infos"][0]["unsigned_attrs"] = attributes
    assert codes(checked(tmp_path, content.dump(force=True))) == [
        ["time_stamp_not_trusted", "time_not_attested"]
    ]


def test_a_time_stamp_of_nobody_known_is_not_relied_on(tmp_path: Path) -> None:
    stranger = with_issuing(maker(), NOW)
    data = sign_cades(TEXT, [signer()], stranger, NOW, stamped_at=None)
    assert codes(checked(tmp_path, data)) == [["time_not_attested"]]
    alone = checked(tmp_path, signed(stamped_at=NOW), trusted=NOBODY)
    assert codes(alone) == [["no_trusted_list", "time_stamp_not_trusted", "time_not_attested"]]


# --- Bytes that are nothing ---


@pytest.mark.parametrize("cut", [1, 7, 20, 100, 400, 900])
def test_a_file_cut_short_is_told_and_nothing_is_raised(tmp_path: Path, cut: int) -> None:
    found = checked(tmp_path, signed()[:-cut])
    assert found.verdict is not Verdict.VALID


@pytest.mark.parametrize("data", [b"", b"0", b"0\x80", b"testo", b"0" * 100, b"\x30\x80\x06\x00" * 40])
def test_a_file_without_a_signature_says_so(tmp_path: Path, data: bytes) -> None:
    found = checked(tmp_path, data)
    assert ([one.code for one in found.findings], found.verdict) == (["no_signature"], Verdict.NOT_VALID)


NODE = b"\x02\x01\x01"
TYPE = bytes.fromhex("06092a864886f70d010702")


def der(tag: int, *inside: bytes) -> bytes:
    contents = b"".join(inside)
    return bytes((tag, len(contents))) + contents


@pytest.mark.parametrize(
    "data",
    [
        b"0",
        der(0x30, TYPE),
        der(0x30, NODE, NODE),
        der(0x30, TYPE, der(0xA0, der(0x30, NODE, der(0x31)))),
        der(0x30, TYPE, der(0xA0, der(0x30, NODE, der(0x31), der(0x30), der(0x31)))),
        der(0x30, TYPE, der(0xA0, der(0x30, NODE, der(0x31), der(0x30, TYPE, NODE), der(0x31)))),
        der(0x30, TYPE, der(0xA0, der(0x30, NODE, der(0x31), der(0x30, TYPE, der(0xA0, NODE)), der(0x31)))),
        der(0x30, b"\x1f\x00", NODE),
        der(0x30, b"\x04\x80"),
        b"0\x87" + bytes(7),
        b"0\x82\x01",
        b"0\x82\xff\xff",
    ],
)
def test_outer_levels_that_are_none_say_where(data: bytes) -> None:
    with pytest.raises(BerError):
        open_envelope(data)


def test_what_lies_under_all_envelopes_is_found() -> None:
    inner = signed(base64.b64encode(signed()))
    assert innermost(all_of(inner)).whole() == TEXT
    assert innermost(all_of(TEXT)).whole() == TEXT
    apart = signed(detached=True)
    assert innermost(all_of(apart)).whole() == apart


def test_an_envelope_of_too_many_signers_is_not_read(tmp_path: Path) -> None:
    content = cms.ContentInfo.load(signed())
    (info,) = content["content"]["signer_infos"]
    # Joined as bytes: asn1crypto would write each of them anew.
    content["content"]["signer_infos"] = cms.SignerInfos.load(emit(0, 1, 17, info.dump() * 101))
    found = checked(tmp_path, content.dump())
    assert (codes(found), found.verdict) == ([["unreadable"]], Verdict.UNVERIFIED)


def test_a_key_of_a_kind_that_nobody_knows_is_left_open(tmp_path: Path) -> None:
    kind = bytes.fromhex("2a8648ce3d0201")
    data = signed()
    at = data.index(kind, data.index(signer(ANNA).der))
    found = checked(tmp_path, data[:at] + b"\x26" + data[at + 1 :])
    assert found.verdict is Verdict.UNVERIFIED


def test_certificates_that_are_none_are_told(tmp_path: Path) -> None:
    data = signed()
    start = signer(ANNA).der[:30]
    found = checked(tmp_path, data.replace(start, start[:4] + b"\x02" + start[5:]))
    assert found.verdict is Verdict.UNVERIFIED
    assert codes(found)[0][0] in {"unreadable", "no_certificate"}
