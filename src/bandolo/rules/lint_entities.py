"""Do the rules for each member of a group, site or event fit what is known of them, and one another?"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from bandolo.rules.aid import DeMinimis
from bandolo.rules.application import claim_kinds
from bandolo.rules.build import Path, unknown_word
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.conditions import (
    STEP,
    Aggregate,
    All,
    AmountValue,
    Comparison,
    Condition,
    FactValue,
    Over,
    is_amount,
    operands,
)
from bandolo.rules.costs import Base, Tree
from bandolo.rules.facts import RecordKind
from bandolo.rules.rule import MOMENTS

Fault = tuple[Path, str]


def unknown(path: Path, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    """A fault for every name that is not among the known."""
    asked = tuple(names)
    # Most rules name nothing here, and what is known can be all clauses of a call.
    listed = frozenset(known) if asked else frozenset()
    for name in asked:
        if name not in listed:
            yield path, unknown_word(what, name, listed)


def entity_faults(call: Call, own: Call) -> Iterator[Fault]:
    """Every contradiction in what belongs to each, and in the rules for each.

    `own` is the call as its file has it, `call` the same with the common facts and records.
    """
    for at, one in enumerate(own.records):
        yield from _kind_faults(("record", at), one, call)
    named = {kind.id: kind for kind in call.records if kind.named_by is not None}
    kind = dividing_kind(call)
    for path, each in _rules_for_each(call):
        yield from unknown((*path, "each"), "kind of records with named_by", [each], named)
        if kind is not None and each in named and each != kind.id:
            yield (
                (*path, "each"),
                f'amounts divide between one kind of records, "{kind.id}": leave the others out',
            )
    yield from _base_faults(call)
    yield from _sharing_faults(call)
    if kind is not None:
        yield from _owner_faults(call, kind)
        yield from _crossing_faults(call, kind)
        yield from _number_faults(call, kind)


def _rules_for_each(call: Call) -> Iterator[tuple[Path, str]]:
    for key, rules in (("limit", call.limits), ("regime", call.regimes), ("aid", call.aid)):
        yield from (((key, at), rule.each) for at, rule in enumerate(rules) if rule.each is not None)
    if call.payment is not None and call.payment.each is not None:
        yield ("payment",), call.payment.each


def _kind_faults(path: Path, kind: RecordKind, call: Call) -> Iterator[Fault]:
    facts = {fact.id: fact for fact in call.facts}
    texts = [fact.id for fact in facts.values() if kind.id in fact.of and fact.type == "text"]
    if kind.named_by is not None:
        yield from unknown((*path, "named_by"), f"text of a {kind.id}", [kind.named_by], texts)
    for fact in kind.has:
        if fact not in facts or kind.id not in facts[fact].of:
            common = [one.id for one in facts.values() if not one.of or kind.id in one.of]
            yield from unknown((*path, "has"), "fact of the application", [fact], common)
    if kind.named_by is None and (kind.has or kind.split != "pro_rata"):
        yield path, "without named_by nothing belongs to each: name the fact that tells them apart"


def _base_faults(call: Call) -> Iterator[Fault]:
    """What a base is measured on: that of the one, of the whole, or a step that is for each too."""
    steps = {step.id: step for step in call.aid}
    for key, rules in (("limit", call.limits), ("aid", call.aid)):
        for at, rule in enumerate(rules):
            base = getattr(rule, "base", None)
            if not isinstance(base, Base):
                continue
            path: Path = (key, at, "base")
            if base.whole and rule.each is None:
                yield (*path, "whole"), "the rule is on the whole already: leave it out, or say for each"
            early = [one for one in rule.at if one in MOMENTS[: MOMENTS.index("reporting")]]
            if early and (base.stage == "approved" or (base.value or "").startswith("approved.")):
                message = f'at {", ".join(early)} nothing is approved yet: at = ["reporting", "payment"]'
                yield path, message
            named = steps.get(base.value or "")
            if rule.each is not None and not base.whole and named is not None and named.each is None:
                yield (
                    path,
                    f'"{base.value}" is an amount of the whole: whole = true, or make that step for each',
                )
    for at, line in enumerate(call.lines):
        if line.flat_rate is not None and line.flat_rate.base.whole:
            yield ("line", at, "flat_rate", "base", "whole"), "only a rule for each can measure on the whole"


def _sharing_faults(call: Call) -> Iterator[Fault]:
    """A room is shared by those of whom a text says the same."""
    for at, step in enumerate(call.aid):
        if isinstance(step, DeMinimis) and step.shared_by is not None:
            path: Path = ("aid", at, "shared_by")
            if step.each is None:
                yield path, "only the rooms of each are shared: say each, or leave it out"
                continue
            texts = [fact.id for fact in call.facts if step.each in fact.of and fact.type == "text"]
            yield from unknown(path, f"text of a {step.each}", [step.shared_by], texts)


def _owner_faults(call: Call, kind: RecordKind) -> Iterator[Fault]:
    """Whatever amounts for each are worked out on says whose it is."""
    of = next((fact.of for fact in call.facts if fact.id == kind.named_by), ())
    needed: dict[str, Path] = {}
    for key, rules in (("limit", call.limits), ("aid", call.aid)):
        for at, rule in enumerate(rules):
            if rule.each is None or (key == "aid" and getattr(rule, "base", None) is None):
                continue
            for moment in rule.at:
                needed |= {
                    claim: (key, at, "each") for claim in claim_kinds(call, moment) if claim not in needed
                }
    for at, step in enumerate(call.aid):
        prior = {"de_minimis": "prior_aid", "cumulation": "other_aid"}.get(step.kind)
        if step.each is not None and prior is not None:
            needed.setdefault(prior, ("aid", at, "each"))
        if step.kind == "de_minimis" and step.each is None and "de_minimis_sector" in kind.has:
            yield ("aid", at), f'the sector is that of each {kind.id}, so is the room: each = "{kind.id}"'
    for claim, path in needed.items():
        if claim not in of:
            message = (
                f"no {claim} says which {kind.id} it is of: "
                f'put "{claim}" among those that have "{kind.named_by}"'
            )
            yield path, message


def _crossing_faults(call: Call, kind: RecordKind) -> Iterator[Fault]:
    """Limits lie within one another: else what both leave could not be divided so that both are kept."""
    tree = Tree(call.lines, call.groups)
    if len(tree.order) < len(call.lines) + len(call.groups):
        return
    tops = [limit for limit in call.limits if limit.each is not None and limit.on in tree.groups]
    for at, limit in enumerate(call.limits):
        for top in tops:
            is_below = limit.on != top.on and limit.on in _below(tree, top.on)
            if limit.each is None and is_below and set(limit.at) & set(top.at):
                message = (
                    f'"{limit.on}" is limited as a whole within "{top.on}", '
                    f'which is limited for each {kind.id}: say each = "{kind.id}" here too'
                )
                yield ("limit", at), message
                break


def _below(tree: Tree, node: str) -> Iterator[str]:
    for part in tree.groups[node].parts if node in tree.groups else ():
        yield part
        yield from _below(tree, part)


def entity_amount_faults(
    call: Call, path: Path, condition: Condition, known: Iterable[str]
) -> Iterator[Fault]:
    """A fault for every amount of one entity that a condition names and that none has."""
    asked = [one for one in operands(condition) if isinstance(one, FactValue | Aggregate) and is_amount(one)]
    if not asked:
        return
    kind, on_whole = dividing_kind(call), {step.id for step in call.aid if step.each is None}
    names = [name for name in known if name not in on_whole]
    for one in asked:
        of = one.of if isinstance(one, FactValue) else one.records
        if kind is None or of != kind.id:
            yield path, f"a {of} has no amounts of its own: no rule divides them between each {of}"
            return
        yield from unknown(path, f"amount of a {of}", [one.fact.removeprefix(STEP)], names)


def _number_faults(call: Call, kind: RecordKind) -> Iterator[Fault]:
    """How many there are at least and at most, and what share each has: all of that can be met at once."""
    for moment in MOMENTS:
        rules = [
            (at, rule.holds)
            for at, rule in enumerate(call.requirements)
            if moment in rule.failing and rule.where is None
        ]
        least = max((one for _, holds in rules for one in _counts(holds, kind.id, "at_least")), default=0)
        for at, holds in rules:
            most = min(_counts(holds, kind.id, "at_most"), default=None)
            if most is not None and least > most:
                yield ("requirement", at, "holds"), f"at most {most}, and another asks for at least {least}"
                return
            shares = [share for edge, share in _shares(holds, kind.id) if edge == "at_least"]
            if shares and max(shares) * least > 1:
                yield (
                    ("requirement", at, "holds"),
                    f"{least} or more, each with so much, come to over 100%: lower the share or the number",
                )
                return
            mosts = [share for edge, share in _shares(holds, kind.id) if edge == "at_most"]
            many = min(
                (one for _, other in rules for one in _counts(other, kind.id, "at_most")), default=None
            )
            if mosts and many is not None and min(mosts) * many < 1:
                message = (
                    f"{many} or fewer, each with at most so much, stay below 100%: "
                    "raise the share or the number"
                )
                yield ("requirement", at, "holds"), message
                return


def _parts(condition: Condition) -> Iterator[Condition]:
    """A condition and, where it is several that must all hold, each of these."""
    yield condition
    for part in condition.parts if isinstance(condition, All) else ():
        yield from _parts(part)


def _counts(condition: Condition, kind: str, edge: str) -> Iterator[int]:
    """The least, or the most, that there must be of a kind of records, whichever they are."""
    for part in _parts(condition):
        if isinstance(part, Over) and part.records == kind and part.holds is None and part.where is None:
            many = part.at_least if edge == "at_least" else part.at_most
            yield from [] if many is None else [many]


def _shares(condition: Condition, kind: str) -> Iterator[tuple[str, Fraction]]:
    """The least, or the most, that each of them must have of an amount of the whole."""
    for part in _parts(condition):
        test = part.holds if isinstance(part, Over) and part.records == kind and part.where is None else None
        if not isinstance(part, Over) or part.quantifier != "every" or not isinstance(test, Comparison):
            continue
        left, right = test.left, test.right
        if isinstance(left, FactValue) and isinstance(right, AmountValue) and left.fact == right.amount:
            yield test.operator, Fraction(1) if right.times is None else right.times
