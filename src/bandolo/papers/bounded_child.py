"""What runs inside a bounded check? One function, under limits of the system, watched for what it opens."""

import json
import logging
import os
import resource
import site
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from bandolo.papers.bounded import FAILED, OUT_OF_MEMORY

# The checks that there are: each takes a mapping of JSON values and gives a value of JSON.
CHECKS: Mapping[str, str] = {
    "bank": "bandolo.papers.invoice_job:read_bank",
    "invoice": "bandolo.papers.invoice_job:read_invoice",
    "mail": "bandolo.papers.pec_job:read_file",
    "signatures": "bandolo.papers.signature_job:verify_file",
    "upload": "bandolo.papers.upload_check:look_apart",
}
_REFUSED = frozenset(
    (
        "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
        "pty.spawn", "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr",
        "socket.gethostbyname", "socket.sendmsg", "socket.sendto", "subprocess.Popen", "os.link", "os.mkdir",
        "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate", "os.unlink",
    )
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC
_SYSTEM = ("/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/urandom")


class ForbiddenError(PermissionError):
    """Something that a check may not do."""


def watcher(reads: Sequence[str]) -> Callable[[str, tuple[object, ...]], None]:
    """What raises ForbiddenError for what a check may not do: write, start, connect, read elsewhere."""
    own = [sys.prefix, sys.base_prefix, *site.getsitepackages(), str(Path(__file__).parents[1])]
    roots = tuple(os.path.realpath(one) for one in [*own, *_SYSTEM, *reads])

    def judge(event: str, arguments: tuple[object, ...]) -> None:
        if event in _REFUSED:
            raise ForbiddenError(event)
        if event == "open" and not isinstance(arguments[0], int):
            flags = arguments[2]
            if isinstance(flags, int) and flags & _WRITES:
                raise ForbiddenError(f"write {arguments[0]!r}")
            path = os.path.realpath(os.fsdecode(arguments[0]))  # type: ignore[arg-type]
            if not any(path == root or path.startswith(f"{root}{os.sep}") for root in roots):
                raise ForbiddenError(f"read {arguments[0]!r}")

    return judge


def bound(memory: int, seconds: int, answer: int) -> None:
    """Set the limits of the system for this process."""
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, answer),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def main() -> int:
    """Read a request on standard input, write the answer on standard output."""
    request = json.load(sys.stdin)
    bound(request["memory"], request["seconds"], request["answer"])
    # Libraries report on what they read; it would be a strange file that speaks into our logs.
    logging.disable()
    module, _, name = CHECKS[request["check"]].partition(":")
    try:
        check = getattr(import_module(module), name)
        sys.addaudithook(watcher(request["reads"]))
        answer = check(request["arguments"])
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception:  # noqa: BLE001  # whatever it is, the parent says that the check failed
        return FAILED
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
