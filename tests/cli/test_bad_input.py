"""Is bad input refused with its place, exit 2 and no traceback?"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.running import APPLICATION, AT, refused, run

NONSENSE = b"panettone " * 1_000_000
BAD_FACTS: Sequence[tuple[bytes, str]] = (
    (b"size = 3", ":2: facts.size: should be one of the choices, in quotes; found 3"),
    (
        b'size = "huge"',
        ":2: facts.size: 'huge' is not a choice; one of micro, small, medium, large; found \"huge\"",
    ),
    (b"site_open = 1", ":2: facts.site_open: should be true or false; found 1"),
    (b"site_opn = true", ':2: facts.site_opn: unknown fact "site_opn"; did you mean "site_open"?'),
)


@pytest.mark.parametrize(("written", "message"), BAD_FACTS)
def test_a_bad_fact_is_named_with_its_line(tmp_path: Path, written: bytes, message: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"[facts]\n" + written + b"\n")
    assert refused(run("assess", "oven", str(path))) == f"{path}{message}\n"


BAD_COSTS: Sequence[tuple[bytes, str]] = (
    (b"amount = -1.00", ":3: cost[1].amount: an amount is never negative; found -1.00"),
    (b"amount = 1.001", ":3: cost[1].amount: an amount has at most two decimals; found 1.001"),
    (b"amount = nan", ":3: cost[1].amount: an amount is a finite number of euro, such as 1250.00; found NaN"),
    (
        b"amount = inf",
        ":3: cost[1].amount: an amount is a finite number of euro, such as 1250.00; found Infinity",
    ),
    (b"amount = 1e400", ":3: cost[1].amount: an amount is below a thousand billion euro; found 1E+400"),
    (b"amount = true", ":3: cost[1].amount: an amount is written in euro, such as 1250.00; found True"),
    (b'is_new = "yes"', ':3: cost[1].is_new: should be true or false; found "yes"'),
)


@pytest.mark.parametrize(("written", "message"), BAD_COSTS)
def test_a_bad_cost_is_named_with_its_line(tmp_path: Path, written: bytes, message: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b'[[cost]]\nline = "oven"\n' + written + b"\n")
    assert refused(run("assess", "oven", str(path))) == f"{path}{message}\n"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (b'[[cost]]\nline = "over"\n', ':2: cost[1].line: unknown cost line "over"; did you mean "oven"?'),
        (b"[[cost]]\namount = 1.00\n", ':1: cost[1]: the key "line" is missing: which cost line is it?'),
        (b"cost = 5\n", ":1: cost: should be a list of at most 5000 tables, [[cost]]"),
        (b"facts = 5\n", ":1: facts: should be a table of facts"),
        (b"[[invoic]]\n", ':1: invoic: unknown key "invoic"; did you mean "invoice"?'),
        (b'call = "stove"\n', ":1: call: the application is for \"stove\", the call is 'oven'"),
        (b'attached = "quote"\n', ":1: attached: should be a list of document ids, each in quotes"),
        (b'attached = ["qoute"]\n', ':1: attached[1]: unknown document "qoute"; did you mean "quote"?'),
        (b"a = \n", ":1: is not TOML: Invalid value"),
        (b"[facts]\nsize\n", ":2: is not TOML: Expected '=' after a key in a key/value pair"),
        (b'{"facts": \n', ":2: is not JSON: Expecting value"),
        (b'{"facts": {"size": NaN}}', ": cannot be read: NaN is not a number"),
        (b'{"cost": 1e99999999999999999999}', ": cannot be read: 1e99999999999999999999 is not a number"),
        (b'{"facts": {}, "facts": {}}', ": cannot be read: an object has a name twice, among facts"),
        (
            b"a = 0x" + b"f" * 5000,
            ": cannot be read: a number is larger than any that a call or application needs",
        ),
        (b"\xff\xfe", ":1: is not UTF-8 text"),
        (b'a = 1\nb = "\xe8"\n', ":2: is not UTF-8 text"),
        (b"a = " + b"[" * 50 + b"]" * 50, ": has lists or tables nested deeper than any call or application"),
        (b"a = " + b"[" * 5000, ": has lists or tables nested deeper than any call or application"),
        (b'{"a": ' + b"[" * 100_000, ": has lists or tables nested deeper than any call or application"),
        (
            b".".join([b"a"] * 100_000) + b" = 1",
            ": cannot be read: a key has more parts than any key of a call or application",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place(given: bytes, message: str) -> None:
    assert refused(run("assess", "oven", "-", "--at", AT, given=given)) == f"standard input{message}\n"


def test_ten_megabytes_of_nonsense_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "nonsense.toml"
    path.write_bytes(NONSENSE)
    message = "is over 2 MB, which no call or application is"
    assert refused(run("assess", "oven", str(path))) == f"{path}: {message}\n"
    assert refused(run("assess", "oven", "-", given=NONSENSE)) == f"standard input: {message}\n"
    assert refused(run("facts", str(path))) == f"{path}: {message}\n"
    assert refused(run("rank", "oven", "-", given=NONSENSE)) == f"standard input: {message}\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gone.toml"
    assert refused(run("assess", "oven", str(path))) == f"{path}: No such file or directory\n"
    assert refused(run("assess", "oven", str(tmp_path))) == f"{tmp_path}: Is a directory\n"
    assert refused(run("guide", str(path))) == f"{path}: No such file or directory\n"
    assert refused(run("guide", str(tmp_path))) == f"{tmp_path / 'call.toml'}: No such file or directory\n"


def test_what_a_file_says_cannot_draw_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[facts]\n"\\u001b[31mred\\n" = 1\n')
    said = refused(run("assess", "oven", str(path)))
    assert (said.count("\n"), "\x1b" in said) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("assess", "oven", str(APPLICATION), "--at", "2026-03-02T10:00:00"),
            (
                "--at: an instant is a date and time with its zone, such as 2026-02-05T09:00:00+01:00; "
                'found "2026-03-02T10:00:00"'
            ),
        ),
        (
            ("assess", "oven", str(APPLICATION), "--at", "2026-03-02"),
            (
                "--at: an instant is a date and time with its zone, such as 2026-02-05T09:00:00+01:00; "
                'found "2026-03-02"'
            ),
        ),
        (
            ("assess", "oven", str(APPLICATION), "--at", "0001-01-01T00:00:00+14:00"),
            '--at: a date is between 1900 and 2200; found "0001-01-01T00:00:00+14:00"',
        ),
        (
            ("assess", "oven", str(APPLICATION), "--at", "1946-06-02T10:00:00Z"),
            '--at: a date is between the years 1990 and 2100, not 1946-06-02; found "1946-06-02T10:00:00Z"',
        ),
        (
            ("dates", "oven", "award"),
            "award: an event and its date are written EVENT=DATE, such as award=2026-06-30",
        ),
        (
            ("dates", "oven", "submision=2026-03-02"),
            'submision=2026-03-02: no deadline is counted from "submision"; did you mean "submission"?',
        ),
        (
            ("dates", "oven", "submission=2026-02-30"),
            'submission=2026-02-30: a date is year, month and day, such as 2026-02-05; found "2026-02-30"',
        ),
        (
            ("dates", "oven", "submission=2026-03-02T10:00:00"),
            (
                "submission=2026-03-02T10:00:00: an instant is a date and time with its zone, "
                'such as 2026-02-05T09:00:00+01:00; found "2026-03-02T10:00:00"'
            ),
        ),
        (
            ("dates", "oven", "days_to_open=ten"),
            'days_to_open=ten: a length is a whole number, such as 10; found "ten"',
        ),
        (
            ("dates", "oven", "test_baking=2026-03-02", "days_to_open=0"),
            "test_baking=2026-03-02 days_to_open=0: days_to_open: is 0: 1 to 36500 would be right",
        ),
        (
            ("dates", "oven", "submission=2026-03-02", "submission=2026-03-03"),
            "submission=2026-03-03: is said twice",
        ),
        (
            ("schedule", "oven", "--principal", "1000.001", "--years", "1", "--first-due", "2026-06-30"),
            ('--principal: an amount has at most two decimals; found "1000.001"'),
        ),
        (
            (
                "schedule",
                "oven",
                "--principal",
                "1000",
                "--years",
                "9",
                "--first-due",
                "2026-06-30",
                "--lang",
                "en",
            ),
            "--years: The duration should be from 1 to 2 years.",
        ),
        (
            ("schedule", "oven", "--principal", "1000", "--years", "1", "--first-due", "30/06/2026"),
            '--first-due: a date is year, month and day, such as 2026-02-05; found "30/06/2026"',
        ),
        (
            ("assess", "kiosk", str(APPLICATION)),
            "kiosk: no call has this id, and no file this name; known are: oven",
        ),
    ],
)
def test_bad_arguments_are_named(arguments: tuple[str, ...], message: str) -> None:
    assert refused(run(*arguments)) == f"{message}\n"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            b'[[entry]]\nid = "a"\nnumber = 1\ngrant = 1.00\nsubmitted_at = 2026-02-03T09:00:00\n',
            ":5: entry[1].submitted_at: an instant needs its zone, such as 2026-02-05T09:00:00+01:00",
        ),
        (b"entries = []\n", ':1: entries: unknown key "entries"; did you mean "entry"?'),
        (b'call = "stove"\n', ":1: call: the applications are for 'stove', the call is 'oven'"),
        (b"funds = 1.001\n", ": funds: an amount has at most two decimals; found 1.001"),
    ],
)
def test_a_bad_line_of_applications_is_refused(given: bytes, message: str) -> None:
    assert refused(run("rank", "oven", "-", given=given)) == f"standard input{message}\n"


def test_a_folder_without_calls_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BANDOLO_CALLS", str(tmp_path))
    message = f"{tmp_path}: holds no call: each stands in a folder of its own, as call.toml\n"
    assert refused(run("calls")) == message
    assert refused(run("check")) == message
