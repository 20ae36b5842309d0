"""How does an officer start a call, what can a call file say, and what do editors need to know of it?"""

import json
import re
import sys
from pathlib import Path

from bandolo.cli.inputs import CALL_FILE, calls_folder, edition_of, refuse
from bandolo.cli.page import Page
from bandolo.rules.catalogue import catalogue as catalogue_of
from bandolo.rules.load import kind_pages
from bandolo.rules.schema import Schema, call_schema, case_schema
from bandolo.rules.schema_application import application_schema

TEMPLATE = Path(__file__).parent / "template"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_NEW = 'id = "new-call"'
_TITLE = '{ it = "Nuovo bando", en = "New call" }'


def new(id: str, title: str | None, into: str | None, lang: str) -> int:
    """Write the folder of a new call, whole and with cases; RefusedError where it is there already."""
    if not _ID.fullmatch(id):
        refuse(id, "the id of a call is made of small letters, digits and -, such as botteghe-2026")
    folder = (calls_folder() if into is None else Path(into)) / id
    if folder.exists():
        refuse(str(folder), "is there already; nothing is overwritten")
    words = _TITLE if title is None else f"{{ it = {_quoted(title)}, en = {_quoted(title)} }}"
    texts = {
        path.relative_to(TEMPLATE): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATE.rglob("*.toml"))
    }
    for place, text in texts.items():
        made = text.replace(_NEW, f'id = "{id}"').replace('call = "new-call"', f'call = "{id}"')
        _write(folder / place, made.replace(_TITLE, words))
    for name, schema in _schemas().items():
        _write(folder / f"{name}.schema.json", _shown(schema))
    page = Page(lang)
    page.show(page.say((f"scritto: {folder}", f"written: {folder}")))
    file = folder / CALL_FILE
    page.show(page.say((f"prossimo passo: bandolo check {file}", f"next: bandolo check {file}")))
    return 0


def schema(of: str, call: str | None) -> int:
    """Print the JSON Schema of a call file, of a file of cases, or of the applications to a call."""
    if (of == "application") != (call is not None):
        refuse("schema", "--call goes with application: bandolo schema application --call botteghe-2026")
    found = _schemas()[of] if call is None else application_schema(edition_of(call).call)
    sys.stdout.write(_shown(found))
    return 0


def catalogue() -> int:
    """Print all that a call file can say, in Markdown."""
    sys.stdout.write(catalogue_of(*kind_pages()))
    return 0


def _schemas() -> dict[str, Schema]:
    _, pages = kind_pages()
    return {"call": call_schema(pages), "cases": case_schema(pages)}


def _shown(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _quoted(text: str) -> str:
    """A text as TOML writes it: JSON's escapes are among TOML's."""
    return json.dumps(text, ensure_ascii=False)
