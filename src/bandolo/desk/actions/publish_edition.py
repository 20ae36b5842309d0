"""How does a call file become an edition that binds?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.set_standing import set_standing
from bandolo.desk.actions.tell_amendment import tell_amendment
from bandolo.desk.models import Call, Edition, LedgerEntry
from bandolo.desk.queries.drafts import changes
from bandolo.intake.send import AwayError
from bandolo.rules.call import Call as Rules
from bandolo.rules.load import RefusedError, read_edition
from bandolo.rules.problem import Problem
from bandolo.rules.rule import Words


@dataclass(frozen=True)
class CallFile:
    """A call file, its name for its problems, and the files of its worked cases, by name."""

    content: bytes
    name: str
    cases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """Nothing was published: everything wrong with the file, or what stands against publishing it now.

    `changed`: the lines that the last edition changed against the one that the officer had compared with.
    """

    problems: tuple[Problem, ...] = ()
    why: Words | None = None
    changed: tuple[str, ...] = ()


AWAY = Words(
    it="Lo sportello degli invii non risponde: nulla è pubblicato, riprovare tra poco.",
    en="The line does not answer: nothing is published, try again shortly.",
)


def publish_edition(
    file: CallFile, reason: str, actor: Actor, now: datetime, seen: int = 0
) -> Edition | Refused:
    """Freeze a call file as the next edition of its call; the first one brings the call, funds and line.

    `reason` says why a later one amends (D.Lgs. 33/2013, art. 26); `seen` is the number of the edition that
    the file was compared with, 0 for none. Funds change by acts alone, so an amendment does not touch them;
    those with an application under way are written to.
    """
    try:
        rules = read_edition(file.content, file.name).call
        return _published(rules, file, reason, actor, now, seen)
    except RefusedError as refused:
        return Refused(refused.problems)
    except AwayError:
        return Refused(why=AWAY)


@transaction.atomic
def _published(
    rules: Rules, file: CallFile, reason: str, actor: Actor, now: datetime, seen: int
) -> Edition | Refused:
    """Its line is set last: where that does not answer, nothing is published."""
    call, is_new = Call.objects.get_or_create(slug=rules.id, defaults={"body": rules.body.name.it})
    # Two that publish at once take turns: the second is an amendment of the first.
    Call.objects.select_for_update(of=("self",)).get(id=call.id)
    last = Edition.objects.filter(call=call).order_by("-number").select_related("published_by").first()
    digest = sha256(file.content).hexdigest()
    if Edition.objects.filter(call=call, sha256=digest).exists():
        return Refused(why=_SAME)
    if seen != (last.number if last else 0):
        before = Edition.objects.filter(call=call, number=seen).first()
        return Refused(why=_meanwhile(last), changed=changes(before, bytes(last.content) if last else b""))
    if last is not None and not reason.strip():
        return Refused(why=_NO_REASON)
    edition = Edition.objects.create(
        call=call,
        number=last.number + 1 if last else 1,
        content=file.content,
        cases=dict(file.cases),
        sha256=digest,
        published_by=actor.person,
        reason=reason.strip() if last else "",
    )
    if is_new:
        _provide(call, rules, actor)
    kept = {name: sha256(text.encode()).hexdigest() for name, text in sorted(file.cases.items())}
    data = {"number": edition.number, "sha256": digest, "reason": edition.reason, "cases": kept}
    record_event("call", call.id, "amend" if last else "publish", actor, now, data)
    if last is not None:
        tell_amendment.enqueue(str(edition.id))
    set_standing(call, edition.id)
    return edition


def _provide(call: Call, rules: Rules, actor: Actor) -> None:
    if rules.allocation is not None:
        cents = rules.allocation.funds
        LedgerEntry.objects.create(call=call, kind="fund", amount_cents=cents, by=actor.person)


def _meanwhile(last: Edition | None) -> Words:
    number, who = (last.number, last.published_by) if last else (0, None)
    return Words(
        it=f"Nel frattempo {who or 'qualcuno'} ha pubblicato l’edizione {number}: qui sotto che cosa ha "
        "cambiato, e che cosa cambierebbe ora questo file. Se va ancora bene, pubblica di nuovo.",
        en=f"Meanwhile {who or 'somebody'} published edition {number}: see below what it changed, and what "
        "this file would change now. If it is still right, publish again.",
    )


_SAME = Words(
    it="Questi stessi byte sono già pubblicati: modificare il file, o lasciarlo com’è.",
    en="These very bytes are published already: change the file, or leave it.",
)
_NO_REASON = Words(
    it="Una modifica vuole il suo motivo: quale atto cambia che cosa, e perché.",
    en="An amendment needs its reason: which act changes what, and why.",
)
