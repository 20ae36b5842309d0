"""Which payments does the list of movements of an Italian bank show, in CSV?

Every bank names its columns as it likes: a layout says which is which, and one can be proposed from the head.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Literal

from bandolo.papers.invoice_codes import Means
from bandolo.papers.invoice_fields import plain_code
from bandolo.papers.paper_problem import PaperProblem, UnreadableError, problem
from bandolo.papers.payment_proof import LONGEST_REASON, Payment

MOST_ROWS = 100_000
MOST_CSV_BYTES = 10_000_000
# Some banks write their name, the account and the period above the head.
_ROWS_ABOVE = 40
_AMOUNT = re.compile(r"([-+(]?)(?:EUR|€)?(\d{1,3}(?:\.\d{3})+|\d{1,13})(?:,(\d{1,2}))?(?:EUR|€)?([-+)]?)")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})|(\d{4})-(\d\d)-(\d\d)")
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "on": ("data contabile", "data operazione", "data", "data movimento", "data valuta", "valuta"),
    "amount": ("importo", "importo eur", "importo (€)", "importo euro", "importo in euro"),
    "debit": ("dare", "addebiti", "addebito", "uscite", "uscita"),
    "reason": ("descrizione estesa", "causale", "descrizione", "descrizione operazione", "dettagli"),
    "payee": ("beneficiario", "controparte", "ordinante/beneficiario"),
    "payee_iban": ("iban beneficiario", "iban controparte"),
}
_MEANS_WORDS: tuple[tuple[re.Pattern[str], Means], ...] = (
    (re.compile(r"\bri\.?ba\b|ricevut[ae] bancari[ae]|effetti? ritirat"), "riba"),
    (re.compile(r"\bsdd\b|\brid\b|addebito diretto"), "rid"),
    (re.compile(r"\bassegn[oi]\b"), "cheque"),
    (re.compile(r"\bbonific[oi]\b|\bbon\.|\bsct\b|\bsepa\b"), "transfer"),
    (re.compile(r"\bcarta\b|\bpos\b|\bpagobancomat\b|\bbancomat\b"), "card"),
    (re.compile(r"\bprelievo\b|\bprelevamento\b|contanti"), "cash"),
)
Decimal = Literal[",", "."]
_LIKE: Mapping[Decimal, str] = {",": "1.234,50", ".": "1,234.50"}
_SWAPPED = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvLayout:
    """The columns of a bank's list, by the names in its head.

    Either `amount`, below zero for what goes out, or `debit`, which is written with or without a minus.
    """

    on: str
    amount: str | None = None
    debit: str | None = None
    reason: str
    payee: str | None = None
    payee_iban: str | None = None
    separator: str = ";"
    decimal: Decimal = ","


def proposed_layout(text: str) -> CsvLayout | None:
    """The layout that the head of a list seems to have, to be confirmed; None where none is known."""
    for line in text.splitlines()[:_ROWS_ABOVE]:
        for separator in (";", "\t", ",", "|"):
            cells = {_plain(cell): cell.strip().strip('"') for cell in line.split(separator)}
            named = {
                column: next((cells[name] for name in names if name in cells), None)
                for column, names in _KNOWN.items()
            }
            on, reason = named["on"], named["reason"]
            if on and reason and (named["amount"] or named["debit"]):
                return CsvLayout(
                    on=on,
                    amount=None if named["debit"] else named["amount"],
                    debit=named["debit"],
                    reason=reason,
                    payee=named["payee"],
                    payee_iban=named["payee_iban"],
                    separator=separator,
                    # Where commas part the columns, points part the cents.
                    decimal="." if separator == "," else ",",
                )
    return None


def csv_text(data: bytes) -> str:
    """The text of a list in bytes: UTF-8, else windows-1252."""
    if len(data) > MOST_CSV_BYTES:
        raise UnreadableError("il file supera 10 MB", "the file is above 10 MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def csv_payments(text: str, layout: CsvLayout) -> tuple[tuple[Payment, ...], tuple[PaperProblem, ...]]:
    """What went out, and the rows that could not be read; UnreadableError where the columns are not there."""
    columns = [one for one in (layout.on, layout.amount, layout.debit, layout.reason) if one]
    payments: list[Payment] = []
    problems: list[PaperProblem] = []
    head: dict[str, int] | None = None
    for number, row in _rows(text, layout.separator):
        if head is None:
            names = {_plain(cell): at for at, cell in enumerate(row)}
            if all(_plain(column) in names for column in columns):
                head = names
            continue
        found = _read_row(row, head, layout, number)
        if isinstance(found, Payment):
            payments.append(found)
        elif found is not None:
            problems.append(found)
    if head is None:
        listed = ", ".join(columns)
        raise UnreadableError(
            f"nessuna riga ha le colonne dichiarate: {listed}", f"no row has the columns declared: {listed}"
        )
    return tuple(payments), tuple(problems)


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if reader.line_num > MOST_ROWS:
                raise UnreadableError(
                    f"l'elenco ha più di {MOST_ROWS} righe", f"the list has more than {MOST_ROWS} rows"
                )
            yield reader.line_num, row
    except csv.Error:
        raise UnreadableError(
            "l'elenco ha un campo troppo lungo o virgolette non chiuse",
            "the list has a field that is too long, or quotes that do not close",
            reader.line_num,
        ) from None


def _read_row(
    row: Sequence[str], head: Mapping[str, int], layout: CsvLayout, number: int
) -> Payment | PaperProblem | None:
    """The payment of a row, what is wrong with it, or None for what is no payment."""
    cells = {name: " ".join(row[at].split()) for name, at in head.items() if at < len(row)}
    written, day = _cell(cells, layout.debit or layout.amount), _cell(cells, layout.on)
    if not day or not written:
        # An empty row, a balance at the end, or money that came in.
        return None
    cents, on = read_bank_cents(written, layout.decimal), read_italian_day(day)
    if cents is None:
        it = f"«{written[:40]}» non è un importo come {_LIKE[layout.decimal]}"
        return problem("", number, it, f'"{written[:40]}" is not an amount such as {_LIKE[layout.decimal]}')
    if on is None:
        it = f"«{day[:40]}» non è una data come 31/03/2026"
        return problem("", number, it, f'"{day[:40]}" is not a date such as 31/03/2026')
    if cents == 0 or (layout.debit is None and cents > 0):
        return None
    reason = _cell(cells, layout.reason)
    return Payment(
        id="",
        cents=abs(cents),
        on=on,
        means=means_in(reason),
        reason=reason[:LONGEST_REASON],
        payee=_cell(cells, layout.payee),
        payee_iban=plain_code(_cell(cells, layout.payee_iban)),
        payer_iban="",
        state="executed",
        source="csv",
        where=f"line {number}",
    )


def _cell(cells: Mapping[str, str], column: str | None) -> str:
    return cells.get(_plain(column), "") if column else ""


def read_bank_cents(text: str, decimal: Decimal = ",") -> int | None:
    """Cents of "1.234,50", "-1234,5", "1.234,50-", "(12,00)" or "€ 12"; None where it is none of these."""
    plain = re.sub(r"[\s']", "", text.upper())
    if decimal == ".":
        plain = plain.translate(_SWAPPED)
    match = _AMOUNT.fullmatch(plain)
    if not match:
        return None
    before, whole, decimals, after = match[1], match[2], match[3] or "", match[4]
    cents = int(whole.replace(".", "")) * 100 + int(decimals.ljust(2, "0"))
    return -cents if "-" in (before, after) or (before, after) == ("(", ")") else cents


def read_italian_day(text: str) -> date | None:
    """The day of "31/03/2026", "31.3.26" or "2026-03-31", with or without an hour after it."""
    match = _DAY.match(text)
    if not match:
        return None
    day, month, year = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(year) + (2000 if len(year) == len("26") else 0), int(month), int(day))
    except ValueError:
        return None


def means_in(reason: str) -> Means | None:
    """The means of payment that the words of a movement name; None where they name none."""
    plain = reason.casefold()
    return next((means for pattern, means in _MEANS_WORDS if pattern.search(plain)), None)


def _plain(name: str) -> str:
    return " ".join(name.strip().strip('"').casefold().split())
