"""What does a published edition of a call say?"""

from functools import lru_cache
from uuid import UUID

from bandolo.desk.models import Edition
from bandolo.rules.assess import Assessor
from bandolo.rules.call import Call as Rules
from bandolo.rules.load import law, read_edition


@lru_cache(maxsize=64)
def rules_of(edition: UUID) -> Rules:
    """The rules of an edition, read once in each process: an edition never changes."""
    found = Edition.objects.only("content").get(id=edition)
    return read_edition(bytes(found.content), str(edition)).call


@lru_cache(maxsize=64)
def assessor_of(edition: UUID) -> Assessor:
    """The rules of an edition, compiled once in each process for all its applications."""
    return Assessor(rules_of(edition), law())
