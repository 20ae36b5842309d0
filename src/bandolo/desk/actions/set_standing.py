"""How does the line of a call come to hold what edition and acts say: its window, its funds, its pauses?"""

import logging
from uuid import UUID, uuid4

from bandolo.desk.models import Call
from bandolo.desk.outside.line import order, ring
from bandolo.desk.queries.line import line_at
from bandolo.desk.queries.tickets import line_standing
from bandolo.intake.send import AwayError
from bandolo.intake.ticket import write_act

logger = logging.getLogger(__name__)


def set_standing(call: Call, act: UUID) -> None:
    """Let the line of a call, which is opened where there is none, hold what an act has just changed.

    In the transaction of whatever changed it, as its last step; AwayError where the line is not reached.
    """
    standing = line_standing(call)
    if standing is not None:
        order(call.slug, write_act(ring(), call.slug, act.hex, standing))


def mend_standings() -> int:
    """Let every line hold what it should, where a transaction was cut off behind it; how many did not."""
    mended = 0
    for call in Call.objects.filter(editions__isnull=False).distinct():
        standing, found = line_standing(call), line_at(call.slug)
        if standing is not None and (found is None or found.line.standing != standing):
            try:
                set_standing(call, uuid4())
            except AwayError as problem:
                logger.warning("the line of %s is to be set: %s", call.slug, problem)
            else:
                mended += 1
    return mended
