"""What stands around every page: the body, who is logged in, in which role, in which language?"""

from django.conf import settings
from django.http import HttpRequest

from bandolo.desk.roles import OUTSIDE, ROLE_WORDS
from bandolo.desk.words import lang, said


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
    }
