"""How is the whole desk started: database, tables, static files, web, worker and intake?"""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bandolo.intake.keys import make_keys
from bandolo.server import demo_post, identity_provider
from bandolo.server.environment import (
    AVAILABILITY,
    DATABASE_URL,
    INTAKE_AT,
    KEYS,
    PUBLIC,
    desk_environment,
    intake_environment,
    owner_environment,
)
from bandolo.server.postgres import Server, start, stop
from bandolo.server.postgres_files import home_of
from bandolo.server.postgres_roles import prepare
from bandolo.server.prepared import is_prepared, mark_prepared, stamp_of
from bandolo.server.supervisor import AFTER_PAGES, Program, run

DJANGO = (sys.executable, "-m", "bandolo.desk")
BANDOLO = (sys.executable, "-m", "bandolo.cli")
# The intake listens so many ports above the desk.
PORTS_APART = 100
# Parts that the bundle holds already, and versions that no page asks for.
NOT_SERVED = ("plugins", "_virtual", "htmax-*", "htmx-4*", "ext")


@dataclass(frozen=True)
class Serving:
    """Where the desk listens, and with how many processes."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    threads: int = 4
    again: tuple[tuple[str, ...], ...] = ()


def serve(
    serving: Serving, given: Mapping[str, str], stages: Sequence[Sequence[str]] = (), *, demo: bool = False
) -> None:
    """Bring everything up, run `stages` (commands of the owner's) once, and stay until a signal.

    `serving.again` are commands that run at each start, before anybody else works. A demo has an identity
    provider of its own, unless the environment names others.
    """
    home = home_of(Path.cwd(), given.get("BANDOLO_HOME"))
    given = demo_post.with_demo_post(given, home) if demo else given
    keys = [demo_post.KEYS] if "BANDOLO_DEMO_KEYS" in given else []
    has_identities = demo and not given.get("BANDOLO_IDENTITY")
    written = [["write_identities", f"--into={home}"]] if has_identities else []
    with ThreadPoolExecutor() as beside:
        # Neither needs the database, which comes up meanwhile.
        static = beside.submit(collect_static, home, desk_environment(given, home, None))
        packages = beside.submit(identity_provider.install, home / "identity") if written else None
        server = _database(given, home)
        if not given.get(INTAKE_AT):
            make_keys(Path(desk_environment(given, home, server)[KEYS]))
        try:
            commands = [["prepare_database", "--verbosity=0"], *keys, *stages, *written]
            owner = owner_environment(given, home, server)
            _make_ready(commands, server, owner)
            _do(serving.again, owner)
            desk = desk_environment(given, home, server)
            post = [demo_post.provider(desk)] if keys else []
            nodes = _intake(home, serving, given, server, desk, demo=demo)
            last = [_identities(home, packages.result(), serving, written[0], desk)] if packages else []
            static.result()
            _say(serving)
            run([web(serving, desk), *nodes, worker(desk), *post, *last], server, lambda: start(home))
        finally:
            if server is not None:
                stop(server)


def _say(serving: Serving) -> None:
    sys.stdout.write(f"Bandolo: http://{serving.host}:{serving.port}/\n")
    sys.stdout.flush()


def _identities(
    home: Path, place: Path, serving: Serving, words: Sequence[str], desk: dict[str, str]
) -> Program:
    """The identity provider of a demo; the desk is told of it, the terminal of its people."""
    writer = Program("identity", (*AFTER_PAGES, *DJANGO, *words), {**desk})
    desk["BANDOLO_IDENTITY"] = str(identity_provider.desk_file_of(home))
    sys.stdout.write(identity_provider.people_words(home))
    return identity_provider.program(home, place, serving.host, serving.port, writer)


def _intake(
    home: Path,
    serving: Serving,
    given: Mapping[str, str],
    server: Server | None,
    desk: dict[str, str],
    *,
    demo: bool,
) -> list[Program]:
    """A node of the intake and the watch over it, unless others run elsewhere; the desk is told of it.

    A demo has no proxy that would bring both to one address: people open the node's own.
    """
    if given.get(INTAKE_AT):
        return []
    port = identity_provider.free(serving.port + PORTS_APART)
    node = intake_environment(given, home, server)
    desk[INTAKE_AT] = f"http://{serving.host}:{port}"
    if demo:
        desk[PUBLIC] = desk[INTAKE_AT]
    listen = ("intake", "--host", serving.host, "--port", str(port))
    look = ("watch", "--to", given.get(PUBLIC) or desk[INTAKE_AT], "--ledger", node[AVAILABILITY])
    return [Program("intake", (*BANDOLO, *listen), node), Program("watch", (*BANDOLO, *look), node)]


def _make_ready(commands: Sequence[Sequence[str]], server: Server | None, owner: Mapping[str, str]) -> None:
    """Run the commands as the owner; those that made the embedded database ready are not run again."""
    stamp = stamp_of(commands)
    if server is not None and is_prepared(server, stamp):
        return
    _do(commands, owner)
    if server is not None:
        mark_prepared(server, stamp)


def _do(commands: Sequence[Sequence[str]], owner: Mapping[str, str]) -> None:
    for words in commands:
        subprocess.run([*DJANGO, *words], env=dict(owner), check=True)


def worker(environment: Mapping[str, str]) -> Program:
    """The process that does the jobs, after whatever a person waits for."""
    return Program("worker", (*AFTER_PAGES, *DJANGO, "work", "--interval=1", "--verbosity=0"), environment)


def _database(given: Mapping[str, str], home: Path) -> Server | None:
    """The embedded cluster, running and with its roles; None where DATABASE_URL names another."""
    if given.get(DATABASE_URL):
        home.mkdir(parents=True, exist_ok=True)
        return None
    server = start(home)
    prepare(server)
    return server


def web(
    serving: Serving, environment: Mapping[str, str], application: str = "bandolo.desk.wsgi:application"
) -> Program:
    """The process that answers, as the web server runs it: threads in as many processes as are asked for."""
    words = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", serving.host, "--port", str(serving.port), "--workers", str(serving.workers)),
        *("--blocking-threads", str(serving.threads), "--respawn-failed-workers"),
        *("--log-level", "warning", application),
    )
    return Program("web", words, environment)


def collect_static(home: Path, environment: Mapping[str, str]) -> None:
    """Gather the static files once for each version of what brings them."""
    packages = ("bandolo", "design-django-theme", "django-htmx", "whitenoise")
    wanted = " ".join(f"{name}={version(name)}" for name in packages) + _changed()
    stamp = home / "static" / "versions"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(home / "static", ignore_errors=True)
    ignored = [f"--ignore={pattern}" for pattern in NOT_SERVED]
    words = [*DJANGO, "collectstatic", "--noinput", "--verbosity=0", *ignored]
    subprocess.run(words, env=dict(environment), check=True)
    stamp.write_text(wanted, encoding="utf-8")


def _changed() -> str:
    """When the desk's own static files last changed: in a clone they do, under one version."""
    own = Path(__file__).parents[1] / "desk" / "static"
    return f" {max(path.stat().st_mtime_ns for path in own.rglob('*'))}"


def only_worker(given: Mapping[str, str]) -> int:
    """Run the worker beside a desk that runs elsewhere; the status it ends with."""
    home = home_of(Path.cwd(), given.get("BANDOLO_HOME"))
    server = _database(given, home)
    program = worker(desk_environment(given, home, server))
    return subprocess.run(program.words, env=dict(program.environment), check=False).returncode
