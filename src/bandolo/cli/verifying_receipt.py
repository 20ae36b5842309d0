"""Does a receipt hold, by itself and in the published log?"""

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bandolo.cli.inputs import STANDARD_INPUT, refuse
from bandolo.cli.page import Page
from bandolo.intake.head import key_id, read_head
from bandolo.intake.instants import to_datetime
from bandolo.intake.line import REFUSALS
from bandolo.intake.log import receipt_in_log_faults, verify_log
from bandolo.intake.receipt import LONGEST, Fault, Receipt, read_receipt, receipt_faults
from bandolo.intake.ticket import TICKET, ticket_of
from bandolo.rules.days import ROME

DOES_NOT_HOLD = 1


def verify_receipt(file: str, log: str | None, key: str | None, lang: str) -> int:
    """Print what a receipt proves, or all that is wrong; 1 where it does not hold."""
    page = Page(lang)
    try:
        public = None if key is None else bytes.fromhex(key)
    except ValueError:
        refuse("--key", "a public key is 64 hexadecimal digits")
    try:
        receipt = read_receipt(_text(file))
    except ValueError as problem:
        refuse(file, str(problem))
    faults = receipt_faults(receipt, public)
    if log is not None:
        found, wrong = verify_log(_lines(log), [receipt.entry.position])
        faults += wrong or receipt_in_log_faults(receipt, read_head(receipt.head.text), found)
    if faults:
        _show_faults(page, faults)
        return DOES_NOT_HOLD
    _show(page, receipt, key is not None, log is not None)
    return 0


def _text(file: str) -> bytes:
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(LONGEST + 1)
    with Path(file).open("rb") as stream:
        return stream.read(LONGEST + 1)


def _lines(file: str) -> Iterator[str]:
    with Path(file).open(encoding="ascii", errors="replace") as stream:
        yield from stream


def _show_faults(page: Page, faults: list[Fault]) -> None:
    page.show(page.say(("LA RICEVUTA NON VALE", "THE RECEIPT DOES NOT HOLD")))
    for fault in faults:
        page.show(str(fault), 2)


def _show(page: Page, receipt: Receipt, has_key: bool, has_log: bool) -> None:
    entry = receipt.entry
    page.show(page.say(("La ricevuta vale.", "The receipt holds.")))
    if entry.number:
        page.show(page.say((f"numero {entry.number}", f"number {entry.number}")), 2)
    refused = page.say((" (rifiuto)", " (refusal)")) if entry.kind in REFUSALS else ""
    page.show(page.say((f"esito {entry.kind}{refused}", f"outcome {entry.kind}{refused}")), 2)
    instant = _show_instant(to_datetime(entry.instant))
    page.show(page.say((f"istante {instant} (ora di Roma)", f"instant {instant} (Rome time)")), 2)
    if entry.body.startswith(f"{TICKET}."):
        ticket = ticket_of(entry.body)
        page.show(page.say((f"domanda {ticket.application}", f"application {ticket.application}")), 2)
        page.show(
            page.say((f"impronta del fascicolo {ticket.digest}", f"dossier SHA-256 {ticket.digest}")), 2
        )
    if not has_key:
        public = receipt.public.hex()
        page.show(
            page.say(
                (
                    f"firmata con la chiave {public}: la confronti con quella pubblicata dall'ente",
                    f"signed with the key {public}: compare it with the one that the body has published",
                )
            ),
            2,
        )
    else:
        id = key_id(receipt.public)
        page.show(page.say((f"firmata con la chiave data, {id}", f"signed with the key given, {id}")), 2)
    if has_log:
        page.show(page.say(("è nel registro, che è intero", "it is in the log, which is whole")), 2)


def _show_instant(instant: datetime) -> str:
    """Such as 2026-03-02 09:00:00.001046."""
    return instant.astimezone(ROME).strftime("%Y-%m-%d %H:%M:%S.%f")
