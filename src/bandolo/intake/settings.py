"""What does a node of the intake have to be told?"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the database and the keys are, where to listen; port 0 takes a free one.

    `requires_fsync` is False only where a test or a measurement shows what that costs.
    """

    database: str
    keys: Path
    host: str = "127.0.0.1"
    port: int = 8100
    most_connections: int = 16_000
    requires_fsync: bool = True
    database_seconds: int = 5
