"""Which calls contradict themselves in their ids, facts, clauses, moments and references?"""

from typing import NamedTuple

from tests.rules.small_calls import SMALL, fact, requirement, rule


class Wrong(NamedTuple):
    """Rules that contradict themselves or each other: the line that says so, its key, what is said of it."""

    rules: str
    line: str
    where: str
    message: str
    head: str = SMALL
    times: int = 1


def limit(*fields: str, id: str = "most", on: str = "works") -> str:
    return rule("limit", id, f'on = "{on}"', *fields)


def share(rate: str, *of: str, on: str = "works", more: str = "") -> str:
    base = f"base = {{ of = [{', '.join(f'{one!r}' for one in of)}]{more} }}"
    return limit(f'share = "{rate}"', base, id=f"{on}-share", on=on)


def flat_line(id: str, rate: str, of: str, more: str = "") -> str:
    return (
        f'[[line]]\nid = "{id}"\nwords = {{ it = "x", en = "x" }}\n'
        f'flat_rate = {{ share = "{rate}", base = {{ of = ["{of}"]{more} }} }}\n'
    )


def with_parts(*parts: str) -> str:
    return SMALL.replace('"training"]', ", ".join(['"training"', *(f'"{part}"' for part in parts)]) + "]")


SMALL_ENTERPRISE = '{ fact = "size", is = "small" }'
READING = """\
[[interpretation]]
id = "open"
clauses = ["S-1"]
question = { it = "?", en = "?" }
reading = { it = "!", en = "!" }
"""


def paper(id: str, *fields: str, at: str = "submission", signed_by: str = '["legal_representative"]') -> str:
    return rule("document", id, f'at = ["{at}"]', f"signed_by = {signed_by}", *fields)


APPLICATION = 'is_signed = "application"'
COMMITTEE = """
[committee]
id = "committee"
clauses = ["S-1"]
words = { it = "x", en = "x" }
members = 0
quorum = "all"
"""
JUDGED = fact("fits", "yes_no", 'attested_by = ["committee"]')

PEOPLE = [
    Wrong(
        paper("one", APPLICATION) + paper("two", APPLICATION),
        'is_signed = "application"',
        "document[2].is_signed",
        "another paper is the signed application already",
    ),
    Wrong(
        paper("one", APPLICATION, at="reporting"),
        'at = ["reporting"]',
        "document[1].at",
        "the signed application is due at submission",
    ),
    Wrong(
        paper("one", APPLICATION, 'per = "cost"'),
        APPLICATION,
        "document[1].is_signed",
        "leave when, per and model out: everybody signs this paper, once",
    ),
    Wrong(
        paper("one", APPLICATION, signed_by="[]"),
        "signed_by = []",
        "document[1].signed_by",
        "say who signs it",
    ),
    Wrong(
        COMMITTEE,
        "[committee]",
        "committee",
        "nothing is left to a committee: no fact is attested by it, no criterion takes votes",
    ),
    Wrong(COMMITTEE + JUDGED, "members = 0", "committee.members", "is 0: 1 or more would be right"),
]
IDS = [
    Wrong(
        "", "format = 2", "format", "this Bandolo reads format 1", SMALL.replace("format = 1", "format = 2")
    ),
    Wrong(
        requirement(SMALL_ENTERPRISE, id="works"),
        'id = "works"',
        "line[1].id",
        '"works" names 2 rules; each has an id of its own',
        times=2,
    ),
    Wrong(
        '[[clause]]\nid = "S-1"\nwhere = "x"\nsays = { it = "x", en = "x" }\n',
        'id = "S-1"',
        "clause[1].id",
        '"S-1" is there twice',
        times=2,
    ),
    Wrong(fact("aim", "text") * 2, "id = 'aim'", "fact[1].id", '"aim" is there twice', times=2),
    Wrong(
        fact("size", "count"),
        "id = 'size'",
        "fact[1].id",
        '"size" is a common fact already; use it, or take another id',
    ),
    Wrong(rule("record", "visit") * 2, "id = 'visit'", "record[1].id", '"visit" is there twice', times=2),
    Wrong(
        rule("record", "cost"),
        "id = 'cost'",
        "record[1].id",
        '"cost" is a common record already; use it, or take another id',
    ),
    Wrong(
        rule("event", "award"),
        "id = 'award'",
        "event[1].id",
        '"award" is a common event already; use it, or take another id',
    ),
]
FACTS = [
    Wrong(
        fact("f", "count") + fact("g", "choice") + fact("h", "count"),
        "[[fact]]",
        "fact[2]",
        'the choice "g" needs its choices',
    ),
    Wrong(fact("f", "count", "choices = {}"), "choices = {}", "fact[1].choices", "a count has no choices"),
    Wrong(
        fact("f", "count", 'of = ["quotes"]'),
        'of = ["quotes"]',
        "fact[1].of",
        'unknown record "quotes"; did you mean "quote"?',
    ),
    Wrong(
        fact("f", "count", 'clauses = ["S-2"]'),
        'clauses = ["S-2"]',
        "fact[1].clauses",
        'unknown clause "S-2"; did you mean "S-1"?',
    ),
    # A fact that cannot be read hides no other.
    Wrong(
        fact("f", "cont") + fact("g", "yes_no") + requirement('{ fact = "g", is = true }'),
        "type = 'cont'",
        "fact[1].type",
        '"cont" is not known here; one of yes_no, count, amount, percent, date, instant, choice,',
    ),
]
CLAUSES = [
    Wrong(
        '[[clause]]\nid = "S-2"\nwhere = "x"\nsays = { it = "x", en = "x" }\n',
        "[[clause]]",
        "clause[2]",
        "nothing carries S-2: a rule or a duty cites it, or not_carried says why none does",
    ),
    Wrong(
        "",
        'not_carried = { it = "x", en = "x" }',
        "clause[1].not_carried",
        "S-1 is carried, so not_carried has nothing to say",
        SMALL.replace('where = "art. 1"\n', 'where = "art. 1"\nnot_carried = { it = "x", en = "x" }\n'),
    ),
    Wrong(
        requirement(SMALL_ENTERPRISE, 'clauses = ["S-2"]'),
        'clauses = ["S-2"]',
        "requirement[1].clauses",
        'unknown clause "S-2"; did you mean "S-1"?',
    ),
    Wrong(
        READING,
        "[[interpretation]]",
        "interpretation[1]",
        'no rule rests on "open"; the rule that does names it as its reading',
    ),
    Wrong(
        requirement(SMALL_ENTERPRISE, 'reading = "opn"') + READING + limit("cap = 5.00", 'reading = "open"'),
        'reading = "opn"',
        "requirement[1].reading",
        'unknown interpretation "opn"; did you mean "open"?',
    ),
    Wrong(
        READING.replace('"S-1"', '"S-1", "S-7"') + limit("cap = 5.00", 'reading = "open"'),
        'clauses = ["S-1", "S-7"]',
        "interpretation[1].clauses",
        'unknown clause "S-7"; did you mean "S-1"?',
    ),
]
MOMENT = [
    Wrong(
        rule("requirement", "r", f"holds = {SMALL_ENTERPRISE}", "failing = {}"),
        "[[requirement]]",
        "requirement[1]",
        "the rule applies at no moment",
    ),
    Wrong(limit("cap = 5.00", "at = []"), "[[limit]]", "limit[1]", "the rule applies at no moment"),
    Wrong(
        rule("document", "paper", "at = []"), "[[document]]", "document[1]", "the rule applies at no moment"
    ),
    Wrong(
        rule(
            "admission",
            "item",
            'of = "cost"',
            'holds = { fact = "line", is = "works" }',
            'at = ["reporting"]',
        ),
        'at = ["reporting"]',
        "admission[1].at",
        "at reporting nothing is claimed by a cost",
    ),
    Wrong(
        rule(
            "admission",
            "item",
            'of = "invoice"',
            'holds = { fact = "line", is = "works" }',
            'at = ["award", "reporting", "submission"]',
        ),
        'at = ["award", "reporting", "submission"]',
        "admission[1].at",
        "at award, submission nothing is claimed by a invoice",
    ),
    Wrong(
        rule("requirement", "r", f"holds = {SMALL_ENTERPRISE}", 'failing = { submission = "curable" }'),
        "[[requirement]]",
        "requirement[1]",
        'a requirement that is curable, and no other, names in "cure" the deadline to mend it',
    ),
    Wrong(
        requirement(SMALL_ENTERPRISE, 'cure = "soon"', failing="curable"),
        'cure = "soon"',
        "requirement[1].cure",
        'unknown deadline "soon"; known are: none',
    ),
]
REFERENCES = [
    Wrong(
        rule("document", "paper", 'at = ["submission"]', 'per = "quotes"'),
        'per = "quotes"',
        "document[1].per",
        'unknown record "quotes"; did you mean "quote"?',
    ),
    Wrong(
        rule(
            "admission",
            "item",
            'of = "cost"',
            'lines = ["work"]',
            'holds = { fact = "line", is = "works" }',
            'at = ["submission"]',
        ),
        'lines = ["work"]',
        "admission[1].lines",
        'unknown cost line "work"; did you mean "works"?',
    ),
    Wrong(
        requirement('{ some = "cost", holds = { fact = "line", is = "work" } }'),
        'holds = { some = "cost", holds = { fact = "line", is = "work" } }',
        "requirement[1].holds",
        'unknown cost line "work"; did you mean "works"?',
    ),
    Wrong(
        requirement('{ amount = "admitted.totl", at_least = 5.00 }'),
        'holds = { amount = "admitted.totl", at_least = 5.00 }',
        "requirement[1].holds",
        'unknown amount "admitted.totl"; did you mean "admitted.total"?',
    ),
    Wrong(
        requirement(SMALL_ENTERPRISE, 'where = { amount = "admitted.totl", at_least = 5.00 }'),
        'where = { amount = "admitted.totl", at_least = 5.00 }',
        "requirement[1].where",
        'unknown amount "admitted.totl"; did you mean "admitted.total"?',
    ),
    Wrong(
        rule("document", "p", 'at = ["award"]', 'when = { amount = "admitted.totl", at_least = 5.00 }'),
        'when = { amount = "admitted.totl", at_least = 5.00 }',
        "document[1].when",
        'unknown amount "admitted.totl"; did you mean "admitted.total"?',
    ),
    # Items are admitted before any amount is.
    Wrong(
        rule(
            "admission",
            "item",
            'of = "cost"',
            'holds = { amount = "admitted.total", at_least = 5.00 }',
            'at = ["award"]',
        ),
        'holds = { amount = "admitted.total", at_least = 5.00 }',
        "admission[1].holds",
        'unknown amount "admitted.total"; did you mean "approved.total"?',
    ),
    Wrong(
        limit("cap = 5.00", 'when = { amount = "admitted.total", at_least = 5.00 }'),
        'when = { amount = "admitted.total", at_least = 5.00 }',
        "limit[1].when",
        'unknown amount "admitted.total"; did you mean "approved.total"?',
    ),
]
