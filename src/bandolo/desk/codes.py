"""Is a code that a person typed a right one, and what would be right?

Each reader gives the code in its one spelling, or the words to put beside the field.
"""

from datetime import date, datetime
from typing import NamedTuple

from ateco import compact_to_dotted, lookup
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.it import codicefiscale, iva

from bandolo.rules.rule import Words


class PersonCode(NamedTuple):
    """A fiscal code, or another country's identifier."""

    code: str
    is_foreign: bool


def person_code(text: str) -> str | Words:
    """A person's fiscal code of 16 signs (D.M. 23 dicembre 1976), letters for digits included."""
    try:
        code = str(codicefiscale.validate(text.strip().upper()))
    except InvalidChecksum:
        return Words(
            it="L’ultima lettera non torna: ricontrollate il codice fiscale.",
            en="The last letter does not fit the others: look at the fiscal code again.",
        )
    except ValidationError:
        return Words(
            it="Il codice fiscale di una persona ha 16 segni, come RSSMRA80A01F205X.",
            en="A person’s fiscal code has 16 signs, such as RSSMRA80A01F205X.",
        )
    if len(code) == 16:  # noqa: PLR2004 - the length that D.M. 23 dicembre 1976 gives it
        return code
    return Words(
        it="Questo è il codice di un’impresa: serve quello di una persona, di 16 segni.",
        en="This is an enterprise’s code: a person’s is needed, of 16 signs.",
    )


def vat_number(text: str) -> str | Words:
    """A VAT number of 11 digits, with or without `IT` before it."""
    try:
        return str(iva.validate(text))
    except InvalidChecksum:
        return Words(
            it="L’ultima cifra non torna: ricontrollate la partita IVA.",
            en="The last digit does not fit the others: look at the VAT number again.",
        )
    except ValidationError:
        return Words(
            it="La partita IVA ha 11 cifre, come 00743110157.",
            en="A VAT number has 11 digits, such as 00743110157.",
        )


def enterprise_code(text: str) -> str | Words:
    """An enterprise's fiscal code: 11 digits, or the 16 signs of a person who trades alone."""
    if any(sign.isalpha() for sign in text.strip().upper().removeprefix("IT")):
        return person_code(text)
    found = vat_number(text)
    if isinstance(found, str):
        return found
    return Words(
        it="Il codice fiscale di un’impresa ha 11 cifre, o i 16 segni di chi la possiede da solo.",
        en="An enterprise’s fiscal code has 11 digits, or the 16 signs of its sole owner.",
    )


def activity_code(text: str, on: date) -> str | Words:
    """An ATECO code in the classification of a day, with its dots: `56.11.11`, also typed `561111`."""
    bare = text.strip()
    found = lookup(compact_to_dotted(bare) if bare.isdigit() else bare, as_of=on) if bare else None
    if found is not None and found.level in {"class", "category", "subcategory"}:
        return str(found.code)
    return Words(
        it=f"{bare}: non è nella classificazione ATECO; un codice è come 56.11.11.",
        en=f"{bare}: not in the ATECO classification; a code is such as 56.11.11.",
    )


def typed_day(text: str) -> date | Words:
    """A day typed as `22/11/2026`, `22-11-2026`, `22.11.2026` or `2026-11-22`."""
    bare = text.strip().replace("-", "/").replace(".", "/")
    for form in ("%d/%m/%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(bare, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return Words(
        it="La data non c’è nel calendario: scrivetela come 22/11/2026.",
        en="There is no such date: write it as 22/11/2026.",
    )
