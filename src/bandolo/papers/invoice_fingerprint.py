"""Have we seen this invoice before: the same file, or the same document in another file?"""

import hashlib
import re
from typing import NamedTuple

from bandolo.papers.invoice import Invoice


class Fingerprint(NamedTuple):
    """What tells an invoice from all others: supplier, number, year and type, and the digest of its XML.

    `key` is SHA-256 of the first four: it can be kept and compared across calls without telling them.
    """

    supplier: str
    number: str
    year: int | None
    type: str
    digest: str

    @property
    def key(self) -> str:
        """The same for every copy of the document, however its file was made; 64 hexadecimal digits."""
        named = "\n".join((self.supplier, self.number, str(self.year), self.type))
        return hashlib.sha256(named.encode()).hexdigest()


def fingerprint_of(invoice: Invoice, digest: str) -> Fingerprint:
    """The fingerprint of an invoice of a file with this digest.

    A number counts without case, blanks and leading zeros: people write "FT 0012/A" as "ft12/a".
    """
    supplier = invoice.supplier
    number = supplier.vat_number or supplier.tax_code
    country = supplier.country if supplier.vat_number and supplier.country else "IT"
    return Fingerprint(
        supplier=f"{country}{number}",
        number=plain_number(invoice.number),
        year=invoice.dated.year if invoice.dated else None,
        type=invoice.type,
        digest=digest,
    )


def plain_number(number: str) -> str:
    """The number of an invoice as it is compared: "FT 0012/a" is "FT12/A"."""
    return "".join(_groups(number.upper()))


def _groups(number: str) -> list[str]:
    groups = re.findall(r"\d+|[A-Z]+|[^\dA-Z\s]+", number)
    return [str(int(one)) if one.isdecimal() else one for one in groups]
