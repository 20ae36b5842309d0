"""How does a body let the first of its people in, and whoever has lost their device?"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from bandolo.desk import clock
from bandolo.desk.actions.add_staff import Term, add_staff
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.codes import person_code
from bandolo.desk.outside.invitation import Invitation, signed
from bandolo.desk.roles import STAFF
from bandolo.rules.rule import Words


class Command(BaseCommand):
    """`python -m bandolo.desk add_staff --code ... --given ... --family ... --email ... --role officer`."""

    help = "Give a person a role in the body; print the link, good for two days, to choose a password."

    def add_arguments(self, parser: Any) -> None:
        """Take who, and which role."""
        for name in ("code", "given", "family", "email"):
            parser.add_argument(f"--{name}", required=True)
        parser.add_argument("--role", required=True, choices=STAFF)
        parser.add_argument("--reset", action="store_true", help="take password and device away first")

    def handle(self, **options: Any) -> None:
        """Add, and print the link."""
        code = person_code(options["code"])
        if isinstance(code, Words):
            raise CommandError(code.en)
        told = Invitation(code, options["given"], options["family"], options["email"], is_staff=True)
        now = clock.now()
        invitation = add_staff(told, Term(options["role"], now), options["reset"], Actor(None), now)
        if isinstance(invitation, Words):
            raise CommandError(invitation.en)
        scheme = "https" if settings.IS_HTTPS else "http"
        there = reverse("new_password", args=[signed(invitation)])
        self.stdout.write(f"{scheme}://{settings.ALLOWED_HOSTS[0]}{there}")
