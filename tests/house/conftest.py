"""Which files do the house tests read?"""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Made by tools, not written by people; .gitignore leaves the same out.
MADE = {
    ".bandolo",
    ".coverage",
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    ".venv-lock",
    "__pycache__",
    "build",
    "dist",
}


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def texts() -> Mapping[Path, str]:
    """Every text file of the project, by its path from the root."""
    found: dict[Path, str] = {}
    for path in sorted(ROOT.rglob("*")):
        place = path.relative_to(ROOT)
        if MADE.isdisjoint(place.parts) and path.is_file():
            try:
                found[place] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return found


@pytest.fixture(scope="session")
def trees(texts: Mapping[Path, str]) -> Mapping[Path, ast.Module]:
    """The syntax tree of every Python file of the project, by its path from the root."""
    return {place: ast.parse(text) for place, text in texts.items() if place.suffix == ".py"}
