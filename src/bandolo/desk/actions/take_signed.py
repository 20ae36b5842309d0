"""How does the signed application come in, and is it what the desk drew up, signed by who may?"""

from datetime import datetime

from django.db import transaction

from bandolo.desk.actions.keep_upload import keep_upload
from bandolo.desk.actions.record_event import Actor, record_event
from bandolo.desk.actions.save_fields import locked
from bandolo.desk.actions.verify_again import state_by, verdicts_of, verify_soon
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Attachment
from bandolo.desk.models.application import ATTACHED
from bandolo.desk.outside.uploads import Checked, Upload, words_of
from bandolo.desk.queries.content import open_seal
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import signed_paper
from bandolo.rules.rule import Words

NOTHING = Words(it="Prima va generato il PDF da firmare.", en="The PDF to be signed is to be made first.")
UNASKED = Words(it="Il bando non chiede la firma.", en="The call asks for no signature.")


@transaction.atomic
def take_signed(
    application: Application, upload: Upload, checked: Checked, actor: Actor, now: datetime
) -> Attachment | Refusal:
    """Keep the signed application with what its signatures are worth; one that came before is replaced.

    What `checked` refutes is not taken: the person is told at once what would be right.
    """
    if actor.person is None:
        raise ValueError("a signed application is given by a person")
    held = locked(application, "edit", actor)
    if isinstance(held, Refusal):
        return held
    itself, seal = signed_paper(rules_of(held.edition_id)), open_seal(held)
    if itself is None or seal is None:
        return Refusal("seal", UNASKED if itself is None else NOTHING)
    sha256 = keep_upload(upload, now)
    if checked.refuting:
        data = {"sha256": sha256, "findings": [one.code for one in checked.refuting]}
        record_event("application", held.id, "signed_refused", actor, now, data, itself.clauses)
        return Refusal("seal", words_of(checked.refuting))
    made = Attachment.objects.create(
        application=held,
        document=itself.id,
        sha256=sha256,
        name=upload.name,
        size=len(upload.content),
        content_type=upload.content_type,
        verdicts=verdicts_of(checked),
        state=state_by(checked),
        by=actor.person,
    )
    before = Attachment.objects.filter(application=held, document=itself.id, state__in=ATTACHED)
    before.exclude(id=made.id).update(state="replaced", replaced_by=made)
    seal.signed_sha256 = sha256
    seal.save(update_fields=["signed_sha256"])
    data = {"sha256": sha256, "verdict": checked.verdict.value}
    record_event("application", held.id, "sign", actor, now, data, itself.clauses)
    verify_soon(made)
    return made
