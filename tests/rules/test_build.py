"""Is what a call file holds read by its grammar, and whatever does not fit told with its place?"""

import pytest

from bandolo.rules.build import MOST_PROBLEMS, nearest, shown
from bandolo.rules.compile import compile_call
from bandolo.rules.load import law, parse, read_call
from tests.rules.small_calls import SMALL, call_of, problems_of, requirement, rule
from tests.rules.wrong_calls import Wrong

AMOUNT = "an amount is written in euro, such as 1250.00"
RATE = 'a rate is a percentage or a fraction in quotes, such as "60%" or "1/3"'
MOMENTS = "submission, review, award, reporting, payment"
COUNT = "count needs at_least or at_most, whole numbers, the first not above the other"
NEEDS = (
    "a condition has one of: fact, amount, sum, mean, highest, lowest, all, any, not, every, some, no, count"
)


def of_limit(field: str, key: str, message: str, line: str | None = None) -> Wrong:
    """A limit with one field wrong; the line is that of the field unless it says otherwise."""
    rules = rule("limit", "most", 'on = "works"', field)
    return Wrong(rules, line or field, f"limit[1].{key}" if key else "limit[1]", message)


def of_condition(holds: str, key: str, message: str) -> Wrong:
    """A requirement whose condition is wrong at a key within it."""
    line = f"holds = {holds}"
    return Wrong(requirement(holds), line, f"requirement[1].holds{key}", message)


VALUES = [
    Wrong("", "titel = 3", "titel", 'unknown key "titel"; did you mean "title"?', "titel = 3\n" + SMALL),
    Wrong("[[limt]]\nid = 'x'\n", "[[limt]]", "limt", 'unknown key "limt"; did you mean "limit"?'),
    of_limit("cp = 5.00", "cp", 'unknown key "cp"; did you mean "cap"?'),
    Wrong(
        '[[limit]]\nid = "most"\ncap = 5.00\nwords = { it = "x", en = "x" }\n',
        "[[limit]]",
        "limit[1]",
        'the key "on" is missing',
    ),
    Wrong(
        rule("limit", "most", 'on = ["works"]'), 'on = ["works"]', "limit[1].on", "should be a text in quotes"
    ),
    of_limit("cap = nan", "cap", "an amount is a finite number of euro, such as 1250.00, not NaN"),
    of_limit("cap = inf", "cap", "an amount is a finite number of euro, such as 1250.00, not Infinity"),
    of_limit("cap = 1e400", "cap", "an amount is below a thousand billion euro, not 1E+400"),
    of_limit("cap = 1.001", "cap", "an amount has at most two decimals, not 1.001"),
    of_limit("cap = -1.00", "cap", "an amount is never negative, not -1.00"),
    of_limit("cap = true", "cap", f"{AMOUNT}, not True"),
    of_limit('cap = "five"', "cap", "an amount is digits with a point before the cents, such as 1250.00"),
    of_limit('cap = "1250.00000000000000000000000000001"', "cap", "an amount has at most two decimals"),
    of_limit('share = "60"', "share", f'{RATE}, not "60"'),
    of_limit("share = 60", "share", f"{RATE}, not 60"),
    of_limit(
        'cap = 5.00\nat = ["report"]',
        "at[1]",
        f'"report" is not known here; one of {MOMENTS}',
        'at = ["report"]',
    ),
    of_limit('at = "award"', "at", "should be a list, in square brackets"),
    of_limit("at = [[]]", "at[1]", f"a list is not known here; one of {MOMENTS}"),
    of_limit('round = "near"', "round", '"near" is not known here; one of down, half_up, up'),
    of_limit('clauses = "S-1"', "clauses", "should be a list, in square brackets"),
    of_limit('words = "x"', "words", "should be a table with it, en"),
    of_limit('words = { it = "x" }', "words", 'the key "en" is missing'),
    of_limit('words = { it = "x", en = "x", fr = "x" }', "words.fr", 'unknown key "fr"; known are: en, it'),
    of_limit("reading = 3", "reading", "should be a text in quotes, not 3"),
    of_limit('base = { of = "works" }', "base.of", "should be a list, in square brackets"),
    of_limit('base = { of = ["works"], stage = "paid" }', "base.stage", '"paid" is not known here; one of'),
    of_limit('cap = { by = ["size"], values = {} }', "cap", 'should be { by = "a choice", values = '),
    of_limit('cap = { by = "size", values = {} }', "cap", 'should be { by = "a choice", values = '),
    of_limit(
        'cap = { by = "size", values = { micro = 1.00, small = 1.00, medium = 1.00 } }',
        "cap",
        "no row fits size large",
    ),
    of_limit(
        'cap = { by = "sise", values = { micro = 1.00 } }',
        "cap.by",
        'unknown fact "sise"; did you mean "size"?',
    ),
    of_limit(
        'cap = { rows = [{ size = ["micro", "small"], gives = 2.00 }, { size = "small", gives = 1.00 }] }',
        "cap",
        "2 rows fit size small; one should",
    ),
    of_limit(
        (
            "cap = { rows = [{ files_bytes = { at_most = 9 }, gives = 2.00 }, "
            "{ files_bytes = { above = 10 }, gives = 1.00 }] }"
        ),
        "cap",
        "no row fits files_bytes 10",
    ),
    of_limit("cap = { rows = [] }", "cap", "a table has either by and values, or a list of rows"),
    of_limit(
        "cap = { rows = [{ size = 'small' }] }", "cap.rows[1]", 'a row has its columns and what it "gives"'
    ),
    Wrong("[[aid]]\nid = 'x'\nkind = []\n", "kind = []", "aid[1].kind", "unknown kind a list"),
    Wrong(
        "[[aid]]\nid = 'x'\nkind = 'shares'\n",
        "kind = 'shares'",
        "aid[1].kind",
        'unknown kind "shares"; did you mean "share"?',
    ),
    Wrong("[[aid]]\nid = 'x'\n", "[[aid]]", "aid[1]", "unknown kind"),
    Wrong("[limit]\nid = 'x'\n", "[limit]", "limit", "should be a list, in square brackets"),
    Wrong("[[window]]\nid = 'x'\n", "[[window]]", "window", "should be a table with"),
    Wrong(
        rule("vat", "vat", 'counts = "always"').replace("[[vat]]", "[vat]"),
        'counts = "always"',
        "vat.counts",
        '"always" is not known here; one of never, unrecoverable',
    ),
    Wrong(
        rule(
            "requirement", "r", 'holds = { fact = "size", is = "small" }', 'failing = { submission = "out" }'
        ),
        'failing = { submission = "out" }',
        "requirement[1].failing.submission",
        '"out" is not known here; one of not_admissible, curable,',
    ),
    Wrong(
        rule(
            "requirement", "r", 'holds = { fact = "size", is = "small" }', 'failing = { before = "flagged" }'
        ),
        'failing = { before = "flagged" }',
        "requirement[1].failing.before",
        f'"before" is not known here; one of {MOMENTS}',
    ),
    Wrong(
        "",
        'published = "2026-02-05"',
        "published",
        'should be a date, such as 2026-02-05, not "2026-02-05"',
        'published = "2026-02-05"\n' + SMALL,
    ),
]


def window(opens: str, closes: str = "2026-12-01T00:00:00") -> str:
    fields = (f"opens = {opens}", f"closes = {closes}", 'last_instant = "excluded"')
    return rule("window", "w", *fields).replace("[[window]]", "[window]")


INSTANTS = [
    Wrong(
        window("2026-02-05"),
        "opens = 2026-02-05",
        "window.opens",
        "should be a date and time, such as 2026-02-05T09:00:00",
    ),
    Wrong(window("0001-01-01T00:00:00"), "opens = 0001-01-01T00:00:00", "window.opens", "a date is between"),
    Wrong(
        window("9999-12-31T23:59:59-12:00"),
        "opens = 9999-12-31T23:59:59-12:00",
        "window.opens",
        "a date is between",
    ),
    Wrong(
        window("2026-02-05T09:00:00", "9999-12-31T23:59:59"),
        "closes = 9999-12-31T23:59:59",
        "window.closes",
        "a date is between",
    ),
    Wrong(
        window("2026-03-29T02:30:00"),
        "opens = 2026-03-29T02:30:00",
        "window.opens",
        "the clock skips this hour",
    ),
    Wrong(
        window("2026-10-25T02:30:00"),
        "opens = 2026-10-25T02:30:00",
        "window.opens",
        "the clock shows this hour twice",
    ),
]
CONDITIONS = [
    of_condition("3", "", 'a condition is a table, such as { fact = "size", is = "small" }'),
    of_condition("{}", "", NEEDS),
    of_condition("{ holds = 3 }", "", NEEDS),
    of_condition("{ all = [] }", ".all", "should be a list of conditions, at least one"),
    of_condition("{ any = 3 }", ".any", "should be a list of conditions, at least one"),
    of_condition('{ all = [{ fact = "size", is = "small" }, 3] }', ".all[2]", "a condition is a table"),
    of_condition(
        '{ not = { fact = "size", is = "small" }, is = 3 }', ".is", 'unknown key "is"; known are: not'
    ),
    of_condition('{ fact = "sise", is = "small" }', ".fact", 'unknown fact "sise"; did you mean "size"?'),
    of_condition("{ fact = [], is = 1 }", ".fact", "unknown fact a list"),
    of_condition('{ fact = "size" }', "", "a comparison has exactly one of is, in, has, filled, at_least"),
    of_condition('{ fact = "size", is = "small", in = [] }', "", "a comparison has exactly one of"),
    of_condition('{ fact = "size", as = "small" }', ".as", 'unknown key "as"; did you mean'),
    of_condition('{ fact = "size", is = "huge" }', ".is", "'huge' is not a choice; one of micro, small"),
    of_condition('{ fact = "size", in = "small" }', ".in", "should be a list of values"),
    of_condition('{ fact = "size", in = [] }', ".in", "should be a list of values"),
    of_condition('{ fact = "size", in = [[]] }', ".in", "should be one of the choices, in quotes"),
    of_condition('{ fact = "size", has = "small" }', ".has", "has asks of a fact with several choices"),
    of_condition(
        '{ fact = "size", filled = true }', ".filled", "filled is true or false, of a text or of choices"
    ),
    of_condition(
        '{ fact = "size", at_least = "small" }', ".at_least", '"size" is a choice, which has no order'
    ),
    of_condition('{ fact = "durc_regular", is = "yes" }', ".is", "should be true or false"),
    of_condition(
        '{ fact = "files_bytes", at_least = -1 }', ".at_least", "should be a whole number, zero or more"
    ),
    of_condition(
        '{ fact = "amount", at_least = 1.00 }',
        ".fact",
        '"amount" belongs to a cost or invoice or quote: say it within every, some, no or count = "cost"',
    ),
    of_condition(
        '{ fact = "files_bytes", at_least = { fact = "size" } }',
        ".at_least",
        '"files_bytes" is a count and "size" a choice; they do not compare',
    ),
    of_condition(
        '{ fact = "fiscal_year_starts", at_least = { fact = "fiscal_year_starts", times = "50%" } }',
        ".at_least.times",
        'a number times a rate in quotes, such as "40%"',
    ),
    of_condition(
        '{ fact = "files_bytes", at_least = { fact = "files_bytes", plus_days = 3 } }',
        ".at_least.plus_days",
        "a whole number of days, added to a date",
    ),
    of_condition(
        '{ fact = "fiscal_year_starts", at_least = { fact = "fiscal_year_starts", plus_days = 1000000000 } }',
        ".at_least.plus_days",
        "a whole number of days, added to a date",
    ),
    of_condition(
        '{ fact = "fiscal_year_starts", at_least = { fact = "fiscal_year_starts", plus_days = true } }',
        ".at_least.plus_days",
        "a whole number of days, added to a date",
    ),
    of_condition(
        '{ amount = "admitted.total", in = [5.00] }',
        ".in",
        "a number is compared with is, at_least, at_most, above, below",
    ),
    of_condition('{ amount = "admitted.total", at_least = "x" }', ".at_least", "an amount is digits"),
    of_condition(
        '{ amount = "admitted.total", at_least = { amount = 3 } }',
        ".at_least",
        'should be { amount = "approved.total", times = "70%" }',
    ),
    of_condition(
        '{ amount = "admitted.total", at_least = { amount = "admitted.total", times = 70 } }',
        ".at_least",
        'should be { amount = "approved.total", times = "70%" }',
    ),
    of_condition("{ amount = 3, is = 1.00 }", "", 'unknown amount "3"'),
    of_condition(
        '{ every = "costs", holds = { fact = "line", is = "works" } }',
        ".every",
        'unknown record "costs"; did you mean "cost"?',
    ),
    of_condition(
        '{ every = ["cost"], holds = { fact = "line", is = "works" } }', ".every", "unknown record a list"
    ),
    of_condition(
        '{ every = {}, holds = { fact = "line", is = "works" } }', ".every", "unknown record a table"
    ),
    of_condition('{ every = "cost" }', "", '"every" needs the condition that "holds"'),
    of_condition('{ count = "cost" }', "", COUNT),
    of_condition('{ count = "cost", at_least = -1 }', "", COUNT),
    of_condition('{ count = "cost", at_least = true }', "", COUNT),
    of_condition('{ count = "cost", at_least = "3" }', "", COUNT),
    of_condition('{ count = "cost", at_least = 3, at_most = 2 }', "", COUNT),
    of_condition(
        '{ count = "cost", at_least = 1, holds = { fact = "line", is = "works" } }',
        ".holds",
        'unknown key "holds"',
    ),
    of_condition(
        '{ some = "cost", holds = { fact = "paid_on", is = 2026-01-01 } }',
        ".holds.fact",
        '"paid_on" belongs to a invoice or worker_month',
    ),
]


def problems(wrong: Wrong) -> list[tuple[str, str, str]]:
    """What is wrong with a call, with the text of the lines."""
    text = wrong.head + wrong.rules
    lines = text.splitlines()
    return [(lines[one.line - 1], one.where, one.message) for one in problems_of(text)]


ALL = [*VALUES, *INSTANTS, *CONDITIONS]


@pytest.mark.parametrize("wrong", ALL, ids=[f"{at}-{wrong.where}" for at, wrong in enumerate(ALL)])
def test_what_does_not_fit_is_told_with_its_place(wrong: Wrong) -> None:
    found = problems(wrong)
    told = [(line, where) for line, where, message in found if message.startswith(wrong.message)]
    assert told == [(wrong.line, wrong.where)]


def test_conditions_over_records_stand_within_a_few_others_only() -> None:
    inner = '{ fact = "line", is = "works" }'
    for _ in range(4):
        inner = f'{{ some = "cost", holds = {inner} }}'
    assert problems_of(SMALL + requirement(inner)) == ()
    [problem] = problems_of(SMALL + requirement(f'{{ some = "cost", holds = {inner} }}'))
    assert problem.where == "requirement[1].holds" + ".holds" * 4
    assert problem.message == "conditions over records stand within at most 4 others"


def test_a_condition_nested_deep_is_refused() -> None:
    holds: dict[str, object] = {"fact": "size", "is": "small"}
    for _ in range(45):
        holds = {"not": holds}
    asked = {
        "id": "asked",
        "words": {"it": "x", "en": "x"},
        "failing": {"submission": "flagged"},
        "holds": holds,
    }
    call, found = read_call({**parse(SMALL.encode(), "it"), "requirement": [asked]})
    assert call is None
    assert [message for _, message in found] == ["the condition is nested too deep to be read by people"]


def test_a_condition_as_deep_as_files_go_is_compiled() -> None:
    holds = "{ not = " * 32 + '{ fact = "size", is = "small" }' + " }" * 32
    call = call_of(requirement(holds))
    assert compile_call(call, "submission", law().de_minimis).decide.__doc__


def test_two_hundred_problems_are_enough_for_anyone() -> None:
    text = "".join(f"key_{number} = 1\n" for number in range(1000)) + SMALL
    assert len(problems_of(text)) == MOST_PROBLEMS


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("sise", ["size", "sector"], 'did you mean "size"?'),
        ("zzz", ["size", "sector"], "known are: sector, size"),
        ("zzz", [], "known are: none"),
        ("size" * 100_000, ["size"], "known are: size"),
    ],
    ids=["near", "far", "none", "long"],
)
def test_a_hint_names_what_was_probably_meant(word: str, known: list[str], hint: str) -> None:
    assert nearest(word, known) == hint


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("small", '"small"'),
        ("x" * 61, f'"{"x" * 60}..."'),
        ([1], "a list"),
        ({"a": 1}, "a table"),
        (10**40, "a number of many digits"),
        (True, "True"),
        (3, "3"),
    ],
    ids=str,
)
def test_a_value_is_shown_short(raw: object, text: str) -> None:
    assert shown(raw) == text
