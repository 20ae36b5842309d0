"""Which size follows from the figures that an application gives of its undertaking?

They stand in records that every call knows: an `accounting_period` for each closed one, and a
`related_enterprise` for each partner or linked enterprise of such a period. `size.py` does the law.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from bandolo.rules.build import Path
from bandolo.rules.conditions import Record
from bandolo.rules.facts import Value
from bandolo.rules.size import APPLICANT, Figures, Period, Related, SizeTable, Sizing, definition_on, size_of

PERIOD, RELATED = "accounting_period", "related_enterprise"
# What is told of the undertaking beside its records (Annex I, art. 3.4).
PUBLIC = ("public_share", "public_share_exempt")
FIGURE_RECORDS = (PERIOD, RELATED)
_WHOLE = 1


class _Placed(NamedTuple):
    """A record and where it stands."""

    path: Path
    record: Mapping[str, Any]


def size_from(
    facts: Mapping[str, Value], records: Mapping[str, Sequence[Record]], table: SizeTable
) -> tuple[Sizing | None, list[tuple[Path, str]]]:
    """The size of the undertaking with its reasons, None without an accounting period; what is wrong, placed.

    The definition is the one in force on the closing day of the last period (Annex I, Reg. EU 651/2014).
    """
    periods = [_Placed((PERIOD, at), one) for at, one in enumerate(records.get(PERIOD, ()))]
    related = [_Placed((RELATED, at), one) for at, one in enumerate(records.get(RELATED, ()))]
    share, exempt = (facts.get(name) for name in PUBLIC)
    wrong = [*_wrong_periods(periods, table), *_wrong_related(related, periods)]
    if isinstance(share, Fraction) and share > _WHOLE:
        wrong.append((("facts", "public_share"), "a share lies between 0% and 100%"))
    if wrong or not periods:
        return None, wrong
    ordered = sorted((one.record for one in periods), key=lambda one: one["closed_on"])
    last = ordered[-1]["closed_on"]
    sizing = size_of(
        definition_on(table, last),
        [
            _period(
                one, [row.record for row in related if row.record.get("closed_on", last) == one["closed_on"]]
            )
            for one in ordered
        ],
        public_share=share,  # type: ignore[arg-type]  # its fact is a percentage
        public_share_exempt=exempt,  # type: ignore[arg-type]  # its fact is yes or no
    )
    return sizing, []


def _wrong_periods(periods: Sequence[_Placed], table: SizeTable) -> Iterator[tuple[Path, str]]:
    seen: set[object] = set()
    first = min(one.valid_from for one in table.definitions)
    for path, record in periods:
        closed = record.get("closed_on")
        if closed is None:
            yield path, 'the key "closed_on" is missing: on which day did the period close?'
        elif closed in seen:
            yield path, f"two accounting periods close on {closed}"
        elif closed < first:
            yield path, f"no definition of SMEs applies on {closed}; the first is of {first}"
        seen.add(closed)


def _wrong_related(related: Sequence[_Placed], periods: Sequence[_Placed]) -> Iterator[tuple[Path, str]]:
    """What contradicts itself among the related enterprises: `size_of` is given none of it."""
    days = {one.record.get("closed_on") for one in periods}
    only = next(iter(days)) if len(days) == 1 else None
    placed = [(path, one, one.get("related_name"), one.get("closed_on", only)) for path, one in related]
    known: dict[tuple[object, object], Figures] = {}
    for path, record, name, closed in placed:
        if name is None or name == APPLICANT:
            yield path, 'the key "related_name" is missing: which enterprise is it?'
        elif closed is None:
            yield path, 'the key "closed_on" is missing: of which accounting period is this?'
        elif closed not in days:
            yield path, f"no accounting period closes on {closed}"
        elif known.setdefault((name, closed), _figures(record)) != _figures(record):
            yield path, f"{name} has other figures in another row of the same period"
        elif any(record.get(share, 0) > _WHOLE for share in ("capital_share", "votes_share")):
            yield path, f"the shares of {name} lie between 0% and 100%"
    for path, record, name, closed in placed:
        other = record.get("related_to")
        if other is not None and (other == name or (other, closed) not in known):
            yield path, f"{name} is related to {other}, which should be another enterprise of the same period"


def _figures(record: Mapping[str, Any]) -> Figures:
    return Figures(
        staff=record.get("work_units"),
        turnover=record.get("yearly_turnover"),
        balance=record.get("balance_total"),
    )


def _period(record: Mapping[str, Any], related: Sequence[Mapping[str, Any]]) -> Period:
    return Period(
        closed_on=record["closed_on"],
        figures=_figures(record),
        related=tuple(_related(one) for one in related),
        has_new_owner=record.get("has_new_owner", False),
    )


def _related(record: Mapping[str, Any]) -> Related:
    return Related(
        id=record["related_name"],
        of=record.get("related_to", APPLICANT),
        figures=_figures(record),
        capital=record.get("capital_share"),
        votes=record.get("votes_share"),
        has_control=record.get("has_control"),
        is_exempt_investor=record.get("is_exempt_investor", False),
        is_consolidated=record.get("is_consolidated", False),
    )
