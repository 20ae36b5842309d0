"""How do the tests run a command, and read what it printed?"""

from pathlib import Path

from typer.testing import CliRunner, Result

from bandolo.cli import app

ROOT = Path(__file__).parents[2]
CALLS = ROOT / "tests" / "calls"
OVEN = CALLS / "oven"
APPLICATION = OVEN / "application.toml"
AT = "2026-03-02T10:00:00+01:00"


def run(*arguments: str, given: bytes = b"") -> Result:
    """What a command prints, and how it ends."""
    return CliRunner().invoke(app, arguments, input=given)


def refused(result: Result) -> str:
    """What a refusal says: exit 2, nothing on standard output, no traceback."""
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr


def shown(result: Result) -> str:
    """The page that a command prints, without the blanks that fill its lines."""
    assert (result.exit_code, result.stderr) == (0, "")
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())


def without(lines: str, *keys: str) -> str:
    """A text without the lines that start with one of the keys."""
    return "".join(line for line in lines.splitlines(keepends=True) if not line.startswith(keys))
