"""How is a table handed over as CSV, so that no spreadsheet takes a cell for a formula?"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# A cell that begins so would be a formula to a spreadsheet (CWE-1236).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A CSV in UTF-8 under a name, a row a line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def plain_cell(cell: str) -> str:
    """A cell that is no formula: what begins as one has an apostrophe before it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
