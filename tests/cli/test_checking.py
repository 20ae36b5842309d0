"""Does `check` have words for every kind of rule that a call can have?"""

from dataclasses import fields
from typing import get_args, get_origin, get_type_hints

from bandolo.cli.checking import KINDS
from bandolo.rules.aid import AidStep
from bandolo.rules.call import Call
from bandolo.rules.rule import Rule


def is_rule(hint: object) -> bool:
    """Whether an annotation stands for a rule, or for several."""
    if get_origin(hint) is None:
        return isinstance(hint, type) and issubclass(hint, Rule | AidStep)
    return any(is_rule(inner) for inner in get_args(hint))


def test_every_kind_of_rule_has_words() -> None:
    hints = get_type_hints(Call)
    kinds = [one.metadata.get("key", one.name) for one in fields(Call) if is_rule(hints[one.name])]
    assert len(kinds) > 0
    assert sorted(KINDS) == sorted(kinds)
