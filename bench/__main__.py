"""Is the call as fast as it should be? Prints what was measured; exit 1 where a target is missed."""

import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import zen
from rich.console import Console
from rich.table import Table

from bandolo.rules.assess import Assessor
from bandolo.rules.load import law, load_call
from bench.agreement import disagreements
from bench.race import Pace, paces
from bench.random_applications import Case, example_case, random_cases
from bench.startup import loading, waiting
from bench.typesetting import ROWS, typesetting
from bench.zen import engine as zen_engine

CALLS = Path(__file__).parents[1] / "calls"
RACED = CALLS / "c26"
DAY = date(2026, 3, 2)
SEED = 2026
CASES = 5_000
AT_A_TIME = 200
# At most so many times the hand-written function, and faster than ZEN.
TARGETS = {"decided": (1.5, "ZEN"), "explained": (8.0, "ZEN, verdicts traced")}
LOADING_MS = 150
HELP_MS = 200
PAGE_MS = 30


def main() -> int:
    """Check that all contenders agree, race them, measure the waiting."""
    console = Console(width=110)
    console.print(
        f"Python {platform.python_version()}, zen-engine {version('zen-engine')}, {platform.machine()}\n"
    )
    tables = law()
    call = load_call(RACED / "call.toml").call
    assessor, engine = Assessor(call, tables), zen_engine()
    example = example_case(call, tables, RACED / "example.toml", DAY)
    cases = list(random_cases(call, tables, RACED / "example.toml", SEED, CASES))
    for one in disagreements(assessor, engine, [example, *cases]):
        console.print("No agreement on", one.case.raw, "decided on", one.case.on, one.answers)
        return 1
    console.print(f"All contenders agree on the example and on {CASES:,} random applications.\n")
    missed = _race(console, assessor, engine, fields(assessor, example, cases)) + _wait(console)
    missed += _typeset(console)
    console.print("\n".join(f"Missed: {one}" for one in missed) or "All targets are met.")
    return 1 if missed else 0


def fields(assessor: Assessor, example: Case, cases: Sequence[Case]) -> dict[str, Sequence[Case]]:
    """The applications raced over, by what is told of them."""
    decide = assessor.compiled("submission").decide
    admissible = (case for case in cases if decide(case.application, case.on).admissible)
    return {
        "the example": [example] * AT_A_TIME,
        "admissible": list(islice(admissible, AT_A_TIME)),
        "all kinds": cases[:AT_A_TIME],
    }


def _race(
    console: Console, assessor: Assessor, engine: zen.ZenEngine, raced: Mapping[str, Sequence[Case]]
) -> list[str]:
    found = {field: paces(assessor, engine, cases) for field, cases in raced.items()}
    printed = Table("", *(column for field in found for column in (f"{field}: µs", "times")))
    for row in zip(*found.values(), strict=True):
        cells = [cell for pace in row for cell in (f"{pace.micros:.1f}", f"{pace.ratio:.2f}")]
        printed.add_row(row[0].contender, *cells)
    console.print(printed)
    return [
        one for field, ran in found.items() for one in _slow(field, {pace.contender: pace for pace in ran})
    ]


def _slow(field: str, ran: Mapping[str, Pace]) -> list[str]:
    missed = []
    for contender, (most, rival) in TARGETS.items():
        if ran[contender].ratio > most:
            missed.append(f"{field}, {contender}: at most {most} times the hand-written function")
        if ran[contender].micros >= ran[rival].micros:
            missed.append(f"{field}, {contender}: faster than {rival}")
    return missed


def _wait(console: Console) -> list[str]:
    calls = sorted(CALLS.glob("*/call.toml"))
    imports, loads = loading(calls)
    bandolo = str(Path(sys.executable).with_name("bandolo"))
    helped, nothing = waiting([bandolo, "--help"], [sys.executable, "-c", "pass"])
    printed = Table("in a new process", "ms", "at most")
    printed.add_row("importing the rules", f"{imports:.0f}", "")
    printed.add_row(f"loading and checking {len(calls)} calls", f"{loads:.0f}", str(LOADING_MS))
    printed.add_row("bandolo --help", f"{helped:.0f}", str(HELP_MS))
    printed.add_row("python -c pass", f"{nothing:.0f}", "")
    console.print(printed)
    missed = {"loading and checking": loads > LOADING_MS, "bandolo --help": helped > HELP_MS}
    return [f"{name} in time" for name, is_missed in missed.items() if is_missed]


def _typeset(console: Console) -> list[str]:
    found = typesetting()
    printed = Table(f"an act with {ROWS:,} rows", "pages", "ms a page", "at most")
    for name, (pages, pace) in found.items():
        most = str(PAGE_MS) if name == "typeset" else ""
        printed.add_row(name, str(pages), f"{pace:.1f}", most)
    console.print(printed)
    return ["typeset in time"] if found["typeset"][1] > PAGE_MS else []


if __name__ == "__main__":
    sys.exit(main())
