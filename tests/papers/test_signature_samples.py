"""What is said of signed files that others made, good and broken?

Files of a public suite (esig/dss), read where they stand beside the project; skipped where they do not.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from bandolo.papers.signature_records import Verdict
from tests.papers.made import NOBODY, NOTHING, NOW, checked, codes

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "signatures" / "dss"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples do not stand beside the project")

# Whether the signature holds, and what is said first: no list has the issuers of these.
SAID: dict[str, tuple[bool | None, str]] = {
    "CAdES-BpB-att-SHA3_256-SHA256withRSA.p7m": (None, "unsupported"),
    "cades-double-signing-certificate.p7m": (None, "unreadable"),
    "cades-double-signing-time.p7m": (True, "no_trusted_list"),
    "cades-duplicated-signed-attrs.p7m": (None, "content_missing"),
    "cades-t-copied-sigtst.p7m": (True, "no_trusted_list"),
    "cms-no-sign-cert.p7m": (None, "no_certificate"),
    "cms-wrong-sign-cert-ref.p7m": (True, "no_trusted_list"),
    "counterSig.p7m": (None, "weak_algorithm"),
    "signedCadesB.p7m": (True, "no_trusted_list"),
}


@pytest.mark.parametrize("name", SAID)
def test_a_sample_is_told(tmp_path: Path, name: str) -> None:
    found = checked(tmp_path, (SAMPLES / name).read_bytes(), trusted=NOBODY, evidence=NOTHING)
    (one,) = found.signatures
    assert (one.intact, codes(found)[0][0]) == SAID[name]
    assert found.verdict is Verdict.UNVERIFIED


def test_every_sample_is_told() -> None:
    assert sorted(one.name for one in SAMPLES.glob("*.p7m")) == sorted(SAID)


def test_a_countersignature_and_a_copied_time_stamp_are_told(tmp_path: Path) -> None:
    counter = checked(tmp_path, (SAMPLES / "counterSig.p7m").read_bytes(), trusted=NOBODY)
    assert "countersigned" in codes(counter)[0]
    copied = checked(tmp_path, (SAMPLES / "cades-t-copied-sigtst.p7m").read_bytes(), trusted=NOBODY)
    assert "time_stamp_not_trusted" in codes(copied)[0]


@pytest.mark.parametrize("name", [name for name, (intact, _) in SAID.items() if intact])
def test_openssl_is_of_the_same_opinion(tmp_path: Path, name: str) -> None:
    assert shutil.which("openssl") is not None
    made = subprocess.run(
        ["openssl", "cms", "-verify", "-noverify", "-inform", "DER", "-in", str(SAMPLES / name), "-out", "x"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    changed = checked(tmp_path, (SAMPLES / name).read_bytes(), at=NOW, trusted=NOBODY)
    assert (made.returncode == 0) is changed.signatures[0].intact
