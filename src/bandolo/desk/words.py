"""How is something said in the reader's language?

Italian and English stand beside each other where they are used, so that neither can be forgotten.
"""

from datetime import date, datetime
from typing import Literal

from django.utils.translation import get_language

from bandolo.rules.days import day_in_rome, show_day, show_instant
from bandolo.rules.money import show_euro
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


def day(value: date) -> str:
    """A day as people read it; of an instant, the day in Rome."""
    return show_day(day_in_rome(value), lang())


def instant(value: datetime) -> str:
    """Day and time in Rome as people read them."""
    return show_instant(value, lang())
