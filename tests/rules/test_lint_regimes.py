"""Does a call that contradicts itself in its state-aid regimes hear of it?"""

from collections.abc import Sequence

import pytest

from tests.rules.small_calls import SMALL, call_of, problems_of, rule
from tests.rules.test_regimes import GROUP, room, share


@pytest.mark.parametrize(
    ("rules", "place", "message"),
    [
        (
            (rule("regime", "r"), share("a", "50%", "regime = 'other'")),
            "aid[1].regime",
            'unknown regime "other"',
        ),
        (
            (rule("regime", "r"), share("a", "50%")),
            "regime[1]",
            'no aid is granted under it: its steps say regime = "r"',
        ),
        (
            (
                rule("regime", "r", "gives_way = 'when_cut'"),
                share("a", "50%", "regime = 'r'"),
                room("b", "regime = 'r'"),
            ),
            "regime[1].gives_way",
            "no regime comes after it: leave it out",
        ),
        (
            (
                rule("regime", "r", "gives_way = 'to_more'"),
                rule("regime", "s"),
                share("a", "50%", "regime = 'r'"),
                share("b", "50%", "regime = 's'"),
            ),
            "regime[1].gives_way",
            "no room cuts its aid: let a step de_minimis or cumulation say its regime",
        ),
        (
            (
                rule("regime", "r"),
                share("a", "50%", "regime = 'r'"),
                share("b", "20%"),
                share("c", "10%", "regime = 'r'"),
            ),
            "aid[3]",
            "the steps of all regimes stand together, one after the other",
        ),
        (
            (
                rule("regime", "r", "since = 2026-02-01", "until = 2026-01-01"),
                share("a", "50%", "regime = 'r'"),
            ),
            "regime[1].until",
            "ends before it starts",
        ),
        (
            (
                rule(
                    "regime",
                    "r",
                    "when = { all = [{ fact = 'size', is = 'micro' }, { fact = 'size', is = 'small' }] }",
                ),
                share("a", "50%", "regime = 'r'"),
            ),
            "regime[1].when",
            "can never hold, whatever the facts are",
        ),
        (
            (rule("regime", "r", "when = { amount = 'a', above = 0.00 }"), share("a", "50%", "regime = 'r'")),
            "regime[1].when",
            'unknown amount "a"',
        ),
        (
            (rule("regime", "r"), share("a", "70%", "regime = 'r'"), share("b", "70%")),
            "aid[2].share",
            "the aid rates on one base come to over 100%",
        ),
        (
            (GROUP, rule("regime", "r"), share("a", "50%", "each = 'partner'", "regime = 'r'")),
            "aid[1].each",
            'the regime "r" and its steps are of the same: each',
        ),
        (
            (GROUP, rule("regime", "r"), share("a", "50%", "each = 'partner'", "regime = 'r'")),
            "regime[1]",
            'amounts divide between each partner, so do regimes: each = "partner"',
        ),
    ],
)
def test_what_makes_no_sense_is_refused(rules: Sequence[str], place: str, message: str) -> None:
    found = [
        (one.where.partition(": ")[2] or one.where, one.message)
        for one in problems_of(SMALL + "".join(rules))
    ]
    assert (place, message) in [(where, said.partition(";")[0]) for where, said in found]


def test_rates_of_two_regimes_do_not_add_up() -> None:
    call = call_of(
        rule("regime", "r", "until = 2026-06-30"),
        rule("regime", "s", "since = 2026-07-01"),
        share("a", "70%", "regime = 'r'"),
        share("b", "70%", "regime = 's'"),
    )
    assert [one.id for one in call.regimes] == ["r", "s"]
