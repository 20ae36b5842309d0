"""Who takes the certified mail of the demo, and answers as a provider would?"""

import asyncio
import signal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bandolo.desk import clock
from bandolo.papers.pec_provider import Fate
from bandolo.papers.pec_sink import Sink, start
from bandolo.papers.test_authority_files import DOMAIN, kept_provider

# A mailbox of the demo that takes nothing, so that there is something to see to.
FATES: dict[str, Fate] = {f"cartiera@{DOMAIN}": "failed"}


class Command(BaseCommand):
    """`python -m bandolo.desk answer_post --port PORT`."""

    help = "Take certified mail on this machine and answer it, in a demo."

    def add_arguments(self, parser: Any) -> None:
        """Take the port on which mail is taken."""
        parser.add_argument("--port", type=int, required=True)

    def handle(self, **options: Any) -> None:
        """Answer until a signal ends it."""
        if not (settings.IS_DEMO and settings.DEMO_KEYS and settings.PEC_MAILBOX):
            raise CommandError("only a demo answers itself: BANDOLO_DEMO_KEYS is not set")
        provider = kept_provider(Path(settings.DEMO_KEYS))
        sink = Sink(Path(settings.PEC_MAILBOX).parent, provider, clock.now, FATES)
        asyncio.run(_until_told(sink, options["port"]))


async def _until_told(sink: Sink, port: int) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, told.set)
    server = await start(sink, "127.0.0.1", port)
    await told.wait()
    server.close()
