"""What stands around every page: the body, who is logged in, in which role, in which language?"""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from bandolo.desk.roles import OUTSIDE, ROLE_WORDS, Role
from bandolo.desk.web.access import ACCESS, EVERYBODY
from bandolo.desk.words import lang, said
from bandolo.rules.rule import Words

# The pages that the head of every page leads to: those that the access table opens to the role.
_NAV = {
    "home": Words(it="Bandi", en="Calls"),
    "desk": Words(it="La mia scrivania", en="My desk"),
    "applications": Words(it="Le mie domande", en="My applications"),
    "enterprises": Words(it="Imprese", en="Enterprises"),
    "worklist": Words(it="Istruttoria", en="Review"),
    "officer_calls": Words(it="Bandi e atti", en="Calls and acts"),
    "staff": Words(it="Persone", en="People"),
    "jobs": Words(it="Lavori", en="Jobs"),
}


def frame(request: HttpRequest) -> dict[str, object]:
    """The values that the base template shows; it asks the database nothing."""
    role = getattr(request, "role", None)
    return {
        "body": settings.BODY,
        "is_demo": settings.IS_DEMO,
        "lang": lang(),
        "person": getattr(request, "person", None),
        "role": role,
        "roles": [(one, said(ROLE_WORDS[one])) for one in getattr(request, "roles", ())],
        "role_words": said(ROLE_WORDS[role]) if role else "",
        "enterprise": getattr(request, "enterprise", None),
        "is_outside": role in OUTSIDE,
        "nav": list(_nav(request.path, role)),
        "may": _Open(role),
    }


class _Open:
    """Whether a role can open a page by its name: `{% if may.dossier %}` shows no link to a refusal."""

    def __init__(self, role: Role | None) -> None:
        self.role = role

    def __getitem__(self, name: str) -> bool:
        """By the access table; KeyError for a page that there is not."""
        who = ACCESS[name].who
        return who is EVERYBODY or self.role in who


def _nav(path: str, role: Role | None) -> Iterator[tuple[str, str, bool]]:
    """Address, words, and whether it is this page, of what a role can open."""
    for name, words in _NAV.items():
        who, href = ACCESS[name].who, reverse(name)
        if who is EVERYBODY or role in who:
            yield href, said(words), href == path
