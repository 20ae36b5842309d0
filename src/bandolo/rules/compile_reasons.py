"""How are the reasons of a verdict written as straight Python?

The verdicts of the parts stand there already. A part over records, or of two facts, is handed to
`comparisons`, ready to be explained.
"""

from typing import NamedTuple

from bandolo.rules.comparisons import Compared, decider, unknown_only
from bandolo.rules.compile_condition import Names
from bandolo.rules.conditions import All, AmountValue, Any, Comparison, Condition, Constant, FactValue, Not


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
    one = Explained(names, verdict, view)
    if (only := _only(condition)) is not None:
        return _compared(one, *only, is_unknown=verdict is None)
    names.source.add("why = ()")
    _emit_unmet(one, condition, should=True, is_unknown=verdict is None)
    return "why"


def _only(condition: Condition, *, should: bool = True) -> tuple[Condition, bool] | None:
    """The one thing that a condition says, and whether it should be so; None where it says several."""
    match condition:
        case Not():
            return _only(condition.part, should=not should)
        case All() | Any():
            return None
        case _:
            return condition, should


def _emit_unmet(one: Explained, condition: Condition, *, should: bool, is_unknown: bool) -> None:
    """The reasons of a condition that came out None, or else not as it should."""
    match condition:
        case Not():
            _emit_unmet(one, condition.part, should=not should, is_unknown=is_unknown)
        case All() | Any():
            for part in condition.parts:
                _emit_part(one, part, should=should, is_unknown=is_unknown)
        case _:
            one.names.source.add(f"why += {_compared(one, condition, should, is_unknown=is_unknown)}")


def _emit_part(one: Explained, part: Condition, *, should: bool, is_unknown: bool) -> None:
    """Of what is not known only the unknown parts can still decide."""
    source, came_out = one.names.source, one.names.verdicts[id(part)]
    with source.block(f"if {came_out} is None:"):
        _emit_unmet(one, part, should=should, is_unknown=True)
    if not is_unknown:
        with source.block(f"elif {came_out} is not {should}:"):
            _emit_unmet(one, part, should=should, is_unknown=False)


def _compared(one: Explained, condition: Condition, should: bool, *, is_unknown: bool) -> str:
    """The expression of the comparisons behind what is no All and no Any."""
    source = one.names.source
    match condition:
        case Comparison(left=FactValue(times=None, plus_days=0) as left, right=Constant() as right):
            of, name = left.of, left.fact
        case Comparison(left=AmountValue(times=None) as left, right=Constant() as right):
            of, name = None, left.amount
        case _:
            found = f"{source.constant(decider(condition, should))}({one.view})[1]"
            return found if one.verdict is False else f"{source.constant(unknown_only)}({found})"
    if of is None and is_unknown:
        blank = Compared(name, name, condition.operator, right.value, None, None, should)
        return source.constant((blank,))
    if of is None and condition.operator == "is" and isinstance(right.value, bool):
        # Of yes and no the other was found.
        other = right.value is not should
        return source.constant((Compared(name, name, "is", right.value, other, not should, should),))
    place = repr(name) if of is None else f"f'{of}[{{number}}].{name}'"
    wanted, found = source.constant(right.value), one.names.found[id(condition)]
    values = (place, repr(name), repr(condition.operator), wanted, found)
    came_out = str(None if is_unknown else not should)
    return f"({source.record(Compared, *values, came_out, str(should))},)"
