"""Which calls could be written with every kind of rule that decides on costs, aid and admissibility?

They are tables as a file would hold them. Some contradict themselves and are refused; the others must
behave as their rules say.
"""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from bandolo.rules.rule import MOMENTS

Raw = dict[str, Any]
WORDS = {"it": "regola", "en": "rule"}
RATES = ("0%", "5%", "12.5%", "20%", "1/3", "40%")
ROUNDINGS = ("down", "half_up", "up")
EFFECTS = ("not_admissible", "not_admissible", "revoked", "substitutive_payment", "not_payable", "flagged")
INSTRUMENTS = ("grant", "grant", "premium", "loan", "services")
FACTS: list[Raw] = [
    {"id": "is_new", "type": "yes_no"},
    {"id": "is_green", "type": "yes_no"},
    {"id": "jobs", "type": "count"},
    {"id": "starts", "type": "date"},
    {"id": "own_funds", "type": "amount"},
    {"id": "measure", "type": "choice", "choices": dict.fromkeys("ABC", WORDS)},
    {"id": "is_quoted", "type": "yes_no", "of": ["cost", "invoice"]},
    {"id": "nature", "type": "choice", "of": ["cost", "invoice"], "choices": dict.fromkeys("ABC", WORDS)},
]


# In a call for groups: what is known of each partner, and what belongs to one.
OF_PARTNERS: list[Raw] = [
    {
        "id": "partner",
        "type": "text",
        "of": ["partner", "cost", "invoice", "worker_month", "prior_aid", "other_aid"],
    },
    {"id": "leads", "type": "yes_no", "of": ["partner"]},
    {"id": "staff", "type": "count", "of": ["partner"]},
    {"id": "undertaking", "type": "text", "of": ["partner"]},
    {"id": "kind", "type": "choice", "of": ["partner"], "choices": dict.fromkeys("ABC", WORDS)},
]


def random_call(chance: Random) -> Raw:
    """The tables of a call."""
    return Writer(chance).call()


class Writer:
    """Somebody who writes a call, with chance deciding what is in it."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.lines = [f"line_{at}" for at in range(chance.randrange(1, 5))]
        self.flat = ["overheads"] if chance.randrange(3) == 0 else []
        self.groups: list[Raw] = []
        self.count = 0
        nodes = [*self.lines, *self.flat]
        while len(nodes) > 1 or not self.groups:
            size = chance.randrange(1, len(nodes) + 1)
            parts = chance.sample(nodes, size)
            group = self.rule(
                f"group_{len(self.groups)}", parts=parts, split=self.one("pro_rata", "in_order")
            )
            self.groups.append(group)
            nodes = [*(one for one in nodes if one not in parts), group["id"]]
            if len(self.groups) > 3:
                self.groups.append(self.rule("whole", parts=nodes))
                break
        self.parts = {group["id"]: group["parts"] for group in self.groups}
        self.nodes = [*self.lines, *self.flat, *self.parts]
        self.steps: list[str] = []
        # What the rule that is being written is for each of, and which steps are.
        self.each: str | None = None
        self.is_for_groups = self.happens(2)
        self.steps_each: list[str] = []

    def one(self, *choices: Any) -> Any:  # noqa: ANN401 - whatever a table can hold
        """One of several."""
        return self.chance.choice(choices)

    def happens(self, one_in: int) -> bool:
        """True once in so many times."""
        return self.chance.randrange(one_in) == 0

    def rule(self, id: str | None = None, **fields: Any) -> Raw:  # noqa: ANN401 - likewise
        """A rule with an id of its own; fields that are None are left out."""
        self.count += 1
        own = {"id": id or f"rule-{self.count}", "words": WORDS}
        return own | {key: value for key, value in fields.items() if value is not None}

    def leaves(self, node: str) -> list[str]:
        """The lines below a node."""
        return (
            [leaf for part in self.parts[node] for leaf in self.leaves(part)]
            if node in self.parts
            else [node]
        )

    def euro(self) -> Decimal:
        """An amount that costs often come to."""
        return Decimal(self.chance.randrange(self.one(5, 2_000_000))).scaleb(-2)

    def moments(self) -> list[str] | None:
        """The moments of a rule: all, or some."""
        return None if self.happens(2) else self.chance.sample(MOMENTS, self.chance.randrange(1, 6))

    def call(self) -> Raw:
        """The whole call."""
        chance = self.chance
        raw: Raw = {
            "format": 1,
            "id": "random",
            "title": WORDS,
            "summary": WORDS,
            "body": {"name": WORDS},
            "fact": [{"ask": WORDS} | fact for fact in FACTS],
            "line": [self.rule(line) for line in self.lines] + [self.flat_line(line) for line in self.flat],
            "group": self.groups,
            "limit": [self.limit() for _ in range(chance.randrange(5))],
            "admission": [self.admission() for _ in range(chance.randrange(3))],
            "aid": [self.aid() for _ in range(chance.randrange(1, 5))],
            "cumulation": self.rule(
                **{kind: self.one("free", "within_limit", "forbidden") for kind in ("exempted", "approved")},
                de_minimis=self.one("free", "within_limit"),
            ),
        }
        raw["requirement"] = [self.requirement() for _ in range(chance.randrange(4))]
        raw["document"] = [self.document() for _ in range(chance.randrange(3))]
        if self.happens(2):
            raw["vat"] = self.rule(counts=self.one("never", "unrecoverable"))
        if self.happens(2):
            raw["staff_cost"] = [
                self.rule(unit="hour", pay=["gross", "charges"], unit_rounding=self.one(*ROUNDINGS))
            ]
        if self.is_for_groups:
            raw["record"] = [self.partners()]
            raw["fact"] += [{"ask": WORDS} | fact for fact in OF_PARTNERS]
            self.lay_within(raw["limit"])
        return raw

    # --- Groups

    def partners(self) -> Raw:
        """The kind of records that amounts divide between."""
        has = ["size", "de_minimis_sector", "fiscal_year_starts"]
        kind = {"id": "partner", "words": WORDS, "named_by": "partner", "has": has}
        return kind | ({"split": "in_order"} if self.happens(3) else {})

    def lay_within(self, limits: list[Raw]) -> None:
        """No limit of the whole stands below one for each: where chance wants one, it is for each too."""
        tops = [limit["on"] for limit in limits if "each" in limit]
        below = {part for top in tops for part in self.below(top)}
        for limit in limits:
            if limit["on"] in below:
                limit["each"] = "partner"

    def below(self, node: str) -> set[str]:
        """The nodes below a node."""
        parts = set(self.parts.get(node, ()))
        return parts | {inner for part in parts for inner in self.below(part)}

    def for_each(self) -> Raw:
        """A rule for each partner, as often as not where there are any."""
        self.each = "partner" if self.is_for_groups and self.happens(2) else None
        return {"each": self.each} if self.each else {}

    # --- Costs

    def flat_line(self, line: str) -> Raw:
        """A line at a flat rate of others."""
        base = {"of": self.chance.sample(self.lines, self.chance.randrange(1, len(self.lines) + 1))}
        return self.rule(
            line, flat_rate={"share": self.one(*RATES), "base": base, "round": self.one(*ROUNDINGS)}
        )

    def base(self, stage: str | None = None) -> Raw:
        """Nodes that have no line in common, at a stage."""
        nodes: list[str] = []
        for node in self.chance.sample(self.nodes, len(self.nodes)):
            taken = {leaf for one in nodes for leaf in self.leaves(one)}
            if not nodes or (self.happens(3) and not taken & set(self.leaves(node))):
                nodes.append(node)
        base: Raw = {"of": nodes, "stage": stage or self.one("admitted", "admitted", "claimed", "approved")}
        if self.flat and any(leaf in self.flat for node in nodes for leaf in self.leaves(node)):
            base["flat_rates"] = self.one("with", "without")
        return base | self.maybe_whole()

    def maybe_whole(self) -> Raw:
        """A base of a rule for each can be that of the whole."""
        return {"whole": True} if self.each and self.happens(3) else {}

    def value(self, plain: Any, other: Any, third: Any) -> Any:  # noqa: ANN401 - amounts or rates
        """An amount or a rate, or one a choice."""
        if not self.happens(4):
            return plain
        if self.each and self.happens(2):
            return {"by": "kind", "values": {"A": plain, "B": other, "C": third}}
        return {"by": "measure", "values": {"A": plain, "B": other, "C": third}}

    def limit(self) -> Raw:
        """A cap or a share on any node."""
        each = self.for_each()
        fields: Raw = {"cap": self.value(self.euro(), self.euro(), self.euro())}
        if self.happens(3):
            times = self.one({"fact": "jobs"}, {"count": "cost", "times": "50%"})
            fields |= {"times": times, "round": self.one(*ROUNDINGS)}
        elif self.happens(2):
            share = self.value(*self.chance.sample(RATES[1:], 3))
            fields = {"share": share, "base": self.base(), "round": self.one(*ROUNDINGS)}
        when = self.condition(1) if self.happens(3) else None
        limit = self.rule(on=self.one(*self.nodes), when=when, at=self.moments(), **fields) | each
        self.each = None
        return limit

    def admission(self) -> Raw:
        """A condition on costs, or on invoices."""
        of = self.one("cost", "invoice")
        at = ["submission", "review", "award"] if of == "cost" else ["reporting", "payment"]
        holds = self.one(
            {"fact": "is_quoted", "is": True},
            {"fact": "nature", "in": ["A", "B"]},
            {"any": [{"fact": "nature", "is": "A"}, {"not": {"fact": "is_new", "is": True}}]},
        )
        lines = None if self.happens(2) else self.chance.sample(self.lines, 1)
        return self.rule(of=of, at=at, holds=holds, lines=lines)

    # --- Conditions

    def condition(self, depth: int, amounts: tuple[str, ...] = ()) -> Raw:
        """A condition on facts, records and some amounts."""
        if depth and self.happens(2):
            parts = [self.condition(depth - 1, amounts) for _ in range(self.chance.randrange(1, 4))]
            joined: Raw = self.one({"all": parts}, {"any": parts}, {"not": parts[0]})
            return joined
        tests: list[Raw] = [
            {"fact": "is_new", "is": self.one(True, False)},
            {"fact": "is_green", "is": True},
            {"fact": "jobs", self.one("at_least", "below"): self.chance.randrange(4)},
            {"fact": "starts", "at_most": date(2013, 7, 1)},
            {"fact": "own_funds", "above": self.euro()},
            {"fact": "measure", "in": ["A", "B"]},
            {self.one("every", "some", "no"): "cost", "holds": {"fact": "is_quoted", "is": True}},
            {"count": "cost", "where": {"fact": "nature", "is": "A"}, "at_least": 1},
            {"sum": "amount", "over": "invoice", "at_least": self.euro()},
        ]
        if self.is_for_groups:
            tests += self.tests_of_partners(amounts)
        if amounts and self.happens(2):
            share = {"amount": self.one(*amounts), "times": self.one("50%", "1/3")}
            wanted = self.one(self.euro(), self.euro(), share)
            return {"amount": self.one(*amounts), self.one("at_least", "above", "at_most", "below"): wanted}
        return self.chance.choice(tests)

    def tests_of_partners(self, amounts: tuple[str, ...]) -> list[Raw]:
        """Conditions on the partners, on their amounts where these are known."""
        leads, many = {"fact": "leads", "is": True}, {"fact": "staff", "at_least": 10}
        tests: list[Raw] = [
            {"count": "partner", "where": leads, "at_least": {"count": "partner", "times": "50%"}},
            {self.one("every", "some", "no"): "partner", "where": leads, "holds": many},
            {"mean": "staff", "over": "partner", "at_least": 5},
        ]
        if self.each:
            tests += [leads, many] * 2
        own = [name for name in amounts if name not in self.steps or name in self.steps_each]
        if own:
            name = f"partner.{self.one(*own)}"
            whole = {"amount": self.one(*amounts), "times": "50%"}
            holds = {"amount": name, self.one("at_least", "below"): self.one(self.euro(), whole)}
            tests += [
                {self.one("every", "some"): "partner", "where": leads, "holds": holds},
                {"sum": name, "over": "partner", "where": many, "at_least": whole},
                {"highest": name, "over": "partner", "at_most": self.euro()},
            ]
        return tests

    def amounts(self) -> tuple[str, ...]:
        """The amounts that the requirements and papers can look at."""
        stages = [f"{stage}.{node}" for stage in ("claimed", "admitted", "approved") for node in self.nodes]
        return (*stages, "aid.grant", "aid.total", "approved.grant", *self.steps)

    def requirement(self) -> Raw:
        """A condition on anything."""
        failing = {moment: self.one(*EFFECTS) for moment in self.chance.sample(MOMENTS, 3)}
        where = self.condition(1, self.amounts()) if self.happens(3) else None
        return self.rule(holds=self.condition(2, self.amounts()), where=where, failing=failing)

    def document(self) -> Raw:
        """A paper."""
        when = self.condition(1, self.amounts()) if self.happens(2) else None
        missing = self.one("curable", "not_admissible", "flagged")
        return self.rule(at=self.chance.sample(MOMENTS, 3), when=when, missing=missing)

    # --- Aid

    def aid(self) -> Raw:
        """A step of any kind; what it names can be named by the next."""
        kind = self.one("part", "share", "share", "fixed", "ceiling", "de_minimis", "cumulation")
        each = {"each": "partner"} if kind == "de_minimis" and self.is_for_groups else self.for_each()
        self.each = each.get("each")
        step = self.rule(kind=kind, when=self.condition(1) if self.happens(3) else None, at=self.moments())
        step |= getattr(self, f"aid_{kind}")() | each
        self.steps.append(step["id"])
        self.steps_each += [step["id"]] if each else []
        self.each = None
        return step

    def aid_base(self) -> Raw:
        """What a step stands on."""
        if self.happens(2) or not self.steps:
            return self.base()
        whole = self.maybe_whole()
        known = self.steps_each if self.each and not whole else self.steps
        return {"value": self.one(*known, "aid.grant", "approved.grant")} | whole

    def aid_part(self) -> Raw:
        """A named amount."""
        return {"base": self.aid_base()} | ({"at_most": self.euro()} if self.happens(2) else {})

    def aid_share(self) -> Raw:
        """A share, with points or in slices sometimes."""
        fields: Raw = {
            "instrument": self.one(*INSTRUMENTS),
            "base": self.aid_base(),
            "round": self.one(*ROUNDINGS),
        }
        if self.happens(4):
            return fields | {"slices": [{"share": "40%", "up_to": self.euro()}, {"share": "12.5%"}]}
        fields["share"] = self.value(*self.chance.sample(RATES, 3))
        if self.happens(4):
            fields["points"] = [{"when": self.condition(1), "add": "5%", "words": WORDS}]
            fields |= {"share_up_to": "30%"} if self.happens(2) else {}
        return fields

    def aid_fixed(self) -> Raw:
        """A sum, or so many of it."""
        fields: Raw = {
            "instrument": self.one(*INSTRUMENTS),
            "amount": self.value(self.euro(), self.euro(), self.euro()),
        }
        if self.happens(3):
            quoted = {"fact": "is_quoted", "is": True}
            fields["times"] = self.one(
                {"fact": "jobs"},
                {"count": "cost"},
                {"count": "cost", "where": quoted, "times": "50%"},
                {"highest": "amount", "over": "cost"},
            )
            fields |= {"up_to_times": 2} if self.happens(2) else {}
        return fields

    def aid_ceiling(self) -> Raw:
        """A cut to a sum, or to a share of something."""
        on = self.one(["grant"], ["grant", "premium"], ["premium", "loan", "grant"])
        if self.happens(2):
            return {"on": on, "amount": self.value(self.euro(), self.euro(), self.euro())}
        return {"on": on, "base": self.aid_base()} | ({"share": self.one(*RATES)} if self.happens(2) else {})

    def aid_de_minimis(self) -> Raw:
        """A cut to the room of the undertaking."""
        counts, cuts = self.one(
            (["grant"], ["grant"]), (["grant", "services"], ["grant"]), (["grant", "premium"],) * 2
        )
        regulations = ["2023/2831", "1407/2013", "1998/2006"]
        too_small = self.one("cut", "refused")
        shared = {"shared_by": "undertaking"} if self.each and self.happens(2) else {}
        return {"regulations": regulations, "counts": counts, "cuts": cuts, "too_small": too_small} | shared

    def aid_cumulation(self) -> Raw:
        """A cut to what other aid leaves."""
        most = {"up_to": self.one(*RATES)} if self.happens(2) else {}
        return {"on": self.one(["grant"], ["grant", "premium"]), "base": self.aid_base()} | most
