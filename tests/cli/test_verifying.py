"""Does the command line say what signatures are worth, and take in the list that they rest on?"""

import json
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from bandolo.cli import verifying
from bandolo.papers.signature_job import verify_apart
from bandolo.papers.test_authority import YEAR, Authority, authority
from bandolo.papers.test_authority_list import list_of, list_of_lists
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.papers.trust_fetch import fetch_lists
from bandolo.papers.trust_store import keep_revocation
from tests.cli.running import refused, run
from tests.papers.made import ANNA, DAY, NOW

AT = "2026-03-02T10:00:00Z"


@pytest.fixture(scope="module")
def maker() -> Authority:
    return authority(NOW)


@pytest.fixture
def papers(tmp_path: Path, maker: Authority) -> Path:
    """A folder with a signed file and the lists."""
    holder = maker.signer(ANNA, NOW - YEAR, NOW + YEAR)
    (tmp_path / "a.p7m").write_bytes(sign_cades(b"x", [holder], maker, NOW))
    (tmp_path / "b.p7m").write_bytes(sign_cades(b"x", [holder], maker, NOW, detached=True))
    (tmp_path / "b").write_bytes(b"x")
    (tmp_path / "it.xml").write_bytes(list_of(maker, NOW - DAY, NOW - YEAR))
    lotl = list_of_lists(maker, NOW - DAY, [("IT", "https://prova.invalid", [maker.operator])])
    (tmp_path / "lotl.xml").write_bytes(lotl)
    (tmp_path / "lotl.pem").write_bytes(maker.lotl_operator.certificate.public_bytes(Encoding.PEM))
    (tmp_path / "lotl.der").write_bytes(maker.lotl_operator.der)
    return tmp_path


def imported(papers: Path, *more: str) -> Path:
    names = [str(papers / "it.xml"), "--lotl", str(papers / "lotl.xml"), "--into", str(papers / "trust")]
    signers = ["--lotl-signers", str(papers / "lotl.pem")] if not more else list(more)
    result = run("trust", *names, *signers)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "elenco IT 7 del 2026-03-01 11:00+01:00" in result.stdout
    return papers / "trust"


def with_revocation(papers: Path, maker: Authority) -> Path:
    folder = imported(papers)
    (wanted,) = verify_apart(papers / "a.p7m", NOW, folder).signatures[0].wanted
    keep_revocation(folder, wanted, [maker.crl(NOW)], [])
    return folder


@pytest.mark.parametrize(("lang", "words"), [("it", "Firma valida"), ("en", "Valid signature")])
def test_a_valid_signature_ends_well(papers: Path, maker: Authority, lang: str, words: str) -> None:
    folder = with_revocation(papers, maker)
    result = run("verify", str(papers / "a.p7m"), "--trust", str(folder), "--at", AT, "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count(words) == 2
    assert "VRDNNA80A41F205X" in result.stdout


def test_the_folder_of_the_lists_can_be_set_once(
    papers: Path, maker: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANDOLO_TRUST", str(with_revocation(papers, maker)))
    assert run("verify", str(papers / "a.p7m"), "--at", AT).exit_code == 0


def test_a_signature_that_is_not_verified_ends_with_1_and_says_why(papers: Path) -> None:
    result = run("verify", str(papers / "a.p7m"), "--at", AT)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "Firma non verificata" in result.stdout
    assert "bandolo trust" in result.stdout


def test_issuers_that_do_not_answer_are_said(papers: Path) -> None:
    folder = imported(papers, "--lotl-signers", str(papers / "lotl.der"))
    result = run("verify", str(papers / "a.p7m"), "--trust", str(folder), "--at", AT, "--ask-issuers")
    assert result.exit_code == 1
    assert result.stderr != ""


def test_a_detached_signature_takes_its_document(papers: Path) -> None:
    apart = ["verify", str(papers / "b.p7m"), "--at", AT]
    assert "manca" in run(*apart).stdout
    assert "tutto il documento" in run(*apart, "--detached", str(papers / "b")).stdout


def test_the_answer_for_programs(papers: Path, maker: Authority) -> None:
    folder = with_revocation(papers, maker)
    result = run("verify", str(papers / "a.p7m"), "--trust", str(folder), "--at", AT, "--json")
    answer = json.loads(result.stdout)
    assert sorted(answer) == ["at", "content", "findings", "lists", "signatures", "verdict", "version"]
    (one,) = answer["signatures"]
    assert (answer["verdict"], one["verdict"], one["signer"]["fiscal_code"], one["revocation"]) == (
        "valid",
        "valid",
        "VRDNNA80A41F205X",
        "good",
    )
    assert "wanted" not in one


def test_a_file_without_signatures_says_so(papers: Path) -> None:
    result = run("verify", str(papers / "b"), "--at", AT)
    assert result.exit_code == 1
    assert "non contiene alcuna firma" in result.stdout


def test_bad_input_is_refused(papers: Path) -> None:
    assert refused(run("verify", str(papers / "no.p7m"))) == f"{papers / 'no.p7m'}: is no file\n"
    assert "is no file" in refused(run("verify", str(papers / "a.p7m"), "--detached", "nothing"))
    assert "BANDOLO_TRUST" in refused(run("trust"))
    assert "--lotl" in refused(run("trust", str(papers / "it.xml"), "--into", str(papers / "t")))
    names = ["trust", str(papers / "no.xml"), "--lotl", str(papers / "lotl.xml"), "--into", str(papers / "t")]
    assert "no.xml" in refused(run(*names))
    assert "no certificate" in refused(run(*names, "--lotl-signers", str(papers / "b")))


def test_a_list_changed_since_it_was_imported_is_refused(papers: Path) -> None:
    folder = imported(papers)
    (folder / "IT.xml").write_bytes(b" ")
    assert "has changed since" in refused(run("verify", str(papers / "a.p7m"), "--trust", str(folder)))


def test_a_list_that_does_not_hold_is_not_imported(papers: Path) -> None:
    names = [str(papers / "it.xml"), "--lotl", str(papers / "lotl.xml"), "--into", str(papers / "trust")]
    result = run("trust", *names)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the list of the lists does not hold" in result.stderr
    assert not (papers / "trust").exists()


def test_without_an_answer_nothing_is_imported(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = partial(fetch_lists, lotl_url="http://127.0.0.1:9/eu-lotl.xml")
    monkeypatch.setattr(verifying, "fetch_lists", nowhere)
    result = run("trust", "--into", str(papers / "trust"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "eu-lotl.xml" in result.stderr
