"""Which awards may have to be taken back, as the desk found by dates and facts, and wait to be weighed?"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from bandolo.desk.flow import AFTER_AWARD
from bandolo.desk.models import GroundFound, Revocation
from bandolo.desk.queries.editions import rules_of
from bandolo.rules.call import Call as Rules
from bandolo.rules.rule import Rule, Words

MOST_SHOWN = 100
# What is being returned was taken back already.
LOOKED_AT = tuple(state for state in AFTER_AWARD if state not in ("recovery", "closed"))


@dataclass(frozen=True)
class ToWeigh:
    """A ground found, with what the call says of it."""

    found: GroundFound
    words: Words
    clauses: tuple[str, ...]


def grounds_to_weigh() -> list[ToWeigh]:
    """Those for which no procedure began since, the oldest first; three questions in all."""
    since = Revocation.objects.filter(application=OuterRef("application"), at__gte=OuterRef("at"))
    found = GroundFound.objects.filter(~Exists(since), application__state__in=LOOKED_AT)
    named = found.select_related("application__enterprise", "application__call")
    listed = []
    for one in named.order_by("at")[:MOST_SHOWN]:
        rule = rule_of(rules_of(one.application.edition_id), one.ground)
        words = rule.words if rule is not None else Words(it=one.ground, en=one.ground)
        listed.append(ToWeigh(one, words, rule.clauses if rule is not None else ()))
    return listed


def rule_of(rules: Rules, ground: str) -> Rule | None:
    """The rule of a call behind a ground's id, which tells its kind."""
    kind, _, id = ground.partition("/")
    listed: dict[str, tuple[Rule, ...]] = {
        "ground": rules.grounds,
        "deadline": rules.deadlines,
        "requirement": rules.requirements,
        "reduction": rules.reductions,
    }
    return next((one for one in listed.get(kind, ()) if one.id == id), None)
