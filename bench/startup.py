"""How long does a person wait before anything is computed?"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter_ns

RUNS = 10
# A process of its own reads the tables of law afresh, and says how many nanoseconds of the processor it took.
LOAD = """
from time import process_time_ns
start = process_time_ns()
import sys
from pathlib import Path
from bandolo.rules.load import load_call
imported = process_time_ns()
for path in sys.argv[1:]:
    load_call(Path(path))
print(imported - start, process_time_ns() - imported)
"""


def loading(calls: Sequence[Path]) -> tuple[float, float]:
    """Milliseconds to import the rules, and then to load and check the calls."""
    command = [sys.executable, "-c", LOAD, *map(str, calls)]
    runs = [subprocess.check_output(command, text=True) for _ in range(RUNS)]  # noqa: S603  # itself
    imports, loads = zip(*(map(int, run.split()) for run in runs), strict=True)
    return median(imports) / 1e6, median(loads) / 1e6


def waiting(*commands: Sequence[str]) -> list[float]:
    """Milliseconds that each command takes, run in turns."""
    times: list[list[int]] = [[] for _ in commands]
    for _ in range(RUNS):
        for spent, command in zip(times, commands, strict=True):
            start = perf_counter_ns()
            subprocess.check_output(command)  # noqa: S603  # itself
            spent.append(perf_counter_ns() - start)
    return [median(spent) / 1e6 for spent in times]
