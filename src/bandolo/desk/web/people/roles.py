"""In which of their roles does a person work now, and on what?"""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from bandolo.desk.web.gate import DeskRequest


def desk(request: DeskRequest) -> HttpResponse:
    """The first page of whoever is logged in."""
    return TemplateResponse(request, "people/desk.html", {})


def choose(request: DeskRequest) -> HttpResponse:
    """Take one of the roles held; it stays until another is chosen."""
    if request.method == "POST":
        chosen = request.POST.get("role")
        if chosen not in request.roles:
            raise Http404
        request.session["role"] = chosen
    return HttpResponseRedirect(reverse("desk"))
