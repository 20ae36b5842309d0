"""What did a person mean who typed an amount?"""

import re

from bandolo.rules.money import read_cents

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_COMMA = re.compile(r"\d+,\d{1,2}")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")


def typed_cents(text: str) -> int:
    """Cents of `1.234,56`, `1234,56`, `1234.56`, `1,234.56` or `1234`, with or without `€`.

    `1.234` is one thousand two hundred thirty-four: cents have two digits. ValueError says what is right.
    """
    bare = text.replace("€", "").replace("EUR", "").replace("\u00a0", " ").strip().replace(" ", "")
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    elif _ENGLISH.fullmatch(bare):
        bare = bare.replace(",", "")
    return int(read_cents(bare))
