"""Which addresses does the desk have?"""

from django.urls import path

from bandolo.desk.web.people import login, roles
from bandolo.desk.web.public import calls, language
from bandolo.desk.web.staff import jobs

ROUTES = [
    path("", calls.home, name="home"),
    path("bandi/<slug:call>/", calls.call, name="call"),
    path("lingua/", language.language, name="language"),
    path("accesso/", login.login, name="login"),
    path("uscita/", login.logout, name="logout"),
    path("scrivania/", roles.desk, name="desk"),
    path("ruolo/", roles.choose, name="role"),
    path("lavori/", jobs.jobs, name="jobs"),
    path("lavori/<uuid:job>/ripeti/", jobs.again, name="job_again"),
]
