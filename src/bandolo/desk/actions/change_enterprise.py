"""How do the data of an enterprise change, and its sites?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.models import Enterprise, Site


@dataclass(frozen=True)
class Place:
    """A site as a person describes it."""

    kind: str
    address: str
    municipality: str
    province: str
    ateco: Sequence[str]


@transaction.atomic
def change_enterprise(enterprise: Enterprise, told: dict[str, str], actor: Actor, now: datetime) -> None:
    """Take name, legal form, PEC and REA as told; the codes are what it is known by, and stay."""
    kept = Enterprise.objects.select_for_update(of=("self",)).get(id=enterprise.id)
    changed = {key: value for key, value in told.items() if getattr(kept, key) != value}
    if not changed:
        return
    before = {key: getattr(kept, key) for key in changed}
    for key, value in changed.items():
        setattr(kept, key, value)
    kept.save(update_fields=list(changed))
    data = {"before": before, "after": changed}
    record_event("enterprise", enterprise.id, "change_enterprise", actor, now, data)


@transaction.atomic
def add_site(enterprise: Enterprise, told: Place, actor: Actor, now: datetime) -> Site:
    """Add a site."""
    site = Site.objects.create(
        enterprise=enterprise,
        kind=told.kind,
        address=told.address,
        municipality=told.municipality,
        province=told.province,
        ateco=[*told.ateco],
    )
    record_event("enterprise", enterprise.id, "add_site", actor, now, {"site": str(site.id)})
    return site


@transaction.atomic
def close_site(site: Site, actor: Actor, now: datetime) -> bool:
    """Say that a site is no longer active; False if that was said before."""
    changed = Site.objects.filter(id=site.id, is_active=True).update(is_active=False)
    if changed:
        record_event("enterprise", site.enterprise_id, "close_site", actor, now, {"site": str(site.id)})
    return bool(changed)
