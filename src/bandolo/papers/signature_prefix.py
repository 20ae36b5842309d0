"""Is a signed PDF the very paper that the desk generated, with nothing added to it but signatures?

Signing adds to a PDF: a signed copy starts with the bytes that were given to sign. What follows may replace
any object of the paper, so each that it replaces is looked at.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
from pyhanko.sign.diff_analysis.commons import compare_dicts

from bandolo.papers.signature_pades import BROKEN_PDF, changes
from bandolo.papers.signature_records import Prefix

# What a program that signs may write into the catalogue: the form with the signature, and what verifies it.
_OF_SIGNING = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"})
_ANNOTATIONS = frozenset({"/Annots"})


@dataclass(frozen=True, slots=True)
class Generated:
    """A paper that the desk generated to be signed: its size in bytes and its digest (SHA-256)."""

    size: int
    digest: str


def prefix_of(file: IO[bytes], generated: Generated) -> Prefix | None:
    """The first bytes of a PDF, as many as a generated paper has; None where it is shorter."""
    file.seek(0)
    first = file.read(generated.size)
    if len(first) < generated.size:
        return None
    digest = hashlib.sha256(first).hexdigest()
    try:
        last = PdfFileReader(BytesIO(first), strict=False).xrefs.total_revisions - 1
        only_signed = _only_signed(PdfFileReader(file, strict=False), last)
    except BROKEN_PDF:
        only_signed = False
    return Prefix(generated.size, digest, only_signed=only_signed)


def _only_signed(reader: PdfFileReader, last: int) -> bool:
    """Whether the revisions after `last` only sign."""
    if last + 1 == reader.xrefs.total_revisions:
        return True
    # pyHanko compares forms that are there for signing; the paper's need not be. It takes over from there.
    return (
        _adds_only_signatures(reader, last)
        and changes(reader, DEFAULT_DIFF_POLICY.review_file(reader, last + 1)) is None
    )


def _adds_only_signatures(reader: PdfFileReader, last: int) -> bool:
    old, new = reader.get_historical_resolver(last), reader.get_historical_resolver(last + 1)
    form, had = _value(new.root, "/AcroForm"), _value(old.root, "/AcroForm") or {}
    if form is None or "/XFA" in form or not _signs(had, form, "/Fields"):
        return False
    if new.refs_freed_in_revision() or not compare_dicts(old.root, new.root, _OF_SIGNING, raise_exc=False):
        return False
    free = _free_to_change(old)
    # What is new shows only where something replaced leads to it.
    replaced = [one for one in new.explicit_refs_in_revision() if not old.is_ref_unassignable(one)]
    return all(one in free or _is_same(old(one), new(one)) for one in replaced)


def _free_to_change(old: HistoricalResolver) -> set[generic.Reference]:
    """The catalogue and its form, compared on their own, and what describes the document without showing."""
    found = {old.root_ref}
    for holder, key in ((old.trailer_view, "/Info"), (old.root, "/Metadata"), (old.root, "/AcroForm")):
        value = holder.raw_get(key) if key in holder else None
        if isinstance(value, generic.IndirectObject):
            found.add(value.reference)
    return found


def _is_same(before: generic.PdfObject, after: generic.PdfObject) -> bool:
    """Whether an object of the paper is what it was: a page but for the signatures put on it."""
    if isinstance(before, generic.StreamObject) or isinstance(after, generic.StreamObject):
        return False
    if not isinstance(before, generic.DictionaryObject) or not isinstance(after, generic.DictionaryObject):
        return bool(before == after)
    if _value(before, "/Type") == "/Page":
        return compare_dicts(before, after, _ANNOTATIONS, raise_exc=False) and _signs(
            before, after, "/Annots"
        )
    return bool(before == after)


def _signs(before: Mapping[str, Any], after: Mapping[str, Any], key: str) -> bool:
    """Whether what is listed at a key, as fields or annotations, is what was, and signatures."""
    had, has = list(_value(before, key) or ()), list(_value(after, key) or ())
    return has[: len(had)] == had and all(_is_signature(one) for one in has[len(had) :])


def _is_signature(field: generic.PdfObject) -> bool:
    shown = field.get_object()
    return isinstance(shown, generic.DictionaryObject) and _value(shown, "/FT") == "/Sig"


def _value(holder: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401
    """What stands at a key, followed where it stands elsewhere; None where nothing does."""
    return holder[key] if key in holder else None  # noqa: SIM401  # get() does not follow
