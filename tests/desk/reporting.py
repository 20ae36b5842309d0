"""At which moment does the desk of a test work?"""

from datetime import datetime

import psycopg

from bandolo.server.postgres import Server, address
from bandolo.server.postgres_roles import OWNER


def shift_clock(postgres: Server, database: str, moment: datetime) -> None:
    """Let the desk work at a moment, as the owner of its database can."""
    with psycopg.connect(address(postgres, database, OWNER), autocommit=True) as owner:
        owner.execute("DELETE FROM clock_shift")
        owner.execute(
            "INSERT INTO clock_shift (shift) VALUES (%s::timestamptz - clock_timestamp())", [moment]
        )
