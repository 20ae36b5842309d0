"""How much of a grant does a breach of a duty to keep, or a member who leaves, take back?"""

from collections.abc import Mapping
from datetime import date, datetime

from bandolo.desk.models import Application, Award, Ranking
from bandolo.desk.queries.award_account import award_account
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.statement import statement_of
from bandolo.rules.call import dividing_kind
from bandolo.rules.conditions import View
from bandolo.rules.days import day_in_rome
from bandolo.rules.deadlines import Due
from bandolo.rules.deadlines import dates as deadline_dates
from bandolo.rules.keeping import Breach, BreachRecovery, Keeping, breach_recovery
from bandolo.rules.leaving import Departure, Left, left_of
from bandolo.rules.money import read_cents, split_pro_rata


def breach_of(
    application: Application, rule: Keeping, breach: Breach, events: Mapping[str, date]
) -> BreachRecovery:
    """What comes back of what was paid for a breach; ValueError for a part that is not of its whole."""
    award = Award.objects.get(application=application)
    view = _view(application)
    known = dict(events)
    for one in deadline_dates(rules_of(application.edition_id).deadlines, events):
        if isinstance(one, Due):
            known[one.deadline.id] = one.day
    return breach_recovery(rule, breach, award_account(award).paid, view, known)


def members_of(application: Application) -> Mapping[str, int]:
    """The part of each member of a group in what stands of its award, in cents; nothing where it has none."""
    rules, award = rules_of(application.edition_id), Award.objects.get(application=application)
    if rules.leaving is None:
        return {}
    name = reference_of(application)
    for ranking in Ranking.objects.filter(call=application.call, acts__adopted_at__isnull=False).order_by(
        "-at"
    ):
        for entry in ranking.result["inputs"].get("entry", ()):
            if entry["id"] == name and "members" in entry:
                asked = {member: read_cents(text) for member, text in entry["members"].items()}
                return split_pro_rata(award_account(award).stands, asked)
    return {}


def departure_of(application: Application, names: tuple[str, ...]) -> Left | None:
    """What is left of a group's grant when members leave that had earned nothing; None where no call says so.

    ValueError for a name that the group does not have.
    """
    rules, parts = rules_of(application.edition_id), members_of(application)
    kind = dividing_kind(rules)
    if rules.leaving is None or kind is None or not parts:
        return None
    departure = Departure(names=names, earned={}, asked={})
    return left_of(rules.leaving, kind, parts, departure, _view(application))


def _view(application: Application) -> View:
    read, _ = statement_of(application).read(rules_of(application.edition_id))
    return View(read.facts, read.records, {}, {})


def known_events(application: Application, now: datetime) -> dict[str, date]:
    """What has happened, as days, as far as the desk knows it."""
    award = Award.objects.select_related("act").get(application=application)
    return {"award": award.act.dated or day_in_rome(now)}
