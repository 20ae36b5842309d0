"""What does an adopted act of disposal destroy?"""

from datetime import datetime
from uuid import UUID

from bandolo.desk.actions.empty_dossier import empty_dossier, files_of
from bandolo.desk.actions.prepare_disposal import why_kept
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_step import close_step, open_step
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Act
from bandolo.desk.queries.disposal import ended_one
from bandolo.rules.rule import Words


def carry_out_disposal(act: Act, actor: Actor, now: datetime) -> Words | None:
    """Empty every dossier that the act lists, if none of them must be kept; by id, so that no two block.

    The words say why one is kept after all: the transaction is to be taken back.
    """
    for id in sorted(act.content["dossiers"]):
        opened = open_step(UUID(id), "dispose", actor, now)
        if isinstance(opened, Refusal):
            return opened.words
        found = ended_one(opened.application, now)
        against = why_kept(opened.application, found)
        if against is not None or found is None:
            return against
        files = files_of(opened.application)
        data = {
            "act": str(act.id),
            "number": act.number,
            "until": found.keep.until.isoformat(),
            "files": len(files),
        }
        application = close_step(opened, actor, now, data, found.keep.clauses)
        empty_dossier(application, files)
    return None
