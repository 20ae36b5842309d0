"""How does a cell of a CSV stay text where a spreadsheet would take it for a formula, and come back?"""

# A cell that begins so would be a formula to a spreadsheet (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(cell: str) -> str:
    """A cell that is no formula: what begins as one has an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def bare_cell(cell: str) -> str:
    """A cell as it was before `plain_cell`, without blanks around it."""
    bare = cell.strip()
    return bare[1:] if bare.startswith("'") and bare[1:].startswith(_FORMULA) else bare
