"""Which enterprises are in the demo, who represents them, and who acts for forty of them? All made up."""

from datetime import datetime

from stdnum.luhn import calc_check_digit

from bandolo.desk.actions.grant_mandate import Delegate, grant_mandate
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.register_enterprise import Registration, Standing, register_enterprise
from bandolo.desk.models import Enterprise, Person
from bandolo.rules.days import day_in_rome

CLIENTS = 40
BAKER = ("Marta", "Fornari", "FRNMRT84D52F205W")
CONSULTANT = ("Ivo", "Neri", "NREVIO77T10F205H")
# What is made, with its ATECO code, and what the workshops are called after.
TRADES = (
    ("Panificio", "10.71.10"),
    ("Officina", "25.62.00"),
    ("Tessitura", "13.20.00"),
    ("Libreria", "47.61.00"),
    ("Trattoria", "56.11.11"),
    ("Studio di programmazione", "62.10.00"),
    ("Birrificio", "11.05.00"),
    ("Cantina", "11.02.10"),
)
NAMES = ("del Ponte", "della Torre", "del Borgo", "dei Portici", "al Lavatoio", "della Stazione")
EVIDENCE = b"%PDF-1.4\n% visura della dimostrazione / register extract of the demo\n%%EOF\n"


def stage_clients(now: datetime) -> dict[str, Person]:
    """A baker with an enterprise, and a consultant with the mandates of forty."""
    people = {"applicant": _person(BAKER), "consultant": _person(CONSULTANT)}
    _represented(0, people["applicant"], now)
    owner = _person(("Ada", "Costa", "CSTDAA69R55F205K"))
    for number in range(1, CLIENTS + 1):
        made = _represented(number, owner, now)
        given, family, code = CONSULTANT
        delegate = Delegate(code, given, family, None, None)
        grant_mandate(made, delegate, Actor(owner, "applicant", made), day_in_rome(now), now)
    return people


def _person(who: tuple[str, str, str]) -> Person:
    given, family, code = who
    person = Person(fiscal_code=code, given_name=given, family_name=family, email=f"{code}@example.org")
    person.set_unusable_password()
    person.save()
    return person


def _represented(number: int, owner: Person, now: datetime) -> Enterprise:
    trade, ateco = TRADES[number % len(TRADES)]
    name = f"{trade} {NAMES[number // len(TRADES) % len(NAMES)]} s.r.l."
    body = f"{7000000 + number:07}015"
    vat = body + calc_check_digit(body)
    told = Registration(
        vat_number=vat,
        fiscal_code=vat,
        name=name,
        legal_form="società a responsabilità limitata",
        pec=f"impresa{number}@pec.example.org",
        rea=f"MI-{2000000 + number}",
        address=f"via della Dimostrazione {number + 1}",
        municipality="Milano",
        province="MI",
        ateco=(ateco,),
    )
    standing = Standing("representative", "visura.pdf", EVIDENCE)
    made = register_enterprise(told, standing, owner, day_in_rome(now), now)
    if not isinstance(made, Enterprise):
        raise TypeError(f"somebody acts for {name} already")
    return made
