"""How is an adopted act told to each enterprise that it decides on, by certified mail?"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.send_letter import send_letter
from bandolo.desk.models import Act, Application, Award, Message, Payment
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.choice import references_of
from bandolo.desk.queries.letters import award_letter_pdf, outcome_pdf, payment_notice_pdf
from bandolo.desk.queries.post import LETTERS, LetterKind
from bandolo.papers.upload_kind import HEAD, Kind, kind_of


@task()
def tell_act(act: str) -> None:
    """Send what an act decided: of a ranking or of payments a letter to each, of a dossier the act itself.

    The second time it does nothing, and where it was ended halfway it goes on.
    """
    found = Act.objects.select_related("application__enterprise", "adopted_by", "prepared_by").get(
        id=UUID(act)
    )
    now = clock.now()
    if found.application is not None:
        _tell_act_itself(found, found.application, now)
        return
    if found.kind == "payment":
        for payment in found.payments.select_related("award__application__enterprise").order_by("id"):
            _tell_payment(found, payment, now)
        return
    known = references_of(found.call)
    told = {name for lists in _LISTS for name in found.content.get(lists, ())}
    for name in sorted(told):
        _tell_outcome(found, known[name], now)


_LISTS = ("financed", "waiting", "not_admitted")


@transaction.atomic
def _tell_act_itself(act: Act, application: Application, now: datetime) -> None:
    if _is_told(application, act.id):
        return
    signed = kept(act.signed_sha256)
    ending = ".pdf.p7m" if kind_of(signed[:HEAD]) is Kind.P7M else ".pdf"
    kind: LetterKind = act.kind if act.kind in LETTERS else "act"  # type: ignore[assignment]
    name = LETTERS[kind].file.removesuffix(".pdf") + ending
    send_letter(application, kind, act.id, lambda: signed, Actor(act.adopted_by), now, name)


@transaction.atomic
def _tell_outcome(act: Act, application: Application, now: datetime) -> None:
    """The award with its duties where it has effect already, else the outcome with its reasons."""
    award = Award.objects.filter(application=application, act=act, effective_at__isnull=False).first()
    actor = Actor(act.adopted_by)
    if _is_told(application, act.id) or (award is not None and _is_told(application, award.id)):
        return
    if award is not None:
        send_letter(application, "award", award.id, partial(award_letter_pdf, award), actor, now)
    else:
        send_letter(application, "outcome", act.id, partial(outcome_pdf, application, act), actor, now)


@transaction.atomic
def _tell_payment(act: Act, payment: Payment, now: datetime) -> None:
    application = payment.award.application
    if not _is_told(application, payment.id):
        paper = partial(payment_notice_pdf, payment, act)
        send_letter(application, "payment", payment.id, paper, Actor(act.adopted_by), now)


def _is_told(application: Application, about: UUID) -> bool:
    """Whether there is a letter already; who looks holds the application."""
    Application.objects.select_for_update(of=("self",)).get(id=application.id)
    return Message.objects.filter(application=application, about=about).exists()
