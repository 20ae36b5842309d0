"""Is a check stopped at its bounds, and can it touch nothing but what it was given?"""

import json
import logging
import os
import resource
import signal
import subprocess
import sys
import types
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from bandolo.papers import bounded_child
from bandolo.papers.bounded import FAILED, MEBIBYTE, OUT_OF_MEMORY, Bounds, Stop, run
from bandolo.papers.bounded_child import ForbiddenError, watcher
from bandolo.papers.bounded_records import from_json, to_json
from bandolo.papers.signature_records import Form, Verification
from bandolo.papers.test_authority_signs import sign_cades
from tests.papers.made import NOW, checked, maker, signer

# --- Records ---


def test_a_record_comes_back_as_it_went(tmp_path: Path) -> None:
    found = checked(tmp_path, sign_cades(b"x", [signer()], maker(), NOW))
    assert from_json(Verification, json.loads(json.dumps(to_json(found)))) == found


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (int, "1"),
        (int, True),
        (str, 1),
        (str, None),
        (date, 20260302),
        (datetime, "yesterday"),
        (Form, "RSA"),
        (Form, ["CAdES"]),
        (Verification, []),
        (Verification, {"at": "2026-03-02T10:00:00+00:00"}),
        (tuple[int, ...], {"a": 1}),
        (tuple[int, ...], ["a"]),
    ],
)
def test_what_is_no_record_is_refused(kind: type, raw: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(kind, raw)


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes cannot be written"):
        to_json(b"x")


def test_a_value_that_may_be_missing_may_be_missing() -> None:
    kind: type = int | None  # type: ignore[assignment]
    assert (from_json(kind, None), from_json(kind, 3)) == (None, 3)


class _Colour(StrEnum):
    RED = "red"


def test_plain_values_are_written_as_they_are() -> None:
    assert to_json({"a": (_Colour.RED, date(2026, 3, 2), None, 1, True)}) == {
        "a": ["red", "2026-03-02", None, 1, True]
    }


# --- Bounds: the checks are in files of the test, and run in the very child that checks run in ---


class Ended(NamedTuple):
    """How a child ended, and what it wrote."""

    status: int
    answer: str


@pytest.fixture
def attempt(tmp_path: Path) -> Callable[..., Ended]:
    """Run the body of a function in a bounded child."""

    def tried(body: str, reads: tuple[Path, ...] = (), memory: int = 300, seconds: int = 5) -> Ended:
        indented = "\n".join(f"    {line}" for line in body.splitlines())
        code = (
            "import sys, types, bandolo.papers.bounded_child as child\n"
            "made = types.ModuleType('made')\n"
            f"exec({f'def check(arguments):{chr(10)}{indented}'!r}, made.__dict__)\n"
            "sys.modules['made'] = made\n"
            "child.CHECKS = {'made': 'made:check'}\n"
            "sys.exit(child.main())\n"
        )
        request = {
            "check": "made",
            "arguments": {"folder": str(tmp_path)},
            "reads": [str(one) for one in reads],
            "memory": memory * MEBIBYTE,
            "seconds": seconds,
            "answer": MEBIBYTE,
        }
        made = subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            check=False,
        )
        return Ended(made.returncode, made.stdout)

    return tried


FORBIDDEN = {
    "read another file": "open(arguments['folder'] + '/secret').read()",
    "read a file of the system": "open('/etc/passwd').read()",
    "leave by a link": "open(arguments['folder'] + '/given/link').read()",
    "write": "open(arguments['folder'] + '/given/new', 'w')",
    "append": "open(arguments['folder'] + '/given/one', 'a')",
    "remove": "import os; os.remove(arguments['folder'] + '/given/one')",
    "start": "import subprocess; subprocess.run(['true'])",
    "start by a shell": "import os; os.system('true')",
    "fork": "import os; os.fork()",
    "connect": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "ask a name": "import socket; socket.getaddrinfo('example.org', 80)",
    "listen": "import socket; socket.socket().bind(('127.0.0.1', 0))",
}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "one").write_text("one")
    (tmp_path / "secret").write_text("secret")
    (folder / "link").symlink_to(tmp_path / "secret")
    return folder


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_check_may_not(attempt: Callable[..., Ended], given: Path, what: str) -> None:
    body = (
        "from bandolo.papers.bounded_child import ForbiddenError\n"
        f"try:\n    {FORBIDDEN[what]}\n"
        "except ForbiddenError:\n    return 'forbidden'\nreturn 'done'"
    )
    assert attempt(body, (given,)) == Ended(0, '"forbidden"')
    assert sorted(one.name for one in given.iterdir()) == ["link", "one"]


def test_a_check_may_read_what_it_was_given(attempt: Callable[..., Ended], given: Path) -> None:
    assert attempt("return open(arguments['folder'] + '/given/one').read()", (given,)) == Ended(0, '"one"')


def test_a_check_out_of_memory_says_so(attempt: Callable[..., Ended]) -> None:
    assert attempt(f"return len(bytearray({400 * MEBIBYTE}))").status == OUT_OF_MEMORY


def test_a_check_that_raises_fails(attempt: Callable[..., Ended]) -> None:
    assert attempt("raise KeyError('a')") == Ended(FAILED, "")


def test_a_check_that_never_ends_is_stopped_by_the_system(attempt: Callable[..., Ended]) -> None:
    assert attempt("while True: pass", seconds=1).status == -signal.SIGKILL


# --- The whole way ---


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.p7m"
    path.write_bytes(sign_cades(b"x", [signer()], maker(), NOW))
    return path


def asked(path: Path) -> dict[str, object]:
    return {"path": str(path), "at": NOW, "trust": None, "detached": None, "generated": None}


def test_a_check_answers(file: Path) -> None:
    answer = run("signatures", asked(file), [file])
    assert not isinstance(answer, Stop)
    assert len(from_json(Verification, answer).signatures) == 1


@pytest.mark.parametrize(
    ("bounds", "stop"),
    [
        (Bounds(memory=60 * MEBIBYTE), Stop.MEMORY),
        (Bounds(seconds=0), Stop.TIME),
        (Bounds(answer=100), Stop.ANSWER),
    ],
    ids=["memory", "time", "answer"],
)
def test_a_check_is_stopped_at_its_bounds(file: Path, bounds: Bounds, stop: Stop) -> None:
    assert run("signatures", asked(file), [file], bounds) in {stop, Stop.FAILED}


def test_a_check_that_waits_is_stopped_by_the_clock(tmp_path: Path) -> None:
    # A pipe that nobody writes to: opening it takes no time of the processor, and never ends.
    pipe = tmp_path / "pipe"
    subprocess.run(["mkfifo", str(pipe)], check=True)
    assert run("signatures", asked(pipe), [pipe], Bounds(seconds=2)) is Stop.TIME


def test_a_check_may_not_read_what_it_was_not_given(file: Path) -> None:
    assert run("signatures", asked(file), []) is Stop.FAILED


def test_a_check_that_nobody_knows_fails(file: Path) -> None:
    assert run("nothing", asked(file), [file]) is Stop.FAILED


@pytest.mark.parametrize("stop", list(Stop))
def test_each_stop_has_its_words(stop: Stop) -> None:
    assert "guardato a mano" in stop.words.it
    assert "looked at by hand" in stop.words.en


# --- The child, in the process of the test ---


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("open", ("/etc/passwd", "r", 0)),
        ("open", (b"/etc/passwd", "r", 0)),
        ("open", ("given/one", "w", os.O_WRONLY)),
        ("open", ("given/../secret", "r", 0)),
        ("open", ("given-not", "r", 0)),
        ("socket.connect", ()),
        ("os.rename", ()),
    ],
)
def test_what_a_check_may_not_do_is_forbidden(
    given: Path, monkeypatch: pytest.MonkeyPatch, event: str, arguments: tuple[object, ...]
) -> None:
    monkeypatch.chdir(given.parent)
    with pytest.raises(ForbiddenError):
        watcher([str(given)])(event, arguments)


@pytest.mark.parametrize("arguments", [("given/one", "r", 0), (3, "r", 0), (__file__, "r", None)])
def test_what_a_check_may_do_is_not(
    given: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
) -> None:
    monkeypatch.chdir(given.parent)
    watcher([str(given), str(Path(__file__).parent)])("open", arguments)
    watcher([])("import", ("json",))


def failing(error: type[BaseException]) -> Callable[[object], object]:
    def check(_: object) -> object:
        raise error

    return check


@pytest.mark.parametrize(
    ("check", "status", "said"),
    [
        (lambda arguments: arguments, 0, '{"a": 1}'),
        (failing(MemoryError), OUT_OF_MEMORY, ""),
        (failing(KeyError), FAILED, ""),
    ],
)
def test_a_child_answers_or_says_how_it_ended(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    check: Callable[[object], object],
    status: int,
    said: str,
) -> None:
    made = types.ModuleType("made_for_a_child")
    monkeypatch.setattr(made, "check", check, raising=False)
    monkeypatch.setitem(sys.modules, "made_for_a_child", made)
    monkeypatch.setattr(bounded_child, "CHECKS", {"made": "made_for_a_child:check"})
    # The limits and the watch would hold for the rest of the tests too.
    bounds: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, most: bounds.append((kind, most)))
    hooks: list[object] = []
    monkeypatch.setattr(sys, "addaudithook", hooks.append)
    monkeypatch.setattr(logging, "disable", lambda: None)
    request = {"check": "made", "arguments": {"a": 1}, "reads": [], "memory": 5, "seconds": 6, "answer": 7}
    monkeypatch.setattr(sys, "stdin", StringIO(json.dumps(request)))
    assert (bounded_child.main(), capsys.readouterr().out) == (status, said)
    assert [most for _, most in bounds] == [(5, 5), (6, 6), (7, 7), (0, 0)]
    assert len(hooks) == 1


def test_an_answer_that_is_no_json_is_a_failure(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho '{'\n")
    broken.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(broken))
    assert run("signatures", asked(file), [file]) is Stop.FAILED


def test_a_text_crosses_without_what_no_database_keeps() -> None:
    # A bank's list or a name in a certificate can hold them: PostgreSQL would refuse the whole record.
    told = {"payee": "Ditta\0 Rossi", "reasons": ("\ud800bonifico", "è 𝄞")}
    assert to_json(told) == {"payee": "Ditta Rossi", "reasons": ["?bonifico", "è 𝄞"]}
