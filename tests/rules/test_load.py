"""Is a file read or refused at once, and does a call come with its digest, its cases, all its problems?"""

import hashlib
import io
import json
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import FrameType

import pytest

from bandolo.rules.load import (
    LARGEST_FILE,
    RefusedError,
    law,
    load_call,
    load_cases,
    parse,
    placed,
    read_call,
    read_edition,
    read_published,
    read_stream,
    read_text,
    show_path,
)
from bandolo.rules.problem import Problem
from tests.rules.small_calls import SHARE, SMALL, problems_of, requirement, rule

DEEP = "has lists or tables nested deeper than any call or application"
LONG_KEY = "cannot be read: a key has more parts than any key of a call or application"
LONG_NUMBER = "cannot be read: a number is larger than any that a call or application needs"


@pytest.fixture
def seconds_of_work() -> Iterator[None]:
    """A test that works for more than three seconds is stopped; on a quiet machine none needs one."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("still at work after three seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 3)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


def refusal(text: bytes) -> tuple[int, str]:
    """The line and the message of the one problem for which a text is refused."""
    with pytest.raises(RefusedError) as refused:
        parse(text, "it")
    [problem] = refused.value.problems
    assert (problem.file, problem.where) == ("it", "")
    return problem.line, problem.message


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"a = ", 1, "is not TOML: Invalid value"),
        (b"a = 1\nb = \n", 2, "is not TOML: Invalid value"),
        (b"a = 1\n\na = 2\n", 3, "is not TOML: Cannot overwrite a value"),
        (b"[a]\nx = 1\n[a]\n", 3, "is not TOML: Cannot declare ('a',) twice"),
        (b'a = """x\n\n', 3, "is not TOML: Unterminated string"),
        (b"a = 1\r\nb = [\r\n", 3, "is not TOML: "),
        (b"nonsense", 1, "is not TOML: "),
        (b"a = 2026-02-30\n", 1, "is not TOML: "),
        (b'{"a": }', 1, "is not JSON: Expecting value"),
        (b'{\n"a": 1,\n}', 3, "is not JSON: "),
        (b'{"a": 1} x', 1, "is not JSON: Extra data"),
        (b'{"a": 1, "b": 2, "a": 3}', 0, "cannot be read: an object has a name twice, among a, b"),
        (b'{"a": NaN}', 0, "cannot be read: NaN is not a number"),
        (b'{"a": -Infinity}', 0, "cannot be read: -Infinity is not a number"),
        (b'{"a": 1e99999999999999999999}', 0, "cannot be read: 1e99999999999999999999 is not a number"),
        (b"a = 1\nb = '\xe8'\n", 2, "is not UTF-8 text"),
        (b"\xff\xfea", 1, "is not UTF-8 text"),
        (b"a = 0x" + b"f" * 5000, 0, LONG_NUMBER),
        (b"a = 1000000000000000001", 0, LONG_NUMBER),
        (b'{"a": [[-1000000000000000001]]}', 0, LONG_NUMBER),
        (b"a = " + b"[" * 41 + b"]" * 41, 0, DEEP),
        (b'{"a":' + b"[" * 980 + b"]" * 980 + b"}", 0, DEEP),
        (b"a" + b".a" * 30 + b" = 1", 0, LONG_KEY),
        (b"[a" + b' . "b"' * 30 + b"]", 0, LONG_KEY),
        (b"x = { 'a'" + b".'b'" * 30 + b" = 1 }", 0, LONG_KEY),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, bytes) else None,
)
def test_a_text_that_is_no_file_of_ours_is_refused_with_its_line(
    text: bytes, line: int, message: str
) -> None:
    found = refusal(text)
    assert found[0] == line
    assert found[1].startswith(message)


def test_both_forms_hold_the_same_values_and_no_decimal_is_lost() -> None:
    toml = parse(b"a = 1250.10\nb = [true, 'x', { c = 0.1 }]\n", "it")
    assert toml == {"a": Decimal("1250.10"), "b": [True, "x", {"c": Decimal("0.1")}]}
    assert parse(b' \n{"a": 1250.10, "b": [true, "x", {"c": 0.1}]}', "it") == toml
    assert isinstance(toml["a"], Decimal)


@pytest.mark.parametrize("text", [b"", b"\n", b"# nothing\n", b"\xef\xbb\xbf", b"{}", b"\xef\xbb\xbf{}"])
def test_an_empty_text_has_no_tables(text: bytes) -> None:
    assert parse(text, "it") == {}


def test_a_mark_before_the_text_changes_neither_values_nor_lines() -> None:
    text = b"\xef\xbb\xbf" + SMALL.encode() + b"strange = 1\n"
    call, found = read_call(parse(text, "it"))
    assert call is None
    [problem] = placed("it", text, found)
    assert (problem.line, problem.where) == (SMALL.count("\n") + 1, "group[1].strange")


@pytest.mark.parametrize(
    "text",
    [
        b"a" + b".a" * 100_000 + b"=1\n",
        b'"a"' + b'."a"' * 100_000 + b"=1\n",
        b"[a" + b".a" * 100_000 + b"]\n",
        b"x={" + b" . ".join([b"a"] * 100_000) + b"=1}",
        (b"a." * 19 + b"a\n") * 45_000,
        b"a." * 900_000,
        b'a."' * 600_000,
        b"a=" + b"[" * 1_900_000,
        b"a=[" * 500_000,
        b'{"a":' + b"[" * 1_900_000,
        b'{"a":' * 100_000,
        b"[" * 1_900_000,
        b"{" * 1_900_000,
        b"a " * 900_000,
        b"-" * 1_900_000,
        b'"' * 1_900_000,
        b"'" * 1_900_000,
        b'a = "' + b"x" * 1_900_000,
        b'a = """' + b"\\ \n" * 600_000,
        b"a = " + b"1" * 1_900_000,
        b"a = " + b"1_" * 900_000 + b"1",
        b'{"a":' + b"9" * 1_900_000 + b"}",
        bytes((one * 7919 + 13) % 256 for one in range(1_900_000)),
    ],
    ids=range(23),
)
@pytest.mark.usefixtures("seconds_of_work")
def test_two_megabytes_of_nonsense_are_refused(text: bytes) -> None:
    assert refusal(text) != (0, "")


@pytest.mark.parametrize(
    "text",
    [
        b"a = 0." + b"1" * 190_000,
        b" " * 190_000,
        b"\n" * 190_000,
        b"#" * 190_000,
        b"[[a]]\n" * 30_000,
        b"[[a]]\n[[a.b]]\n" * 10_000,
        b"".join(b"[t%d]\n" % at for at in range(15_000)),
        b"".join(b"k%d=1\n" % at for at in range(15_000)),
        b"a = {" + b",".join(b"k.k%d=1" % at for at in range(10_000)) + b"}",
        b"{" + b",".join(b'"k%d":1' % at for at in range(15_000)) + b"}",
        b"[[limit]]\ncap = 'x'\n" * 16_000,
    ],
    ids=range(11),
)
@pytest.mark.usefixtures("seconds_of_work")
def test_many_strange_tables_are_no_call(text: bytes) -> None:
    call, found = read_call(parse(text, "it"))
    assert call is None
    assert 0 < len(placed("it", text, found)) <= 200


class Endless(io.RawIOBase):
    """A stream that never ends, and knows how much was read."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.taken += size
        return b"x" * size


def test_no_more_is_read_than_a_file_may_hold() -> None:
    stream = Endless()
    with pytest.raises(RefusedError, match="it: is over 2 MB, which no call or application is"):
        read_stream(stream, "it")  # type: ignore[arg-type]  # enough of a stream for this
    assert stream.taken == LARGEST_FILE + 1
    assert read_stream(io.BytesIO(b"x" * LARGEST_FILE), "it") == b"x" * LARGEST_FILE


@pytest.mark.usefixtures("seconds_of_work")
def test_ten_megabytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.toml"
    path.write_bytes(bytes(range(256)) * 40_000)
    with pytest.raises(RefusedError) as refused:
        load_call(path)
    assert str(refused.value) == f"{path}: is over 2 MB, which no call or application is"


def test_a_path_that_holds_no_file_is_refused(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "nowhere.toml", "No such file or directory"),
        (tmp_path, "Is a directory"),
    ):
        with pytest.raises(RefusedError) as refused:
            read_text(path)
        assert str(refused.value) == f"{path}: {message}"
    with pytest.raises(RefusedError, match="cannot be opened: "):
        read_text(Path("a\0b"))


def test_a_call_comes_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "call.toml"
    path.write_text(SMALL + SHARE)
    edition = load_call(path)
    assert (edition.call.id, edition.folder) == ("small", tmp_path)
    assert edition.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_call_written_as_json_is_the_same_call(tmp_path: Path) -> None:
    raw = parse((SMALL + rule("limit", "most", 'on = "works"', "cap = 12.50")).encode(), "it")
    path = tmp_path / "call.json"
    path.write_text(json.dumps(raw, default=str))
    call, found = read_call(raw)
    assert found == []
    assert load_call(path).call == call
    path.write_text(json.dumps({**raw, "format": 2}, default=str))
    with pytest.raises(RefusedError) as refused:
        load_call(path)
    assert str(refused.value) == f"{path}: format: this Bandolo reads format 1"


def test_every_problem_of_a_call_is_told_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "call.toml"
    path.write_text(
        "format = 2\r\nstrange = 1\r\n" + SMALL.replace("format = 1", "") + SHARE.replace("50%", "60")
    )
    with pytest.raises(RefusedError) as refused:
        load_call(path)
    assert [(one.file, one.line, one.where) for one in refused.value.problems] == [
        (str(path), 2, "strange"),
        (str(path), SMALL.count("\n") + 2 + 6, "aid[1].share"),
    ]


def test_a_published_call_is_read_though_a_check_has_learned_to_find_fault_with_it() -> None:
    contradicts = (SMALL + rule("limit", "most", 'on = "work"', "cap = 5.00") + SHARE).encode()
    with pytest.raises(RefusedError, match=r"limit\[1\].on"):
        read_edition(contradicts, "it")
    assert [limit.on for limit in read_published(contradicts, "it").limits] == ["work"]
    with pytest.raises(RefusedError, match="strange"):
        read_published(b"strange = 1\n" + contradicts, "it")


def test_what_cannot_be_read_hides_no_contradiction() -> None:
    text = (
        "titel = 3\n"
        + SMALL
        + rule("limit", "most", 'on = "work"', "cap = 5.00")
        + requirement('{ fact = "sise", is = "small" }')
        + SHARE.replace("50%", "110%")
    )
    assert [one.where for one in problems_of(text)] == [
        "titel",
        "limit[1].on",
        "requirement[1].holds.fact",
        "aid[1].share",
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("limit", 2, "cap"), "limit[3].cap"),
        (("format",), "format"),
        (("a", 0, 1, "b"), "a[1][2].b"),
    ],
)
def test_a_path_is_shown_as_people_count(path: tuple[str | int, ...], text: str) -> None:
    assert show_path(path) == text


def test_a_problem_says_where_it_is() -> None:
    assert str(Problem("f", 3, "limit[1]", "no")) == "f:3: limit[1]: no"
    assert str(Problem("f", 0, "limit[1]", "no")) == "f: limit[1]: no"
    assert str(Problem("f", 3, "", "no")) == "f:3: no"


def test_the_tables_of_the_law_are_read_once() -> None:
    assert law().de_minimis is law().de_minimis


# --- Cases --------------------------------------------------------------------------------------------------

RIGHT = """\
[given]
other_aid = []
[given.facts]
size = "small"
[[given.cost]]
line = "works"
amount = 100.00

[[case]]
id = "half-of-it"
why = "Half of the costs."
at = 2026-03-01T10:00:00
[case.expect]
admissible = true
admitted = { works = 100.00, total = 100.00 }
grant = 50.00
"""


def folder(path: Path, **cases: str) -> Path:
    """The small call in a folder, with files of cases."""
    (path / "cases").mkdir()
    (path / "call.toml").write_text(SMALL + SHARE + requirement('{ fact = "size", is = "small" }'))
    for name, text in cases.items():
        (path / "cases" / f"{name}.toml").write_text(text)
    return path / "call.toml"


def test_cases_that_hold_are_counted(tmp_path: Path) -> None:
    assert load_cases(load_call(folder(tmp_path, one=RIGHT, two=RIGHT))) == (2, ())


def test_what_a_case_expects_in_vain_is_told_on_its_line(tmp_path: Path) -> None:
    wrong = RIGHT.replace("grant = 50.00", "grant = 50.01").replace("= true", '= "unknown"')
    count, problems = load_cases(load_call(folder(tmp_path, one=wrong, two=RIGHT)))
    assert count == 2
    lines = wrong.splitlines()
    assert [(lines[one.line - 1], one.where, one.message) for one in problems] == [
        (
            'admissible = "unknown"',
            "case[1].expect.admissible",
            "half-of-it: admissible should be 'unknown', is True",
        ),
        ("grant = 50.01", "case[1].expect.grant", "half-of-it: grant should be 50.01, is 50.00"),
    ]
    assert {one.file for one in problems} == {str(tmp_path / "cases" / "one.toml")}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = \n", 1, "is not TOML: Invalid value"),
        (RIGHT + "strange = 1\n", 17, 'unknown key "strange"; known are: admissible'),
        (
            RIGHT.replace('"works"\n', '"work"\n'),
            9,
            'half-of-it: unknown cost line "work"; did you mean "works"?',
        ),
    ],
)
def test_a_broken_file_of_cases_is_told_and_the_others_run(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    edition = load_call(folder(tmp_path, one=text, two=RIGHT.replace("50.00", "50.01")))
    _, [first, *others] = load_cases(edition)
    assert (first.file, first.line) == (str(tmp_path / "cases" / "one.toml"), line)
    assert first.message.startswith(message)
    assert [one.message for one in others][-1] == "half-of-it: grant should be 50.01, is 50.00"
