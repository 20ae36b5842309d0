"""What does a demo have of its own beside people: keys, a trusted list, a provider of certified mail?"""

import sys
from collections.abc import Mapping
from pathlib import Path

from bandolo.server.identity_provider import free
from bandolo.server.supervisor import AFTER_PAGES, Program

WORDS = (sys.executable, "-m", "bandolo.desk", "answer_post")
KEYS = ["write_demo_keys"]
SENDER = "incentivi@pec.ente.example.org"


def with_demo_post(given: Mapping[str, str], home: Path) -> dict[str, str]:
    """The environment with what a demo has of its own, unless it names certified mail or lists already."""
    if given.get("BANDOLO_PEC_FROM") or given.get("BANDOLO_TRUST"):
        return {**given}
    return {
        **given,
        "BANDOLO_DEMO_KEYS": str(home / "demo"),
        "BANDOLO_TRUST": str(home / "trust"),
        "BANDOLO_PEC_FROM": SENDER,
        "BANDOLO_PEC_SMTP": f"smtp://127.0.0.1:{free(0)}",
        "BANDOLO_PEC_MAILBOX": str(home / "post" / "inbox"),
        "BANDOLO_PEC_SECONDS": "5",
    }


def provider(environment: dict[str, str]) -> Program:
    """The provider of a demo; the desk is told by what it is known."""
    known = Path(environment["BANDOLO_DEMO_KEYS"]) / "provider.sha256"
    environment["BANDOLO_PEC_PROVIDERS"] = known.read_text(encoding="ascii")
    port = environment["BANDOLO_PEC_SMTP"].rpartition(":")[2]
    return Program("post", (*AFTER_PAGES, *WORDS, f"--port={port}"), environment)
