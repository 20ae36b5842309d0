"""How does a dossier read on a page that opens without the desk and without network?"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from bandolo.desk.archive import document_path
from bandolo.desk.deeds import deed
from bandolo.desk.models import Application, Event
from bandolo.desk.queries.accounts import KIND_WORDS
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.roles import ROLE_WORDS
from bandolo.rules.days import show_instant
from bandolo.rules.money import show_euro

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3rem;"
    "text-align:left;vertical-align:top}code{word-break:break-all;font-size:.8em}"
)
_TOP = (
    '<!doctype html>\n<html lang="it"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
)
_ROLES: Mapping[str, str] = {role: words.it for role, words in ROLE_WORDS.items()}
_VERIFY = (
    "bandolo dossier verify FILE.zip controlla impronte, catena degli eventi, documenti e ricevute; "
    "il formato è pubblico (docs/dossier.md) / checks digests, chain of events, documents and receipts; the "
    "format is public"
)


def archive_page(
    application: Application,
    told: Mapping[str, Any],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    events: Iterable[Event],
    gone: Iterable[str],
) -> str:
    """The index of an archive, in Italian with English beside it; every text is escaped."""
    rules = rules_of(application.edition_id)
    title = f"{told['reference']} – {told['enterprise']['name']}"
    head = [
        ("Bando / Call", rules.title.it),
        ("Impresa / Enterprise", f"{told['enterprise']['name']} ({told['enterprise']['fiscal_code']})"),
        ("Stato / State", told["state_words"]),
        ("Domanda / Application", told["application"]),
        ("Edizione del bando / Edition (SHA-256)", told["edition"]),
        ("Ultimo evento / Last event (SHA-256)", told["head"]),
    ]
    names = {one["sha256"]: one["name"] for one in rows.get("attachment", ())}
    files = _files(rows, names)
    money = [
        (KIND_WORDS[one["kind"]].it, show_euro(one["amount_cents"], "it"), one["note"], one["at"])
        for one in rows.get("ledgerentry", ())
    ]
    parts = [
        f"<h1>{escape(title)}</h1>",
        _table((), head),
        "<h2>Documenti / Documents</h2>",
        _links((document_path(digest), name) for digest, name in files if digest not in set(gone)),
        "<h2>Calcoli e dati / Computations and data</h2>",
        _links((name, name) for name in _DATA),
        "<h2>Denaro / Money</h2>",
        _table(("Voce", "Importo", "Nota", "Istante"), money),
        "<h2>Eventi / Events</h2>",
        _table(("N.", "Quando", "Che cosa", "Ruolo", "Norme", "SHA-256"), [_event(one) for one in events]),
        f"<h2>Verifica / Verification</h2><p>{escape(_VERIFY)}</p>",
    ]
    style = f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    return "\n".join((_TOP, style, "</head>", "<body>", *parts, "</body></html>", ""))


_DATA = ("statement.json", "records.json", "events.json", "dossier.json", "manifest.json", "call.toml")


def _files(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], names: Mapping[str, str]
) -> list[tuple[str, str]]:
    """The files that rows name, each with what it is called or which table names it."""
    found: dict[str, str] = {}
    for kind, listed in rows.items():
        for row in listed:
            for column, value in row.items():
                if value and column.endswith("sha256") and column not in ("inputs_sha256", "data_sha256"):
                    found.setdefault(value, names.get(value) or f"{kind}: {column.removesuffix('_sha256')}")
    return sorted(found.items(), key=lambda one: (one[1], one[0]))


def _event(one: Event) -> tuple[str, ...]:
    when = show_instant(one.happened_at.replace(microsecond=0), "it")
    return (
        str(one.seq),
        when,
        deed(one.what).it,
        _ROLES.get(one.role, one.role),
        ", ".join(one.clauses),
        one.digest,
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "\n".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{top}</tr></thead>' if top else ''}<tbody>\n{body}\n</tbody></table>"


def _links(files: Iterable[tuple[str, str]]) -> str:
    found = "".join(f'<li><a href="{escape(path)}">{escape(name)}</a></li>' for path, name in files)
    return f"<ul>{found}</ul>"
