"""What does the file daticert.xml of a provider certify?"""

import re
from datetime import UTC, datetime, timedelta, timezone

from bandolo.papers.hardened_xml import Node, child, children, read_tree, text_at, text_of
from bandolo.papers.paper_problem import PaperProblem, UnreadableError, problem
from bandolo.papers.pec_records import Certificate, CertifiedRecipient
from bandolo.rules.facts import FIRST_YEAR, LAST_YEAR

NAME = "daticert.xml"
MOST_BYTES = 2_000_000

_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_HOUR = re.compile(r"([0-9]{1,2}):([0-9]{2}):([0-9]{2})")
_ZONE = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")


def read_certificate(data: bytes) -> tuple[Certificate, tuple[PaperProblem, ...]]:
    """The certificate of a daticert.xml in bytes, and what is odd about it.

    UnreadableError where it is not such a file at all: not XML, with a document type, another root.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableError("daticert.xml supera 2 MB", "daticert.xml is above 2 MB")
    tree = read_tree(data)
    root = tree.root
    if root.tag != "postacert":
        raise UnreadableError(
            f"daticert.xml comincia con «{root.tag!s}»: serve «postacert»",
            f'daticert.xml starts with "{root.tag!s}": it should be "postacert"',
        )
    at, odd = _instant(child(root, "dati/data"))
    certificate = Certificate(
        kind=root.get("tipo", "").strip(),
        fault=root.get("errore", "nessuno").strip(),
        sender=text_at(root, "intestazione/mittente"),
        recipients=tuple(_recipient(node) for node in children(root, "intestazione/destinatari")),
        subject=text_at(root, "intestazione/oggetto"),
        provider=text_at(root, "dati/gestore-emittente"),
        at=at,
        id=text_at(root, "dati/identificativo"),
        message_id=bare_id(text_at(root, "dati/msgid")),
        delivered_to=tuple(text_of(node) for node in children(root, "dati/consegna")),
        explanation=text_at(root, "dati/errore-esteso"),
    )
    return certificate, (*tree.problems, *odd)


def bare_id(text: str) -> str:
    """A Message-ID without its brackets and without spaces, which folding can leave in it."""
    return re.sub(r"\s+", "", text).removeprefix("<").removesuffix(">")


def _recipient(node: Node) -> CertifiedRecipient:
    kind = node.get("tipo")
    return CertifiedRecipient(text_of(node), None if kind is None else kind == "certificato")


def _instant(node: Node | None) -> tuple[datetime | None, tuple[PaperProblem, ...]]:
    """The instant of a `data` element: day and time of a clock whose distance from UTC is its `zona`."""
    if node is None:
        return None, (_odd(0, "manca la data", "the date is missing"),)
    day, hour = _DAY.fullmatch(text_at(node, "giorno")), _HOUR.fullmatch(text_at(node, "ora"))
    zone = _ZONE.fullmatch(node.get("zona", "").strip())
    line = node.sourceline or 0
    if day is None or hour is None or zone is None:
        return None, (
            _odd(
                line,
                "la data va scritta come 05/02/2026, 09:00:00, zona +0100",
                "the date should be written as 05/02/2026, 09:00:00, zone +0100",
            ),
        )
    (date, month, year), (hours, minutes, seconds) = map(int, day.groups()), map(int, hour.groups())
    ahead = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (1 if zone[1] == "+" else -1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, (_odd(line, "la data non esiste", "there is no such date"),)
    try:
        local = datetime(year, month, date, hours, minutes, seconds, tzinfo=timezone(ahead))
        return local.astimezone(UTC), ()
    except ValueError:
        return None, (_odd(line, "la data non esiste", "there is no such date"),)


def _odd(line: int, it: str, en: str) -> PaperProblem:
    return problem(f"{NAME}: dati/data", line, it, en)
