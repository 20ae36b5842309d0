"""Which codes must an award have before it takes effect, by the call and the day of its act?"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bandolo.rules.aid import CumulationCut, DeMinimis
from bandolo.rules.call import Call as Rules
from bandolo.rules.rule import Words

CUP_SINCE = date(2021, 1, 1)
COR_SINCE = date(2017, 8, 12)


@dataclass(frozen=True)
class Gate:
    """A code without which an award has no effect."""

    code: Literal["cup", "cor"]
    words: Words
    clauses: tuple[str, ...]


CUP = Gate(
    "cup",
    Words(it="Codice unico di progetto (CUP)", en="Unique project code (CUP)"),
    ("L. 3/2003, art. 11, c. 2-bis",),
)
COR = Gate(
    "cor",
    Words(it="Codice concessione del Registro aiuti (COR)", en="Code of the state aid register (COR)"),
    ("D.M. 115/2017, art. 9", "L. 234/2012, art. 52"),
)


def award_gates(rules: Rules, on: date) -> tuple[Gate, ...]:
    """The gates of awards by an act of that day.

    An act without CUP is void since 2021; State aid, de minimis too, is registered since 12 August 2017.
    """
    is_state_aid = any(isinstance(step, DeMinimis | CumulationCut) for step in rules.aid)
    return (*((CUP,) if on >= CUP_SINCE else ()), *((COR,) if on >= COR_SINCE and is_state_aid else ()))
