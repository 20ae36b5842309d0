"""Which tables of the law do the rules look things up in?"""

from dataclasses import dataclass

from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.recovery import InterestTable
from bandolo.rules.size import SizeTable


@dataclass(frozen=True, slots=True)
class Law:
    """The dated tables of law/*.toml: de minimis regulations, sizes of enterprises, legal interest."""

    de_minimis: DeMinimisTable
    sizes: SizeTable
    interest: InterestTable
