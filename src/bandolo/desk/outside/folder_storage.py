"""How does Django's storage keep a file in a folder so that no power cut loses it and nobody changes it?"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from bandolo.papers.upload_store import put


class FolderStorage(FileSystemStorage):
    """The folder of the settings, in which a file is whole and on the disk, or not there; then read-only."""

    @property
    def base_location(self) -> str:
        """The folder, as the settings have it now."""
        return str(settings.FILES)

    @property
    def location(self) -> str:
        """The same, absolute."""
        return str(Path(settings.FILES).absolute())

    def _save(self, name: str, content: Any) -> str:
        put(Path(self.path(name)), content)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's own
        """The name itself: what is kept under a digest is always the same."""
        return name
