"""Which guarantee does an advance need, and does the one offered do?"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bandolo.rules.conditions import Condition, View, evaluate
from bandolo.rules.counting import LONGEST
from bandolo.rules.days import add_days, add_months, show_day
from bandolo.rules.money import Rate, share_of, show_euro
from bandolo.rules.rule import Words
from bandolo.rules.worked import missing_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Surety:
    """The guarantee of a bank or an insurer that an advance needs.

    `covers`: how much of the advance it covers, such as "100%".
    `expires_after`: the event or deadline that it must outlive, by so many `days` or `months`.
    `when`: for whom it is needed; without it, for everyone.
    """

    covers: Rate
    expires_after: str
    days: int | None = None
    months: int | None = None
    when: Condition | None = None


class OfferedSurety(NamedTuple):
    """A surety as offered: the cents it guarantees and its last day, None where not known."""

    amount: int | None = None
    until: date | None = None


class Hurdle(NamedTuple):
    """Why a stage is not paid: what is against it (False), or what is not known (None), with its facts."""

    verdict: bool | None
    words: Words
    missing: tuple[str, ...] = ()


def surety_amount(surety: Surety, advance: int) -> int:
    """The cents that a surety has to guarantee: the share of the advance that it covers, rounded up."""
    return share_of(surety.covers, advance, "up")


def surety_end(surety: Surety, dates: Mapping[str, date]) -> date | None:
    """The first day on which a surety may expire; None while what it must outlive is not known."""
    start = dates.get(surety.expires_after)
    if start is None:
        return None
    if surety.months is not None:
        return add_months(start, surety.months)
    return start if surety.days is None else add_days(start, surety.days)


def waits_for(it: str, en: str, *missing: str) -> Hurdle:
    """What is not known yet, in Italian and English, and the names of what is missing."""
    return Hurdle(None, Words(it=f"non ancora noto: {it}", en=f"not known yet: {en}"), missing)


def stands_against(it: str, en: str) -> Hurdle:
    """What is against a payment, in Italian and English."""
    return Hurdle(False, Words(it=it, en=en))


def surety_hurdles(
    surety: Surety, advance: int, offered: OfferedSurety, view: View, dates: Mapping[str, date]
) -> Iterator[Hurdle]:
    """What keeps an advance in cents from being paid on the surety offered."""
    is_needed = True if surety.when is None else evaluate(surety.when, view)
    if surety.when is not None and is_needed is None:
        missing = missing_in(surety.when, view)
        yield waits_for("se serve la garanzia", "whether a surety is needed", *missing)
    if not is_needed or not advance:
        return
    cents, end = surety_amount(surety, advance), surety_end(surety, dates)
    needed = {lang: show_euro(cents, lang) for lang in ("it", "en")}
    if offered.amount is None or offered.until is None:
        yield waits_for(f"la garanzia per {needed['it']}", f"the surety for {needed['en']}")
    if offered.amount is not None and offered.amount < cents:
        yield stands_against(
            f"la garanzia copre {show_euro(offered.amount, 'it')}, deve coprire {needed['it']}",
            f"the surety covers {show_euro(offered.amount, 'en')}, it should cover {needed['en']}",
        )
    if end is None:
        yield waits_for(
            "la scadenza della garanzia", "until when the surety has to run", surety.expires_after
        )
    elif offered.until is not None and offered.until < end:
        yield stands_against(
            f"la garanzia deve durare almeno fino a {show_day(end, 'it')}",
            f"the surety should run at least until {show_day(end, 'en')}",
        )


def surety_faults(surety: Surety, dates: Collection[str]) -> Iterator[tuple[str, str]]:
    """What makes no sense in a surety, by its field; `dates` are the known events and deadline ids."""
    if surety.covers <= 0:
        yield "covers", 'above "0%" would be right'
    if surety.expires_after not in dates:
        yield "expires_after", f'"{surety.expires_after}" is no deadline or event of the call'
    if surety.days is not None and surety.months is not None:
        yield "months", "days are there too: one of them would be right"
    if surety.days is not None and not 1 <= surety.days <= LONGEST["days"]:
        yield "days", f"is {surety.days}: 1 to {LONGEST['days']} would be right"
    if surety.months is not None and not 1 <= surety.months <= LONGEST["months"]:
        yield "months", f"is {surety.months}: 1 to {LONGEST['months']} would be right"
