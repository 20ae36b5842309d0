"""Which commands does Bandolo have, and what can be said to each?

Only arguments are read here. The work of the commands imports the rules, which alone takes most of the time
that `bandolo --help` may take (200 ms): so `work` is imported by name when a command runs, and its own
imports are plain ones.
"""
# long file: every command once

import sys
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Literal

import typer

from bandolo.cli.ending import UNWRITTEN, unwritten

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

CallName = Annotated[
    str,
    typer.Argument(metavar="CALL", help="The id of a call (see: bandolo calls), or the path of a call.toml."),
]
File = Annotated[
    str, typer.Argument(metavar="FILE", help="An application, in TOML or JSON; - reads standard input.")
]
Line = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="The applications in line, [[entry]] in TOML or JSON; - reads standard input."
    ),
]
Lang = Annotated[Literal["it", "en"], typer.Option("--lang", help="The language of the words.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON (docs/answer-format.md).")]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="INSTANT",
        help="As of when, with its zone: 2026-03-01T10:00:00+01:00. Else the `at` of the file, else now.",
    ),
]
Moment = Annotated[
    Literal["submission", "review", "award", "reporting", "payment"],
    typer.Option("--moment", help="When in the life of the application."),
]
Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="How many web processes.")]
Threads = Annotated[int, typer.Option("--threads", min=1, help="How many requests each has in hand at once.")]


def _show_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"bandolo {import_module('importlib.metadata').version('bandolo')}\n")
        raise typer.Exit


@app.callback()
def start(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Calls for business grants as data: check a call, assess an application, see why."""


@app.command()
def calls(lang: Lang = "it") -> None:
    """List the calls."""
    _do("calls", lang=lang)


@app.command()
def check(
    call: Annotated[
        str | None,
        typer.Argument(metavar="[CALL|FILE]", help="A call's id or its call.toml; all calls, if not said."),
    ] = None,
    clauses: Annotated[
        bool, typer.Option("--clauses", help="List what carries each clause of the text.")
    ] = False,
    lang: Lang = "it",
) -> None:
    """Check a call file and run its cases; every problem is printed with its line."""
    _do("check", name=call, shows_clauses=clauses, lang=lang)


@app.command()
def facts(call: CallName, lang: Lang = "it") -> None:
    """List what a call asks: the question, its type, who can attest it."""
    _do("facts", name=call, lang=lang)


@app.command()
def assess(
    call: CallName,
    file: File,
    at: At = None,
    moment: Moment = "submission",
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Assess an application: who can have the grant, how much, why, with which papers, by when."""
    _do("assess", name=call, file=file, at=at, moment=moment, as_json=as_json, lang=lang)


@app.command()
def rank(call: CallName, file: Line, as_json: AsJson = False, lang: Lang = "it") -> None:
    """Rank applications and give them the funds, with what decided each place."""
    _do("rank", name=call, file=file, as_json=as_json, lang=lang)


@app.command()
def dates(
    call: CallName,
    known: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[EVENT=DATE|NUMBER=3]...",
            help="What has happened and when; the lengths that requests state.",
        ),
    ] = None,
    lang: Lang = "it",
) -> None:
    """Count the deadlines that follow from events, and say what the others wait for."""
    _do("dates", name=call, known=known or [], lang=lang)


@app.command()
def schedule(
    call: CallName,
    principal: Annotated[str, typer.Option("--principal", help="The loan in euro, such as 100000.00.")],
    years: Annotated[int, typer.Option("--years", help="How long it lasts, grace period included.")],
    first_due: Annotated[
        str, typer.Option("--first-due", metavar="DATE", help="When the first instalment falls due.")
    ],
    grace_months: Annotated[int, typer.Option("--grace-months", help="How long only interest is paid.")] = 0,
    balance_paid: Annotated[
        str | None,
        typer.Option("--balance-paid", metavar="DATE", help="When the balance of the aid is paid, if known."),
    ] = None,
    lang: Lang = "it",
) -> None:
    """Work out how a soft loan is paid back."""
    terms = {"principal": principal, "years": years, "grace_months": grace_months}
    _do("schedule", name=call, **terms, first_due=first_due, balance_paid=balance_paid, lang=lang)


@app.command()
def guide(call: CallName, lang: Lang = "it") -> None:
    """Write the whole call as a guide in Markdown, derived from its rules."""
    _do("guide", name=call, lang=lang)


@app.command()
def invoice(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="E-invoices, XML or p7m; - reads standard input.")
    ],
    bank: Annotated[
        str | None,
        typer.Option("--bank", metavar="FILE", help="What a bank says: camt.053, pain.002 or a CSV."),
    ] = None,
    schema: Annotated[
        list[str] | None,
        typer.Option("--schema", metavar="FILE", help="An official schema (XSD), to check against it too."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Explain e-invoices: who, what, how much, which references, what is odd; signatures are not verified."""
    _do("invoice", files=files, bank=bank, schema=schema or [], as_json=as_json, lang=lang)


@app.command()
def new(
    id: Annotated[str, typer.Argument(metavar="ID", help="Its short name, such as botteghe-2026.")],
    title: Annotated[str | None, typer.Option("--title", help="Its title.")] = None,
    into: Annotated[
        str | None, typer.Option("--into", metavar="FOLDER", help="Where; else where the calls are.")
    ] = None,
    lang: Lang = "it",
) -> None:
    """Start a call: a folder with a commented file, an application and cases; nothing is overwritten."""
    _do("new", id=id, title=title, into=into, lang=lang)


@app.command()
def schema(
    of: Annotated[
        Literal["call", "cases", "application"],
        typer.Argument(help="Of a call, of cases, or of the applications to one call."),
    ] = "call",
    call: Annotated[
        str | None, typer.Option(metavar="CALL", help="To which call the applications are: its id or file.")
    ] = None,
) -> None:
    """Print the JSON Schema that editors check a file with."""
    _do("schema", of=of, call=call)


@app.command()
def catalogue() -> None:
    """Print all that a call file can say: each kind with its fields and an example (docs/catalogue.md)."""
    _do("catalogue")


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 1, threads: Threads = 4) -> None:
    """Run the desk: database, web and jobs, until a signal ends it (docs/operating.md)."""
    _do("serve", host=host, port=port, workers=workers, threads=threads)


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    threads: Threads = 4,
    open_in: Annotated[
        str | None, typer.Option("--open-in", metavar="TIME", help="Open a call in so long: 90s, 2m, 1h.")
    ] = None,
) -> None:
    """Run the desk with the calls and made-up people and applications."""
    _do("demo", host=host, port=port, workers=workers, threads=threads, open_in=open_in)


@app.command()
def worker() -> None:
    """Do the jobs of a desk whose database DATABASE_URL names, until a signal ends it."""
    _do("worker")


@app.command()
def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A signed file: p7m, PDF, XML.")],
    detached: Annotated[
        str | None,
        typer.Option("--detached", metavar="FILE", help="The document, where the signature stands apart."),
    ] = None,
    trust: Annotated[
        str | None,
        typer.Option(
            "--trust", metavar="FOLDER", help="Where the trusted lists are; else BANDOLO_TRUST, else none."
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="INSTANT", help="When the file was surely there, with its zone; else now."
        ),
    ] = None,
    asks_issuers: Annotated[
        bool, typer.Option("--ask-issuers", help="Ask the issuers over the network who was revoked.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Verify the signatures of a file: who signed, when, whether it holds, and why; exit 1 if not all do."""
    _do(
        "verify",
        file=file,
        detached=detached,
        trust=trust,
        at=at,
        asks_issuers=asks_issuers,
        as_json=as_json,
        lang=lang,
    )


@app.command()
def trust(
    file: Annotated[
        str | None, typer.Argument(metavar="[LIST.xml]", help="A trusted list; fetched, if not said.")
    ] = None,
    lotl: Annotated[
        str | None,
        typer.Option(
            "--lotl", metavar="LOTL.xml", help="The EU list of the lists, which names its operator."
        ),
    ] = None,
    lotl_signers: Annotated[
        str | None,
        typer.Option(
            "--lotl-signers",
            metavar="FILE.pem",
            help="Who may sign the list of the lists; else the known ones.",
        ),
    ] = None,
    into: Annotated[
        str | None, typer.Option("--into", metavar="FOLDER", help="Where to keep it; else BANDOLO_TRUST.")
    ] = None,
    lang: Lang = "it",
) -> None:
    """Import the trusted list by which signatures are verified, from a file or over the network."""
    _do("trust", file=file, lotl=lotl, lotl_signers=lotl_signers, into=into, lang=lang)


dossiers = typer.Typer(no_args_is_help=True, help="Archives of dossiers.")
app.add_typer(dossiers, name="dossier")


@dossiers.command("verify")
def verify_dossier(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The archive of a dossier, a ZIP.")],
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="HEX", help="The digest of its last event, as the desk shows it."),
    ] = None,
    lang: Lang = "it",
) -> None:
    """Verify the archive of a dossier, without network or database: exit 1 where it does not hold."""
    _do("verify_dossier", file=file, head=head, lang=lang)


receipts = typer.Typer(no_args_is_help=True, help="Receipts of click day.")
app.add_typer(receipts, name="receipt")


@receipts.command("verify")
def verify_receipt(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A receipt; - reads standard input.")],
    log: Annotated[
        str | None, typer.Option("--log", metavar="FILE", help="The published log, to find the receipt in.")
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", metavar="HEX", help="The public key that the body has published.")
    ] = None,
    lang: Lang = "it",
) -> None:
    """Verify a receipt, without network or database: exit 1 where it does not hold."""
    _do("verify_receipt", file=file, log=log, key=key, lang=lang)


@app.command()
def submit(
    ticket: Annotated[
        str, typer.Argument(metavar="TICKET", help="A ticket, or the file that holds it; - reads it.")
    ],
    to: Annotated[
        str, typer.Option("--to", metavar="ADDRESS", help="Where, such as https://domande.example.it.")
    ],
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="Where the receipt goes; else it is printed.")
    ] = None,
    patience: Annotated[int, typer.Option("--patience", help="For how many seconds to try.")] = 600,
    lang: Lang = "it",
) -> None:
    """Send a sealed application at the opening, and keep the receipt; every retry is safe."""
    _do("submit", ticket=ticket, to=to, out=out, patience=patience, lang=lang)


@app.command()
def intake(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="The port to listen on; 0 takes a free one.")] = 8100,
) -> None:
    """Run a node of the intake, on DATABASE_URL (or INTAKE_DATABASE_URL) with the keys in BANDOLO_KEYS."""
    _do("intake", host=host, port=port)


@app.command()
def keys(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of the keys.")],
    rotate: Annotated[
        bool, typer.Option("--rotate", help="Add a key that signs tickets from now on.")
    ] = False,
    end: Annotated[
        str | None, typer.Option("--end", metavar="KEY", help="Remove a key: its tickets end with it.")
    ] = None,
) -> None:
    """Make the keys of tickets and receipts where they are missing, rotate those of tickets, list them."""
    _do("keys", folder=folder, rotate=rotate, end=end)


@app.command()
def watch(
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="The public address of the intake.")],
    ledger: Annotated[str, typer.Option("--ledger", metavar="FILE", help="Where each minute is written.")],
    call: Annotated[
        str | None,
        typer.Option("--call", metavar="CALL", help="A call whose line is looked at; else the watch's own."),
    ] = None,
) -> None:
    """Look at the intake from outside each second, and keep a signed ledger; keys in BANDOLO_KEYS."""
    _do("watch", to=to, call=call, ledger=ledger)


@app.command()
def log(call: Annotated[str, typer.Argument(metavar="CALL", help="The call whose log is written.")]) -> None:
    """Write the public log of a line, from DATABASE_URL (or INTAKE_DATABASE_URL)."""
    _do("log", call=call)


def _do(command: str, **arguments: object) -> None:
    work = import_module("bandolo.cli.work")
    raise typer.Exit(work.do(command, arguments))


def main() -> None:
    """Run the command line; exit 1 where a check found problems, 2 for bad input, 3 where nobody can read."""
    if sys.stdout is None:
        raise SystemExit(UNWRITTEN)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal without accents still shows the rest.
            stream.reconfigure(errors="replace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except OSError as problem:
        raise SystemExit(unwritten(problem)) from None
