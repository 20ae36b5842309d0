"""What is still to be done before an application can be sent?"""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from bandolo.desk import clock
from bandolo.desk.models import Application
from bandolo.desk.queries.form import CHECK
from bandolo.desk.queries.told import told
from bandolo.desk.web.applicant.frame import frame_of
from bandolo.desk.web.gate import DeskRequest


def check(request: DeskRequest, application: Application) -> HttpResponse:
    """Everything that is wrong or missing, each with the field that mends it."""
    now = clock.now()
    values = frame_of(request, application, CHECK, told(application, now), now)
    return TemplateResponse(request, "applicant/check.html", values)
