"""How does an enterprise answer that its award is about to be taken back?"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step, refuse
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Revocation
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.revocations import open_revocation
from bandolo.rules.rule import Words

_NONE = Words(it="non c'è una revoca in corso", en="no revocation is under way")
_LATE = Words(it="il termine per rispondere è scaduto", en="the term to answer is over")
_EMPTY = Words(it="scrivi le osservazioni", en="write your observations")
_ONCE = Words(it="la risposta è già inviata", en="the answer is sent already")


@transaction.atomic
def answer_revocation(
    application: UUID, text: str, paper: Upload | None, actor: Actor, now: datetime
) -> Revocation | Refusal:
    """Take what the enterprise says, with a paper if it gives one, within the term (L. 241/1990, art. 10)."""
    opened = open_step(application, "answer_revocation", actor, now)
    if isinstance(opened, Refusal):
        return opened
    revocation = open_revocation(opened.application)
    if revocation is None:
        return refuse(opened.application, "answer_revocation", _NONE, actor, now)
    if revocation.answered_at is not None:
        return refuse(opened.application, "answer_revocation", _ONCE, actor, now)
    if revocation.term is not None and now >= revocation.term:
        return refuse(opened.application, "answer_revocation", _LATE, actor, now)
    if not text.strip():
        return Refusal("answer_revocation", _EMPTY)
    revocation.answer, revocation.answered_at = text.strip(), now
    if paper is not None:
        revocation.answer_name, revocation.answer_sha256 = paper.name, keep_upload(paper, now)
    revocation.save()
    data = {"revocation": str(revocation.id), "answer": revocation.answer, "paper": revocation.answer_sha256}
    close_step(opened, actor, now, data, ("L. 241/1990, art. 10",))
    return revocation
