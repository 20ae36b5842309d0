"""Which environment do the processes of the desk get: which database, which secret, which folder?

What the caller's environment says stays; what it leaves open comes from the embedded database and the home.
"""

from collections.abc import Mapping
from pathlib import Path

from bandolo.server.postgres import Server, address
from bandolo.server.postgres_files import password
from bandolo.server.postgres_roles import APPLICATION, DATABASE, OWNER

DATABASE_URL = "DATABASE_URL"
OWNER_URL = "DATABASE_OWNER_URL"


def desk_environment(given: Mapping[str, str], home: Path, server: Server | None) -> dict[str, str]:
    """The variables of the web and worker processes; the owner's address is not among them."""
    found = {**given, "BANDOLO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bandolo.desk.settings"}
    found.pop(OWNER_URL, None)
    if server is not None:
        found[DATABASE_URL] = address(server, DATABASE, APPLICATION)
        found.setdefault("BANDOLO_SECRET_KEY", password(server.place, "django"))
    return found


def owner_environment(given: Mapping[str, str], home: Path, server: Server | None) -> dict[str, str]:
    """The variables of the one process that makes and changes tables."""
    found = desk_environment(given, home, server)
    url = given.get(OWNER_URL) if server is None else address(server, DATABASE, OWNER)
    return {**found, DATABASE_URL: url or found[DATABASE_URL]}
