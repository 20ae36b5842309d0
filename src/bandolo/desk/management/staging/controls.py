"""Which inspection and which request of a data subject does the demo hold?"""

from collections.abc import Mapping

from bandolo.desk import clock
from bandolo.desk.actions.announce_sample import announce_sample
from bandolo.desk.actions.ask_data_request import ask_data_request
from bandolo.desk.actions.draw_sample import draw_sample
from bandolo.desk.actions.keep_inspection import Minuted, keep_inspection
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.management.staging.filling import done
from bandolo.desk.management.staging.submitted import PAPER
from bandolo.desk.models import Application, InspectionSample, Person, SampleDraw
from bandolo.desk.outside.uploads import Upload
from bandolo.desk.queries.inspections import eligible
from bandolo.desk.roles import Role
from bandolo.rules.days import day_in_rome

WHEEL = "i cinque numeri della ruota di Milano, nell'ordine di estrazione, con uno spazio"
VALUE = "7 18 44 60 81"


def stage_controls(people: Mapping[Role, Person]) -> None:
    """Of a call with awards, two drawn, of which one was inspected; of a person, an access that waits."""
    awarded = Application.objects.filter(state="awarded", award__state="effective")
    first = awarded.select_related("call").order_by("at", "id").first()
    if first is None:
        return
    officer = Actor(people["officer"], "officer")
    names = eligible(first.call)
    sample = announce_sample(first.call, min(2, len(names)), WHEEL, officer, clock.now())
    if not isinstance(sample, InspectionSample):
        raise TypeError(sample.en)
    draw = draw_sample(first.call, sample.id, VALUE, officer, clock.now())
    if not isinstance(draw, SampleDraw):
        raise TypeError(draw.en)
    application = names[draw.drawn.splitlines()[0]]
    paper = Upload("verbale.pdf", PAPER.replace(b"{}", b"verbale"), "application/pdf")
    who = f"{people['officer']}, per l'ente\n{application.opened_by}, per l'impresa"
    found = "Il sito è in linea e corrisponde al progetto."
    told = Minuted(day_in_rome(clock.now()), "Sede dell'impresa", who, "regular", found, paper)
    done(keep_inspection(application.id, told, officer, clock.now()))
    owner = Actor(application.opened_by, "applicant", application.enterprise)
    ask_data_request("access", None, "", {}, owner, clock.now())
