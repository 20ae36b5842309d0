"""What does the least that Django can do cost, under the same web server? One view, one static template.

BENCH_PAGE names the folder with the template: a page of the desk, with nothing left to fill in.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

PAGE = "page.html"


def view(request: HttpRequest) -> HttpResponse:
    """The page."""
    return TemplateResponse(request, PAGE)


urlpatterns = [path("", view)]
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    # What `django-admin startproject` sets up, but for what keeps sessions in a database.
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [os.environ.get("BENCH_PAGE", ".")],
        }
    ],
)
application = get_wsgi_application()
