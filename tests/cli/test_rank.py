"""Are applications ranked by the draw, and given the money of their envelopes?"""

import json
from pathlib import Path

import pytest

from bandolo.rules.draw import commitment, list_digest
from tests.cli.running import OVEN, ROOT, refused, run, shown
from tests.house.guide import read_guide, topics

SEED = "4c55853918071a3759c4f6617832211c46cff23f4e37bddeb4afbf4b39bb5606"
SEAL = "3f683183e52e9b3ffa72c177a4bb3f38a0558a16ff3f4d5f046597af0e3e0b54"
DRAWN = f'[drawn]\nseed = "{SEED}"\npublic = "9 71 33 52 18"\n'
OTHER_SEAL = commitment(SEED.replace("4c55", "4c56"))
LISTED, OTHERS = list_digest("abc"), list_digest("ab")
DRAW = f"""ties = "draw"
[ranking.draw]
public = {{ it = "i numeri del lotto", en = "the numbers of the lottery" }}
committed = "{SEAL}"
"""
ENVELOPES = """
[[tranche]]
id = "february"
clauses = ["OV-6"]
words = { it = "Febbraio", en = "February" }
opens = 2026-02-02T09:00:00
closes = 2026-03-01T00:00:00
last_instant = "excluded"

[[tranche]]
id = "march"
clauses = ["OV-6"]
words = { it = "Marzo", en = "March" }
opens = 2026-03-01T00:00:00
closes = 2026-04-01T00:00:00
last_instant = "excluded"

[[envelope]]
id = "early"
clauses = ["OV-6"]
words = { it = "chi chiede a febbraio", en = "those who ask in February" }
amount = 900.00
window = "february"
unused_to = ["late"]

[[envelope]]
id = "late"
clauses = ["OV-6"]
words = { it = "chi chiede a marzo", en = "those who ask in March" }
window = "march"
"""
AS_OF = "as_of = 2026-03-20T09:00:00+01:00\n"


def changed(tmp_path: Path, old: str, new: str) -> str:
    """The path of the call of the tests with something else in it."""
    text = (OVEN / "call.toml").read_text()
    assert text.count(old) == 1
    path = tmp_path / "call.toml"
    path.write_text(text.replace(old, new))
    return str(path)


@pytest.fixture
def drawn_call(tmp_path: Path) -> str:
    """A call that draws lots."""
    return changed(tmp_path, 'ties = "time"\n', DRAW)


@pytest.fixture
def divided_call(tmp_path: Path) -> str:
    """A call with money for each of two windows."""
    return changed(tmp_path, "[loan]\n", f"{ENVELOPES}\n[loan]\n")


def entry(id: str, number: int, sent: str, grant: str) -> str:
    """An admitted application in line."""
    return (
        f'[[entry]]\nid = "{id}"\nnumber = {number}\nsubmitted_at = {sent}T09:00:00+01:00\n'
        f"grant = {grant}\nadmissible = true\n"
    )


LINE = "".join(entry(id, at, "2026-02-05", "800.00") for at, id in enumerate("abc", 1))
TWO_WINDOWS = entry("a", 1, "2026-02-05", "700.00") + entry("b", 2, "2026-03-05", "1000.00")


def test_the_lots_decide_the_order(drawn_call: str) -> None:
    given = (DRAWN + f'listed = "{LISTED}"\n' + LINE).encode()
    answer = json.loads(shown(run("rank", drawn_call, "-", "--json", given=given)))
    assert [(one["id"], one["awarded"]) for one in answer["financed"]] == [("c", "800.00"), ("a", "700.00")]
    assert [one["id"] for one in answer["waiting"]] == ["b"]
    assert [one["order"]["en"] for one in answer["financed"]] == [
        "First in the ranking, with the lot 25808f61ee98… of the draw.",
        "Follows c by the draw, with the lot 25fcecd7aec9…",
    ]


def test_before_the_draw_all_wait_for_it(drawn_call: str) -> None:
    answer = json.loads(shown(run("rank", drawn_call, "-", "--json", given=LINE.encode())))
    assert (answer["financed"], answer["is_final"]) == ([], False)
    assert [(one["id"], one["words"]["en"]) for one in answer["pending"]] == [
        (id, "Waits for the draw.") for id in "abc"
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (DRAWN.replace("4c55", "4c56"), f"the seed is not the one committed to: its SHA-256 is {OTHER_SEAL}"),
        (
            DRAWN + f'listed = "{OTHERS}"\n',
            f"the applications are not those listed before the draw: their digest is {LISTED}",
        ),
    ],
)
def test_a_draw_that_cannot_count_is_refused(drawn_call: str, given: str, message: str) -> None:
    assert refused(run("rank", drawn_call, "-", given=(given + LINE).encode())) == (
        f"standard input: {message}\n"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ('[drawn]\npublic = "1"\n', ':1: drawn: the key "seed" is missing'),
        (
            "as_of = 2026-03-20T09:00:00\n",
            (
                ": as_of: an instant needs its zone, such as 2026-02-05T09:00:00+01:00; "
                "found 2026-03-20 09:00:00"
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_refused(drawn_call: str, given: str, message: str) -> None:
    assert refused(run("rank", drawn_call, "-", given=given.encode())) == f"standard input{message}\n"


def test_a_call_without_a_draw_takes_none() -> None:
    said = refused(run("rank", "oven", "-", given=(DRAWN + LINE).encode()))
    assert said == "standard input: order: the order knows no draw\n"


def test_each_window_has_its_money(divided_call: str) -> None:
    answer = json.loads(shown(run("rank", divided_call, "-", "--json", given=(AS_OF + TWO_WINDOWS).encode())))
    assert [(one["id"], one["awarded"]) for one in answer["financed"]] == [("a", "700.00"), ("b", "800.00")]
    assert answer["envelopes"] == [
        {"id": "early", "set_aside": "900.00", "left": "0.00"},
        {"id": "late", "set_aside": "600.00", "left": "0.00"},
    ]
    assert answer["flows"] == [{"from": "early", "to": "late", "amount": "200.00"}]


def test_money_of_an_open_window_stays(divided_call: str) -> None:
    given = ("as_of = 2026-02-20T09:00:00+01:00\n" + TWO_WINDOWS).encode()
    answer = json.loads(shown(run("rank", divided_call, "-", "--json", given=given)))
    assert [one["left"] for one in answer["envelopes"]] == ["200.00", "0.00"]
    assert answer["flows"] == []


def test_the_page_says_where_the_money_went(divided_call: str) -> None:
    page = shown(run("rank", divided_call, "-", "--lang", "en", given=(AS_OF + TWO_WINDOWS).encode()))
    assert " ".join(page.split()).endswith(
        "those who ask in February: EUR 900.00 set aside, EUR 200.00 passed on, EUR 700.00 awarded, "
        "EUR 0.00 left. "
        "those who ask in March: EUR 600.00 set aside, EUR 200.00 received, EUR 800.00 awarded, "
        "EUR 0.00 left. "
        'EUR 200.00 not used by "those who ask in February" go to "those who ask in March".'
    )


def test_who_applies_in_no_window_is_told_so(divided_call: str) -> None:
    given = entry("z", 1, "2026-01-05", "700.00").encode()
    answer = json.loads(shown(run("rank", divided_call, "-", "--json", given=given)))
    assert [(one["id"], one["why"], one["funds"]["en"]) for one in answer["unserved"]] == [
        ("z", "no_envelope", "Admitted, but no part of the funds is meant for it.")
    ]


def test_funds_that_the_envelopes_exceed_are_refused(divided_call: str) -> None:
    said = refused(run("rank", divided_call, "-", given=f"funds = 800.00\n{TWO_WINDOWS}".encode()))
    assert said == "standard input: the envelopes hold 900.00, the funds are 800.00\n"


def test_a_call_with_envelopes_is_checked_and_told(divided_call: str) -> None:
    assert "fondi 1, quote dei fondi 2, tranche 2" in shown(run("check", divided_call))
    guide = run("guide", divided_call, "--lang", "en").stdout
    assert (
        '- Those who ask in February. EUR 900.00; what it does not use goes to "those who ask in March". '
        "Applications of: February. (OV-6)\n"
    ) in guide


def test_other_funds_and_provisional_lists_stand_at_the_top(drawn_call: str) -> None:
    page = shown(run("rank", drawn_call, "-", "--lang", "en", given=("funds = 800.00\n" + LINE).encode()))
    assert page.splitlines()[3:5] == [
        "Funds of this list: EUR 800.00 (call: EUR 1,500.00).",
        "Provisional lists: some applications are pending.",
    ]


def test_the_line_shipped_with_a_call_is_ranked() -> None:
    folder = ROOT / "calls" / "c26"
    answer = json.loads(
        shown(run("rank", str(folder / "call.toml"), str(folder / "applications.toml"), "--json"))
    )
    assert [one["awarded"] for one in answer["financed"]] == ["5500.00", "10000.00", "4500.00"]
    assert [one["id"] for one in (*answer["waiting"], *answer["not_admitted"])] == ["A-5", "A-3"]


def test_the_line_of_the_guide_is_ranked(tmp_path: Path) -> None:
    examples = [one for topic in topics(read_guide(ROOT)) for one in topic]
    call = tmp_path / "call.toml"
    call.write_text(next(one.text for one in examples if one.mark == "whole"))
    lines = [one.text.encode() for one in examples if one.mark == "line"]
    assert len(lines) == 1
    answer = json.loads(shown(run("rank", str(call), "-", "--json", given=lines[0])))
    assert [(one["id"], one["awarded"]) for one in answer["financed"]] == [("a", "5000.00"), ("c", "2500.00")]
