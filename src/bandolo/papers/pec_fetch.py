"""Which messages are new in the mailbox, over IMAP or in a folder?

Nothing is marked or removed there: the mailbox stays as it is, whoever else reads it.
"""

import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from imapclient import IMAPClient

from bandolo.papers.pec_read import MOST_BYTES

SECONDS = 60
MOST_AT_ONCE = 200


class ImapAccount(NamedTuple):
    """Where and as whom the mailbox is read; `plain` is for a server on this machine alone."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    security: Literal["tls", "plain"] = "tls"


class Place(NamedTuple):
    """How far a mailbox was read: the validity of its numbers (RFC 3501, 2.3.1.1), the last of them."""

    validity: int = 0
    last: int = 0


class Fetched(NamedTuple):
    """A message found: how it is known there, its bytes (None: too large to be read), the place after it."""

    name: str
    data: bytes | None
    place: Place


def fetch_imap(
    account: ImapAccount, since: Place, seconds: int = SECONDS, most_bytes: int = MOST_BYTES
) -> Iterator[Fetched]:
    """The messages after a place, the oldest first, at most 200; all where the server renumbered them.

    OSError or `imapclient.exceptions.IMAPClientError` where the server cannot be read; what was given before
    that stands.
    """
    context = ssl.create_default_context() if account.security == "tls" else None
    with IMAPClient(
        account.host, account.port, ssl=account.security == "tls", ssl_context=context, timeout=seconds
    ) as client:
        client.login(account.user, account.password)
        chosen = client.select_folder(account.folder, readonly=True)
        validity = int(chosen[b"UIDVALIDITY"])
        last = since.last if validity == since.validity else 0
        # "n:*" gives the last message even where its number is below n.
        numbers = sorted(one for one in client.search(["UID", f"{last + 1}:*"]) if one > last)[:MOST_AT_ONCE]
        for number in numbers:
            size = client.fetch([number], ["RFC822.SIZE"]).get(number, {}).get(b"RFC822.SIZE", 0)
            place = Place(validity, number)
            if size > most_bytes:
                yield Fetched(f"{validity}:{number}", None, place)
                continue
            found = client.fetch([number], ["BODY.PEEK[]"]).get(number, {})
            if b"BODY[]" in found:
                yield Fetched(f"{validity}:{number}", found[b"BODY[]"], place)


def fetch_folder(folder: Path, known: frozenset[str], most_bytes: int = MOST_BYTES) -> Iterator[Fetched]:
    """The messages of a folder that are not known by name: .eml files, or those of a Maildir.

    A name is the SHA-256 of the bytes, since a Maildir renames its files, or the file's own where it is too
    large. `place` is of no use here.
    """
    folders = [folder / part for part in ("new", "cur")] if (folder / "cur").is_dir() else [folder]
    pattern = "*" if (folder / "cur").is_dir() else "*.eml"
    paths = sorted((path for one in folders for path in one.glob(pattern)), key=lambda path: path.name)
    for path in paths:
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes() if path.stat().st_size <= most_bytes else None
        name = path.name if data is None else hashlib.sha256(data).hexdigest()
        if name not in known:
            yield Fetched(name, data, Place())
