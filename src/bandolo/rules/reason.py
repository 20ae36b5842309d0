"""Why did a step of the law come out as it did, and which article says so?"""

from typing import NamedTuple

from bandolo.rules.rule import Words


class Reason(NamedTuple):
    """One step in words, with its source: an act and its article, such as "Reg. (UE) 2023/2831, art. 3.2"."""

    source: str
    words: Words


def reason(source: str, it: str, en: str) -> Reason:
    """A reason from its source and its words in Italian and English."""
    return Reason(source, Words(it=it, en=en))
