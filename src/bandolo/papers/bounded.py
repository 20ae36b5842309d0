"""What does a check of a strange file say, in so much time and memory, when it may touch nothing else?

Each check runs in a process of its own. It may read the files that it is told of and Python's own, write
nothing, start nothing and speak to nobody; where it goes beyond its bounds it is stopped, and that is said.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bandolo.papers.bounded_records import Json, to_json
from bandolo.rules.rule import Words

MEBIBYTE = 1 << 20
OUT_OF_MEMORY = 70
FAILED = 71


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a check may use: seconds (of the clock, and of the processor), bytes of memory and of answer."""

    seconds: int = 30
    memory: int = 512 * MEBIBYTE
    answer: int = 8 * MEBIBYTE


class Stop(StrEnum):
    """Why a check did not come to its end."""

    TIME = "time"
    MEMORY = "memory"
    ANSWER = "answer"
    FAILED = "failed"

    @property
    def words(self) -> Words:
        """The reason for people."""
        return _STOPS[self]


_STOPS = {
    Stop.TIME: Words(
        it="Il controllo richiede troppo tempo: il file è insolito, va guardato a mano.",
        en="The check takes too long: the file is unusual and is to be looked at by hand.",
    ),
    Stop.MEMORY: Words(
        it="Il controllo richiede troppa memoria: il file è insolito, va guardato a mano.",
        en="The check takes too much memory: the file is unusual and is to be looked at by hand.",
    ),
    Stop.ANSWER: Words(
        it="Il controllo ha troppo da dire: il file è insolito, va guardato a mano.",
        en="The check has too much to say: the file is unusual and is to be looked at by hand.",
    ),
    Stop.FAILED: Words(
        it="Il controllo non è riuscito: il file è insolito, va guardato a mano.",
        en="The check failed: the file is unusual and is to be looked at by hand.",
    ),
}
USUAL = Bounds()


def run(
    check: str, arguments: Mapping[str, object], reads: Sequence[Path], bounds: Bounds = USUAL
) -> Json | Stop:
    """The answer of a check (see `bounded_child.CHECKS`), as values of JSON, or why there is none.

    `reads` are the files and folders that it may read; paths in `arguments` are given as texts.
    """
    request = {
        "check": check,
        "arguments": arguments,
        "reads": [str(path.resolve()) for path in reads],
        "memory": bounds.memory,
        "seconds": bounds.seconds,
        "answer": bounds.answer,
    }
    command = [sys.executable, "-I", "-m", "bandolo.papers.bounded_child"]
    with tempfile.TemporaryFile() as answer:
        child = subprocess.Popen(  # noqa: S603  # this very Python, one module of ours
            command,
            stdin=subprocess.PIPE,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            child.communicate(json.dumps(to_json(request)).encode(), timeout=bounds.seconds + 1)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            return Stop.TIME
        if stop := _stop(child.returncode):
            return stop
        answer.seek(0)
        return _answer(answer.read(bounds.answer + 1))


def _stop(status: int) -> Stop | None:
    """Why a child ended before its end; None where it did not."""
    return {
        0: None,
        OUT_OF_MEMORY: Stop.MEMORY,
        -signal.SIGXCPU: Stop.TIME,
        -signal.SIGKILL: Stop.TIME,
        -signal.SIGXFSZ: Stop.ANSWER,
    }.get(status, Stop.FAILED)


def _answer(text: bytes) -> Json | Stop:
    try:
        answer: Json = json.loads(text)
    except (ValueError, RecursionError):
        return Stop.FAILED
    return answer
