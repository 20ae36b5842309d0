"""Is a signature valid only where its certificate was recognised, qualified and not revoked?"""

from dataclasses import replace
from pathlib import Path

import pytest

from bandolo.papers.signature_records import Revocation, Verdict
from bandolo.papers.signature_standing import Evidence
from bandolo.papers.test_authority import YEAR, Holder, Person, with_issuing
from bandolo.papers.test_authority_list import Listed, trusted_list
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.papers.trust_list import Trust, trust_of, verified
from tests.papers.made import ANNA, DAY, LISTED, NOBODY, NOTHING, NOW, SINCE, checked, codes, maker, signer

TEXT = b"Domanda"


def signed(holder: Holder) -> bytes:
    return sign_cades(TEXT, [holder], maker(), NOW, stamped_at=NOW)


def listing(*services: Listed, territory: str = "IT", days: int = 180) -> Trust:
    xml = trusted_list(services, maker().operator, LISTED, territory, days)
    return trust_of([(verified(xml, [maker().operator.der], NOW), xml)])


def issuing(status: str = "granted", **changes: object) -> Listed:
    return replace(
        Listed(maker().issuing, "CA", "granted", SINCE),
        status=status,  # type: ignore[arg-type]
        **changes,  # type: ignore[arg-type]
    )


STAMPS = Listed(maker().tsa, "TSA", "granted", SINCE)


# --- Recognised ---


def test_without_a_list_nothing_is_valid(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(signer()), trusted=NOBODY)
    (one,) = found.signatures
    assert (one.intact, one.trusted, one.qualified, one.revocation) == (
        True,
        None,
        None,
        Revocation.NOT_CHECKED,
    )
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "no_trusted_list")


def test_a_list_that_was_to_be_renewed_makes_nothing_valid(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(signer()), trusted=listing(issuing(), STAMPS, days=1))
    assert (found.verdict, codes(found)) == (Verdict.UNVERIFIED, [["stale_list"]])
    assert "2026-02-28 (IT)" in found.signatures[0].findings[0].words.it


def test_an_issuer_that_is_not_listed_refutes(tmp_path: Path) -> None:
    stranger = with_issuing(maker(), NOW)
    holder = stranger.signer(ANNA, NOW - YEAR, NOW + YEAR)
    found = checked(tmp_path, sign_cades(TEXT, [holder], stranger, NOW))
    assert (found.verdict, found.signatures[0].trusted, codes(found)[0][0]) == (
        Verdict.NOT_VALID,
        False,
        "not_listed",
    )


def test_an_issuer_of_a_country_without_a_list_is_left_open(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(signer()), trusted=listing(STAMPS, territory="AT"))
    assert (found.verdict, codes(found)[0][0]) == (Verdict.UNVERIFIED, "other_country")
    listed = checked(tmp_path, signed(signer()), trusted=listing(STAMPS))
    assert (listed.verdict, codes(listed)[0][0]) == (Verdict.NOT_VALID, "not_listed")


def test_an_issuer_withdrawn_before_the_signature_refutes(tmp_path: Path) -> None:
    withdrawn = issuing("withdrawn", since=NOW - DAY, before=(("granted", SINCE),))
    found = checked(tmp_path, signed(signer()), trusted=listing(withdrawn, STAMPS))
    assert (found.verdict, codes(found)) == (Verdict.NOT_VALID, [["not_granted_then"]])


def test_an_issuer_withdrawn_after_the_signature_changes_nothing(tmp_path: Path) -> None:
    withdrawn = issuing("withdrawn", since=LISTED - DAY, before=(("granted", SINCE),))
    before = LISTED - 2 * DAY
    data = sign_cades(TEXT, [signer()], maker(), before, stamped_at=before)
    found = checked(tmp_path, data, trusted=listing(withdrawn, STAMPS))
    assert (found.verdict, codes(found)) == (Verdict.VALID, [[]])


def test_a_state_renewed_since_does_not_hide_the_one_at_the_signature(tmp_path: Path) -> None:
    renewed = issuing(since=LISTED - DAY, before=(("granted", SINCE),))
    before = LISTED - 2 * DAY
    data = sign_cades(TEXT, [signer()], maker(), before, stamped_at=before)
    assert checked(tmp_path, data, trusted=listing(renewed, STAMPS)).verdict is Verdict.VALID


def test_a_provider_taken_over_is_still_recognised(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(signer()), trusted=listing(issuing(extra="taken over"), STAMPS))
    assert found.verdict is Verdict.VALID


def test_a_critical_extension_that_nobody_knows_leaves_an_issuer_out(tmp_path: Path) -> None:
    trust = listing(issuing(extra="never seen"), STAMPS)
    assert ["critical extension" in one for one in trust.lists[0].left_out] == [True]
    assert checked(tmp_path, signed(signer()), trusted=trust).verdict is Verdict.NOT_VALID


# --- In force, qualified, for signing ---


@pytest.mark.parametrize(
    ("starts", "ends", "code"), [(-2 * YEAR, -DAY, "expired"), (DAY, YEAR, "not_yet_valid")]
)
def test_a_certificate_out_of_force_refutes(tmp_path: Path, starts: object, ends: object, code: str) -> None:
    holder = maker().signer(ANNA, NOW + starts, NOW + ends)  # type: ignore[operator]
    found = checked(tmp_path, signed(holder))
    assert (found.verdict, codes(found)) == (Verdict.NOT_VALID, [[code]])


@pytest.mark.parametrize(("kind", "code"), [("no", "not_qualified"), ("seal", "seal")])
def test_a_certificate_that_is_not_for_signatures_refutes(tmp_path: Path, kind: str, code: str) -> None:
    person = Person("Ditta", "Esempio", "01234567890", "VATIT-", "Esempio S.r.l.", kind)  # type: ignore[arg-type]
    found = checked(tmp_path, signed(signer(person)))
    assert (found.verdict, found.signatures[0].qualified, codes(found)) == (
        Verdict.NOT_VALID,
        False,
        [[code]],
    )


def test_a_certificate_to_log_in_refutes(tmp_path: Path) -> None:
    holder = maker().signer(ANNA, NOW - YEAR, NOW + YEAR, usage="log in")
    assert codes(checked(tmp_path, signed(holder))) == [["not_for_signing"]]


# --- Revoked ---


def test_without_a_revocation_list_nothing_is_valid_and_the_list_is_asked_for(tmp_path: Path) -> None:
    found = checked(tmp_path, signed(signer()), evidence=NOTHING)
    (one,) = found.signatures
    assert (found.verdict, one.revocation, codes(found)) == (
        Verdict.UNVERIFIED,
        Revocation.NOT_CHECKED,
        [["revocation_not_checked"]],
    )
    assert len(one.wanted) == 1


def revocation(tmp_path: Path, evidence: Evidence) -> tuple[Verdict, Revocation]:
    found = checked(tmp_path, signed(signer()), evidence=evidence)
    return found.verdict, found.signatures[0].revocation


def test_a_revocation_before_the_signature_refutes(tmp_path: Path) -> None:
    refuted = (Verdict.NOT_VALID, Revocation.REVOKED)
    on = NOW - DAY
    assert revocation(tmp_path, Evidence(crls=(maker().crl(NOW, [(signer(), on)]),))) == refuted
    assert revocation(tmp_path, Evidence(ocsps=(maker().ocsp(signer(), NOW, on),))) == refuted


def test_a_revocation_after_the_signature_changes_nothing(tmp_path: Path) -> None:
    later = maker().crl(NOW + 30 * DAY, [(signer(), NOW + DAY)])
    assert revocation(tmp_path, Evidence(crls=(later,))) == (Verdict.VALID, Revocation.GOOD)


def test_an_answer_that_all_is_well_suffices(tmp_path: Path) -> None:
    good = (Verdict.VALID, Revocation.GOOD)
    assert revocation(tmp_path, Evidence(ocsps=(maker().ocsp(signer(), NOW),))) == good


def test_a_list_out_of_date_or_of_somebody_else_does_not_count(tmp_path: Path) -> None:
    open_ = (Verdict.UNVERIFIED, Revocation.NOT_CHECKED)
    assert revocation(tmp_path, Evidence(crls=(maker().crl(NOW - 30 * DAY),))) == open_
    assert revocation(tmp_path, Evidence(ocsps=(maker().ocsp(signer(), NOW - 30 * DAY),))) == open_
    assert revocation(tmp_path, Evidence(crls=(with_issuing(maker(), NOW).crl(NOW),))) == open_
    forged = bytearray(maker().crl(NOW))
    forged[-1] ^= 1
    assert revocation(tmp_path, Evidence(crls=(bytes(forged),))) == open_


def test_a_list_that_is_no_list_does_not_count(tmp_path: Path) -> None:
    assert revocation(tmp_path, Evidence(crls=(b"0",))) == (Verdict.UNVERIFIED, Revocation.NOT_CHECKED)
