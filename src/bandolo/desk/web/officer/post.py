"""Which letters went out, which of them need somebody, and what else came into the mailbox?"""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.actions.record_delivery import record_delivery
from bandolo.desk.actions.send_again import send_again
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Message, ReceivedMail
from bandolo.desk.outside.post import is_configured
from bandolo.desk.queries.post import APART, letters_in_trouble, letters_lately, mail_apart, mailbox_read
from bandolo.desk.web.acting import actor_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.desk.web.saved_file import kept_file
from bandolo.rules.days import ROME
from bandolo.rules.rule import Words

_WHEN = Words(it="indica giorno e ora della consegna", en="state the day and time of the delivery")
_NONE = Words(it="questa comunicazione non c'è", en="there is no such letter")


def post(request: DeskRequest) -> HttpResponse:
    """All letters that need somebody, the last that went out, the mail that is no notice, the mailbox."""
    values = {
        "is_configured": is_configured(),
        "trouble": letters_in_trouble(),
        "lately": letters_lately(),
        "apart": mail_apart(),
        "mailbox": mailbox_read(),
    }
    return TemplateResponse(request, "staff/post.html", values)


def mail(_: DeskRequest, mail: UUID) -> HttpResponseBase:
    """A message that belongs to no letter, as it came."""
    found = ReceivedMail.objects.filter(id=mail, kind__in=APART).exclude(sha256="").first()
    if found is None:
        raise Http404
    return kept_file(found.sha256, f"{found.kind}.eml")


def receipt(_: DeskRequest, application: Application, mail: UUID) -> HttpResponseBase:
    """What came back on a letter of an application, as it came: the proof of its delivery."""
    found = ReceivedMail.objects.filter(id=mail, message__application=application).exclude(sha256="").first()
    if found is None:
        raise Http404
    return kept_file(found.sha256, f"{found.kind}.eml")


def letter_sent(_: DeskRequest, application: Application, message: UUID) -> HttpResponseBase:
    """The paper of a letter, as it went out."""
    found = Message.objects.filter(id=message, application=application).first()
    if found is None:
        raise Http404
    return kept_file(found.paper_sha256, found.paper_name)


def again(request: DeskRequest, application: Application) -> object:
    """Send a letter again; what stands against it, if anything."""
    message = _named(request, application)
    if message is None:
        return Refusal("ask_supplement", _NONE)
    return send_again(application.id, message, actor_of(request), clock.now())


def delivered(request: DeskRequest, application: Application) -> object:
    """Vouch for a delivery by another way; what stands against it, if anything."""
    message, when = _named(request, application), _instant(request.POST.get("when", ""))
    if message is None or when is None:
        return Refusal("ask_supplement", _NONE if message is None else _WHEN)
    proof = request.POST.get("proof", "")
    return record_delivery(application.id, message, when, proof, actor_of(request), clock.now())


def _named(request: DeskRequest, application: Application) -> UUID | None:
    """The letter of the application that the form is about."""
    try:
        named = UUID(request.POST.get("message", ""))
    except ValueError:
        return None
    return named if Message.objects.filter(id=named, application=application).exists() else None


def _instant(text: str) -> datetime | None:
    """Day and time as a form sends them, by the clock of Rome."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ROME)
    except ValueError:
        return None
