"""What can an enterprise do now about an application that it sent, and until when?"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bandolo.desk.flow import AFTER_AWARD
from bandolo.desk.models import Application, Award, RefusalNotice, Supplement
from bandolo.desk.words import euro, say

_READ = ("Leggi i motivi della revoca e rispondi", "Read the grounds of the revocation and answer")


@dataclass(frozen=True)
class NextStep:
    """What there is to do or to read: what happened, the words of the link, its address, until when.

    `is_asked` is True where the body waits for the enterprise.
    """

    words: str
    link: str
    href: str
    until: datetime | None = None
    is_asked: bool = False


def next_steps(application: Application) -> list[NextStep]:
    """What the state of an application leaves to do, and a revocation beside it; two questions at most."""
    return [*_by_state(application), *_revocation(application)]


def _by_state(application: Application) -> list[NextStep]:
    match application.state:
        case "supplement" | "report_supplement" | "notice":
            return [_answer(application)]
        case "awarded":
            return _award(application)
        case "waiting":
            words = say(
                "Ammessa: attende che si liberino fondi.", "Admitted: it waits for funds to come free."
            )
            return [_renounce(application, words)]
        case _:
            return []


def answer_link(application: Application) -> tuple[str, str] | None:
    """The words and the address of what the body waits for; None where it is nothing.

    By the state alone, and by what `own_applications` tells of a revocation.
    """
    here = [application.id]
    if getattr(application, "has_notice_of_revocation", False):
        return say(*_READ), reverse("own_revocation", args=here)
    match application.state:
        case "supplement" | "report_supplement":
            return say("Rispondi alla richiesta", "Answer the request"), reverse("supplement", args=here)
        case "notice":
            words = say("Leggi il preavviso e rispondi", "Read the notice and answer")
            return words, reverse("notice", args=here)
        case _:
            return None


def _answer(application: Application) -> NextStep:
    link, href = answer_link(application) or ("", "")
    if application.state != "notice":
        words = say("L'ufficio chiede un'integrazione.", "The office asks for a supplement.")
        term = Supplement.objects.filter(application=application).latest("at").term
    else:
        words = say("L'ufficio ha trovato motivi ostativi.", "The office found reasons against it.")
        term = RefusalNotice.objects.filter(application=application).latest("at").term
    if term is None:
        words += say(
            " Il termine decorre dalla consegna della PEC.", " The term runs from the certified delivery."
        )
    return NextStep(words, link, href, term, is_asked=True)


def _award(application: Application) -> list[NextStep]:
    award = Award.objects.filter(application=application).first()
    if award is None:
        return []
    amount = euro(award.amount_cents)
    granted = say(f"Contributo concesso: {amount}.", f"Grant awarded: {amount}.")
    if award.effective_at is None:
        later = say(" Vale quando l'ufficio ne registra i codici.", " It holds once its codes are recorded.")
        return [_renounce(application, granted + later)]
    letter = say("Scarica la lettera di concessione", "Download the award letter")
    href = reverse("award_letter", args=[application.id])
    return [NextStep(granted, letter, href), _renounce(application, "")]


def _revocation(application: Application) -> list[NextStep]:
    """The last revocation of an award, which runs beside the state: to be answered, or read."""
    if application.state not in (*AFTER_AWARD, "lapsed"):
        return []
    found = application.revocations.order_by("-at").first()
    if found is None:
        return []
    href = reverse("own_revocation", args=[application.id])
    if found.outcome or found.answered_at is not None:
        return [NextStep("", say("La revoca del contributo", "The revocation of the award"), href)]
    words = say("L'ufficio ha avviato la revoca del contributo.", "The office considers to revoke the award.")
    return [NextStep(words, say(*_READ), href, found.term, is_asked=True)]


def _renounce(application: Application, words: str) -> NextStep:
    return NextStep(words, say("Rinuncia", "Renounce"), reverse("renounce", args=[application.id]))
