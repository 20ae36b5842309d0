"""Which page waits for the opening with an applicant, and which shows the receipt where no script runs?"""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from urllib.parse import quote

HTML = "text/html; charset=utf-8"
WAITING_PAGE = (files(__package__) / "waiting.html").read_bytes()
_PLAIN = """<!DOCTYPE html>
<html lang="it"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head><body><main><h1>{title}</h1>
<dl><dt>Numero / Number</dt><dd>{number}</dd><dt>Istante / Instant (UTC)</dt><dd>{instant}</dd>
<dt>Domanda / Application</dt><dd>{application}</dd><dt>Esito / Outcome</dt><dd>{outcome}</dd></dl>
<p><a download="ricevuta.json" href="data:application/json,{data}">Salva la ricevuta / Save it</a></p>
<p>Conservi il file: prova da solo il posto, anche senza questo sito. /
Keep the file: it proves the place by itself.</p>
</main></body></html>
"""


def receipt_page(receipt: bytes) -> bytes:
    """The page of a receipt for a browser without scripts, with the receipt as a file in it."""
    said = json.loads(receipt)
    title = "Ricevuta / Receipt" if said["outcome"] == "accepted" else "Non ricevuta / Refused"
    shown = {key: escape(str(said[key] or "–")) for key in ("number", "instant", "application", "outcome")}
    return _PLAIN.format(title=title, data=quote(receipt), **shown).encode()


def page_headers(page: bytes) -> str:
    """The headers that let a page run its own script and style, and nothing else."""
    text = page.decode()
    found = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    scripts = " ".join(f"'sha256-{_digest(one)}'" for one in found) or "'none'"
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return f"content-security-policy: {policy}\r\nreferrer-policy: no-referrer\r\n"


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
