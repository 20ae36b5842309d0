"""How is a file that people sent kept, with what the virus scanner said of it?"""

from datetime import datetime

from bandolo.desk.models import ScannedFile
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.uploads import Upload
from bandolo.papers.upload_scan import Scanned


def keep_upload(upload: Upload, now: datetime) -> str:
    """Keep a file and give its digest; one that was scanned once is not unscanned by coming again."""
    digest = keep(upload.content)
    note_scan(digest, upload.scanned, now)
    return digest


def note_scan(digest: str, scanned: Scanned, now: datetime) -> None:
    """Note what was said of a file as it came in."""
    found, is_new = ScannedFile.objects.get_or_create(
        sha256=digest, defaults={"state": scanned.value, "asked_at": now}
    )
    if not is_new and found.state == Scanned.NOT_SCANNED and scanned is not Scanned.NOT_SCANNED:
        found.state, found.asked_at = scanned.value, now
        found.save(update_fields=["state", "asked_at"])
