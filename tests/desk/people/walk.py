"""How does a person walk through an identity provider and back, as a browser would?"""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as _Answer

HERE = "http://testserver"
SPID = "https://www.spid.gov.it/SpidL"


@dataclass(frozen=True)
class Door:
    """A running provider: its address, and the file by which the desk knows it."""

    issuer: str
    file: Path


@dataclass
class Walk:
    """A browser: what it shows to the desk, and what it shows to the provider."""

    desk: Client = field(default_factory=Client)
    browser: requests.Session = field(default_factory=requests.Session)

    def leave_for(self, provider: str = "demo", **query: str) -> str:
        """The address at the provider to which the desk sends."""
        return str(self.desk.get(f"/accesso/via/{provider}/", query)["location"])

    def choose(self, address: str, person: str, level: int) -> str:
        """The address at the desk to which the provider sends back whoever was chosen on its page."""
        page = self.browser.get(address, timeout=20)
        assert "/interaction/" in page.url, page.text
        told = {"person": person, "acr": f"{SPID}{level}"}
        answer = self.browser.post(page.url, told, timeout=20, allow_redirects=False)
        while not answer.headers["location"].startswith(HERE):
            answer = self.browser.get(answer.headers["location"], timeout=20, allow_redirects=False)
        return answer.headers["location"].removeprefix(HERE)

    def come_in(self, person: str = "spid", level: int = 2, **query: str) -> "_Answer":
        """The whole way, by a provider that remembers nobody: what the desk answers in the end."""
        self.browser.cookies.clear()
        return self.desk.get(self.choose(self.leave_for(**query), person, level))


def asked(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


class LogoutDesk:
    """A server that keeps what a provider posts to it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.said: queue.Queue[str] = queue.Queue()

    @classmethod
    @contextmanager
    def listening(cls) -> Iterator["LogoutDesk"]:
        """Listen on a free port until the end."""
        desk: LogoutDesk

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                desk.said.put(parse_qs(body)["logout_token"][0])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            desk = cls(f"http://127.0.0.1:{server.server_address[1]}")
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield desk
            server.shutdown()
            thread.join()
