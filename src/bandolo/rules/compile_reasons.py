"""How are the reasons of a verdict written as straight Python?

The verdicts of the parts stand there already. A part over records, or of two facts, is handed to
`comparisons`, ready to be explained.
"""

from typing import NamedTuple

from bandolo.rules.comparisons import Compared, decider, unknown_only
from bandolo.rules.compile_condition import Names
from bandolo.rules.conditions import All, Any, Comparison, Condition, Constant, FactValue, Not


class Explained(NamedTuple):
    """What the emitters of one verdict share: the names, the verdict, the expression of the view."""

    names: Names
    verdict: bool | None
    view: str


def emit_reasons(names: Names, condition: Condition, verdict: bool | None, view: str) -> str:
    """Adds what is needed to the source; returns the expression of the comparisons behind a verdict.

    It stands where the condition has been emitted and came out False, or None: then only what is not known
    is a reason. `view` is the expression of the view, with the `number` of the record where it is one's.
    """
    names.source.add("why = ()")
    _emit_unmet(Explained(names, verdict, view), condition, should=True, is_unknown=verdict is None)
    return "why"


def _emit_unmet(one: Explained, condition: Condition, *, should: bool, is_unknown: bool) -> None:
    """The reasons of a condition that came out None, or else not as it should."""
    source = one.names.source
    match condition:
        case Not():
            _emit_unmet(one, condition.part, should=not should, is_unknown=is_unknown)
        case All() | Any():
            for part in condition.parts:
                _emit_part(one, part, should=should, is_unknown=is_unknown)
        case Comparison(left=FactValue(times=None, plus_days=0) as left, right=Constant() as right):
            place = repr(left.fact) if left.of is None else f"f'{left.of}[{{number}}].{left.fact}'"
            wanted, found = source.constant(right.value), one.names.found[id(condition)]
            came_out = (found, one.names.verdicts[id(condition)], str(should))
            compared = source.record(
                Compared, place, repr(left.fact), repr(condition.operator), wanted, *came_out
            )
            source.add(f"why += ({compared},)")
        case _:
            found = f"{source.constant(decider(condition, should))}({one.view})[1]"
            source.add(
                f"why += {found if one.verdict is False else f'{source.constant(unknown_only)}({found})'}"
            )


def _emit_part(one: Explained, part: Condition, *, should: bool, is_unknown: bool) -> None:
    """Of what is not known only the unknown parts can still decide."""
    source, came_out = one.names.source, one.names.verdicts[id(part)]
    if isinstance(part, Comparison) and not is_unknown:
        with source.block(f"if {came_out} is not {should}:"):
            _emit_unmet(one, part, should=should, is_unknown=False)
        return
    with source.block(f"if {came_out} is None:"):
        _emit_unmet(one, part, should=should, is_unknown=True)
    if not is_unknown:
        with source.block(f"elif {came_out} is not {should}:"):
            _emit_unmet(one, part, should=should, is_unknown=False)
