"""What does a call file that is being prepared say, what is wrong with it, and what would it change?"""

from dataclasses import dataclass
from difflib import unified_diff
from uuid import UUID

from bandolo.desk.models import Application, Call, CallUpload, Edition
from bandolo.desk.queries.amended import MOVABLE
from bandolo.rules.call import Call as Rules
from bandolo.rules.load import RefusedError, read_edition, run_texts
from bandolo.rules.problem import Problem

MOST_SHOWN = 20


@dataclass(frozen=True)
class Draft:
    """An uploaded file: its rules if they can be read, its problems, its cases, what it amends.

    `running` counts the applications that an amendment asks to move.
    """

    upload: CallUpload
    rules: Rules | None
    problems: tuple[Problem, ...]
    cases: int
    case_problems: tuple[Problem, ...]
    call: Call | None
    last: Edition | None
    running: int
    changes: tuple[str, ...]

    @property
    def is_published(self) -> bool:
        """Whether these bytes are the last edition already."""
        return self.last is not None and self.last.sha256 == self.upload.sha256


def uploads() -> list[CallUpload]:
    """The files being prepared, the newest first."""
    found = CallUpload.objects.select_related("by").defer("content", "cases")
    return list(found.order_by("-at")[:MOST_SHOWN])


def draft_of(upload: UUID) -> Draft | None:
    """One of them, read and tried; None where there is none."""
    found = CallUpload.objects.filter(id=upload).select_related("by").first()
    if found is None:
        return None
    content = bytes(found.content)
    try:
        rules = read_edition(content, found.name).call
    except RefusedError as refused:
        return Draft(found, None, refused.problems, 0, (), None, None, 0, ())
    count, wrong = run_texts(rules, [(name, text.encode()) for name, text in sorted(found.cases.items())])
    call = Call.objects.filter(slug=rules.id).first()
    last = Edition.objects.filter(call=call).order_by("-number").first() if call else None
    running = Application.objects.filter(call=call, state__in=MOVABLE).count() if call else 0
    return Draft(found, rules, (), count, wrong, call, last, running, changes(last, content))


def changes(edition: Edition | None, content: bytes) -> tuple[str, ...]:
    """The lines of a call file that differ from an edition, as a unified diff; none where there is none."""
    if edition is None:
        return ()
    before = bytes(edition.content).decode().splitlines()
    lines = unified_diff(before, content.decode().splitlines(), lineterm="", n=1)
    return tuple(lines)[2:]
