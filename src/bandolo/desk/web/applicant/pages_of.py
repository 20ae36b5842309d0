"""From which page did a file come that is on its way?"""

from urllib.parse import quote

from django.urls import reverse

from bandolo.desk.models import Application, Arrival
from bandolo.desk.queries.report_form import report_form_of
from bandolo.desk.web.applicant.report import page_address


def page_of_place(application: Application, arrival: Arrival) -> str:
    """The address of the page on which the place of a file is shown."""
    pages = report_form_of(application.edition_id).pages
    match arrival.kind:
        case "document":
            here = reverse("application_documents", args=[application.id])
            return f"{here}#{quote(arrival.document)}"
        case "signed":
            return reverse("application_check", args=[application.id])
        case "supplement":
            return reverse("supplement", args=[application.id])
        case "report":
            page = next(one.id for one in pages if one.has_papers)
        case _:
            page = next(one.id for one in pages if one.has_request)
    return page_address(application, page)
