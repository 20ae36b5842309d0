"""Does a command end quietly where nobody can read it, and show signs that the output can hold?"""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.cli.running import APPLICATION, AT, run, shown

ASSESS = ("assess", "oven", str(APPLICATION), "--at", AT)
FULL = Path("/dev/full")


def program(arguments: Sequence[str], **settings: str) -> list[str]:
    """The command line that runs the program, by a shell that does to its output what `settings` say."""
    return [
        "sh",
        "-c",
        f'"$@" {settings.get("then", "")}',
        "sh",
        sys.executable,
        "-m",
        "bandolo.cli",
        *arguments,
    ]


@pytest.mark.parametrize("arguments", [ASSESS, (*ASSESS, "--json"), ("guide", "oven")])
def test_a_reader_that_goes_away_is_no_fault(arguments: Sequence[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "bandolo.cli", *arguments]
    made = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (made.returncode, made.stderr) == (3, "")


@pytest.mark.skipif(not FULL.exists(), reason="the system has no full device")
@pytest.mark.parametrize("arguments", [ASSESS, ("guide", "oven"), ("--help",)])
def test_a_full_disk_is_told(arguments: Sequence[str]) -> None:
    made = subprocess.run(program(arguments, then=f">{FULL}"), stderr=subprocess.PIPE, text=True, check=False)
    assert (made.returncode, made.stderr) == (3, "standard output: No space left on device\n")


def test_a_closed_output_is_no_traceback() -> None:
    made = subprocess.run(program(ASSESS, then=">&-"), stderr=subprocess.PIPE, text=True, check=False)
    assert (made.returncode, made.stderr) == (3, "")


def test_signs_are_made_of_letters_where_there_are_no_others() -> None:
    made = subprocess.run(
        program(ASSESS), env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=True
    )
    lines = made.stdout.decode("ascii").splitlines()
    signs = [line.split()[0] for line in lines if line.startswith("[")]
    assert signs == ["[ok]", "[ok]", "[ok]", "[NO]", "[ok]"]


def test_the_version_is_that_of_the_package() -> None:
    assert shown(run("--version")) == f"bandolo {version('bandolo')}\n"
