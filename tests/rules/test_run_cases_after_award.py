"""Are the differences between cases of stages, reductions, duties and forms of aid and the call told?"""

from pathlib import Path

import pytest

from bandolo.rules.assess import Assessor
from bandolo.rules.build import Reading, build
from bandolo.rules.call import Call
from bandolo.rules.cases import CaseFile
from bandolo.rules.load import law, parse, read_call, show_path
from bandolo.rules.run_cases import counted_cases, run_cases
from tests.house.guide import base_of, put_into, read_guide, tables_of, topics
from tests.rules.small_calls import call_of, rule

ROOT = Path(__file__).parents[2]
KINDS = ("stage_case", "reduced", "breach", "equivalent", "credit", "together")
HEAD = 'id = "one"\nwhy = "."\n'
RATES = """
[reference_rates]
id = "market"
words = { it = "tassi", en = "rates" }
base_rates = [{ since = 2026-01-01, until = 2026-12-31, rate = "3%", source = "x" }]
margin = { by = "size", values = { micro = "2%", small = "2%", medium = "1%", large = "1%" } }
discount_margin = "1%"

[tax_credit]
id = "credit"
words = { it = "credito", en = "credit" }
shares = ["50%", "50%"]
counted_from = "award"
unused = "lost"
"""
ALL = call_of(
    RATES,
    rule("stage", "advance", 'pays = "advance"', 'share = "40%"'),
    rule("stage", "rest", 'pays = "balance"', 'when = { fact = "durc_regular", is = true }'),
    rule("reduction", "again", 'down_to = "aid.grant"'),
    rule("keeping", "seat", 'counted_from = "payment"', "years = 2", 'recovery = "total"'),
    rule(
        "guarantee",
        "backing",
        'covers = "50%"',
        'formula = { kind = "proportion", rows = [{ years = 2, guaranteed = 100.00, worth = 10.00 }] }',
    ),
    rule(
        "instrument_ceiling",
        "top",
        'on = ["grant"]',
        'counts = "nominal"',
        "at_most = 5.00",
        'cuts = ["grant"]',
    ),
)


def differences(text: str, call: Call = ALL) -> list[tuple[str, str]]:
    """What a file of cases, which reads well, finds different."""
    reading = Reading()
    file = build(reading, CaseFile, parse(text.encode(), "cases.toml"))
    assert reading.problems == []
    assert file is not None
    return [(show_path(path), message) for path, message in run_cases(Assessor(call, law()), file)]


STAGES = f"[[stage_case]]\n{HEAD}awarded = 100.00\napproved_costs = 200.00\n"
LOAN = 'of = "loan"\non = 2026-05-01\nopenings = [100.00]\ntimes_a_year = 1\n'
BACKING = LOAN.replace("loan", "backing")
WRONG = {
    "paid less, refused and not known": (
        STAGES
        + 'claims = [{ stage = "advance" }, { stage = "advance" }, { stage = "rest", earned = 30.00 }]\n'
        + "expect = { paid = [40.00], to_return = 1.00 }\n",
        [
            ("paid", "paid should be ['40.00'], is ['40.00', '0.00', '0.00']"),
            ("to_return", "the sum to return should be 1.00, is 0.00"),
            ("refused", "refused should be [], is ['advance']"),
            ("unknown", "unknown should be [], is ['rest']"),
        ],
    ),
    "paid beyond": (
        STAGES
        + "facts = { durc_regular = true }\n"
        + 'claims = [{ stage = "advance" }, { stage = "rest", earned = 30.00 }]\n'
        + "expect = { paid = [40.00, 0.00] }\n",
        [("to_return", "the sum to return should be 0.00, is 10.00")],
    ),
    "cut": (
        (
            f"[[reduced]]\n{HEAD}grant = 100.00\n"
            'amounts = { "aid.grant" = 70.00 }\nexpect = { left = 80.00, revoked = true, missing = ["x"] }\n'
        ),
        [
            ("", "the grant left should be '80.00', is '70.00'"),
            ("revoked", "revoked should be True, is False"),
            ("cuts", "cuts should be {}, is {again: '30.00'}"),
            ("missing", "missing should be ['x'], is []"),
        ],
    ),
    "not known what is left": (
        f"[[reduced]]\n{HEAD}grant = 100.00\nexpect = {{ left = 80.00 }}\n",
        [
            ("", "the grant left should be '80.00', is 'not known'"),
            ("missing", "missing should be [], is ['aid.grant']"),
        ],
    ),
    "given back": (
        (
            f'[[breach]]\n{HEAD}rule = "seat"\non = 2027-01-01\ngrant = 100.00\n'
            "events = { payment = 2026-06-01 }\nexpect = { to_return = 1.00, kept = 3, units = 731 }\n"
        ),
        [("", "the sum to return should be '1.00', is '100.00'"), ("kept", "kept should be 3, is 213")],
    ),
    "an event that nobody told": (
        f'[[breach]]\n{HEAD}rule = "seat"\non = 2027-01-01\ngrant = 100.00\nexpect = {{ kept = 1 }}\n',
        [("kept", "kept should be 1, is None"), ("missing", "missing should be [], is ['payment']")],
    ),
    "worth more": (
        (
            f'[[equivalent]]\n{HEAD}{LOAN}rate = "1%"\nfacts = {{ size = "small" }}\n'
            "expect = { equivalent = 3.00, nominal = 99.00 }\n"
        ),
        [
            ("nominal", "the nominal amount should be 99.00, is 100.00"),
            ("", "the gross grant equivalent should be '3.00', is '3.85'"),
        ],
    ),
    "a margin that is not known": (
        f'[[equivalent]]\n{HEAD}{LOAN}rate = "1%"\nexpect = {{ equivalent = 3.00 }}\n',
        [("", "the gross grant equivalent should be '3.00', is 'not known'")],
    ),
    "a guarantee too long": (
        (
            f"[[equivalent]]\n{HEAD}{BACKING.replace('[100.00]', '[9.00, 6.00, 3.00]')}"
            "expect = { equivalent = 3.00 }\n"
        ),
        [("refused", "refused should be [], is ['years']")],
    ),
    "used": (
        (
            f"[[credit]]\n{HEAD}credit = 10.00\nevents = {{ award = 2026-05-01 }}\nused = {{ 2026 = 2.00 }}\n"
            "expect = { shares = [10.00], left = 1.00 }\n"
        ),
        [
            ("shares", "shares should be ['10.00'], is ['5.00', '5.00']"),
            ("left", "left should be 1.00, is 0.00"),
            ("lost", "lost should be 0.00, is 8.00"),
        ],
    ),
    "granted": (
        (
            f"[[together]]\n{HEAD}granted = {{ grant = {{ nominal = 9.00 }} }}\n"
            'expect = { granted = { grant = 9.00 }, fits = "unknown" }\n'
        ),
        [
            ("granted", "granted should be {grant: '9.00'}, is {grant: '5.00'}"),
            ("fits", "fits should be 'unknown', is True"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "told"), WRONG.values(), ids=WRONG.keys())
def test_each_difference_is_told_in_its_place(text: str, told: list[tuple[str, str]]) -> None:
    key = text[2 : text.index("]")]
    places = [f"{key}[1].expect{f'.{where}' if where else ''}" for where, _ in told]
    expected = [(place, f"one: {message}") for place, (_, message) in zip(places, told, strict=True)]
    assert differences(text) == expected


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (
            f'[[breach]]\n{HEAD}rule = "shop"\non = 2027-01-01\ngrant = 1.00\nexpect = {{}}\n',
            "breach[1].rule",
            'the call has no [[keeping]] "shop"',
        ),
        (
            f"[[equivalent]]\n{HEAD}{LOAN.replace('loan', 'pledge')}expect = {{}}\n",
            "equivalent[1].of",
            'the call has no [reference_rates], or no guarantee "pledge"',
        ),
        (
            f'[[equivalent]]\n{HEAD}{LOAN}facts = {{ size = "micro" }}\nexpect = {{}}\n',
            "equivalent[1]",
            "cannot be worked out: the case needs the rate of the loan, rate = ...",
        ),
        (
            f"[[credit]]\n{HEAD}credit = 1.00\nexpect = {{ shares = [] }}\n",
            "credit[1]",
            "cannot be worked out: the first year is counted from award, which events do not tell",
        ),
        (
            (
                f"[[credit]]\n{HEAD}credit = 1.00\nevents = {{ award = 2026-05-01 }}\nused = {{ x = 1.00 }}\n"
                "expect = { shares = [0.50, 0.50] }\n"
            ),
            "credit[1]",
            "cannot be worked out: used has years, such as { 2027 = 1000.00 }",
        ),
        (
            (
                f'[[stage_case]]\n{HEAD}awarded = 1.00\napproved_costs = 1.00\nclaims = [{{ stage = "x" }}]\n'
                "expect = { paid = [] }\n"
            ),
            "stage_case[1]",
            'cannot be worked out: "x" is no stage; known are: advance, rest',
        ),
        (
            f"[[together]]\n{HEAD}facts = {{ size = 3 }}\ngranted = {{}}\nexpect = {{ granted = {{}} }}\n",
            "together[1].facts",
            "should be one of the choices, in quotes; found 3",
        ),
    ],
)
def test_a_case_that_cannot_be_worked_out_is_told(text: str, where: str, message: str) -> None:
    assert differences(text) == [(where, f"one: {message}")]


def test_a_call_without_a_tax_credit_has_no_case_of_it() -> None:
    text = f"[[credit]]\n{HEAD}credit = 1.00\nexpect = {{ shares = [] }}\n"
    assert differences(text, call_of()) == [("credit[1]", "one: the call has no [tax_credit]")]


def test_the_cases_of_the_page_come_out_and_each_kind_has_some() -> None:
    text = read_guide(ROOT)
    counted = dict.fromkeys(KINDS, 0)
    for topic in topics(text):
        parts = [tables_of(one.text) for one in topic if one.mark == "part"]
        call, _ = read_call(put_into(base_of(text), parts))
        for raw in (tables_of(one.text) for one in topic if one.mark == "cases"):
            file = build(Reading(), CaseFile, raw)
            if file is not None and call is not None and set(raw) & set(KINDS):
                assert run_cases(Assessor(call, law()), file) == []
                assert counted_cases(file) == sum(len(raw[key]) for key in raw if key != "given")
                counted |= {key: counted[key] + len(raw.get(key, ())) for key in KINDS}
    assert [key for key, number in counted.items() if not number] == []
