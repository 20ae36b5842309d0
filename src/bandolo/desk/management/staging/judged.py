"""How do the applications to a call with a committee come to their three lists, a renunciation and a draw?"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bandolo.desk import clock
from bandolo.desk.actions.cast_vote import cast_vote
from bandolo.desk.actions.change_course import CourseChange, change_course
from bandolo.desk.actions.declare_conflict import declare_conflict
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.keep_minutes import keep_minutes
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.renounce import renounce
from bandolo.desk.actions.seat_committee import seat_committee
from bandolo.desk.management.staging.people import stage_members
from bandolo.desk.management.staging.reviews import Stage, adopted, assessed, went
from bandolo.desk.models import Application, Award, Call, Person
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.committee import judged_by_committee
from bandolo.desk.roles import Role
from bandolo.rules.days import day_in_rome
from bandolo.rules.load import parse

NAMES = (
    *("Ceramiche Iblee", "Agrumi dell'Etna", "Tonnara Aretusea", "Laboratorio Barocco"),
    *("Oleificio Hyblon", "Cantieri Ionici"),
)
# What each said otherwise than the example: another rating, none, or something that keeps it out.
TOLD: tuple[Mapping[str, object], ...] = (
    {"rating_score": 2},
    {"rating_asked": False, "has_rating": False},
    {"rating_score": 5},
    {"rating_asked": False, "has_rating": False},
    {},
    {"in_insolvency": True},
)
FIRST = 41
DAY = timedelta(days=1)


def stage_judged(
    people: Mapping[Role, Person], folder: Path, call: Call, set_clock: Callable[[datetime], None]
) -> None:
    """Review, committee, lists, a renunciation and a draw of a call whose window is over; time goes on."""
    window = last_rules(call).window
    if window is None:
        return
    edition = call.editions.get(number=1)
    tables = parse((folder / call.slug / "example.toml").read_bytes(), "example.toml")
    stage = Stage(people, folder, _now_at(set_clock, window.closes + DAY), NAMES, FIRST)
    earlier = list(Application.objects.filter(call=call, state="submitted"))
    listed = [
        stage.applied(
            edition, {**tables, "facts": {**tables["facts"], **told}}, window.opens + 3 * DAY + number * DAY
        )
        for number, told in enumerate(TOLD)
    ]
    *sound, unsound = listed
    for one in (*earlier, *sound):
        stage.decided(one, "admissible")
    stage.decided(unsound, "refused")
    grant = assessed(sound[0], stage.now).grant
    _sit(stage, call, [*earlier, *sound], people, _now_at(set_clock, window.closes + 40 * DAY))
    _fund(stage, call, grant * 7 // 2)
    stage.now = _now_at(set_clock, window.closes + 60 * DAY)
    adopted(stage, call, "ranking", "118")
    _after(stage, call, set_clock)


def _now_at(set_clock: Callable[[datetime], None], to: datetime) -> datetime:
    set_clock(to)
    return clock.now()


def _sit(
    stage: Stage, call: Call, before: list[Application], people: Mapping[Role, Person], now: datetime
) -> None:
    """Five members vote; the first has an interest in the last application, which the others reject."""
    stage.now = now
    members = [people["committee"], *stage_members()]
    went(seat_committee(call, members, people["coordinator"], stage.approver, now))
    for application in before:
        for number, person in enumerate(members):
            _judge(call, application, Actor(person, "committee"), number, now, application is before[-1])
    present = {str(one.id) for one in members}
    coordinator = Actor(people["coordinator"], "coordinator")
    went(keep_minutes(call, day_in_rome(now), "Sala Giunta", present, coordinator, now))


def _judge(
    call: Call, application: Application, actor: Actor, number: int, now: datetime, is_last: bool
) -> None:
    has_interest = is_last and number == 0
    reason = "Un congiunto lavora presso il fornitore." if has_interest else ""
    went(declare_conflict(application.id, has_interest, reason, actor, now))
    if has_interest:
        return
    for place, one in enumerate(judged_by_committee(last_rules(call))):
        is_met = not (is_last and place == 0)
        why = "Come da progetto." if is_met else "Il progetto non usa alcuna tecnologia dell'elenco 1."
        went(cast_vote(application.id, one.id, Decimal(is_met), why, actor, now))


def _fund(stage: Stage, call: Call, cents: int) -> None:
    rules = last_rules(call)
    funds = rules.allocation.funds if rules.allocation is not None else 0
    why = "Parte dei fondi passa alla Misura A."
    less = CourseChange("budget", "Delibera di Giunta n. 77", why, stage.now, amount_cents=cents - funds)
    went(change_course(call, less, stage.officer, stage.now))


def _after(stage: Stage, call: Call, set_clock: Callable[[datetime], None]) -> None:
    """The codes of the awards; the last of them is renounced, and whoever waits is drawn."""
    awards = list(Award.objects.filter(application__call=call).order_by("application__submissions__number"))
    for number, award in enumerate(awards, 1):
        codes = (f"B{stage.now:%y}D{stage.now:%y}0000{number:05}", f"{1180000 + number}")
        went(enter_award_codes(award.application_id, *codes, stage.officer, stage.now))
    stage.now = _now_at(set_clock, stage.now + 20 * DAY)
    gone = awards[-1].application
    owner = Actor(gone.opened_by, "applicant", gone.enterprise)
    went(renounce(gone.id, "L'investimento è rinviato.", owner, stage.now))
    stage.now = _now_at(set_clock, stage.now + 15 * DAY)
    adopted(stage, call, "draw", "131")
