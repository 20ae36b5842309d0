"""How much time has gone by on this node? The only place of the intake that asks a clock.

Order and instants come from the database alone; this clock only waits, and tells people the time in between.
"""

import time


def monotonic_micros() -> int:
    """Microseconds since some instant, never going back."""
    return time.monotonic_ns() // 1000


def wall_micros() -> int:
    """Microseconds since 1970 by the clock of this machine."""
    return time.time_ns() // 1000


def wait_millis(millis: int) -> None:
    """Let so many milliseconds go by: between two tries of a client, between two looks of the watch."""
    time.sleep(millis / 1000)
