"""What was an enterprise paid of its award, when, and what was withheld?"""

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk.models import Application
from bandolo.desk.queries.loans import loan_rule
from bandolo.desk.queries.payments import account_of
from bandolo.desk.web.gate import DeskRequest

# What the body has not approved yet is not told as if it were.
TOLD = ("approved", "authorised", "ordered", "executed", "failed")


def own_payments(request: DeskRequest, application: Application) -> HttpResponse:
    """The payments of one's own award, step by step, with the certificate of what was withheld."""
    award = getattr(application, "award", None)
    if award is None:
        raise Http404
    told = award.payments.filter(state__in=TOLD).select_related("act").prefetch_related("transfers")
    values = {
        "application": application,
        "award": award,
        "account": account_of(award),
        "lends": loan_rule(application) is not None,
        "payments": told.order_by("at"),
    }
    return TemplateResponse(request, "applicant/payments.html", values)
