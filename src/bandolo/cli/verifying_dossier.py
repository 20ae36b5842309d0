"""Does the archive of a dossier hold together?"""

from pathlib import Path

from bandolo.cli.inputs import refuse
from bandolo.cli.page import Page
from bandolo.desk.archive import verify_archive

DOES_NOT_HOLD = 1


def verify_dossier(file: str, head: str | None, lang: str) -> int:
    """Print what an archive proves, or all that is wrong; 1 where it does not hold."""
    page = Page(lang)
    try:
        with Path(file).open("rb") as stream:
            found = verify_archive(stream, head)
    except (OSError, ValueError) as problem:
        refuse(file, str(problem))
    if found.faults:
        page.show(page.say(("L'ARCHIVIO NON VALE", "THE ARCHIVE DOES NOT HOLD")))
        for fault in found.faults:
            page.show(f"{fault.where}: {page.say((fault.words.it, fault.words.en))}", 2)
        return DOES_NOT_HOLD
    page.show(page.say(("L'archivio vale.", "The archive holds.")))
    page.show(page.say((f"domanda {found.application}", f"application {found.application}")), 2)
    counts = (
        f"{found.events} eventi, {found.files} file, {found.receipts} ricevute",
        f"{found.events} events, {found.files} files, {found.receipts} receipts",
    )
    page.show(page.say(counts), 2)
    if head is None:
        compare = (
            f"ultimo evento {found.head}: lo confronti con quello che mostra lo sportello",
            f"last event {found.head}: compare it with the one that the desk shows",
        )
        page.show(page.say(compare), 2)
    return 0
