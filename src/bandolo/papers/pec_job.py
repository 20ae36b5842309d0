"""What is a message in the mailbox, read in a process of its own?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from bandolo.papers.bounded import MEBIBYTE, Bounds, Stop, run
from bandolo.papers.bounded_records import Json, from_json, to_json
from bandolo.papers.paper_problem import PaperProblem
from bandolo.papers.pec_records import Mail
from bandolo.papers.pec_signature import read_vouched

# A message is held in several forms at once while its parts are decoded.
READING = Bounds(seconds=60, memory=1536 * MEBIBYTE, answer=16 * MEBIBYTE)


class Enclosed(NamedTuple):
    """A file of a message: its bytes stay in the message."""

    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message as read, without the bytes that came with it; what somebody wrote in it stands beside."""

    mail: Mail
    sender: str
    subject: str
    text: str
    files: tuple[Enclosed, ...]


def read_apart(path: Path, at: datetime, providers: Collection[str], bounds: Bounds = READING) -> Heard:
    """What a message in a file is, as `pec_signature.read_vouched` says; ordinary where that was stopped."""
    arguments = {"path": str(path.resolve()), "at": at, "providers": sorted(providers)}
    answer = run("mail", arguments, [path], bounds)
    if isinstance(answer, Stop):
        return unread(PaperProblem("", 0, answer.words))
    return from_json(Heard, answer)


def unread(problem: PaperProblem) -> Heard:
    """A message of which nothing could be read, and why."""
    mail = Mail(kind="ordinary", message_id="", sender="", subject="", at=None, problems=(problem,))
    return Heard(mail=mail, sender="", subject="", text="", files=())


def read_file(arguments: Mapping[str, object]) -> Json:
    """The reading itself, in its own process."""
    providers = from_json(tuple[str, ...], arguments["providers"])
    at = from_json(datetime, arguments["at"])
    mail = read_vouched(Path(str(arguments["path"])).read_bytes(), at, providers)
    inner = mail.original
    heard = Heard(
        mail=replace(mail, original=None),
        sender=inner.sender if inner else mail.sender,
        subject=inner.subject if inner else mail.subject,
        text=inner.text if inner else "",
        files=tuple(Enclosed(*one[:-1]) for one in inner.files) if inner else (),
    )
    return to_json(heard)
