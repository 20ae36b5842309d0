"""What would the same server do with a store that keeps nothing?"""

import sys
from collections.abc import Sequence
from importlib import import_module

from bandolo.intake.clock import wall_micros
from bandolo.intake.head import SignedHead
from bandolo.intake.line import Line
from bandolo.intake.run import main
from bandolo.intake.store import Looked, Store


class NullStore(Store):
    """A store that takes everything and keeps nothing."""

    async def now(self) -> int:
        """The time of this machine."""
        return wall_micros()

    async def look(self, subjects: Sequence[str]) -> Looked:  # noqa: ARG002
        """The time of this machine; nobody ever came."""
        return Looked(wall_micros(), {})

    async def add(self, line: Line, root: bytes, head: SignedHead, texts: Sequence[str]) -> None:
        """Keep nothing."""


if __name__ == "__main__":
    setattr(import_module("bandolo.intake.node"), "Store", NullStore)  # noqa: B010  # nobody else replaces it
    main("127.0.0.1", int(sys.argv[1]))
