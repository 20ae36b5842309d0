"""On which port can a peer listen, and since when does it?"""

import socket
import time

from bench.intake.press import open_socket


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for_port(port: int) -> None:
    """Until somebody listens."""
    for _ in range(200):
        try:
            open_socket(port).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the peer never listened")
