"""Which environment do the processes of the desk get: which database, which secret, which folder?

What the caller's environment says stays; what it leaves open comes from the embedded database and the home.
"""

from collections.abc import Mapping
from pathlib import Path

from bandolo.server.postgres import Server, address
from bandolo.server.postgres_files import password
from bandolo.server.postgres_roles import APPLICATION, DATABASE, INTAKE, OWNER

DATABASE_URL = "DATABASE_URL"
OWNER_URL = "DATABASE_OWNER_URL"
INTAKE_URL = "INTAKE_DATABASE_URL"
INTAKE_AT = "BANDOLO_INTAKE"
PUBLIC = "BANDOLO_INTAKE_PUBLIC"
KEYS = "BANDOLO_KEYS"
AVAILABILITY = "BANDOLO_AVAILABILITY"


def desk_environment(given: Mapping[str, str], home: Path, server: Server | None) -> dict[str, str]:
    """The variables of the web and worker processes; the owner's address is not among them."""
    found = {**given, "BANDOLO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bandolo.desk.settings"}
    found.pop(OWNER_URL, None)
    found.pop(INTAKE_URL, None)
    found.setdefault(KEYS, str(home / "keys"))
    found.setdefault(AVAILABILITY, str(home / "availability.txt"))
    if server is not None:
        found[DATABASE_URL] = address(server, DATABASE, APPLICATION)
        found.setdefault("BANDOLO_SECRET_KEY", password(server.place, "django"))
    return found


def owner_environment(given: Mapping[str, str], home: Path, server: Server | None) -> dict[str, str]:
    """The variables of the one process that makes and changes tables, and knows of no node."""
    found = desk_environment(given, home, server)
    found.pop(INTAKE_AT, None)
    url = given.get(OWNER_URL) if server is None else address(server, DATABASE, OWNER)
    return {**found, DATABASE_URL: url or found[DATABASE_URL]}


def intake_environment(given: Mapping[str, str], home: Path, server: Server | None) -> dict[str, str]:
    """The variables of a node of the intake, which knows no other secret than its role and its keys.

    LookupError where the database is somebody else's and nobody says how a node comes to it.
    """
    desk = desk_environment(given, home, server)
    url = given.get(INTAKE_URL) if server is None else address(server, DATABASE, INTAKE)
    if not url:
        raise LookupError(
            f"{INTAKE_URL} is not set: the database as the role of the intake; or name a node that runs "
            f"elsewhere in {INTAKE_AT}"
        )
    secret = {"BANDOLO_SECRET_KEY", DATABASE_URL}
    return {**{name: value for name, value in desk.items() if name not in secret}, INTAKE_URL: url}
