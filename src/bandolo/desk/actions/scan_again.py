"""Which files were kept unscanned, and what becomes of one in which a virus is found later?"""

import logging
from datetime import datetime

from django.db import transaction
from django_tasks import task

from bandolo.desk import clock
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Application, Attachment, HandedPaper, InvoiceUse, ScannedFile
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.outside.files import at_hand
from bandolo.desk.outside.uploads import scanner
from bandolo.papers.upload_scan import Scan, Scanned, scan

logger = logging.getLogger(__name__)
# So many in one go, those first that were asked about longest ago.
MOST = 200


@task()
def scan_again() -> None:
    """Ask the scanner about files that came while there was none, or while it did not answer."""
    asked = scanner()
    if asked is None:
        return
    unscanned = ScannedFile.objects.filter(state=Scanned.NOT_SCANNED).order_by("asked_at", "sha256")
    for one in unscanned[:MOST]:
        try:
            with at_hand(one.sha256) as path:
                found = scan(path, asked)
        except OSError as problem:
            found = Scan(Scanned.NOT_SCANNED, ())
            logger.warning("not scanned: %s", problem)
        _settle(one.sha256, found, clock.now())


@transaction.atomic
def _settle(sha256: str, found: Scan, now: datetime) -> None:
    """Note what was said; a file with a virus counts nowhere any more and is handed out to nobody."""
    virus = found.findings[0].words.it if found.state is Scanned.INFECTED else ""
    ScannedFile.objects.filter(sha256=sha256).update(state=found.state, virus=virus[:200], asked_at=now)
    if found.state is not Scanned.INFECTED:
        return
    attached = Attachment.objects.filter(sha256=sha256, state__in=ATTACHED)
    handed = HandedPaper.objects.filter(sha256=sha256, removed_at=None)
    dossiers = {
        *attached.values_list("application", flat=True),
        *handed.values_list("application", flat=True),
    }
    # Applications first, by id, as every step holds them.
    held = Application.objects.select_for_update(of=("self",)).filter(id__in=dossiers).order_by("id")
    for application in held:
        attached.filter(application=application).update(state="refused")
        InvoiceUse.objects.filter(application=application, paper__in=handed, removed_at=None).update(
            removed_at=now
        )
        handed.filter(application=application).update(removed_at=now)
        data = {"sha256": sha256, "virus": virus}
        record_event("application", application.id, "quarantine", Actor(None), now, data)
