"""What does each command do, and how does it end: 0, 1 for problems, 2 for bad input, 3 if not written?"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

from bandolo.cli.assessing import assess, rank
from bandolo.cli.authoring import catalogue, new, schema
from bandolo.cli.checking import check
from bandolo.cli.counting import dates, schedule
from bandolo.cli.ending import unwritten
from bandolo.cli.listing import calls, facts, guide
from bandolo.cli.page import show_problems
from bandolo.cli.serving import demo, serve, worker
from bandolo.rules.load import RefusedError

COMMANDS: Mapping[str, Callable[..., int]] = {
    "calls": calls,
    "check": check,
    "facts": facts,
    "assess": assess,
    "rank": rank,
    "dates": dates,
    "schedule": schedule,
    "guide": guide,
    "new": new,
    "schema": schema,
    "catalogue": catalogue,
    "serve": serve,
    "demo": demo,
    "worker": worker,
}
# Commands of other rooms than the rules, by their module: only they wait for what it imports.
IN_OTHER_ROOMS: Mapping[str, str] = {
    "invoice": "bandolo.cli.show_invoice",
    "verify": "bandolo.cli.verifying",
    "trust": "bandolo.cli.verifying",
    "intake": "bandolo.cli.click_day",
    "keys": "bandolo.cli.click_day",
    "log": "bandolo.cli.click_day",
    "submit": "bandolo.cli.click_day",
    "verify_dossier": "bandolo.cli.verifying_dossier",
    "verify_receipt": "bandolo.cli.verifying_receipt",
    "watch": "bandolo.cli.watching",
}
BAD_INPUT = 2


def do(command: str, arguments: Mapping[str, object]) -> int:
    """Run a command; bad input is told on standard error, a line for each problem."""
    try:
        run = COMMANDS.get(command) or getattr(import_module(IN_OTHER_ROOMS[command]), command)
        status = run(**arguments)
        sys.stdout.flush()
    except RefusedError as refused:
        show_problems(refused.problems)
        return BAD_INPUT
    except OSError as problem:
        return unwritten(problem)
    return status
