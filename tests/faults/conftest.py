"""How often do the tests of faults strike: a few times, or as often as `make test-faults` asks?"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bandolo.intake.keys import make_keys, read_ring
from bandolo.intake.mac import KeyRing
from tests.faults.cluster import Cluster, cluster, make_template


@pytest.fixture
def times() -> int:
    """How often a fault strikes: FAULTS, else twice."""
    return int(os.environ.get("FAULTS", "2"))


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


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A cluster that is copied for each test."""
    home = Path(tempfile.mkdtemp(prefix="bandolo-fault-"))
    home.chmod(0o711)
    make_template(home)
    yield home
    shutil.rmtree(home)


@pytest.fixture
def durable(template: Path) -> Iterator[Cluster]:
    """A PostgreSQL of the test's own that syncs what it acknowledges."""
    with cluster(template) as one:
        yield one
