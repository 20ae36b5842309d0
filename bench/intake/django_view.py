"""How would an ordinary Django view give a place: one row, one transaction, one signature a request?"""

import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bandolo.intake.keys import read_ring, read_signer
from bandolo.intake.ticket import read_submission

KEYS = Path(os.environ["BANDOLO_KEYS"])
RING, SIGNER = read_ring(KEYS), read_signer(KEYS)

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["PEER_DATABASE"],
            "USER": os.environ["PEER_USER"],
            "PASSWORD": os.environ["PEER_PASSWORD"],
            "HOST": os.environ["PEER_HOST"],
            "CONN_MAX_AGE": None,
        }
    },
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
)
django.setup()


def submit(request: HttpRequest, call: str) -> HttpResponse:
    """Take the line's counter, add the row, sign, answer."""
    _, item = read_submission(RING, request.body)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT number FROM peer_line WHERE call = %s FOR UPDATE", [call])
        number = cursor.fetchone()[0] + 1
        cursor.execute("UPDATE peer_line SET number = %s WHERE call = %s", [number, call])
        cursor.execute(
            "INSERT INTO peer_entry (number, at, seal, text) "
            "VALUES (%s, clock_timestamp(), %s, %s) RETURNING at",
            [number, item.subject, item.body],
        )
        at = cursor.fetchone()[0]
    text = f"{call}.{number}.{at.isoformat()}.{item.body}"
    return HttpResponse(json.dumps({"number": number, "text": text, "signature": SIGNER.sign(text)}))


urlpatterns = [path("submit/<str:call>", submit)]
application = get_wsgi_application()
