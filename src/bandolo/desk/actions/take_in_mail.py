"""What becomes of a message found in the mailbox: to which letter does it belong, what does it prove?"""

from datetime import datetime

from bandolo.desk.actions.follow_letter import follow_letter
from bandolo.desk.models import Message, ReceivedMail
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.post import heard
from bandolo.papers.pec_fetch import Fetched
from bandolo.papers.pec_job import Heard
from bandolo.papers.pec_records import NOTICES

LONGEST_TEXT = 20_000
LONGEST = 2_000


def take_in_mail(found: Fetched, now: datetime) -> ReceivedMail | None:
    """Keep a message and what it says, and follow the letter that a notice is about; None if it is known.

    To be called in the transaction of whoever reads the mailbox. Where a server numbers its messages anew,
    the digest tells which are known.
    """
    sha256 = "" if found.data is None else keep(found.data)
    known = ReceivedMail.objects.filter(name=found.name)
    if sha256:
        known = known | ReceivedMail.objects.filter(sha256=sha256)
    if known.exists():
        return None
    read = heard(found.data, now)
    about = None
    if read.mail.kind in NOTICES and read.mail.refers_to:
        about = Message.objects.filter(message_id=read.mail.refers_to).first()
    made = _row(found.name, sha256, read, about)
    made.save(force_insert=True)
    if about is not None:
        follow_letter(about.id, now)
    return made


def _row(name: str, sha256: str, read: Heard, about: Message | None) -> ReceivedMail:
    mail = read.mail
    return ReceivedMail(
        name=name[-255:],
        sha256=sha256,
        kind=mail.kind,
        message=about,
        mail_id=_plain(mail.message_id),
        refers_to=_plain(mail.refers_to),
        sender=_plain(read.sender or mail.sender),
        subject=_plain(read.subject or mail.subject),
        text=_plain(read.text, LONGEST_TEXT),
        files=[_plain(one.name) for one in read.files],
        happened_at=mail.at,
        recipients=[_plain(one) for one in mail.recipients],
        provider=_plain(mail.provider),
        fault=_plain(mail.fault),
        explanation=_plain(mail.explanation),
        vouched=mail.vouched,
        problems=[{"it": one.words.it, "en": one.words.en} for one in mail.problems],
    )


def _plain(text: str, longest: int = LONGEST) -> str:
    """A text as the database keeps it: without NUL, cut at its end."""
    return text.replace("\0", "")[:longest]
