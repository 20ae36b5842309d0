"""What does the desk say to the line of a call: which ticket has a seal, and what stands by the acts?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Q

from bandolo.desk.models import Application, Call, CallAct, Edition, Seal, UndertakingMember
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.funds import funds_of
from bandolo.intake.instants import MICROSECOND, to_micros
from bandolo.intake.line import Pause, Standing
from bandolo.intake.ticket import NOBODY, Ticket
from bandolo.rules.call import Call as Rules
from bandolo.rules.windows import Window


def ticket_of(seal: Seal) -> Ticket:
    """The ticket of a sealed application."""
    application = seal.application
    return Ticket(
        call=application.call.slug,
        edition=str(application.edition.number),
        application=application.id.hex,
        seal=seal.id.hex,
        enterprise=application.enterprise_id.hex,
        undertaking=seal.undertaking_id.hex if seal.undertaking_id else NOBODY,
        requested=seal.requested_cents,
        digest=seal.digest,
    )


def undertaking_on(application: Application, today: date) -> UndertakingMember | None:
    """To which single undertaking the enterprise of an application belongs on a day."""
    return UndertakingMember.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today), enterprise=application.enterprise_id, since__lte=today
    ).first()


def line_standing(call: Call) -> Standing | None:
    """What the line of a call should hold by its last edition and its acts; None where it has no window."""
    edition = Edition.objects.filter(call=call).order_by("-number").values_list("id", flat=True)[0]
    acts = list(CallAct.objects.filter(call=call).order_by("effective", "at"))
    return standing_by(rules_of(edition), acts, funds_of(call).budget)


def standing_by(rules: Rules, acts: Iterable[CallAct], funds: int) -> Standing | None:
    """The same from what says it: every act with the instant from which it holds, also one to come."""
    window = rules.window
    if window is None:
        return None
    closes, pauses, since = window.closes, list[Pause](), None
    for act in acts:
        if act.kind == "close":
            closes = min(closes, act.effective)
        elif act.kind == "suspend":
            since = since or act.effective
        elif act.kind == "extend" and act.closes is not None:
            closes = act.closes
        elif act.kind == "reopen":
            begun = min(since or act.effective, _after(closes, window))
            if begun < act.effective:
                pauses.append(Pause(to_micros(begun), to_micros(act.effective)))
            closes, since = act.closes or window.closes, None
    if since is not None:
        pauses.append(Pause(to_micros(since)))
    opens, closes_at = to_micros(window.opens), to_micros(closes)
    if closes_at <= opens:
        # Closed before it opened.
        pauses.append(Pause(opens))
        closes_at = opens + 1
    return Standing(
        opens=opens,
        closes=closes_at,
        last_instant=window.last_instant,
        funds=max(funds, 0),
        share=rules.early_closing.share if rules.early_closing else None,
        pauses=tuple(pauses),
    )


def _after(closes: datetime, window: Window) -> datetime:
    """The first instant that is too late for a window that closes then."""
    one = replace(window, closes=closes)
    return closes + MICROSECOND if one.last_instant == "included" else closes
