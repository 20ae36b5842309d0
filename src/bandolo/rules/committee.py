"""How many vote in the committee that judges the applications, and how many of them have to take part?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from bandolo.rules.rule import Rule, Words

Quorum = Literal["majority", "two_thirds", "all"]
_QUORUM_WORDS: Mapping[Quorum, Words] = {
    "majority": Words(it="più della metà", en="more than half of them"),
    "two_thirds": Words(it="almeno due terzi", en="at least two thirds of them"),
    "all": Words(it="tutti", en="all of them"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee(Rule):
    """The committee (*nucleo di valutazione*): at least `members` vote in it.

    Nothing is settled, and no sitting is minuted, by fewer than the `quorum` of those who were named.
    """

    members: int
    quorum: Quorum


def votes_needed(committee: Committee, named: int) -> int:
    """How many have to take part where so many were named, or where fewer were than the call asks for."""
    of = max(named, committee.members)
    return {"majority": of // 2 + 1, "two_thirds": -(-2 * of // 3), "all": of}[committee.quorum]


def committee_words(committee: Committee) -> Words:
    """How many sit in it, and how many have to take part."""
    needed, least = _QUORUM_WORDS[committee.quorum], committee.members
    return Words(
        it=f"componenti con voto: almeno {least}; per decidere ne servono: {needed.it}",
        en=f"members who vote: at least {least}; needed to decide: {needed.en}",
    )


def committee_faults(
    committee: Committee | None, *, has_votes: bool, has_duty: bool
) -> Iterator[tuple[tuple[str, ...], str]]:
    """What is missing or idle: `has_votes` where something is voted on, `has_duty` where it has a duty."""
    if committee is None:
        if has_votes:
            yield ((), "a committee judges here: [committee] says how many vote in it, with which quorum")
    elif not (has_votes or has_duty):
        yield (), "nothing is left to a committee: no fact is attested by it, no criterion takes votes"
    elif committee.members < 1:
        yield ("members",), f"is {committee.members}: 1 or more would be right"
