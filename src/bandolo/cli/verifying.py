"""What are the signatures of a file worth, and which trusted lists does that rest on?"""

import os
import sys
from datetime import datetime
from pathlib import Path

from bandolo.cli.clock import now
from bandolo.cli.inputs import instant_of, refuse
from bandolo.cli.page import Page, cell, grid, mark, plain, show_json
from bandolo.papers.bounded_records import to_json
from bandolo.papers.signature_job import verify_apart
from bandolo.papers.signature_records import Covers, Revocation, Signature, Time, Verdict, Verification
from bandolo.papers.signature_words import Finding, Weight
from bandolo.papers.trust_fetch import fetch_lists, fetch_revocations
from bandolo.papers.trust_list import ListRecord, TrustError, places_of, verified
from bandolo.papers.trust_pem import certificates_in
from bandolo.papers.trust_store import keep_list
from bandolo.rules.days import ROME
from bandolo.rules.rule import Words

PROBLEMS = 1
VERSION = 1
_MARKS = {Verdict.VALID: True, Verdict.NOT_VALID: False, Verdict.UNVERIFIED: None}
_WEIGHTS = {Weight.REFUTES: False, Weight.LEAVES_OPEN: None, Weight.NOTE: None}
_TIMES = {
    Time.ATTESTED: Words(it="attestata da una marca temporale", en="attested by a time stamp"),
    Time.CLAIMED: Words(it="dichiarata dal firmatario", en="stated by the signer"),
    Time.UNKNOWN: Words(it="non indicata", en="not stated"),
}
_COVERS = {
    None: Words(it="non si sa", en="not known"),
    Covers.WHOLE: Words(it="tutto il documento", en="the whole document"),
    Covers.SIGNED_FURTHER: Words(
        it="tutto il documento, firmato ancora", en="the whole document, signed further"
    ),
    Covers.CHANGED_AFTER: Words(it="non ciò che è cambiato dopo", en="not what was changed after"),
}
_REVOCATIONS = {
    Revocation.GOOD: Words(it="no", en="no"),
    Revocation.REVOKED: Words(it="sì", en="yes"),
    Revocation.NOT_CHECKED: Words(it="non controllato", en="not checked"),
}
_ANSWERS = {
    True: Words(it="sì", en="yes"),
    False: Words(it="no", en="no"),
    None: Words(it="non si sa", en="not known"),
}


def verify(
    file: str,
    detached: str | None,
    trust: str | None,
    at: str | None,
    asks_issuers: bool,
    as_json: bool,
    lang: str,
) -> int:
    """Verify the signatures of a file; 1 where they are not all valid."""
    folder = _folder(trust)
    instant = now() if at is None else instant_of("--at", at)
    apart = None if detached is None else Path(detached)
    for place in (Path(file), apart):
        if place is not None and not place.is_file():
            refuse(str(place), "is no file")
    found = _verified(Path(file), instant, folder, apart)
    wanted = [one for signature in found.signatures for one in signature.wanted]
    if asks_issuers and folder is not None and wanted:
        for problem in fetch_revocations(folder, wanted):
            sys.stderr.write(f"{plain(problem)}\n")
        found = _verified(Path(file), instant, folder, apart)
    if as_json:
        show_json(_answer(found))
    else:
        _show(Page(lang), file, found)
    return 0 if found.verdict is Verdict.VALID else PROBLEMS


def trust(into: str | None, file: str | None, lotl: str | None, lotl_signers: str | None, lang: str) -> int:
    """Import the trusted list of a file, or fetch the Italian one; 1 where it cannot be trusted."""
    folder = _folder(into)
    if folder is None:
        refuse("--into", "say the folder, or set BANDOLO_TRUST")
    if (file is None) is not (lotl is None):
        refuse("--lotl", "a list is imported together with the list of the lists that names its operator")
    signers = () if lotl_signers is None else _signers(lotl_signers)
    kept: tuple[ListRecord, ...] = ()
    problems: tuple[str, ...] = ()
    if file is None or lotl is None:
        fetched = fetch_lists(folder, now(), lotl_signers=signers)
        kept, problems = fetched.kept, fetched.problems
    else:
        try:
            kept = (_imported(folder, _bytes(file), _bytes(lotl), signers),)
        except TrustError as refused:
            problems = (f"{file}: {refused}",)
    page = Page(lang)
    for record in kept:
        _show_list(page, record)
    for problem in problems:
        sys.stderr.write(f"{plain(problem)}\n")
    return PROBLEMS if problems else 0


def _imported(folder: Path, xml: bytes, lotl: bytes, lotl_signers: tuple[bytes, ...]) -> ListRecord:
    """A list whose operator the list of the lists names, kept."""
    signers = [signer for place in places_of(lotl, lotl_signers) for signer in place.signers]
    record = verified(xml, signers, now())
    keep_list(folder, record, xml)
    return record


def _signers(name: str) -> tuple[bytes, ...]:
    try:
        return certificates_in(_bytes(name))
    except TrustError as problem:
        refuse(name, str(problem))


def _folder(named: str | None) -> Path | None:
    """Where the trusted lists are: as said, else BANDOLO_TRUST; None where nobody says."""
    place = named or os.environ.get("BANDOLO_TRUST")
    return Path(place) if place else None


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        refuse(name, problem.strerror or "cannot be read")


def _verified(file: Path, at: datetime, folder: Path | None, detached: Path | None) -> Verification:
    try:
        return verify_apart(file, at, folder, detached)
    except TrustError as problem:
        refuse(str(folder), str(problem))
    except OSError as problem:
        refuse(str(file), problem.strerror or "cannot be read")


def _answer(found: Verification) -> dict[str, object]:
    """What programs get to read: the record, with the verdicts that follow from it."""
    signatures = [{"verdict": one.verdict.value, **_without_wanted(one)} for one in found.signatures]
    return {
        "version": VERSION,
        "verdict": found.verdict.value,
        "at": to_json(found.at),
        "signatures": signatures,
        "content": to_json(found.content),
        "lists": to_json(found.lists),
        "findings": to_json(found.findings),
    }


def _without_wanted(one: Signature) -> dict[str, object]:
    record = to_json(one)
    return (
        {key: value for key, value in record.items() if key != "wanted"} if isinstance(record, dict) else {}
    )


def _show(page: Page, file: str, found: Verification) -> None:
    page.show(
        mark(_MARKS[found.verdict])
        .append(f" {plain(file)}", style="bold")
        .append(f"  {page.say(found.verdict.words)}", style="default")
    )
    page.show(page.say((f"al {_when(found.at)}", f"as of {_when(found.at)}")), 2)
    if found.content is not None:
        size = f"{found.content.kind}, {found.content.size} byte, SHA-256 {found.content.digest}"
        page.show(f"{page.say(('contenuto', 'content'))}: {size}", 2)
    _show_findings(page, found.findings)
    for signature in found.signatures:
        _show_signature(page, signature)
    for record in found.lists:
        _show_list(page, record)


def _show_signature(page: Page, one: Signature) -> None:
    who = one.signer.name if one.signer else page.say(("firmatario ignoto", "unknown signer"))
    title = f"{one.form.value}, {plain(who)}"
    page.heading((title, title))
    page.show(mark(_MARKS[one.verdict]).append(f" {page.say(one.verdict.words)}", style="bold"), 2)
    table = grid("left", "wide")
    for words, value in _rows(page, one):
        table.add_row(cell(page.say(words), "dim"), cell(value))
    page.show(table, 2)
    _show_findings(page, one.findings)


def _rows(page: Page, one: Signature) -> list[tuple[tuple[str, str], str]]:
    rows: list[tuple[tuple[str, str], str]] = []
    if one.signer is not None:
        rows += [
            (("codice fiscale", "fiscal code"), one.signer.fiscal_code or "–"),
            (("rilasciato da", "issued by"), one.signer.issuer),
        ]
    when = "–" if one.signed_at is None else _when(one.signed_at)
    return [
        *rows,
        (("ora della firma", "time of signing"), f"{when}, {page.say(_TIMES[one.time])}"),
        (("integra", "intact"), page.say(_ANSWERS[one.intact])),
        (("riconosciuta", "trusted"), page.say(_ANSWERS[one.trusted])),
        (("qualificata", "qualified"), page.say(_ANSWERS[one.qualified])),
        (("revocata", "revoked"), page.say(_REVOCATIONS[one.revocation])),
        (("copre", "covers"), page.say(_COVERS[one.covers])),
    ]


def _show_findings(page: Page, findings: tuple[Finding, ...]) -> None:
    for one in findings:
        shown = cell(page.say(one.words))
        page.show(
            shown if one.weight is Weight.NOTE else mark(_WEIGHTS[one.weight]).append(" ").append(shown), 2
        )
        if one.mend is not None:
            page.show(cell(page.say(one.mend), "dim"), 4)


def _show_list(page: Page, record: ListRecord) -> None:
    until = "–" if record.next_update is None else _when(record.next_update)
    number, issued = f"{record.territory} {record.sequence}", _when(record.issued)
    said = (
        f"elenco {number} del {issued}, da rinnovare entro {until}",
        f"list {number} of {issued}, to be renewed by {until}",
    )
    page.heading(said)
    page.show(f"SHA-256 {record.digest}", 2)
    page.show(f"{page.say(('firmato da', 'signed by'))}: {record.signed_by}", 2)
    for left_out in record.left_out:
        page.show(f"{page.say(('tralasciato', 'left out'))}: {left_out}", 2)


def _when(instant: datetime) -> str:
    return instant.astimezone(ROME).isoformat(sep=" ", timespec="minutes")
