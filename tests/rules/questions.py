"""How are yes-or-no questions on things written for a test?"""

from bandolo.rules.conditions import Comparison, Constant, FactValue, Over, Quantifier, View
from bandolo.rules.facts import Value

Verdict = bool | None
EMPTY = View({}, {}, {}, {})


def asked(fact: str, of: str | None = None) -> Comparison:
    """A yes-or-no question."""
    return Comparison(FactValue(fact, of), "is", Constant(value=True))


def facts_of(**verdicts: Verdict) -> dict[str, Value]:
    """Facts that answer so; what is not known is left out."""
    return {fact: verdict for fact, verdict in verdicts.items() if verdict is not None}


def things(*records: tuple[Verdict, Verdict]) -> View:
    """A view of things, each chosen (`where`) and good (`holds`) or not."""
    listed = [facts_of(chosen=chosen, good=good) for chosen, good in records]
    return View({}, {"thing": listed}, {}, {})


def over(quantifier: Quantifier) -> Over:
    """Every, some or no thing chosen is good."""
    return Over(quantifier, "thing", asked("chosen", "thing"), asked("good", "thing"))
