"""What can an enterprise do now about an application that it sent, and until when?"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bandolo.desk.models import Application, Award, RefusalNotice, Supplement
from bandolo.desk.words import euro, say


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
    """What the state of an application leaves to do; at most one question."""
    match application.state:
        case "supplement" | "notice":
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
    """The words and the address of what the body waits for, by the state alone; None where it is nothing."""
    here = [application.id]
    match application.state:
        case "supplement":
            return say("Rispondi alla richiesta", "Answer the request"), reverse("supplement", args=here)
        case "notice":
            words = say("Leggi il preavviso e rispondi", "Read the notice and answer")
            return words, reverse("notice", args=here)
        case _:
            return None


def _answer(application: Application) -> NextStep:
    link, href = answer_link(application) or ("", "")
    if application.state == "supplement":
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


def _renounce(application: Application, words: str) -> NextStep:
    return NextStep(words, say("Rinuncia", "Renounce"), reverse("renounce", args=[application.id]))
