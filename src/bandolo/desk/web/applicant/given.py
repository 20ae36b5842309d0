"""How does a file that a form sent reach its place: at once, or by the worker where it is large?"""

from django.core.files.uploadedfile import UploadedFile

from bandolo.desk import clock
from bandolo.desk.actions.arrive import add_pieces, begin_arrival
from bandolo.desk.actions.give_file import Given, Place, fits, give_file
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Arrival
from bandolo.desk.outside.pieces import PIECE
from bandolo.desk.outside.uploads import AT_ONCE, Upload, received
from bandolo.desk.web.acting import actor_for
from bandolo.desk.web.gate import DeskRequest
from bandolo.rules.rule import Words


def given(request: DeskRequest, application: Application, place: Place, file: UploadedFile) -> Given | Words:
    """What became of the file, told at once; of a large one, the arrival that the worker will look at.

    Above `AT_ONCE` no more than a piece of it is in the memory of this process at any time.
    """
    size, name = file.size or 0, file.name or ""
    wrong = fits(application, place, size)
    if wrong is not None:
        return wrong
    actor, now = actor_for(request, application.enterprise), clock.now()
    if size > AT_ONCE:
        begun = begin_arrival(application, place, name, "", size, actor, now)
        if isinstance(begun, Refusal):
            return begun.words
        add_pieces(begun.id, 0, file.chunks(PIECE), now)
        return Arrival.objects.get(id=begun.id)
    upload = received(name, file.read())
    if not isinstance(upload, Upload):
        return upload
    done = give_file(application, place, upload, actor, now, now)
    return done.words if isinstance(done, Refusal) else done
