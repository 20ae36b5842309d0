"""What is a signature worth once its issuer or a new trusted list tells what was not known?"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Application, Attachment, Report
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.trusted import ask_issuers, has_lists
from bandolo.desk.outside.uploads import Checked, checked
from bandolo.desk.queries.signers import asked_of_signature
from bandolo.papers.bounded_records import from_json
from bandolo.papers.signature_records import Verdict, Verification, Wanted

# What a list that came since can settle.
_BY_LISTS = frozenset(("no_trusted_list", "stale_list", "not_listed", "revocation_not_checked"))
Signed = Attachment | Report


def verify_soon(signed: Signed) -> None:
    """Let the issuers be asked about the certificates of a file, where that is all that is missing."""
    if has_lists() and _wanted(signed):
        verify_again.enqueue(str(signed.id))


def verify_by_new_lists() -> int:
    """Let every signature be checked again that a list which came since can settle; how many."""
    found = [one for one in _all_open() if _BY_LISTS & {each["code"] for each in one.verdicts["findings"]}]
    for one in found:
        verify_again.enqueue(str(one.id))
    return len(found)


@task()
def verify_again(signed: str) -> None:
    """Ask the issuers, and check the signatures of a paper, or of the request of a report, again.

    As of the instant at which the file came in. Where nobody answers, fail, so that it is tried again; what
    was found before stands until then.
    """
    found = _found(UUID(signed))
    if found is None or not _is_open(found):
        return
    problems = ask_issuers(_wanted(found))
    if problems:
        raise OSError("; ".join(problems))
    entitled, generated = asked_of_signature(found)
    digest = found.sha256 if isinstance(found, Attachment) else found.signed_sha256
    again = checked(kept(digest), _answer(found).at, entitled, generated)
    with transaction.atomic():
        Application.objects.select_for_update(of=("self",)).get(id=found.application_id)
        held = _found(found.id)
        if held is None or not _is_open(held):
            return
        held.verdicts = {**held.verdicts, **verdicts_of(again)}
        if isinstance(held, Attachment):
            held.state = state_by(again)
            held.save(update_fields=["state", "verdicts"])
        else:
            held.save(update_fields=["verdicts"])
        data = {"signed": str(held.id), "verdict": again.verdict.value}
        record_event("application", held.application_id, "verify", Actor(None), clock.now(), data)
    verify_soon(held)


def _found(id: UUID) -> Signed | None:
    attached = Attachment.objects.select_related("application__edition").filter(id=id).first()
    return attached or Report.objects.select_related("application__edition").filter(id=id).first()


def _all_open() -> Iterator[Signed]:
    asked = {"verdicts__answer__isnull": False}
    yield from Attachment.objects.filter(state="not_verified", **asked).order_by("at")
    reports = Report.objects.filter(replaced_at=None, **asked).exclude(verdicts__verdict=Verdict.VALID.value)
    yield from reports.order_by("at")


def _is_open(signed: Signed) -> bool:
    """Whether its signatures were looked at and could not be told to be valid."""
    if not signed.verdicts.get("answer"):
        return False
    if isinstance(signed, Attachment):
        return signed.state == "not_verified"
    return signed.replaced_at is None and signed.verdicts["verdict"] != Verdict.VALID.value


def _answer(signed: Signed) -> Verification:
    return from_json(Verification, signed.verdicts["answer"])


def _wanted(signed: Signed) -> list[Wanted]:
    """The certificates of which nobody knows yet whether they were revoked."""
    if not signed.verdicts.get("answer"):
        return []
    return [one for signature in _answer(signed).signatures for one in signature.wanted]


def verdicts_of(checked: Checked | None) -> dict[str, Any]:
    """What was found of the signatures, as the attachment keeps it."""
    if checked is None:
        return {}
    found = [{"code": one.code, "it": one.words.it, "en": one.words.en} for one in checked.findings]
    return {"verdict": checked.verdict.value, "findings": found, "answer": checked.answer}


def state_by(checked: Checked | None) -> str:
    """Verified only where everything was checked and holds."""
    return "verified" if checked is not None and checked.verdict is Verdict.VALID else "not_verified"
