"""Does the reason of a payment carry the number and the date of an invoice?"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bandolo.papers.invoice import Invoice

_MONTHS = (
    *("GENNAIO", "FEBBRAIO", "MARZO", "APRILE", "MAGGIO", "GIUGNO"),
    *("LUGLIO", "AGOSTO", "SETTEMBRE", "OTTOBRE", "NOVEMBRE", "DICEMBRE"),
)
_DAY = re.compile(
    r"(?<![\d/])(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)"
    r"|(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"
    rf"|(?<!\d)(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})(?!\d)"
)
# After such a word come the numbers of invoices, also several: "FATT. 12, 13 E 14".
_NAMED = re.compile(
    r"\b(?:FATT(?:URA|URE)?|FAT|FT|FTT|INV(?:OICE)?|DOC|PARCELLA|NOTA|NC|N|NR|NUM(?:ERO)?|NN)\b"
    r"((?:[\s.,;:°/&+-]|\bN\b|\bNR\b|\bE\b|\bDEL\b|\bN°|\d)*)"
)
# So many digits are no day, year or count of instalments.
_TELLING = 5


class Cited(NamedTuple):
    """Whether a reason carries the number and the date of an invoice."""

    number: bool
    date: bool


def cited(reason: str, invoice: Invoice) -> Cited:
    """What a reason carries: "Saldo fatt. 12 del 10.03.26" cites FT 0012/2026 of 10 March 2026 in both."""
    text = " ".join(reason.upper().split())
    days = set(_days(text))
    return Cited(_has_number(text, invoice), invoice.dated is not None and invoice.dated in days)


def _days(text: str) -> Iterator[date]:
    for match in _DAY.finditer(text):
        if match[1]:
            year = int(match[3]) + (2000 if len(match[3]) == len("26") else 0)
            parts = (year, int(match[2]), int(match[1]))
        elif match[4]:
            parts = (int(match[4]), int(match[5]), int(match[6]))
        else:
            parts = (int(match[9]), _MONTHS.index(match[8]) + 1, int(match[7]))
        try:
            yield date(*parts)
        except ValueError:
            continue


def _has_number(text: str, invoice: Invoice) -> bool:
    """Whether the number stands there as a whole, or its core after a word such as "fattura"."""
    groups = re.findall(r"\d+|[A-Z]+", invoice.number.upper())
    if not any(group.isdigit() for group in groups):
        return bool(groups) and " ".join(groups) in re.sub(r"[^A-Z]+", " ", text)
    is_telling = len(groups) > 1 or len(groups[0].lstrip("0")) >= _TELLING
    if is_telling and re.search(_whole(groups), text):
        return True
    core = _core(groups, invoice.dated)
    without_days = _DAY.sub(" ", text)
    return core is not None and any(re.search(core, match[1]) for match in _NAMED.finditer(without_days))


def _whole(groups: list[str]) -> str:
    parts = [rf"0*{group.lstrip('0') or '0'}" if group.isdigit() else group for group in groups]
    return rf"(?<![A-Z0-9]){'[^A-Z0-9]{0,3}'.join(parts)}(?![A-Z0-9])"


def _core(groups: list[str], dated: date | None) -> str | None:
    """A pattern for the one number that is left without letters and year; None where there are several.

    Another year after it makes it another number: 12/2025 is not 12 of 2026.
    """
    years = (str(dated.year), str(dated.year)[2:]) if dated else ()
    numbers = [group.lstrip("0") or "0" for group in groups if group.isdigit()]
    # A year stands at one end of a number; alone it is the number.
    left = [one for one in numbers if one not in years] if len(numbers) > 1 else numbers
    if len(left) != 1:
        return None
    own_year = rf"(?!(?:{'|'.join(years)})(?!\d))" if years else ""
    return rf"(?<!\d)0*{left[0]}(?!\d|[/-]{own_year}\d)"
