"""Are the lists and the revocations fetched, verified and kept, and is what cannot be had said?"""

import base64
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bandolo.papers import trust_fetch
from bandolo.papers.signature_job import verify_apart
from bandolo.papers.signature_records import Verdict, Wanted
from bandolo.papers.test_authority import YEAR, Authority, authority
from bandolo.papers.test_authority_list import list_of, list_of_lists
from bandolo.papers.test_authority_signs import sign_cades
from bandolo.papers.trust_fetch import fetch_lists, fetch_revocations
from bandolo.papers.trust_store import kept_trust
from tests.papers.made import ANNA, LISTED, NOW, SINCE


class Site:
    """A server on this machine with the papers of an authority."""

    def __init__(self) -> None:
        self.papers: dict[str, bytes] = {}
        papers: Mapping[str, bytes] = self.papers

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = papers.get(self.path)
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def maker(site: Site) -> Authority:
    made = authority(NOW, site.url)
    site.papers["/it.xml"] = list_of(made, LISTED, SINCE)
    site.papers["/lotl.xml"] = list_of_lists(made, LISTED, [("IT", f"{site.url}/it.xml", [made.operator])])
    return made


def test_the_italian_list_is_fetched_and_kept(site: Site, maker: Authority, tmp_path: Path) -> None:
    fetched = fetch_lists(tmp_path, NOW, ("IT",), f"{site.url}/lotl.xml", [maker.lotl_operator.der])
    assert ([one.territory for one in fetched.kept], fetched.problems) == (["IT"], ())
    assert kept_trust(tmp_path).lists == fetched.kept


def test_what_cannot_be_had_is_said_and_the_list_at_hand_stays(
    site: Site, maker: Authority, tmp_path: Path
) -> None:
    signers = [maker.lotl_operator.der]
    fetch_lists(tmp_path, NOW, ("IT",), f"{site.url}/lotl.xml", signers)
    kept = kept_trust(tmp_path).lists
    site.papers["/it.xml"] = site.papers["/it.xml"].replace(b"granted", b"withdrawn")
    changed = fetch_lists(tmp_path, NOW, ("IT", "AT"), f"{site.url}/lotl.xml", signers)
    assert changed.kept == ()
    assert ["no operator of the list signed it" in changed.problems[0], changed.problems[1:]] == [
        True,
        (f"{site.url}/lotl.xml: no list of AT",),
    ]
    del site.papers["/it.xml"]
    assert "404" in fetch_lists(tmp_path, NOW, ("IT",), f"{site.url}/lotl.xml", signers).problems[0]
    assert fetch_lists(tmp_path, NOW, ("IT",), f"{site.url}/nothing", signers).kept == ()
    assert kept_trust(tmp_path).lists == kept


def test_a_list_that_never_ends_is_not_read_to_its_end(
    site: Site, maker: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust_fetch, "LARGEST_LIST", 1000)
    fetched = fetch_lists(tmp_path, NOW, ("IT",), f"{site.url}/lotl.xml", [maker.lotl_operator.der])
    assert fetched.problems == (f"{site.url}/lotl.xml: more than 1000 bytes",)


@pytest.mark.parametrize("way", ["/issuing.crl", "/ocsp"])
def test_an_issuer_is_asked_once_and_its_answer_kept(
    site: Site, maker: Authority, tmp_path: Path, way: str
) -> None:
    fetch_lists(tmp_path / "trust", NOW, ("IT",), f"{site.url}/lotl.xml", [maker.lotl_operator.der])
    holder = maker.signer(ANNA, NOW - YEAR, NOW + YEAR)
    file = tmp_path / "file.p7m"
    file.write_bytes(sign_cades(b"x", [holder], maker, NOW))
    (wanted,) = verify_apart(file, NOW, tmp_path / "trust").signatures[0].wanted
    problems = fetch_revocations(tmp_path / "trust", [wanted])
    assert len(problems) == 2
    assert verify_apart(file, NOW, tmp_path / "trust").verdict is Verdict.UNVERIFIED
    site.papers[way] = maker.crl(NOW) if way.endswith("crl") else maker.ocsp(holder, NOW)
    assert fetch_revocations(tmp_path / "trust", [wanted, wanted]) == ()
    assert verify_apart(file, NOW, tmp_path / "trust").verdict is Verdict.VALID


def test_a_certificate_without_addresses_is_said(maker: Authority, tmp_path: Path) -> None:
    silent = replace(maker, url="ftp://127.0.0.1").signer(ANNA, NOW - YEAR, NOW + YEAR)
    text = [base64.b64encode(one.der).decode() for one in (silent, maker.issuing)]
    assert fetch_revocations(tmp_path, [Wanted(*text)]) != ()
