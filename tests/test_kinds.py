"""Is every kind of the grammar, with every field and word, used by some call that is worked out to the cent?

The grammar is read from the kinds themselves, as the guide is checked; what no call uses stands below.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bandolo.rules.grammar import fields_of, kinds

ROOT = Path(__file__).parents[1]
FILES = [*ROOT.glob("calls/*/call.toml"), *ROOT.glob("tests/made_up/*/call.toml")]
Use = tuple[str, str]
# A word that a field can be, as the grammar writes its type.
WORD = re.compile(r'`"(\w+)"`')
# Other choices of kinds that are used: the examples of the guide and the tests of each kind try them.
OTHER_CHOICES: Mapping[str, tuple[str, ...]] = {
    "`[[criterion]]`": ("=median", "=trimmed_mean"),
    "`[[record]]`": ("=in_order",),
    "`[[tranche]]`": ("own_accounts",),
    "`[[stage]]`": ("=first", "surety.days"),
    "`[[regime]]`": ("=to_more",),
    "`[allocation]`": ("=full", "=level"),
    "`[committee]`": ("=two_thirds",),
    "`[leaving]`": ("=nothing",),
    "`[score]`": ("=gate",),
    "`[[deadline]]`": (
        "=accountant",
        "=approver",
        "=days",
        "=excluded",
        "=month",
        "=months",
        "=stays",
        "=supplier",
        "=working_days",
        "=years",
    ),
    "`[[fact]]`": ("=durc",),
    "`[[guarantee]]`": ("=end",),
    "`[[keeping]]`": ("=missing", "=month", "=years"),
    '`kind = "cumulation"`': ("=services", "up_to"),
    '`kind = "de_minimis"`': ("=loan",),
    '`kind = "fixed"`': ("=loan",),
    '`kind = "share"`': ("=premium", "=services"),
}


def uses(raw: Mapping[str, Any]) -> Iterator[Use]:
    """The tables of a call file, their fields in dotted form, and the words that stand in them."""
    for key, value in raw.items():
        for one in value if isinstance(value, list) else [value]:
            title = f"`[[{key}]]`" if isinstance(value, list) else f"`[{key}]`"
            title = f'`kind = "{one["kind"]}"`' if key == "aid" else title
            yield title, ""
            yield from _within(title, "", one)


def _within(title: str, path: str, value: object) -> Iterator[Use]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield title, f"{path}{key}"
            yield from _within(title, f"{path}{key}.", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _within(title, path, inner)
    elif isinstance(value, str):
        yield title, f"={value}"


def grammar() -> Iterator[Use]:
    """All that a call file can say."""
    for kind in kinds().values():
        if not kind.is_case:
            yield kind.head, ""
            for one in fields_of(kind.record, kind.told):
                yield kind.head, one.key
                yield from ((kind.head, f"={word}") for word in WORD.findall(one.type))


def test_every_kind_is_used_by_some_call() -> None:
    used = {use for file in FILES for use in uses(tomllib.loads(file.read_text(encoding="utf-8")))}
    left = {(title, one) for title, ones in OTHER_CHOICES.items() for one in ones}
    assert sorted(set(grammar()) - used) == sorted(left)


def test_the_grammar_is_not_small() -> None:
    tables = {title for title, _ in grammar()}
    assert {"`[[unit_cost]]`", "`[tax_credit]`", "`[[tranche]]`", '`kind = "fixed"`'} <= tables
    assert len(set(grammar())) > len(tables)


def test_what_a_file_uses_is_seen() -> None:
    raw = {
        "limit": [{"id": "l", "cap": {"rows": [{"gives": "1.00"}]}}],
        "aid": [{"kind": "part", "base": {}}],
    }
    assert set(uses(raw)) >= {
        ("`[[limit]]`", ""),
        ("`[[limit]]`", "cap.rows.gives"),
        ('`kind = "part"`', "base"),
    }
