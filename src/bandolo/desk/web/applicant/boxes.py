"""How does a field of the form look: its question, what stands in it, what is to be said beside it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bandolo.desk.actions.save_fields import Outcome
from bandolo.desk.models import Application
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import Step, options_of
from bandolo.desk.queries.told import TYPED, Told
from bandolo.desk.typed import NONE, shown_value
from bandolo.desk.words import lang, said
from bandolo.rules.call import Call as Rules
from bandolo.rules.facts import Fact
from bandolo.rules.words_of import Wording

# What is asked at length is answered at length.
_LONG = ("description", "reason")
# What names an enterprise of the undertaking: `related_enterprise` and `prior_aid`.
_NAMING = ("related_name", "related_to", "enterprise")


@dataclass(frozen=True)
class Theirs:
    """What somebody else has written meanwhile."""

    words: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Box:
    """A field of the form: `texts` stand in it, `version` is the one they were read at.

    `status` is empty where nothing was sent just now.
    """

    path: str
    fact: Fact
    texts: tuple[str, ...]
    others: str
    options: tuple[tuple[str, str], ...]
    version: int
    status: str = ""
    problem: str = ""
    theirs: Theirs | None = None

    @property
    def key(self) -> str:
        """The path as an id of HTML."""
        return self.path.replace("/", "-")

    @property
    def text(self) -> str:
        """What stands in a field with one value."""
        return self.texts[0] if self.texts else ""

    @property
    def is_of_group(self) -> bool:
        """Whether it names an enterprise of the undertaking."""
        return self.fact.id in _NAMING

    @property
    def widget(self) -> str:
        """Which kind of field it is."""
        if self.fact.type in ("yes_no", "date", "choices"):
            return self.fact.type
        if self.options:
            return "choice"
        if self.fact.type == "text" and (self.fact.at_length or self.fact.id.endswith(_LONG)):
            return "long_text"
        return "number" if self.fact.type in ("amount", "count", "percent") else "text"


@dataclass(frozen=True)
class Group:
    """The boxes of one record, or of the application itself (no id)."""

    id: str
    number: int
    boxes: tuple[Box, ...]
    problem: str = ""


def groups_of(
    application: Application,
    step: Step,
    told: Told,
    versions: Mapping[str, int],
    sent: Mapping[str, tuple[Outcome | None, Sequence[str]]],
) -> list[Group]:
    """The boxes of a step; `sent` is what was just sent and not saved, with what became of it, by path."""
    rules = rules_of(application.edition_id)

    def box(path: str, fact: Fact) -> Box:
        return box_of(rules, path, fact, told, versions.get(path, 0), sent.get(path))

    if step.kind is None:
        return [Group("", 0, tuple(box(f"fact/{fact.id}", fact) for fact in step.facts))]
    return [
        Group(id, number, tuple(box(f"record/{step.kind}/{id}/{fact.id}", fact) for fact in step.facts))
        for number, id in enumerate(told.items.get(step.kind, ()), 1)
    ]


def box_of(
    rules: Rules,
    path: str,
    fact: Fact,
    told: Told,
    version: int,
    sent: tuple[Outcome | None, Sequence[str]] | None,
) -> Box:
    """One box, as it was saved, or with what was just sent."""
    field = told.fields.get(path)
    outcome, texts = sent or (None, _texts(fact, field.value if field else None))
    options = tuple((id, said(words)) for id, words in options_of(rules, fact))
    ids = {id for id, _ in options}
    problem = outcome.problem if outcome and outcome.problem else told.unread.get(path)
    return Box(
        path=path,
        fact=fact,
        texts=tuple(texts),
        others=", ".join(text for text in texts if text not in {*ids, NONE}) if fact.any_choice else "",
        options=options,
        version=outcome.version if outcome else version,
        status=outcome.status if outcome else "",
        problem=said(problem) if problem else "",
        theirs=_theirs(rules, fact, outcome) if outcome and outcome.status == "conflict" else None,
    )


def _texts(fact: Fact, value: object) -> Sequence[str]:
    if value is None:
        return ()
    if isinstance(value, dict):
        return [str(text) for text in value[TYPED]]
    shown = shown_value(fact, value, lang())
    return [shown] if isinstance(shown, str) else shown


def _theirs(rules: Rules, fact: Fact, outcome: Outcome) -> Theirs:
    names = {id: said(words) for id, words in options_of(rules, fact)}
    names |= {
        "yes": Wording(rules, lang()).value(fact.id, True),
        "no": Wording(rules, lang()).value(fact.id, False),
    }
    texts = [names.get(text, text) for text in _texts(fact, outcome.theirs)]
    return Theirs(", ".join(texts), str(outcome.by), outcome.at)
