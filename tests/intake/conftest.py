"""Which keys, which database and which nodes do the tests of the intake work with?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bandolo.intake.keys import make_keys, read_ring
from bandolo.intake.mac import KeyRing
from bandolo.intake.schema import create_sql
from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import APPLICATION, INTAKE, OWNER, drop, prepare
from tests.intake.nodes import Desk, Node, start_node


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office's keys."""
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder)
    return folder


@pytest.fixture(scope="session")
def ring(keys: Path) -> KeyRing:
    """The keys that sign tickets."""
    return read_ring(keys)


@contextmanager
def lines(postgres: Server) -> Iterator[str]:
    """The URL by which the intake reaches a new database with its tables, gone afterwards."""
    name = f"lines_{uuid4().hex[:16]}"
    prepare(postgres, name)
    with psycopg.connect(address(postgres, name, OWNER), autocommit=True) as owner:
        owner.execute(create_sql(INTAKE, APPLICATION).encode())
    yield address(postgres, name, INTAKE)
    drop(postgres, name)


@pytest.fixture
def lines_url(postgres: Server) -> Iterator[str]:
    """A database of lines for one test alone."""
    with lines(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def shared_url(postgres: Server) -> Iterator[str]:
    """A database of lines for many tests, each with a call of its own."""
    with lines(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def node(keys: Path, shared_url: str) -> Iterator[Node]:
    """A node that many tests talk with."""
    node = start_node(shared_url, keys)
    yield node
    node.kill()


@pytest.fixture
def desk(node: Node, ring: KeyRing) -> Desk:
    """The desk of a call that only this test knows."""
    return Desk(node, ring, f"call-{uuid4().hex[:12]}")


@pytest.fixture
def start(keys: Path, lines_url: str) -> Iterator[Callable[[], Node]]:
    """Start nodes on a database of the test's own, as many as it likes; they end with it."""
    nodes: list[Node] = []

    def start_one() -> Node:
        nodes.append(start_node(lines_url, keys))
        return nodes[-1]

    yield start_one
    for node in nodes:
        node.kill()
