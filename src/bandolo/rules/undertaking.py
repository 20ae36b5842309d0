"""Which size follows from the figures that an application gives of its undertaking?

`[undertaking]` in an application stands for a single word: accounting periods with staff, turnover and
balance sheet, and the enterprises related to the applicant. `size.py` does the law.
"""

from dataclasses import dataclass
from datetime import date

from bandolo.rules.build import Path, Reading, build
from bandolo.rules.money import Cents, Rate
from bandolo.rules.size import APPLICANT, Figures, Period, Related, SizeTable, Sizing, definition_on, size_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedEnterprise:
    """An enterprise related to another, the applicant unless `of` names it; see `size.Related`.

    `staff` is in annual work units with at most two decimals; what is left out is not known.
    """

    id: str
    of: str = APPLICANT
    staff: Cents | None = None
    turnover: Cents | None = None
    balance: Cents | None = None
    capital: Rate | None = None
    votes: Rate | None = None
    has_control: bool = False
    is_exempt_investor: bool = False
    is_consolidated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingPeriod:
    """A closed accounting period of the applicant, and who was related to it then."""

    closed_on: date
    staff: Cents | None = None
    turnover: Cents | None = None
    balance: Cents | None = None
    related: tuple[RelatedEnterprise, ...] = ()
    has_new_owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaking:
    """The accounting periods, the oldest first, and the share that public bodies hold (art. 3.4)."""

    periods: tuple[AccountingPeriod, ...]
    public_share: Rate | None = None
    public_share_exempt: bool | None = None


def size_from(raw: object, table: SizeTable, path: Path) -> tuple[Sizing | None, list[tuple[Path, str]]]:
    """The size of the undertaking in a table, with its reasons; or what is wrong with the table, placed.

    The definition is the one in force on the closing day of the last period (Annex I, Reg. EU 651/2014).
    """
    reading = Reading()
    given = build(reading, Undertaking, raw, path)
    if given is None:
        return None, reading.problems
    try:
        sizing = size_of(
            definition_on(table, given.periods[-1].closed_on) if given.periods else table.definitions[-1],
            [_period(one) for one in given.periods],
            public_share=given.public_share,
            public_share_exempt=given.public_share_exempt,
        )
    except ValueError as problem:
        return None, [(path, str(problem))]
    return sizing, []


def _period(one: AccountingPeriod) -> Period:
    return Period(
        closed_on=one.closed_on,
        figures=Figures(staff=one.staff, turnover=one.turnover, balance=one.balance),
        related=tuple(_related(stake) for stake in one.related),
        has_new_owner=one.has_new_owner,
    )


def _related(stake: RelatedEnterprise) -> Related:
    return Related(
        id=stake.id,
        of=stake.of,
        figures=Figures(staff=stake.staff, turnover=stake.turnover, balance=stake.balance),
        capital=stake.capital,
        votes=stake.votes,
        has_control=stake.has_control,
        is_exempt_investor=stake.is_exempt_investor,
        is_consolidated=stake.is_consolidated,
    )
