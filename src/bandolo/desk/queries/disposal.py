"""Which dossiers of a call have come to the end of their keeping, and what does the act say that ends it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from bandolo.desk.flow import ENDED, STATE_WORDS
from bandolo.desk.models import Application, Call, Person
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.keeping import Keep, is_over, keep_of
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.restrictions import restrictions_of
from bandolo.papers import typeset_records
from bandolo.papers.typeset_acts import Disposal, Disposed
from bandolo.papers.typeset_records import Cited

SUBJECT = "Eliminazione dei dati al termine della conservazione"
# On one page and in one act; the next ones come when these are done.
MOST = 200


@dataclass(frozen=True)
class Ended:
    """A dossier at its end, up to when it is kept, whether that is over, whether a restriction holds it."""

    application: Application
    reference: str
    keep: Keep
    is_over: bool
    is_restricted: bool

    @property
    def is_due(self) -> bool:
        """Whether an act may have its data destroyed."""
        return self.is_over and not self.is_restricted


def ended_of(call: Call, now: datetime) -> list[Ended]:
    """The dossiers of a call that came to an end first, at most `MOST`, the oldest first."""
    ended = Application.objects.filter(call=call, state__in=ENDED, submissions__isnull=False)
    listed = ended.select_related("call", "enterprise").distinct().order_by("state_since", "id")
    found = (ended_one(one, now) for one in listed[:MOST])
    return sorted((one for one in found if one is not None), key=lambda one: one.keep.until)


def ended_one(application: Application, now: datetime) -> Ended | None:
    """The same of one dossier; None while it is not at its end."""
    keep = keep_of(application)
    if keep is None:
        return None
    restricted = restrictions_of(application).exists()
    return Ended(application, reference_of(application), keep, is_over(keep, now), restricted)


def disposal_act(
    call: Call, listed: Sequence[Ended], authorisation: str, people: tuple[Person, Person], now: datetime
) -> Disposal:
    """The act to be signed; it names applications by their reference and nobody by name."""
    rules, (officer, signer) = last_rules(call), people
    clauses = tuple(dict.fromkeys(clause for one in listed for clause in one.keep.clauses))
    return Disposal(
        issuer=typeset_records.Issuer(name=rules.body.name.it, office=settings.BODY),
        call=rules.title.it,
        reference=call.slug,
        made_at=now,
        adopted=None,
        subject=SUBJECT,
        signer=typeset_records.Person(name=str(signer), capacity="Il Segretario generale"),
        officer=typeset_records.Person(name=str(officer), capacity="responsabile del procedimento"),
        seen=(
            Cited(words=f"il bando «{rules.title.it}»", clauses=clauses),
            Cited(words="i termini di conservazione dei dati", clauses=("Reg. (UE) 2016/679, art. 5",)),
            Cited(
                words=f"l'autorizzazione allo scarto: {authorisation}", clauses=("D.Lgs. 42/2004, art. 21",)
            ),
        ),
        considered=(Cited(words="che per i fascicoli elencati il termine di conservazione è trascorso"),),
        decides=(
            Cited(
                words=f"di eliminare i dati personali e i documenti di {len(listed)} fascicoli; restano "
                "importi, date, impronte e la catena degli eventi, che continua a potersi verificare"
            ),
        ),
        dossiers=tuple(
            Disposed(
                reference=one.reference, state=STATE_WORDS[one.application.state].it, until=one.keep.until
            )
            for one in listed
        ),
    )
