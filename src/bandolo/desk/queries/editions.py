"""What does a published edition of a call say?

An edition never changes, so each process reads, compiles and writes out every one of them once.
"""

from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from bandolo.desk.models import Edition
from bandolo.rules.assess import Assessor
from bandolo.rules.call import Call as Rules
from bandolo.rules.guide import guide
from bandolo.rules.load import law, read_published


@lru_cache(maxsize=64)
def rules_of(edition: UUID) -> Rules:
    """The rules of an edition."""
    found = Edition.objects.only("content").get(id=edition)
    return read_published(bytes(found.content), str(edition))


def window_clauses(edition: UUID) -> tuple[str, ...]:
    """What says when applications are taken; nothing where the call takes none."""
    window = rules_of(edition).window
    return window.clauses if window else ()


def takes_own_accounts(edition: UUID) -> bool:
    """Whether an account of the desk's own is enough to send an application under an edition."""
    rules = rules_of(edition)
    return any(one is not None and one.own_accounts for one in (rules.window, *rules.tranches))


def any_own_accounts() -> bool:
    """Whether it is for any call, as its last edition says; one question."""
    last = Edition.objects.order_by("call", "-number").distinct("call").values_list("id", flat=True)
    return any(takes_own_accounts(one) for one in last)


@lru_cache(maxsize=64)
def assessor_of(edition: UUID) -> Assessor:
    """The compiled functions of an edition."""
    return Assessor(rules_of(edition), law())


@lru_cache(maxsize=64)
def estimator_of(edition: UUID) -> Assessor:
    """The same for estimates, which suppose that every cost is of those that count."""
    return Assessor(replace(rules_of(edition), admissions=()), law())


@lru_cache(maxsize=128)
def guide_of(edition: UUID, lang: str) -> str:
    """The guide of an edition in Markdown, in "it" or "en"."""
    return guide(rules_of(edition), lang)
