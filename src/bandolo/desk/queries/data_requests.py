"""Which requests of data subjects wait, by when are they answered, and may what they ask be erased?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from bandolo.desk.models import Application, DataRequest, Person
from bandolo.desk.queries.keeping import is_over, keep_of
from bandolo.desk.queries.letters import reference_of
from bandolo.rules.counting import Term, last_day
from bandolo.rules.days import day_in_rome, show_day
from bandolo.rules.rule import Words

KINDS: Mapping[str, Words] = {
    "access": Words(
        it="accesso: avere tutti i miei dati in un file", en="access: to get all my data as a file"
    ),
    "rectification": Words(it="rettifica di dati inesatti", en="rectification of what is wrong"),
    "erasure": Words(it="cancellazione", en="erasure"),
    "restriction": Words(it="limitazione del trattamento", en="restriction of the treatment"),
    "objection": Words(it="opposizione", en="objection"),
}
# Reg. (UE) 2016/679: by which article each is asked, and by which it is answered when.
ARTICLES: Mapping[str, str] = {
    "access": "Reg. (UE) 2016/679, art. 15",
    "rectification": "Reg. (UE) 2016/679, art. 16",
    "erasure": "Reg. (UE) 2016/679, art. 17",
    "restriction": "Reg. (UE) 2016/679, art. 18",
    "objection": "Reg. (UE) 2016/679, art. 21",
}
WHEN = "Reg. (UE) 2016/679, art. 12, par. 3"
# A month; within it the body can take two more, with its reason.
TERM, PUT_OFF = Term(1, "months"), Term(3, "months")
_DUTY = "Reg. (UE) 2016/679, art. 17, par. 3, lett. b"
_NEVER_SENT = ("draft", "withdrawn")


@dataclass(frozen=True)
class Held:
    """Why data are kept although their erasure was asked: the law, and the last day where one is known."""

    words: Words
    clauses: tuple[str, ...]
    until: date | None = None


_SEALED = Words(
    it="La domanda è chiusa e può ancora essere inviata: prima va ritirata.",
    en="The application is sealed and can still be sent: withdraw it first.",
)
_OPEN = Words(
    it="{}: il fascicolo non è concluso; il termine di conservazione si conta dalla sua fine.",
    en="{}: the dossier has not ended; its keeping is counted from its end.",
)
_KEPT = Words(it="{}: si conserva fino a {}. {}", en="{}: it is kept until {}. {}")
_BY_ACT = Words(
    it="{}: la conservazione è finita; i dati si eliminano con l'atto di scarto, poi si accoglie.",
    en="{}: its keeping is over; an act of disposal destroys the data, then the request is granted.",
)
_STAFF = Words(
    it="Chi ha lavorato per l'ente resta nominato negli atti che ha compiuto.",
    en="Whoever worked for the body stays named in what they did.",
)


def term_of(request: DataRequest, term: Term = TERM) -> date:
    """The last day to answer a request, counted from the day on which it came."""
    return last_day(day_in_rome(request.at), term)


def requests_of(person: Person) -> "QuerySet[DataRequest]":
    """What a person asked, the newest first."""
    return person.data_requests.select_related("application__call").order_by("-at")


def waiting() -> "QuerySet[DataRequest]":
    """What waits for the body: what is not answered, and restrictions that hold; the nearest term first."""
    known = DataRequest.objects.select_related("person", "application__call", "application__enterprise")
    holds = Q(outcome="granted", kind="restriction", lifted_at=None)
    return known.filter(Q(outcome="") | holds).order_by("term", "at")


def answered(most: int) -> "QuerySet[DataRequest]":
    """What was answered last."""
    known = DataRequest.objects.exclude(outcome="").select_related(
        "person", "answered_by", "application__call"
    )
    return known.order_by("-answered_at")[:most]


def held_by_law(request: DataRequest) -> Held | None:
    """Why what a request asks to erase must be kept; None where it may be erased."""
    if request.application is not None:
        return application_held(request.application)
    person = request.person
    if person.staff_roles.exists():
        return Held(_STAFF, (_DUTY, "D.P.R. 445/2000, art. 53"))
    found = [one for app in _sent_by(person) if (one := application_held(app)) is not None]
    # What has no day yet keeps the longest.
    return max(found, key=lambda one: one.until or date.max, default=None)


def application_held(application: Application) -> Held | None:
    """The same of one application: what was never sent is kept by no duty, what was is until its term."""
    if application.state == "disposed":
        return None
    if not application.submissions.exists():
        # A ticket that is out can still come: only what was never sealed, or was withdrawn, is safe to empty.
        is_safe = application.state == "withdrawn" or not application.seals.exists()
        return None if application.state in _NEVER_SENT and is_safe else Held(_SEALED, (_DUTY,))
    name, keep = reference_of(application), keep_of(application)
    if keep is None:
        return Held(Words(it=_OPEN.it.format(name), en=_OPEN.en.format(name)), (_DUTY,))
    it = _KEPT.it.format(name, show_day(keep.until, "it"), keep.words.it)
    words = Words(it=it, en=_KEPT.en.format(name, show_day(keep.until, "en"), keep.words.en))
    return Held(words, (_DUTY, *keep.clauses), keep.until)


def past_its_term(application: Application, now: datetime) -> Words | None:
    """That an act of disposal comes first, where the keeping of an application is over."""
    name = reference_of(application) if application.submissions.exists() else ""
    if not name or not is_over(keep_of(application), now):
        return None
    return Words(it=_BY_ACT.it.format(name), en=_BY_ACT.en.format(name))


def _sent_by(person: Person) -> "QuerySet[Application]":
    """The applications that a person opened, or of an enterprise that they ever acted for."""
    acted = Q(enterprise__representations__person=person) | Q(enterprise__mandates__person=person)
    found = Application.objects.filter(acted | Q(opened_by=person)).exclude(state="disposed")
    return found.select_related("call", "enterprise").distinct().order_by("at")
