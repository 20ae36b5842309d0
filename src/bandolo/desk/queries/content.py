"""What exactly is sealed: every answer and every file of an application, and its digest?"""

from hashlib import sha256
from typing import Any
from uuid import UUID

from bandolo.desk.chain import canonical
from bandolo.desk.models import Application, Seal
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import signed_paper
from bandolo.desk.queries.told import Told


def content_of(application: Application, told: Told) -> dict[str, Any]:
    """The content of an application, but for the signed paper that it becomes."""
    itself = signed_paper(rules_of(application.edition_id))
    files = [one for one in told.attached if itself is None or one.document != itself.id]
    return {
        "application": str(application.id),
        "call": application.call.slug,
        "edition": application.edition.sha256,
        "enterprise": application.enterprise.fiscal_code,
        "fields": {path: field.value for path, field in told.fields.items()},
        "attached": sorted(
            [
                {"document": one.document, "sha256": one.sha256, "name": one.name, "size": one.size}
                for one in files
            ],
            key=lambda one: (str(one["document"]), str(one["sha256"])),
        ),
    }


def digest_of(content: dict[str, Any], pdf_sha256: str) -> str:
    """The SHA-256 of a content together with its PDF, in hexadecimal."""
    return sha256(canonical({"content": content, "pdf": pdf_sha256})).hexdigest()


def open_seal(application: Application) -> Seal | None:
    """The seal that was drawn up last and not taken back."""
    return Seal.objects.filter(application=application, revoked_at__isnull=True).first()


def is_current(seal: Seal, application: Application, told: Told) -> bool:
    """Whether the application still says what was drawn up."""
    return canonical(seal.content) == canonical(content_of(application, told))


def seals_of(application: Application) -> list[UUID]:
    """The ids of all its seals, those taken back too."""
    return list(Seal.objects.filter(application=application).values_list("id", flat=True))
