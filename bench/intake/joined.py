"""How long does the desk need for what a line gave: tickets written, sent, taken in?

`python -m bench.intake.joined`, the second part of `make bench-intake`: a durable PostgreSQL with the tables
of the desk, a node, and the desk's own code in a process of its own. APPLICATIONS=3000 says how many come.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from shutil import rmtree

from bandolo.intake.keys import make_keys
from bandolo.server.environment import INTAKE_AT, KEYS, desk_environment, owner_environment
from bandolo.server.postgres import start, stop
from bandolo.server.postgres_roles import DATABASE, prepare
from bandolo.server.serving import DJANGO
from bench.intake.__main__ import CALL, node


def main() -> int:
    """Prepare the desk, start a node, let the desk's side measure and print."""
    home = Path(tempfile.mkdtemp(prefix="bandolo-bench-"))
    home.chmod(0o711)
    server = start(home, {"logging_collector": "off"})
    try:
        prepare(server)
        given = {**os.environ, "BANDOLO_HTTPS": "no"}
        make_keys(Path(desk_environment(given, home, server)[KEYS]))
        subprocess.run(  # noqa: S603
            [*DJANGO, "prepare_database", "--verbosity=0"],
            env=owner_environment(given, home, server),
            check=True,
        )
        with node(server, home / "keys", CALL, DATABASE) as (port, _):
            at = f"http://127.0.0.1:{port}"
            desk = {**desk_environment(given, home, server), INTAKE_AT: at}
            return subprocess.run(  # noqa: S603
                [sys.executable, "-m", "bench.intake.joined_desk", str(port), CALL], env=desk, check=False
            ).returncode
    finally:
        stop(server)
        rmtree(home)


if __name__ == "__main__":
    sys.exit(main())
