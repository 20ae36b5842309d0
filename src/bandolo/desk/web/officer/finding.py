"""What does an officer type of what they find, in a review and in the check of a report alike?"""

from bandolo.desk import clock
from bandolo.desk.actions.admit_line import admit_line
from bandolo.desk.actions.lapse_supplement import lapse_supplement
from bandolo.desk.actions.record_finding import record_finding
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application
from bandolo.desk.typed import typed_cents
from bandolo.desk.web.acting import actor_of
from bandolo.desk.web.gate import DeskRequest
from bandolo.rules.rule import Words

_AMOUNT = Words(it="scrivi un importo come 1.234,56", en="write an amount such as 1,234.56")
# Of a number of days: more are no term, and thousands are more than `int` takes.
_DIGITS = 3


def find(request: DeskRequest, application: Application) -> object:
    """A verdict on a requirement, a document or a check before payment, with its reason."""
    post = request.POST
    return record_finding(
        application.id,
        post.get("requirement", ""),
        post.get("verdict", ""),
        post.get("reason", ""),
        actor_of(request),
        clock.now(),
    )


def cut(request: DeskRequest, application: Application) -> object:
    """What is admitted of an item, and why."""
    post = request.POST
    try:
        cents = typed_cents(post.get("admitted", ""))
    except ValueError:
        return Refusal("propose", _AMOUNT)
    reason = post.get("reason", "")
    return admit_line(application.id, post.get("line", ""), cents, reason, actor_of(request), clock.now())


def lapse(request: DeskRequest, application: Application) -> object:
    """The term of a request for a supplement is over."""
    return lapse_supplement(application.id, actor_of(request), clock.now())


def typed_days(text: str) -> int | None:
    """A number of days, None where it is none."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None
