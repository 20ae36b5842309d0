"""What runs in the background, and what failed?"""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk.actions.repeat_job import repeat_job
from bandolo.desk.queries.jobs import failed_jobs, job_counts, retried_jobs, running_jobs
from bandolo.desk.web.gate import DeskRequest


def jobs(request: DeskRequest) -> HttpResponse:
    """How many jobs are in each state, those that failed for good, that wait to be tried again, that run."""
    values = {
        "counts": job_counts(),
        "failed": failed_jobs(),
        "retried": retried_jobs(),
        "running": running_jobs(),
    }
    return TemplateResponse(request, "staff/jobs.html", values)


def again(request: DeskRequest, job: UUID) -> HttpResponse:
    """Put a failed job in line once more."""
    if request.method == "POST" and not repeat_job(job):
        raise Http404
    return HttpResponseRedirect(reverse("jobs"))
