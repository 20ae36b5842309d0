"""Which letters went out, where do they stand, and what else came into the mailbox?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from bandolo.desk.models import Application, Mailbox, Message, ReceivedMail
from bandolo.desk.outside.post import mailbox
from bandolo.rules.rule import Words

MOST_SHOWN = 200
LetterKind = Literal[
    "supplement_request",
    "refusal_notice",
    "outcome",
    "award",
    "report_supplement",
    "progress_request",
    "variation",
    "payment",
    "revocation_notice",
    "revocation",
    "recovery",
    "act",
]


class LetterName(NamedTuple):
    """What a kind of letter is called, and the name of its file."""

    words: Words
    file: str


LETTERS: Mapping[LetterKind, LetterName] = {
    "supplement_request": LetterName(
        Words(it="Richiesta di integrazione", en="Request for a supplement"), "richiesta-integrazione.pdf"
    ),
    "refusal_notice": LetterName(
        Words(it="Preavviso di rigetto", en="Notice before refusal"), "preavviso-di-rigetto.pdf"
    ),
    "outcome": LetterName(Words(it="Esito della domanda", en="Outcome of the application"), "esito.pdf"),
    "award": LetterName(
        Words(it="Comunicazione di concessione", en="Notice of the award"), "concessione.pdf"
    ),
    "report_supplement": LetterName(
        Words(
            it="Richiesta di integrazione della rendicontazione", en="Request for a supplement of the report"
        ),
        "richiesta-integrazione-rendicontazione.pdf",
    ),
    "progress_request": LetterName(
        Words(it="Richiesta sullo stato del progetto", en="Request on the progress"), "stato-del-progetto.pdf"
    ),
    "variation": LetterName(
        Words(it="Esito della variazione", en="Outcome of the variation"), "variazione.pdf"
    ),
    "payment": LetterName(
        Words(it="Comunicazione di liquidazione", en="Notice of the payment"), "liquidazione.pdf"
    ),
    "revocation_notice": LetterName(
        Words(it="Avvio del procedimento di revoca", en="Notice that a revocation is considered"),
        "avvio-revoca.pdf",
    ),
    "revocation": LetterName(Words(it="Provvedimento di revoca", en="Revocation"), "revoca.pdf"),
    "act": LetterName(Words(it="Atto sulla domanda", en="Act on the application"), "atto.pdf"),
    "recovery": LetterName(
        Words(it="Richiesta di restituzione", en="Request to return sums"), "recupero.pdf"
    ),
}
STATES: dict[str, Words] = {
    "queued": Words(it="da inviare", en="to be sent"),
    "unaddressed": Words(it="non inviata: manca la PEC dell'impresa", en="not sent: no address"),
    "unsure": Words(
        it="esito dell'invio incerto: si riprova, salvo ricevuta", en="perhaps sent: tried again"
    ),
    "turned_down": Words(it="rifiutata dal server", en="turned down by the server"),
    "handed": Words(it="consegnata al gestore, si attende l'accettazione", en="handed in, not accepted yet"),
    "accepted": Words(it="accettata, si attende la consegna", en="accepted, not delivered yet"),
    "late": Words(it="non ancora consegnata dopo dodici ore", en="not delivered after twelve hours"),
    "failed": Words(it="non consegnata", en="not delivered"),
    "refused": Words(it="non accettata dal gestore", en="not accepted by the provider"),
    "delivered": Words(it="consegnata", en="delivered"),
}
# What an officer has to see to, most of it by another address.
TROUBLE = ("unaddressed", "unsure", "turned_down", "late", "failed", "refused")
# What belongs to no letter of the desk.
APART = ("message", "anomaly", "ordinary")
MAIL_WORDS: dict[str, Words] = {
    "accepted": Words(it="accettazione", en="acceptance"),
    "refused": Words(it="non accettazione", en="non-acceptance"),
    "taken_over": Words(it="presa in carico", en="taken over"),
    "delivered": Words(it="avvenuta consegna", en="delivery"),
    "late": Words(it="preavviso di mancata consegna", en="delivery is late"),
    "failed": Words(it="mancata consegna", en="failed delivery"),
    "virus": Words(it="rilevazione di virus", en="virus found"),
    "message": Words(it="messaggio di PEC", en="certified message"),
    "anomaly": Words(it="anomalia: posta ordinaria", en="anomaly: ordinary mail"),
    "ordinary": Words(it="posta ordinaria", en="ordinary mail"),
}
VOUCHED_WORDS: dict[str, Words] = {
    "signature_valid": Words(it="firma del gestore valida", en="signature of the provider valid"),
    "signature_unchecked": Words(it="gestore da verificare", en="provider to be checked"),
    "signature_invalid": Words(it="firma non valida: non prova nulla", en="bad signature: proves nothing"),
    "unsigned": Words(it="senza firma: non prova nulla", en="unsigned: proves nothing"),
}


def first_delivered(about: UUID) -> Message | None:
    """The letter by which something was told first: the term runs from its delivery."""
    delivered = Message.objects.filter(about=about, delivered_at__isnull=False)
    return delivered.order_by("delivered_at", "at").first()


@dataclass(frozen=True)
class CameBack:
    """A message of the mailbox with what it is called and who vouches for it."""

    mail: ReceivedMail
    words: Words
    vouched: Words


@dataclass(frozen=True)
class Sent:
    """A letter with what it is called, where it stands, what came back, and the one sent in its place.

    `needs_somebody` where it did not arrive and was not sent again.
    """

    message: Message
    words: Words
    state: Words
    mails: tuple[CameBack, ...]
    again: Message | None

    @property
    def needs_somebody(self) -> bool:
        """Whether an officer has to see to it."""
        return self.message.state in TROUBLE and self.again is None


def letters_of(application: Application) -> list[Sent]:
    """The letters to an enterprise with what came back, the newest first; two questions."""
    return _sent(Message.objects.filter(application=application))


def letters_in_trouble() -> list[Sent]:
    """The letters that somebody has to see to, the oldest first."""
    return _sent(Message.objects.filter(state__in=TROUBLE, sent_again__isnull=True), "at")


def letters_lately() -> list[Sent]:
    """The last letters that went out or are about to."""
    return _sent(Message.objects.exclude(state__in=TROUBLE, sent_again__isnull=True))


def mail_apart() -> list[CameBack]:
    """What came in and is no notice, the newest first."""
    return [
        _came_back(one) for one in ReceivedMail.objects.filter(kind__in=APART).order_by("-at")[:MOST_SHOWN]
    ]


def mailbox_read() -> Mailbox | None:
    """When the mailbox was last read, and what kept it from being."""
    return Mailbox.objects.filter(account=mailbox()).first()


def _sent(letters: "QuerySet[Message]", order: str = "-at") -> list[Sent]:
    mails = ReceivedMail.objects.order_by(F("happened_at").asc(nulls_last=True), "at")
    named = letters.select_related("application__enterprise", "application__call", "sent_again")
    found = named.prefetch_related(Prefetch("mails", mails)).order_by(order)[:MOST_SHOWN]
    return [
        Sent(
            one,
            LETTERS[one.kind].words,  # type: ignore[index]
            STATES[one.state],
            tuple(_came_back(mail) for mail in one.mails.all()),
            getattr(one, "sent_again", None),
        )
        for one in found
    ]


def _came_back(mail: ReceivedMail) -> CameBack:
    return CameBack(mail, MAIL_WORDS[mail.kind], VOUCHED_WORDS[mail.vouched])
