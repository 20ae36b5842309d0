"""How is what people type kept, field by field, so that nobody overwrites another unseen?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, Deed, record_event, record_events
from bandolo.desk.flow import Refusal, Verb, move
from bandolo.desk.models import Application, Field, FieldHistory, Person
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.told import TYPED
from bandolo.desk.typed import NotUnderstoodError, typed_value
from bandolo.rules.facts import LONGEST_TEXT, Fact
from bandolo.rules.rule import Words

EDITIONS = Words(
    it="La domanda è passata a un'altra edizione del bando: questa pagina era aperta da prima. Controllare e "
    "salvare di nuovo.",
    en="The application has moved to another edition of the call, and this page was opened before. Check it "
    "and save again.",
)
GONE = Words(
    it="Questa voce è stata tolta nel frattempo: il testo non è salvato.",
    en="This entry was removed in the meantime: the text is not saved.",
)


class Asks(Protocol):
    """A form: it knows the fact that stands at a path, None where nothing is asked there."""

    def fact_at(self, path: str) -> Fact | None:
        """The fact that stands at a path."""


@dataclass(frozen=True)
class Typed:
    """What stands in a field of the page, and the version that the page was made from (0: never filled)."""

    path: str
    version: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one field.

    `kept`: it is no answer yet (`problem`), but kept as typed. `conflict`: not saved, since `by` has changed
    it to `theirs` meanwhile.
    """

    path: str
    status: Literal["saved", "unchanged", "kept", "conflict", "gone"]
    version: int
    problem: Words | None = None
    theirs: object = None
    by: Person | None = None
    at: datetime | None = None


def locked(application: Application, verb: Verb, actor: Actor) -> Application | Refusal:
    """The application, held until the transaction ends, if the verb is allowed in its state by now."""
    held = Application.objects.select_for_update(of=("self",)).get(id=application.id)
    step = move(held.state, verb, actor.role)
    return step if isinstance(step, Refusal) else held


def save_fields(
    application: Application, typed: Sequence[Typed], edition: str, actor: Actor, now: datetime
) -> tuple[Outcome, ...] | Refusal:
    """Save what changed, each field by its own version; `edition` is the one that the page was made from.

    A refusal saves nothing; the page shows it with all that was typed.
    """
    return save_in(application, form_of(application.edition_id), "edit", typed, edition, actor, now)


@transaction.atomic
def save_in(
    application: Application,
    form: Asks,
    verb: Verb,
    typed: Sequence[Typed],
    edition: str,
    actor: Actor,
    now: datetime,
) -> tuple[Outcome, ...] | Refusal:
    """The same for any form, opened by its verb: only what it asks is saved."""
    held = locked(application, verb, actor)
    if isinstance(held, Refusal):
        record_event("application", application.id, f"{verb}_refused", actor, now, {"why": held.words.en})
        return held
    if str(held.edition_id) != edition:
        return Refusal(verb, EDITIONS)
    paths = [one.path for one in typed if form.fact_at(one.path) is not None]
    markers = {path.rpartition("/")[0] for path in paths if path.startswith("record/")}
    known = FieldHistory.objects.filter(application=held, path__in=[*paths, *markers])
    past: dict[str, dict[int, FieldHistory]] = {}
    for row in known.select_related("by").order_by("version"):
        past.setdefault(row.path, {})[row.version] = row
    outcomes = [_outcome(form, one, past) for one in typed if one.path in paths]
    changed = [(one, value) for one, value in outcomes if one.status in ("saved", "kept")]
    if changed:
        write(held, {one.path: (value, one.version) for one, value in changed}, actor, now, verb)
    return tuple(one for one, _ in outcomes)


def _outcome(
    form: Asks, one: Typed, past: Mapping[str, Mapping[int, FieldHistory]]
) -> tuple[Outcome, object]:
    """What becomes of a field, and the value to write where one is."""
    versions = past.get(one.path, {})
    last = max(versions, default=0)
    current = versions[last].value if last else None
    if one.path.startswith("record/") and _is_gone(past.get(one.path.rpartition("/")[0], {})):
        return Outcome(one.path, "gone", last, GONE), None
    value, problem = _read(form, one)
    if value == current:
        return Outcome(one.path, "unchanged", last, problem), value
    seen = versions[one.version].value if one.version in versions else None
    if one.version != last and value == seen:
        # This page changed nothing here; somebody else did.
        return Outcome(one.path, "unchanged", last), current
    if one.version != last:
        row = versions[last]
        return Outcome(one.path, "conflict", last, None, row.value, row.by, row.at), value
    return Outcome(one.path, "kept" if problem else "saved", last + 1, problem), value


def _read(form: Asks, one: Typed) -> tuple[object, Words | None]:
    fact = form.fact_at(one.path)
    if fact is None:
        raise ValueError(one.path)
    # PostgreSQL keeps no NUL, and nobody means to type one.
    texts = [text.replace("\0", "")[: 2 * LONGEST_TEXT] for text in one.texts]
    try:
        return typed_value(fact, texts), None
    except NotUnderstoodError as problem:
        return {TYPED: texts}, problem.words


def _is_gone(versions: Mapping[int, FieldHistory]) -> bool:
    return not versions or versions[max(versions)].value is None


class Written(NamedTuple):
    """Values to write in an application: each at its path, as the version named; None empties."""

    held: Application
    values: Mapping[str, tuple[object, int]]
    actor: Actor
    at: datetime


def write(
    held: Application,
    values: Mapping[str, tuple[object, int]],
    actor: Actor,
    now: datetime,
    verb: Verb = "edit",
) -> None:
    """Write values in an application, in the rows and in their history."""
    write_all([Written(held, values, actor, now)], verb)


def write_all(written: Sequence[Written], verb: Verb = "edit") -> None:
    """Write values in several applications, none twice, in the rows and in their history."""
    if not written:
        return
    each = [(one, path, value, version) for one in written for path, (value, version) in one.values.items()]
    Field.objects.bulk_create(
        [
            Field(
                application=one.held,
                path=path,
                value=value,
                version=version,
                by=one.actor.person,
                changed_at=one.at,
            )
            for one, path, value, version in each
            if value is not None
        ],
        update_conflicts=True,
        unique_fields=["application", "path"],
        update_fields=["value", "version", "by", "changed_at"],
    )
    for one in written:
        emptied = [path for path, (value, _) in one.values.items() if value is None]
        if emptied:
            Field.objects.filter(application=one.held, path__in=emptied).delete()
    FieldHistory.objects.bulk_create(
        FieldHistory(application=one.held, path=path, value=value, version=version, by=one.actor.person)
        for one, path, value, version in each
    )
    record_events("application", [_deed(one, verb) for one in written])


def _deed(one: Written, verb: Verb) -> Deed:
    versions = {path: version for path, (_, version) in one.values.items()}
    return Deed(one.held.id, verb, one.actor, one.at, {"versions": versions})
