"""How does an officer put a call file on the desk, to look at it before it binds?"""

from collections.abc import Mapping
from hashlib import sha256

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.models import CallUpload


def upload_call(content: bytes, name: str, cases: Mapping[str, str], actor: Actor) -> CallUpload:
    """Keep a file and its cases, by name, as they came: what is wrong with them is shown, not refused."""
    return CallUpload.objects.create(
        content=content, sha256=sha256(content).hexdigest(), name=name, cases=dict(cases), by=actor.somebody
    )
