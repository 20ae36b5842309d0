"""How does a call file become an edition that binds?"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Call, Edition, LedgerEntry
from bandolo.rules.call import Call as Rules
from bandolo.rules.load import RefusedError, read_edition
from bandolo.rules.problem import Problem


@dataclass(frozen=True)
class Refused:
    """Nothing was published: everything wrong with the file, or with the moment."""

    problems: tuple[Problem, ...]


@transaction.atomic
def publish_edition(content: bytes, name: str, reason: str, actor: Actor, now: datetime) -> Edition | Refused:
    """Freeze a call file as the next edition of its call; the first one brings the call and its funds.

    `name` is the file's, for its problems; `reason` says why a later one amends (D.Lgs. 33/2013, art. 26).
    Funds change by acts alone, so an amendment does not touch them.
    """
    try:
        rules = read_edition(content, name).call
    except RefusedError as refused:
        return Refused(refused.problems)
    call, is_new = Call.objects.get_or_create(slug=rules.id, defaults={"body": rules.body.name.it})
    # Two that publish at once take turns: the second is an amendment of the first.
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    last = Edition.objects.filter(call=call).order_by("-number").only("number").first()
    digest = sha256(content).hexdigest()
    if Edition.objects.filter(call=call, sha256=digest).exists():
        return _refused(name, "these very bytes are published already: change the file, or leave it")
    if last is not None and not reason.strip():
        return _refused(name, "an amendment needs its reason: say which act changes what, and why")
    edition = Edition.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        content=content,
        sha256=digest,
        published_by=actor.person,
        reason=reason.strip() if last else "",
    )
    if is_new:
        _provide(call, rules, actor)
    data = {"number": edition.number, "sha256": digest, "reason": edition.reason}
    record_event("call", call.id, "amend" if last else "publish", actor, now, data)
    return edition


def _provide(call: Call, rules: Rules, actor: Actor) -> None:
    if rules.allocation is not None:
        cents, note = rules.allocation.funds, rules.allocation.id
        LedgerEntry.objects.create(call=call, kind="fund", amount_cents=cents, note=note, by=actor.person)


def _refused(name: str, message: str) -> Refused:
    return Refused((Problem(name, 0, "", message),))
