"""Who may open which page, on what, to read or to write?

One row for each named route, and no other: a test compares them with the real routes, both ways. `Gate`
enforces them. `of` names the argument of the route that the gate turns into the record, if the person may see
it: what belongs to others is not found.
"""

from typing import Literal, NamedTuple

from bandolo.desk.roles import OUTSIDE, ROLES, STAFF, Role

Object = Literal["call", "application", "enterprise"]
Mode = Literal["read", "write"]


class Access(NamedTuple):
    """The roles that may come in, None for everybody; the object; whether more than reading is possible."""

    who: tuple[Role, ...] | None
    mode: Mode
    of: Object | None = None


EVERYBODY = None
PEOPLE = ROLES

ACCESS: dict[str, Access] = {
    # Public pages
    "home": Access(EVERYBODY, "read"),
    "call": Access(EVERYBODY, "read", "call"),
    "language": Access(EVERYBODY, "write"),
    # People
    "login": Access(EVERYBODY, "write"),
    "logout": Access(PEOPLE, "write"),
    "desk": Access(PEOPLE, "read"),
    "role": Access(PEOPLE, "write"),
    # Staff
    "jobs": Access(("administrator", "auditor"), "read"),
    "job_again": Access(("administrator",), "write"),
}

__all__ = ["ACCESS", "EVERYBODY", "OUTSIDE", "PEOPLE", "STAFF", "Access", "Mode", "Object"]
