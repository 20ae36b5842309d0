"""How are pages asked for, and how long do they take: one after the other, and so many a second?"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from time import perf_counter_ns, sleep

PATIENCE = 60
ASKERS = 8


@dataclass(frozen=True)
class Page:
    """A request: its address, the headers that come with it, what is sent (nothing: a GET)."""

    port: int
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None


def ask(page: Page) -> str:
    """The page; ValueError where the answer is no page."""
    connection = HTTPConnection("127.0.0.1", page.port, timeout=PATIENCE)
    try:
        connection.request("GET" if page.body is None else "POST", page.path, page.body, dict(page.headers))
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    if answer.status != 200:  # noqa: PLR2004 - RFC 9110
        raise ValueError(f"{page.path}: {answer.status}")
    return text


def waits(page: Page, a_second: int, seconds: int) -> Sequence[int]:
    """The nanoseconds that each of so many requests a second waited, from when it was due."""
    every = 10**9 // a_second
    start = perf_counter_ns()

    def at(due: int) -> int:
        left = due - perf_counter_ns()
        if left > 0:
            sleep(left / 1e9)
        ask(page)
        return perf_counter_ns() - due

    with ThreadPoolExecutor(ASKERS) as askers:
        return sorted(askers.map(at, [start + number * every for number in range(a_second * seconds)]))


def share(sorted_waits: Sequence[int], percent: int) -> float:
    """The milliseconds below which so many percent of the waits lie."""
    return sorted_waits[min(len(sorted_waits) - 1, len(sorted_waits) * percent // 100)] / 1e6
