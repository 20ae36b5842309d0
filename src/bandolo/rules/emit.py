"""How is Python source put together line by line, with its constants beside it?"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# A text up to here is easier to read in place than as a name.
SHORT = 40


class Source:
    """The body of one generated function: its lines, its constants, fresh names for intermediate values."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self._depth = 1
        self._fresh = 0

    def add(self, line: str) -> None:
        """One line at the present depth."""
        self.lines.append("    " * self._depth + line)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block under its head."""
        self.add(head)
        self._depth += 1
        yield
        self._depth -= 1

    def fresh(self, stem: str = "t") -> str:
        """A name that nothing else has."""
        self._fresh += 1
        return f"{stem}_{self._fresh}"

    def constant(self, value: object) -> str:
        """How a value is written: small literals as they are, everything else as a named constant."""
        if value is None or isinstance(value, bool | int) or (isinstance(value, str) and len(value) < SHORT):
            return repr(value)
        for name, known in self.constants.items():
            if known is value:
                return name
        name = self.fresh("K")
        self.constants[name] = value
        return name

    def set(self, expression: str, stem: str = "t") -> str:
        """A fresh name that holds the expression."""
        name = self.fresh(stem)
        self.add(f"{name} = {expression}")
        return name

    def record(self, kind: type[tuple[object, ...]], *values: str) -> str:
        """The expression of a named tuple, past its constructor in Python, which takes twice the time."""
        if len(values) != len(kind._fields):  # type: ignore[attr-defined]  # every named tuple has them
            raise ValueError(f"{kind.__name__} has other fields")
        return f"{self.constant(tuple.__new__)}({self.constant(kind)}, ({', '.join(values)},))"

    def function(self, name: str, parameters: str) -> Any:
        """The compiled function; its text stays with it as `__doc__`, to be read by people."""
        text = f"def {name}({parameters}):\n" + "\n".join(self.lines)
        space = dict(self.constants)
        exec(compile(text, f"<{name}>", "exec"), space)
        function = space[name]
        function.__doc__ = text
        return function
