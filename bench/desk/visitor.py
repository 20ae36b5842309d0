"""Who opens the pages that are measured, and which? Prints it as JSON, of a desk with the staged demo."""

import json
import sys

import django

django.setup()

from django.db.models import Count  # noqa: E402 - records are there once Django is
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from bandolo.desk import clock  # noqa: E402
from bandolo.desk.models import Application  # noqa: E402
from bandolo.desk.queries.form import form_of  # noqa: E402


def main() -> None:
    """The draft that says most, on the step that asks most, and a session of whoever writes it."""
    drafts = Application.objects.filter(state="draft").select_related("call", "opened_by")
    draft = drafts.annotate(said=Count("fields")).order_by("-said", "id")[0]
    step = max(form_of(draft.edition_id).steps, key=lambda one: len(one.facts))
    client = Client()
    client.force_login(draft.opened_by)
    session, wall = client.session, clock.wall_seconds()
    session["entry"] = {"way": "bench", "level": 2, "hint": "", "since": wall, "seen": wall}
    session.save()
    found = {
        "session": session.session_key,
        "guide": reverse("call", args=[draft.call.slug]),
        "self_check": reverse("self_check", args=[draft.call.slug]),
        "form": reverse("application_step", args=[draft.id, step.id]),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
