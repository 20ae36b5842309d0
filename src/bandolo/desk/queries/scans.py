"""What did the virus scanner say of the files on a page?"""

from collections.abc import Iterable, Mapping

from bandolo.desk.models import ScannedFile
from bandolo.papers.upload_scan import Scanned


def scans_of(digests: Iterable[str]) -> Mapping[str, str]:
    """The state of each file by its digest; one that nobody scanned is `not_scanned`. One question."""
    listed = [one for one in digests if one]
    found = dict(ScannedFile.objects.filter(sha256__in=listed).values_list("sha256", "state"))
    return {one: found.get(one, Scanned.NOT_SCANNED.value) for one in listed}


def is_quarantined(digest: str) -> bool:
    """Whether a file is handed out to nobody."""
    return ScannedFile.objects.filter(sha256=digest, state=Scanned.INFECTED).exists()
