"""What do the emitters of one function share: the tree, the names, the one that the code stands in?"""

from collections.abc import Iterator
from contextlib import contextmanager

from bandolo.rules.compile_condition import Names
from bandolo.rules.costs import Base, Tree
from bandolo.rules.cumulation import Cumulation
from bandolo.rules.de_minimis import DeMinimisTable
from bandolo.rules.emit import Source
from bandolo.rules.facts import RecordKind
from bandolo.rules.score import PREFIX


class Chain:
    """What the emitters of one function share: the tree, the names, and whether to explain."""

    def __init__(
        self,
        source: Source,
        tree: Tree,
        limited: frozenset[str],
        cumulation: Cumulation | None,
        table: DeMinimisTable,
        each: RecordKind | None,
        *,
        explains: bool,
    ) -> None:
        self.source = source
        self.tree = tree
        self.cumulation = cumulation
        self.table = table
        self.explains = explains
        self.names = Names(source, self.amount)
        self.numbers = {node: at for at, node in enumerate(tree.order)}
        self.steps: dict[str, str] = {}
        self.limited = limited
        # The kind of records that amounts divide between, and the one that the code stands in.
        self.each = each
        self.entity: str | None = None

    @contextmanager
    def standing_in(self, entity: str | None) -> Iterator[None]:
        """Within this, amounts are those of an entity; of the whole without one."""
        outer, loops = self.entity, self.names.loops
        self.entity = entity
        if entity is not None and self.each is not None:
            self.names.loops = {**loops, self.each.id: f"{entity}.record"}
        yield
        self.entity, self.names.loops = outer, loops

    def value(self, name: str) -> str:
        """The name of an amount of the aid: an instrument, or a step taken."""
        if self.entity is None:
            return self.steps[name]
        if name.startswith("aid."):
            return f"i_{name.removeprefix('aid.')}"
        return f"{self.entity}.steps[{name!r}]"

    def owner(self, fact: str) -> str | None:
        """The kind of the entity that the code stands in, where a fact is each one's own."""
        return self.each.id if self.entity and self.each is not None and fact in self.each.has else None

    @contextmanager
    def measuring(self, base: Base | None) -> Iterator[None]:
        """Within this, amounts are those that a base is measured on."""
        outer = self.entity
        self.entity = None if base is not None and base.whole else outer
        yield
        self.entity = outer

    def claimed(self, node: str) -> str:
        """The name of what is claimed of a node."""
        return f"{self.entity}.claimed[{node!r}]" if self.entity else f"g_{self.numbers[node]}"

    def counted(self, line: str) -> str:
        """The name of what is claimed of a line by the items admitted."""
        return f"c_{self.numbers[line]}"

    def admitted(self, node: str) -> str:
        """The name of what the limits leave of a node."""
        return f"{self.entity}.admitted[{node!r}]" if self.entity else f"x_{self.numbers[node]}"

    def approved(self, name: str) -> str:
        """The expression of an approved amount, None where nobody gave it."""
        return f"{self.entity}.record.get({name!r})" if self.entity else self.names.approved(name)

    def amount(self, name: str) -> str:
        """The expression of a named amount of the whole as conditions see it: None while it is not known."""
        stage, _, node = name.partition(".")
        if stage == "approved":
            return self.names.approved(name)
        if name.startswith(PREFIX):
            return f"points.get({name!r})"
        with self.standing_in(None):
            cost = "" if name in self.steps else getattr(self, stage)(node)
        found = self.steps.get(name) or cost
        known = "claims_known" if stage == "claimed" else "aid_known" if name in self.steps else "costs_known"
        return f"({found} if {known} else None)"
