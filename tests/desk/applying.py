"""How do the tests fill in an application, as a browser without JavaScript would?"""

import re
from datetime import datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser

from django.test import Client

from bandolo.desk import clock
from bandolo.desk.actions.set_standing import set_standing
from bandolo.desk.models import Call, Edition
from bandolo.rules.days import ROME
from tests.desk.made import CALLS

_WINDOW = re.compile(r"^(opens|closes) = .*$", re.MULTILINE)


def call_text(name: str, opens: datetime, closes: datetime) -> bytes:
    """A call file with another window, so that it is open (or not) whenever the tests run."""
    text = (CALLS / name / "call.toml").read_text(encoding="utf-8")
    head, mark, tail = text.partition("\n[window]\n")
    body, rest = tail.split("\n\n", 1)
    moments = {
        name: f"{at.astimezone(ROME):%Y-%m-%dT%H:%M:%S}"
        for name, at in (("opens", opens), ("closes", closes))
    }
    body = _WINDOW.sub(lambda found: f"{found[1]} = {moments[found[1]]}", body)
    return f"{head}{mark}{body}\n\n{rest}".encode()


def an_open_call(name: str = "c26", slug: str | None = None) -> Edition:
    """The first edition of a call that opened ten days ago and closes in ten."""
    now = clock.now()
    return edition_of(slug or name, call_text(name, now - timedelta(days=10), now + timedelta(days=10)))


def edition_of(slug: str, content: bytes) -> Edition:
    """A call file as the next edition of a call, whose line it opens."""
    call, _ = Call.objects.get_or_create(slug=slug, defaults={"body": "Camera"})
    number = call.editions.count() + 1
    reason = "Rettifica" if number > 1 else ""
    digest = sha256(content).hexdigest()
    made = Edition.objects.create(call=call, number=number, content=content, sha256=digest, reason=reason)
    set_standing(call, made.id)
    return made


class Fields(HTMLParser):
    """The fields of a page by name, with what stands in them, as a browser would send them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = {key: value or "" for key, value in attrs}
        name, kind = one.get("name", ""), one.get("type", "text")
        is_sent = kind in ("text", "hidden", "date") or (kind in ("radio", "checkbox") and "checked" in one)
        if tag == "input" and name and is_sent:
            self.values.setdefault(name, []).append(one.get("value", ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in one and self._select:
            self.values.setdefault(self._select, []).append(one["value"])
        elif tag == "textarea":
            self._area = name

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values.setdefault(self._area, []).append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def fields_of(client: Client, page: str) -> dict[str, list[str]]:
    """The fields of a page as they stand."""
    answer = client.get(page)
    assert answer.status_code == 200, answer.text
    values = Fields(answer.text).values
    return {name: one for name, one in values.items() if name not in ("language", "next", "role")}
