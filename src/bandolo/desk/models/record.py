"""What has every record of the desk in common?"""

from collections.abc import Iterable
from uuid import uuid4

from django.db import models
from django.db.models import Q

from bandolo.desk.clock import DeskNow

DIGEST = r"^[0-9a-f]{64}$"


class Record(models.Model):
    """A row with an id that nobody can guess and the instant at which the database took it in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(db_default=DeskNow(), editable=False)

    class Meta:
        abstract = True


def digest_field(*, optional: bool = False) -> "models.CharField[str, str]":
    """A column for a SHA-256 in hexadecimal digits, empty where there is none yet."""
    return models.CharField(max_length=64, blank=optional, default="" if optional else models.NOT_PROVIDED)


def words_field(longest: int, *, optional: bool = False) -> "models.CharField[str, str]":
    """A column for words of at most so many characters."""
    return models.CharField(
        max_length=longest, blank=optional, default="" if optional else models.NOT_PROVIDED
    )


def among(field: str, values: Iterable[str]) -> models.CheckConstraint:
    """The database refuses any value of a column but these."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": tuple(values)}), name=f"%(class)s_{field}_known"
    )


def digests(*fields: str) -> models.CheckConstraint:
    """The database takes only hexadecimal digits of a SHA-256, or nothing where the column may be empty."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__regex": DIGEST}) | Q(**{field: ""})
    return models.CheckConstraint(condition=condition, name=f"%(class)s_{'_'.join(fields)}_digest")


def in_order(first: str, last: str) -> models.CheckConstraint:
    """What has an end does not end before it begins."""
    condition = Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": models.F(first)})
    return models.CheckConstraint(condition=condition, name=f"%(class)s_{first}_{last}_order")
