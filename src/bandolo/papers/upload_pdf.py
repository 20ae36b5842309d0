"""Does a PDF hold anything that acts: scripts, programs to start, forms that send?"""

from io import BytesIO
from pathlib import Path

import pikepdf

from bandolo.papers.signature_words import Finding, said
from bandolo.papers.upload_words import upload_finding

# ISO 32000-2, 12.6.4: the actions that do more than move about in the document or open a page of the web.
_ACTIONS = frozenset(
    (
        "/GoToE",
        "/ImportData",
        "/JavaScript",
        "/Launch",
        "/Movie",
        "/Rendition",
        "/RichMediaExecute",
        "/SubmitForm",
    )
)
_KEYS = frozenset(("/JS", "/RichMediaContent", "/XFA"))
MOST_OBJECTS = 1_000_000
DEEPEST = 40


def pdf_findings(file: Path | bytes) -> tuple[Finding, ...]:
    """What stands against keeping a PDF, and what is to be known of it."""
    try:
        with pikepdf.open(BytesIO(file) if isinstance(file, bytes) else file) as pdf:
            if pdf.is_encrypted:
                return (upload_finding("encrypted"),)
            active = sorted(_active(pdf))
            attached = len(pdf.attachments)
    except pikepdf.PasswordError:
        return (upload_finding("encrypted"),)
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError) as problem:
        return (upload_finding("unreadable", said(problem)),)
    found = [upload_finding("active_content", ", ".join(active))] if active else []
    if attached:
        found.append(upload_finding("attachments", attached))
    return tuple(found)


def _active(pdf: pikepdf.Pdf) -> set[str]:
    """The names of what acts, wherever in the file it stands."""
    found: set[str] = set()
    for number, one in enumerate(pdf.objects):
        if number > MOST_OBJECTS:
            raise ValueError(f"more than {MOST_OBJECTS} objects")
        _gather(one, found, 0)
    return found


def _gather(one: pikepdf.Object, found: set[str], depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError(f"objects lie more than {DEEPEST} deep")
    if isinstance(one, pikepdf.Array):
        inside = [*one]
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        inside = [one[key] for key in one.keys()]  # noqa: SIM118  # pikepdf's own
        found.update(_KEYS & set(one.keys()))
        action = one.get("/S")
        if isinstance(action, pikepdf.Name) and str(action) in _ACTIONS:
            found.add(str(action))
    else:
        return
    for part in inside:
        # What stands elsewhere in the file comes by itself.
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _gather(part, found, depth + 1)
