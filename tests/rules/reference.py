"""What does a call say to an application, read rule by rule and without any haste?

Written from what the rules mean and not from how they are compiled: conditions are asked of the facts,
steps are taken one after the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import NamedTuple, cast

from bandolo.rules.aid import (
    INSTRUMENTS,
    PAID,
    AnyAidStep,
    Ceiling,
    CumulationCut,
    DeMinimis,
    Fixed,
    Instrument,
    Part,
    Share,
)
from bandolo.rules.application import Application
from bandolo.rules.call import Call, dividing_kind
from bandolo.rules.conditions import Record, value_of_operand
from bandolo.rules.costs import Base
from bandolo.rules.cumulation import cumulation_room
from bandolo.rules.de_minimis import DeMinimisTable, PriorAid, Sector, fits, regulation_for, room
from bandolo.rules.facts import Value
from bandolo.rules.money import round_cents
from bandolo.rules.requirements import WEIGHT, Effect
from bandolo.rules.rule import Moment
from tests.rules.reference_costs import Costs, Node, Verdict, in_proportion, lowest
from tests.rules.reference_entities import DividedCosts, lowered_to


class Answer(NamedTuple):
    """All that a call says, by the ids of its rules; amounts in cents."""

    admissible: Verdict
    requirements: Mapping[str, Verdict]
    refusals: Sequence[str]
    refused: Sequence[tuple[str, int, str, Verdict]]
    reduced: Sequence[tuple[str, int, int, int, str]]
    nodes: Mapping[str, Node]
    admitted_total: int
    aid: Mapping[str, int]
    steps: Mapping[tuple[str, str | None], tuple[int, Verdict]]
    entities: Mapping[str, tuple[Mapping[str, Node], Mapping[str, int]]]
    documents: Mapping[str, tuple[Verdict, Verdict]]
    known: tuple[bool, bool, bool]
    amounts: Mapping[str, int]


def answer(call: Call, moment: Moment, application: Application, on: date, table: DeMinimisTable) -> Answer:
    """The answer of a call at a moment, on a day: claims, costs, aid, then the verdicts on all of that."""
    costs = (DividedCosts if dividing_kind(call) else Costs)(call, moment, application)
    aid = Steps(costs, on, table)
    requirements = judged(costs)
    documents = papers(costs)
    root = costs.tree.root
    return Answer(
        verdict(costs, aid, requirements, documents),
        requirements,
        aid.refusals,
        costs.refused,
        costs.reduced,
        costs.nodes,
        costs.limited[root] if root is not None else 0,
        with_total(aid.aid),
        aid.steps,
        {name: (aid.nodes(name), with_total(own)) for name, own in aid.own.items()},
        documents,
        (costs.claims_known, costs.costs_known, aid.is_known),
        costs.amounts,
    )


def with_total(aid: Mapping[Instrument, int]) -> dict[str, int]:
    """The instruments with what is paid or lent, free services apart."""
    return {**{str(name): cents for name, cents in aid.items()}, "total": sum(aid[name] for name in PAID)}


class Steps:
    """The steps of the aid, taken one by one on the costs admitted: of the whole, or of each entity."""

    def __init__(self, costs: Costs, on: date, table: DeMinimisTable) -> None:
        self.costs, self.application, self.on, self.table = costs, costs.application, on, table
        self.aid: dict[Instrument, int] = dict.fromkeys(INSTRUMENTS, 0)
        self.steps: dict[tuple[str, str | None], tuple[int, Verdict]] = {}
        self.refusals: list[str] = []
        self.is_known = costs.costs_known
        self.taken: list[str] = []
        self.owner: str | None = None
        names = costs.members if isinstance(costs, DividedCosts) else ()
        self.own: dict[str, dict[Instrument, int]] = {name: dict.fromkeys(INSTRUMENTS, 0) for name in names}
        for step in costs.call.aid:
            if costs.moment in step.at:
                self.show()
                self.take_step(step)
                self.taken.append(step.id)
        self.show()
        if self.is_known:
            costs.amounts["aid.total"] = self.total()

    def total(self) -> int:
        """What is paid or lent, free services apart."""
        return with_total(self.aid)["total"]

    def nodes(self, name: str) -> dict[str, Node]:
        """The nodes of an entity."""
        costs = cast("DividedCosts", self.costs)
        return {node: costs.node(name, node) for node in costs.tree.order}

    @property
    def scope(self) -> dict[str, tuple[int, Record]]:
        """The record that the step stands in."""
        return self.costs.scope(self.owner) if isinstance(self.costs, DividedCosts) else {}

    def take_step(self, step: AnyAidStep) -> None:
        """A step on the whole, whose change falls on the entities; or one for each of them."""
        whole = dict(self.aid)
        if step.each is None:
            self.is_known = self.take(step) and self.is_known
            self.fall(whole)
            return
        known, taken, self.whole = [], {}, whole
        for name in self.own:
            self.owner, self.aid = name, dict(self.own[name])
            known.append(self.take(step))
            taken[name] = self.aid
        self.owner = None
        self.aid = {
            one: whole[one] + sum(taken[name][one] - self.own[name][one] for name in taken)
            for one in INSTRUMENTS
        }
        self.own |= taken
        self.is_known = self.is_known and all(known)

    def fall(self, before: Mapping[Instrument, int]) -> None:
        """Less falls on the entities as their kind says; more goes by what each has, spends, or equally."""
        costs, names = self.costs, [*self.own]
        if not names or costs.kind is None:
            return
        root = costs.tree.root
        for one in INSTRUMENTS:
            change, has = self.aid[one] - before[one], {name: self.own[name][one] for name in names}
            if change < 0:
                has = lowered_to(self.aid[one], has, costs.kind.split)
            if change > 0:
                spent = {name: self.nodes(name)[root].admitted if root else 0 for name in names}
                weights = (
                    has if any(has.values()) else spent if any(spent.values()) else dict.fromkeys(has, 1)
                )
                more = in_proportion(change, weights)
                has = {name: has[name] + more[name] for name in names}
            for name in names:
                self.own[name][one] = has[name]

    def show(self) -> None:
        """Conditions see the aid and the steps taken while all of it is known."""
        names = {f"aid.{name}": cents for name, cents in self.aid.items()}
        names |= {step: self.result(step, None) for step in self.taken}
        for name, cents in names.items():
            self.costs.amounts.pop(name, None)
            if self.is_known:
                self.costs.amounts[name] = cents
        if self.own and self.costs.kind is not None:
            kind = self.costs.kind.id
            records = zip(self.own, self.costs.records[kind], strict=True)
            self.costs.records[kind] = tuple(self.shown(name, record) for name, record in records)

    def shown(self, name: str, record: Record) -> Record:
        """The record of an entity with what conditions can see of its aid."""
        aid = {f"aid.{one}": cents for one, cents in with_total(self.own[name]).items()}
        aid |= {step: result for (step, whose), (result, _) in self.steps.items() if whose == name}
        known: Mapping[str, int] = aid if self.is_known else {}
        return {**{key: value for key, value in record.items() if key not in aid}, **known}

    def result(self, step: str, owner: str | None) -> int:
        """What a step came to for one; for the whole what it came to for all, where it is one for each."""
        if owner is not None:
            return self.steps[step, owner][0]
        return sum(result for (id, _), (result, _) in self.steps.items() if id == step)

    def take(self, step: AnyAidStep) -> bool:
        """One step where it stands; whether all it waits for is known. Where not, the step does nothing."""
        applies: Verdict = True if step.when is None else self.costs.holds(step.when, self.scope)
        result = 0
        if applies is True and not self.has_needs(step):
            applies = None
        if applies is True:
            result, is_known = self.done(step)
            applies = True if is_known else None
        self.steps[step.id, self.owner] = (result, applies)
        return applies is not None

    def has_needs(self, step: AnyAidStep) -> bool:
        """Whether the facts of its tables and the amounts of the award that it stands on are there."""
        tables = [getattr(step, name, None) for name in ("share", "amount", "at_most")]
        base = getattr(step, "base", None)
        costs = self.costs
        is_given = (
            costs.has_approved_by(base, self.owner)
            if isinstance(costs, DividedCosts)
            else costs.has_approved(base)
        )
        return is_given and all(self.value(table) is not None for table in tables if table is not None)

    def value(self, written: object) -> int | Fraction | None:
        """An amount or a rate, looked up where the step stands."""
        return self.costs.value(written, self.scope)

    def base(self, base: Base) -> int:
        """What a step stands on, in cents."""
        costs, name, owner = self.costs, base.value, None if base.whole else self.owner
        if name is not None and name.startswith("approved."):
            is_whole = owner is None
            return self.application.approved[name] if is_whole else cast("int", self.scope_record()[name])
        if name is not None and name.startswith("aid."):
            aid = self.whole if base.whole and self.owner is not None else self.aid
            return aid[cast("Instrument", name.removeprefix("aid."))]
        if name is not None:
            return self.result(name, owner)
        if isinstance(costs, DividedCosts) and owner is not None:
            return costs.measured_by(base, owner, costs.admitted)
        if base.stage == "admitted" and base.flat_rates != "without":
            return sum(costs.limited[node] for node in base.of)
        return costs.measured(base, costs.limited)

    def scope_record(self) -> Record:
        """The record that the step stands in."""
        [(_, record)] = self.scope.values()
        return record

    def done(self, step: AnyAidStep) -> tuple[int, bool]:
        """What a step leaves, and whether all it needs is known."""
        value = self.value
        match step:
            case Part():
                most, base = value(step.at_most), self.base(step.base)
                return base if most is None else min(base, int(most)), True
            case Share():
                return self.share(step)
            case Fixed():
                return self.fixed(step)
            case Ceiling():
                most = value(step.amount)
                if most is None:
                    share = step.share or Fraction(1)
                    most = round_cents(share * self.base(cast("Base", step.base)), step.round)
                return self.cut(step.on, step.on, int(most)), True
            case DeMinimis():
                return self.fit(step)
            case CumulationCut():
                return self.cumulate(step)

    def share(self, step: Share) -> tuple[int, bool]:
        """A share of a base, with the points that it gains, or slice by slice; rounded once."""
        base, start, exact, is_known = self.base(step.base), 0, Fraction(0), True
        for one in step.slices:
            end = base if one.up_to is None else min(base, one.up_to)
            exact, start = exact + one.share * max(end - start, 0), max(start, end)
        if not step.slices:
            verdicts = [(self.costs.holds(one.when, self.scope), one.add) for one in step.points]
            is_known = None not in [verdict for verdict, _ in verdicts]
            rate = Fraction(self.value(step.share) or 0) + sum(add for verdict, add in verdicts if verdict)
            exact = base * (rate if step.share_up_to is None else min(rate, step.share_up_to))
        result = round_cents(exact, step.round)
        self.aid[step.instrument] += result
        return result, is_known

    def fixed(self, step: Fixed) -> tuple[int, bool]:
        """An amount, so many times as a number of the application says; rounded once."""
        times: Value | None = 1
        if step.times is not None:
            times = value_of_operand(step.times, self.costs.view(self.scope))
        most = Fraction(cast("Fraction", times or 0))
        if step.up_to_times is not None:
            most = min(most, Fraction(step.up_to_times))
        result = round_cents(most * Fraction(self.value(step.amount) or 0), step.round)
        self.aid[step.instrument] += result
        return result, times is not None

    def cut(self, counts: Sequence[Instrument], cuts: Sequence[Instrument], most: int) -> int:
        """Lower the sum of some instruments to a most, from the last that can be cut to the first."""
        for name in reversed(cuts):
            over = max(sum(self.aid[one] for one in counts) - most, 0)
            self.aid[name] = max(self.aid[name] - over, 0)
        return sum(self.aid[name] for name in counts)

    def fit(self, step: DeMinimis) -> tuple[int, bool]:
        """Cut the aid to the room of the undertaking, or refuse it where nothing would be left."""
        facts, prior = {**self.application.facts}, self.application.prior_aid
        if self.owner is not None:
            names, before = self.sharing(step)
            if names is None:
                return 0, False
            prior = None if prior is None else (*(one for one in prior if one.owner in names), *before)
            facts |= self.scope_record()
        sector = cast("Sector | None", facts.get("de_minimis_sector"))
        if prior is None or sector is None:
            return 0, False
        aid = sum(self.aid[name] for name in step.cuts)
        services = sum(self.aid[name] for name in step.counts) - aid
        known = [one for one in self.table.regulations if one.id in step.regulations]
        left, is_refused = 0, aid + services > 0
        if any(sector in one.sectors for one in known):
            begins = cast("date", facts.get("fiscal_year_starts", date(self.on.year, 1, 1)))
            regulation = regulation_for(self.table, step.regulations, sector, self.on)
            found = room(self.table, regulation, self.on, prior, sector, (begins.month, begins.day))
            is_refused = fits(found, aid, services, step.too_small).verdict == "refused"
            left = found.left
        if not is_refused:
            return self.cut(step.counts, step.cuts, left), True
        self.aid.update(dict.fromkeys(step.cuts, 0))
        self.refusals += [] if step.id in self.refusals else [step.id]
        return services, True

    def sharing(self, step: DeMinimis) -> tuple[Sequence[str] | None, list[PriorAid]]:
        """Who shares the room (None: not known) of the one that the step is for, what those before took."""
        owner, members = str(self.owner), cast("DividedCosts", self.costs).members
        if step.shared_by is None:
            return [owner], []
        told = {name: record.get(step.shared_by) for name, (_, record) in members.items()}
        if None in told.values():
            return None, []
        names = [name for name, own in told.items() if own == told[owner]]
        earlier = [*members][: [*members].index(owner)]
        if names != [owner] and any(self.steps[step.id, name][1] is None for name in earlier):
            return None, []
        taken = []
        for name in names[: names.index(owner)]:
            sector = {**self.application.facts, **members[name][1]}.get("de_minimis_sector")
            served = [one.id for one in self.table.regulations if sector in one.sectors]
            cents = self.steps[step.id, name][0]
            if cents and {*served} & {*step.regulations}:
                under = regulation_for(self.table, step.regulations, cast("Sector", sector), self.on)
                taken.append(PriorAid(granted_on=self.on, cents=cents, enterprise=name, regulation=under.id))
        return names, taken

    def cumulate(self, step: CumulationCut) -> tuple[int, bool]:
        """Cut the aid to what other public aid leaves on the same costs."""
        others, rule = self.application.other_aid, self.costs.call.cumulation
        if others is not None and self.owner is not None:
            others = tuple(one for one in others if one.owner == self.owner)
        if others is not None and rule is not None:
            rule = replace(rule, up_to=rule.up_to if step.up_to is None else step.up_to)
            left = cumulation_room(rule, self.base(step.base), others).room
            if left is not None:
                return self.cut(step.on, step.on, left), True
        return sum(self.aid[name] for name in step.on), False


def judged(costs: Costs) -> dict[str, Verdict]:
    """The verdict of each requirement of the moment; one that does not concern the application holds."""
    verdicts: dict[str, Verdict] = {}
    for rule in costs.call.requirements:
        if costs.moment in rule.failing:
            where = True if rule.where is None else costs.holds(rule.where)
            holds = costs.holds(rule.holds)
            verdicts[rule.id] = True if where is False or holds is True else holds if where else None
    return verdicts


def papers(costs: Costs) -> dict[str, tuple[Verdict, Verdict]]:
    """Whether each document of the moment is required, and whether it is attached."""
    attached = costs.application.attached
    return {
        paper.id: (
            True if paper.when is None else costs.holds(paper.when),
            None if attached is None else paper.id in attached,
        )
        for paper in costs.call.documents
        if costs.moment in paper.at
    }


def verdict(
    costs: Costs,
    aid: Steps,
    requirements: Mapping[str, Verdict],
    documents: Mapping[str, tuple[Verdict, Verdict]],
) -> Verdict:
    """No if something known excludes; open if something unknown could, or a failure can be mended."""
    effects: dict[str, Effect] = {
        rule.id: rule.failing[costs.moment] for rule in costs.call.requirements if rule.id in requirements
    }
    excluding = [step.id for step in costs.call.aid if step.id in aid.refusals and step.each is None]
    weighed: list[Verdict] = [not excluding, True if aid.is_known else None]
    for id, found in requirements.items():
        weight = WEIGHT[effects[id]]
        weighed.append(True if found or weight else None if found is None else weight)
    for paper in costs.call.documents:
        required, attached = documents.get(paper.id, (False, True))
        if attached is False and WEIGHT[paper.missing] is not True:
            weighed.append(WEIGHT[paper.missing] if required else True if required is False else None)
    return lowest(weighed)
