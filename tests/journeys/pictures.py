"""What does a page look like? `make pictures` keeps those of the README from the journeys themselves."""

import os
from base64 import b64decode
from pathlib import Path

from playwright.sync_api import Page

FOLDER = os.environ.get("BANDOLO_PICTURES")
QUALITY = 70


def picture(page: Page, name: str, of: str = "") -> None:
    """Keep what the window shows as WebP, from the element `of` down; nothing unless pictures are wanted."""
    if FOLDER is None:
        return
    page.evaluate("of => of ? document.querySelector(of).scrollIntoView() : scrollTo(0, 0)", of)
    made = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    Path(FOLDER, f"{name}.webp").write_bytes(b64decode(made["data"]))
