"""How is a table handed over as CSV, so that no spreadsheet takes a cell for a formula?"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from bandolo.desk.csv_cells import plain_cell


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A CSV in UTF-8 under a name, a row a line."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([plain_cell(cell) for cell in row] for row in rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
