"""Whom does the demo's identity provider know? All the people of the demo."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bandolo.desk.models import Person
from bandolo.desk.queries.roles import people_with_work


class Command(BaseCommand):
    """`python -m bandolo.desk write_identities --into FOLDER [--then PROGRAM WORD...]`."""

    help = "Write the people of the demo as the identity provider of the demo reads them."

    def add_arguments(self, parser: Any) -> None:
        """Take the folder of the run data, and what to become when it is written."""
        parser.add_argument("--into", type=Path, required=True)
        parser.add_argument("--then", nargs=argparse.REMAINDER)

    def handle(self, **options: Any) -> None:
        """Write `identity/people.json`."""
        if not settings.IS_DEMO:
            raise CommandError("only a demo lets anybody be anybody: BANDOLO_DEMO is not set")
        folder = options["into"] / "identity"
        folder.mkdir(parents=True, exist_ok=True)
        people = [
            _as_provided(place, person, work) for place, (person, work) in enumerate(people_with_work())
        ]
        (folder / "people.json").write_text(json.dumps(people), encoding="utf-8")
        if options["then"]:
            os.execv(options["then"][0], options["then"])  # noqa: S606 - its words are the supervisor's


def _as_provided(place: int, person: Person, work: str) -> dict[str, object]:
    """A person as a gateway would name them: every other one by the bare fiscal code."""
    code = {"fiscal_number": f"TINIT-{person.fiscal_code}"}
    return {
        "id": str(person.id),
        "label": str(person),
        "note": work,
        "acr": "https://www.spid.gov.it/SpidL2",
        "claims": {
            **(code if place % 2 else {"codice_fiscale": person.fiscal_code}),
            "given_name": person.given_name,
            "family_name": person.family_name,
            "email": person.email,
        },
    }
