"""With which keys is a demo certified, and who answers for its certified mail?"""

from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bandolo.desk.outside.demo_authority import trust_demo
from bandolo.papers.test_authority_files import kept_provider


class Command(BaseCommand):
    """`python -m bandolo.desk write_demo_keys`."""

    help = "Make the authority of the demo, its trusted list and its provider of certified mail."

    def handle(self, **_: Any) -> None:
        """Write what is not there yet; `provider.sha256` tells by what the provider is known."""
        if not (settings.IS_DEMO and settings.DEMO_KEYS and settings.TRUST):
            raise CommandError("only a demo has keys of its own: BANDOLO_DEMO_KEYS is not set")
        trust_demo()
        certificate = kept_provider(Path(settings.DEMO_KEYS)).certificate
        if certificate is None:
            raise CommandError("the provider has no certificate")
        digest = sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
        (Path(settings.DEMO_KEYS) / "provider.sha256").write_text(digest, encoding="ascii")
