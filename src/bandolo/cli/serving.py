"""How are the desk, its demo and its worker started from the command line?"""

import os
import subprocess
import sys
from collections.abc import Mapping

from bandolo.cli.inputs import calls_folder, refuse
from bandolo.intake.keys import KeysError
from bandolo.server.postgres import PostgresError
from bandolo.server.serving import Serving, only_worker
from bandolo.server.serving import serve as serve_desk

FAILED = 1
UNITS = {"s": 1, "m": 60, "h": 3600}
# A demo is on this machine alone, without TLS, and says on each page that it is one.
DEMO = {"BANDOLO_DEMO": "yes", "BANDOLO_HTTPS": "no", "BANDOLO_BODY": "Camera di commercio di prova"}


def serve(host: str, port: int, workers: int, threads: int) -> int:
    """Run the desk as the environment says; 1 where it cannot start."""
    return _run(Serving(host, port, workers, threads), os.environ)


def demo(host: str, port: int, workers: int, threads: int, open_in: str | None) -> int:
    """Run the desk with the staged demo, which a second start finds as it was left, but for `open_in`."""
    calls = f"--calls={calls_folder()}"
    again = () if open_in is None else (("stage_opening", calls, f"--seconds={_seconds(open_in)}"),)
    serving = Serving(host, port, workers, threads, again)
    return _run(serving, {**os.environ, **DEMO}, ["stage_demo", calls], demo=True)


def _seconds(said: str) -> int:
    """Such as 90s, 2m or 1h."""
    unit = UNITS.get(said[-1:])
    if unit is None or not said[:-1].isdecimal():
        refuse("--open-in", "a time is such as 90s, 2m or 1h")
    return int(said[:-1]) * unit


def worker() -> int:
    """Run the worker alone; 1 where it ends by itself."""
    return only_worker(os.environ)


def _run(serving: Serving, environment: Mapping[str, str], *stages: list[str], demo: bool = False) -> int:
    try:
        serve_desk(serving, environment, stages, demo=demo)
    except (PostgresError, LookupError, KeysError, subprocess.CalledProcessError) as problem:
        sys.stderr.write(f"{problem}\n")
        return FAILED
    return 0
