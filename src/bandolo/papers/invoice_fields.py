"""What value does an element of an e-invoice hold: an amount, a rate, a date, a code?"""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from stdnum import iban as iban_number

from bandolo.papers.hardened_xml import Node, child, line_of, text_at
from bandolo.papers.paper_problem import PaperProblem, problem
from bandolo.rules.money import round_cents

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:[.,]\d{1,10})?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d|T[\d:.+Z-]{1,25})?")


class Reading:
    """One document under way: values are read, and what is wrong with them is gathered with its place."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.problems: list[PaperProblem] = []

    def note(self, path: str, node: Node | None, it: str, en: str, *cents: int) -> None:
        """Keep something wrong; amounts in cents fill the `{}` of its words."""
        where = "/".join(part for part in (self.place, path) if part)
        self.problems.append(problem(where, line_of(node), it, en, *cents))

    def number(self, node: Node | None, path: str) -> Decimal | None:
        """The exact number at a path; None where there is none."""
        found = child(node, path)
        text = text_at(node, path)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.note(
                path,
                found,
                f"«{text[:40]}» non è un numero come 1234.50",
                f'"{text[:40]}" is not a number such as 1234.50',
            )
            return None
        if "," in text:
            self.note(
                path, found, f"«{text}» ha la virgola: serve il punto", f'"{text}" has a comma: use a point'
            )
        return Decimal(text.replace(",", "."))

    def cents(self, node: Node | None, path: str) -> int | None:
        """The amount at a path in cents, half a cent up; None where there is none."""
        number = self.number(node, path)
        if number is None:
            return None
        cents = cents_of(number)
        if cents != number * 100 and path not in _FINE:
            self.note(
                path,
                child(node, path),
                "ha più di due decimali: è letto {}",
                "has more than two decimals: it is read as {}",
                cents,
            )
        return cents

    def rate(self, node: Node | None, path: str) -> Fraction | None:
        """The rate at a path, which is written in percent; None where there is none."""
        number = self.number(node, path)
        return None if number is None else Fraction(number) / 100

    def day(self, node: Node | None, path: str) -> date | None:
        """The day at a path; None where there is none or it is not in the calendar."""
        text = text_at(node, path)
        if not text:
            return None
        match = _DAY.fullmatch(text)
        try:
            return date.fromisoformat(match[1] if match else "")
        except ValueError:
            self.note(
                path,
                child(node, path),
                f"«{text[:40]}» non è una data come 2026-03-31",
                f'"{text[:40]}" is not a date such as 2026-03-31',
            )
            return None

    def iban(self, node: Node | None, path: str) -> str:
        """The IBAN at a path without blanks; a wrong one (ISO 13616) is kept and told."""
        written = text_at(node, path)
        code = plain_code(written)
        if code and not iban_number.is_valid(code):
            self.note(
                path,
                child(node, path),
                f"«{written[:40]}» non è un IBAN valido: le cifre di controllo non tornano",
                f'"{written[:40]}" is not a valid IBAN: its check digits do not fit',
            )
        return code


# Lines have up to eight decimals by the schema.
_FINE = frozenset(("PrezzoTotale",))


def cents_of(number: Decimal) -> int:
    """An exact number of euro in whole cents, half a cent away from zero (as SdI rounds)."""
    cents = round_cents(abs(Fraction(number)) * 100, "half_up")
    return -cents if number < 0 else cents


def vat_on(taxable: int, rate: Fraction | None) -> int:
    """The VAT on an amount in cents, half a cent away from zero."""
    vat = round_cents(abs(taxable) * (rate or Fraction(0)), "half_up")
    return -vat if taxable < 0 else vat


def vat_within(gross: int, rate: Fraction | None) -> int:
    """The VAT inside an amount in cents that has it already (D.P.R. 633/1972, art. 27, par. 2)."""
    rate = rate or Fraction(0)
    vat = round_cents(abs(gross) * rate / (1 + rate), "half_up")
    return -vat if gross < 0 else vat


def plain_code(text: str) -> str:
    """A code in capitals without what people put between its signs: "IT 123-4" is "IT1234"."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())
