"""What is a signature worth once its issuer has said whether the certificate was revoked?"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Application, Attachment
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.trusted import ask_issuers, has_lists
from bandolo.desk.outside.uploads import Checked, checked
from bandolo.desk.queries.signers import asked_of_signature
from bandolo.papers.bounded_records import from_json
from bandolo.papers.signature_records import Verdict, Verification, Wanted


def verify_soon(attachment: Attachment) -> None:
    """Let the issuers be asked about the certificates of a file, where that is all that is missing."""
    if has_lists() and _wanted(attachment):
        verify_again.enqueue(str(attachment.id))


@task()
def verify_again(attachment: str) -> None:
    """Ask the issuers, and check the signatures again as of the instant at which the file came in.

    Where nobody answers, fail, so that it is tried again; what was found before stands until then.
    """
    found = Attachment.objects.select_related("application__edition").get(id=UUID(attachment))
    wanted = _wanted(found)
    if found.state != "not_verified" or not wanted:
        return
    problems = ask_issuers(wanted)
    if problems:
        raise OSError("; ".join(problems))
    entitled, generated = asked_of_signature(found)
    again = checked(kept(found.sha256), found.at, entitled, generated)
    with transaction.atomic():
        Application.objects.select_for_update(of=("self",)).get(id=found.application_id)
        held = Attachment.objects.select_for_update(of=("self",)).get(id=found.id)
        if held.state != "not_verified":
            return
        held.state, held.verdicts = state_by(again), {**held.verdicts, **verdicts_of(again)}
        held.save(update_fields=["state", "verdicts"])
        data = {"attachment": str(held.id), "verdict": again.verdict.value}
        record_event("application", held.application_id, "verify", Actor(None), clock.now(), data)


def _wanted(attachment: Attachment) -> list[Wanted]:
    """The certificates of which nobody knows yet whether they were revoked."""
    answer = attachment.verdicts.get("answer")
    if not answer:
        return []
    found = from_json(Verification, answer)
    return [one for signature in found.signatures for one in signature.wanted]


def verdicts_of(checked: Checked | None) -> dict[str, Any]:
    """What was found of the signatures, as the attachment keeps it."""
    if checked is None:
        return {}
    found = [{"code": one.code, "it": one.words.it, "en": one.words.en} for one in checked.findings]
    return {"verdict": checked.verdict.value, "findings": found, "answer": checked.answer}


def state_by(checked: Checked | None) -> str:
    """Verified only where everything was checked and holds."""
    return "verified" if checked is not None and checked.verdict is Verdict.VALID else "not_verified"
