"""Which calls do the commands see in these tests?"""

import pytest

from tests.cli.running import CALLS


@pytest.fixture(autouse=True)
def calls_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up ones."""
    monkeypatch.setenv("BANDOLO_CALLS", str(CALLS))
