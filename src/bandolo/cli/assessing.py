"""What does a call say to an application, and in which order do applications stand?"""

from dataclasses import replace

from bandolo.cli.clock import now
from bandolo.cli.inputs import application_of, edition_of, instant_of, refuse, tables_of, value_of, zoned
from bandolo.cli.page import Page, show_json
from bandolo.cli.show_assessment import show_assessment
from bandolo.cli.show_ranking import show_ranking
from bandolo.rules.allocation import allocate
from bandolo.rules.answer import answer
from bandolo.rules.assess import Assessor
from bandolo.rules.build import Path, Reading, build, nearest
from bandolo.rules.call import Call
from bandolo.rules.consequences import consequences
from bandolo.rules.days import ROME
from bandolo.rules.draw import Drawn
from bandolo.rules.entries import read_entries
from bandolo.rules.envelopes import Division
from bandolo.rules.load import RefusedError, law, placed
from bandolo.rules.money import read_cents
from bandolo.rules.ranking import rank as rank_of
from bandolo.rules.ranking_answer import ranking_answer
from bandolo.rules.rule import Moment
from bandolo.rules.words_of import Wording

_LINE_KEYS = ("call", "funds", "drawn", "as_of", "entry")


def assess(name: str, file: str, at: str | None, moment: Moment, as_json: bool, lang: str) -> int:
    """Assess the application of a file; the answer is printed whatever it is, so the command ends well."""
    edition = edition_of(name)
    application, so_far, stated = application_of(edition, file)
    instant = (stated or now()) if at is None else instant_of("--at", at)
    table = law()
    try:
        assessment = Assessor(edition.call, table).assess(application, moment, instant)
        follows = consequences(assessment, application, table, so_far)
    except ValueError as problem:
        as_of = instant.astimezone(ROME).isoformat(timespec="seconds")
        refuse(file, f"cannot be assessed as of {as_of}: {problem}; use --at to say the day")
    if as_json:
        show_json(answer(assessment, follows, edition.digest))
    else:
        show_assessment(Page(lang), Wording(edition.call, lang), assessment, follows, edition.digest)
    return 0


def rank(name: str, file: str, as_json: bool, lang: str) -> int:
    """Rank the applications of a file and give them the funds of the call, or those that the file states."""
    call = edition_of(name).call
    if call.ranking is None or call.allocation is None:
        refuse(name, "the call has no ranking and funds")
    title, text, raw = tables_of(file)
    found = _stray(call, raw)
    listed, undated = _with_instants(raw.get("entry", []))
    if found or undated:
        raise RefusedError(placed(title, text, [*found, *undated]))
    entries, problems = read_entries(call, listed, ("entry",))
    if problems:
        raise RefusedError(placed(title, text, problems))
    funds = call.allocation
    if "funds" in raw:
        funds = replace(funds, funds=value_of(f"{title}: funds", raw["funds"], read_cents))
    reading = Reading()
    drawn = build(reading, Drawn, raw["drawn"], ("drawn",)) if "drawn" in raw else None
    if reading.problems:
        raise RefusedError(placed(title, text, reading.problems))
    as_of = value_of(f"{title}: as_of", raw["as_of"], zoned) if "as_of" in raw else None
    division = Division(call.envelopes, {window.id: window for window in call.tranches}, as_of)
    try:
        ranked = rank_of(call.ranking, entries, drawn)
        lists = allocate(funds, ranked, division)
    except ValueError as problem:
        refuse(title, str(problem))
    if as_json:
        show_json(ranking_answer(call, call.ranking, ranked, lists))
    else:
        show_ranking(Page(lang), call, call.ranking, ranked, lists)
    return 0


def _stray(call: Call, raw: dict[str, object]) -> list[tuple[Path, str]]:
    """The keys of a line of applications that mean nothing, and a line for another call."""
    found: list[tuple[Path, str]] = [
        ((key,), f'unknown key "{key}"; {nearest(key, _LINE_KEYS)}') for key in raw if key not in _LINE_KEYS
    ]
    if raw.get("call", call.id) != call.id:
        found.append((("call",), f"the applications are for {raw['call']!r}, the call is {call.id!r}"))
    return found


def _with_instants(raw: object) -> tuple[object, list[tuple[Path, str]]]:
    """The entries with their instants read, also from JSON, which has only texts; here the zone is needed."""
    if not isinstance(raw, list):
        return raw, []
    listed: list[object] = []
    found: list[tuple[Path, str]] = []
    for at, one in enumerate(raw):
        entry = one
        if isinstance(one, dict) and "submitted_at" in one:
            try:
                entry = {**one, "submitted_at": zoned(one["submitted_at"])}
            except ValueError as problem:
                found.append((("entry", at, "submitted_at"), str(problem)))
        listed.append(entry)
    return listed, found
