"""How is something said in the reader's language?

Italian and English stand beside each other where they are used, so that neither can be forgotten.
"""

from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from django.utils.translation import get_language

from bandolo.rules.days import ROME, day_in_rome, show_day, show_end, show_instant
from bandolo.rules.money import show_euro, show_rate
from bandolo.rules.rule import Words

Lang = Literal["it", "en"]


def lang() -> Lang:
    """The language of the page that is being made."""
    return "en" if (get_language() or "it").startswith("en") else "it"


def say(it: str, en: str) -> str:
    """The one of two texts that the reader understands."""
    return en if lang() == "en" else it


def said(words: Words) -> str:
    """The words of a rule, for the reader."""
    return say(words.it, words.en)


def euro(cents: int) -> str:
    """Cents as people read them."""
    return show_euro(cents, lang())


def rate(value: Fraction) -> str:
    """A rate as people read it."""
    return show_rate(value, lang())


def day(value: date) -> str:
    """A day as people read it; of an instant, the day in Rome."""
    return show_day(day_in_rome(value), lang())


def instant(value: datetime) -> str:
    """Day and time in Rome as people read them."""
    return show_instant(value, lang())


def until(value: datetime) -> str:
    """By when there is time, where a term ends at an instant: at midnight, by the end of the day before."""
    return show_end(value, "excluded", lang())


def to_second(value: datetime) -> str:
    """Day and time in Rome to the second, as whoever is at a counter of seconds needs it."""
    local = value.astimezone(ROME)
    return f"{show_day(local.date(), lang())}, {say('ore ', '')}{local:%H:%M:%S}"


def machine(value: datetime) -> str:
    """An instant as programs read it, by the clock of Rome."""
    return value.astimezone(ROME).isoformat()


def lasting(seconds: int) -> str:
    """Seconds as days, hours, minutes and seconds, the two that say most."""
    parts = (
        (seconds // 86400, say("giorno", "day"), say("giorni", "days")),
        (seconds // 3600 % 24, say("ora", "hour"), say("ore", "hours")),
        (seconds // 60 % 60, say("minuto", "minute"), say("minuti", "minutes")),
        (seconds % 60, say("secondo", "second"), say("secondi", "seconds")),
    )
    shown = [f"{number} {one if number == 1 else many}" for number, one, many in parts if number]
    return say(" e ", " and ").join(shown[:2]) or f"0 {parts[-1][2]}"
