"""Do the vouchers of 2019 go from an intermediary to the public lists, ranked by rating, and on to a draw?"""

from datetime import UTC, datetime
from decimal import Decimal

from playwright.sync_api import FilePayload, Page, expect

from bandolo.desk import clock
from bandolo.desk.actions.cast_vote import cast_vote
from bandolo.desk.actions.declare_conflict import declare_conflict
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Award, Edition, LedgerEntry, Person
from bandolo.desk.queries.committee import Judged, judged_by_committee
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import form_of
from bandolo.desk.queries.funds import funds_of
from bandolo.server.postgres import Server
from tests.desk.made import a_mandate, a_pdf, a_person, an_enterprise, funds
from tests.desk.reviewed import Office, sent, tables_of
from tests.journeys import office
from tests.journeys.conftest import PHONE, WIDE, NewPage
from tests.journeys.filling import Accessible, attach, attach_rest, fetched, fill, open_now, send, stand_at
from tests.journeys.pictures import picture

OURS, STARRED, PLAIN = "Ceramiche Iblee s.r.l.", "Impresa 2 s.r.l.", "Impresa 3 s.r.l."
# In the window (VDI-27), after it, and when the act was adopted.
EARLIER = datetime(2019, 5, 2, 8, tzinfo=UTC)
REVIEW, JUDGED, ADOPTED = (datetime(2019, *day, 9, tzinfo=UTC) for day in ((7, 18), (9, 10), (9, 30)))
# All but the power of attorney, which goes in by the browser, and the quotes, which the office asks for.
PAPERS = (
    *("application-form", "measure-b-module", "identity-document", "rating-declaration", "stamp-duty-f23"),
    *("earlier-invoices", "further-supplier-certification", "de-minimis-declaration"),
)
FUNDS = 2_000_000


class Call:
    """The call with its people; three others have applied before ours, who has the higher rating."""

    def __init__(self, edition: Edition) -> None:
        self.edition, self.call = edition, edition.call
        funds(self.call, FUNDS)
        self.office = Office(50)
        self.consultant, self.owner = a_person(1), a_person(2)
        self.ours = an_enterprise(1, self.owner)
        self.ours.name = OURS
        self.ours.save()
        a_mandate(self.consultant, self.ours, self.owner)
        self.members = [a_person(20 + number, "committee") for number in range(5)]
        self.coordinator = a_person(30, "coordinator")
        facts: list[dict[str, object]] = [
            {"rating_score": 2},
            {"rating_asked": False, "has_rating": False},
            {"in_insolvency": True},
        ]
        self.others = [
            sent(edition, number, tables_of("vdi", supplement_asked=False, **one), at=EARLIER)
            for number, one in enumerate(facts, 2)
        ]

    def review_others(self) -> None:
        """Two are admitted and one is not, as the two who decide on ours find it."""
        for one, outcome in zip(self.others, ("admissible", "admissible", "refused"), strict=True):
            self.office.decided(one, outcome, clock.now())

    def vote(self, application: Application, members: list[Person]) -> None:
        """These members have no interest and vote yes on everything."""
        for person in members:
            actor = Actor(person, "committee")
            declare_conflict(application.id, False, "", actor, clock.now())
            for one in judged_by_committee(rules_of(self.edition.id)):
                done = cast_vote(application.id, one.id, Decimal(1), "come da progetto", actor, clock.now())
                assert not isinstance(done, Refusal)


def test_from_the_intermediary_to_the_draw(
    new_page: NewPage, accessible: Accessible, postgres: Server, committed: str
) -> None:
    call = Call(open_now(postgres, committed, "vdi"))
    page = new_page(WIDE, "it", call.consultant, "consultant")
    applied(page, call, accessible)
    stand_at(postgres, committed, REVIEW)
    desk, chief = (new_page(WIDE, "it", call.office.people[role], role) for role in ("officer", "approver"))
    reviewed(desk, page, accessible)
    office.approve(chief, OURS, accessible)
    call.review_others()

    stand_at(postgres, committed, JUDGED)
    ours = Application.objects.get(enterprise=call.ours)
    office.name_committee(chief, "vdi", call.members, call.coordinator)
    assert accessible(chief) == []
    judged(new_page, call, ours, accessible)
    minuted(new_page(WIDE, "it", call.coordinator, "coordinator"), call, accessible)

    stand_at(postgres, committed, ADOPTED)
    explained(desk, accessible)
    act = office.prepare(desk, "vdi", "ranking", call.office.people["approver"], accessible)
    office.adopt(chief, act, "118", call.office.people["approver"], accessible)
    published(new_page(PHONE), accessible)

    coded(desk, accessible)
    renounced(new_page(PHONE, "it", call.others[0].opened_by, "applicant"), accessible)
    act = office.prepare(desk, "vdi", "draw", call.office.people["approver"], accessible)
    office.adopt(chief, act, "131", call.office.people["approver"], accessible)
    states = dict(Award.objects.values_list("application__enterprise__name", "state"))
    assert states == {OURS: "effective", STARRED: "renounced", PLAIN: "granted"}
    kinds = list(LedgerEntry.objects.order_by("at", "id").values_list("kind", flat=True))
    assert sorted(kinds) == ["commitment", "commitment", "commitment", "fund", "release"]
    assert funds_of(call.call).committed <= FUNDS


def applied(page: Page, call: Call, check: Accessible) -> None:
    """The intermediary (VDI-28) chooses a client, fills in its application with rating, and sends it."""
    tables = tables_of("vdi", sent_by_intermediary=True)
    page.goto("/imprese/")
    assert check(page) == []
    page.get_by_role("button", name="Agisci per").click()
    page.goto("/bandi/vdi/")
    page.get_by_role("link", name="Prepara la domanda").click()
    assert check(page) == []
    page.get_by_role("button", name="Comincia la domanda").click()
    fill(page, form_of(call.edition.id), tables, check)
    attach(page, ["power-of-attorney"])
    attach_rest(call.ours, PAPERS, "consultant")
    page.get_by_role("link", name="Continua").click()
    send(page, call.consultant, check)


def reviewed(desk: Page, page: Page, check: Accessible) -> None:
    """Registers are asked, the quotes are asked for and come, a cost is cut with a reason."""
    office.take(desk, OURS, check)
    dossier = desk.url
    office.check_register(desk, "Registro delle imprese", {"is_active": "yes"}, check)
    office.ask(desk, "Mancano i preventivi.", ["Preventivi delle spese non ancora fatturate"])
    expect(desk.get_by_text("in attesa di integrazione")).to_be_visible()
    page.goto("/domande/")
    assert check(page) == []
    page.get_by_role("link", name="Rispondi alla richiesta").click()
    assert check(page) == []
    file = FilePayload(name="preventivi.pdf", mimeType="application/pdf", buffer=a_pdf())
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Invia la risposta").click()
    office.recorded(page, "Risposta inviata.")
    desk.goto(dossier)
    found = {"supplement_asked": "yes", "supplement_in_time": "yes"}
    office.check_register(desk, "Accertamento d'ufficio", found, check)
    office.cut(desk, "Consulenza", "4.800,00", "Due giornate non riguardano le tecnologie.")
    assert check(desk) == []
    picture(desk, "dossier")
    office.propose(desk, "ammissibile", "Come da verifiche.")


def judged(new_page: NewPage, call: Call, ours: Application, check: Accessible) -> None:
    """One member has an interest, one votes in the browser, the others as well (VDI-35)."""
    out, voter, *rest = call.members
    interested = new_page(WIDE, "it", out, "committee")
    interested.goto("/nucleo/vdi/")
    assert check(interested) == []
    interested.get_by_role("row").filter(has_text=OURS).get_by_role("link").click()
    interested.get_by_label("Ho un interesse").check()
    interested.get_by_label("Quale").fill("Sono socio di un fornitore.")
    interested.get_by_role("button", name="Dichiara").click()
    office.recorded(interested)
    expect(interested.get_by_text("Hai dichiarato un interesse: non voti.")).to_be_visible()
    voting = new_page(WIDE, "it", voter, "committee")
    voting.goto(f"/istruttoria/{ours.id}/nucleo/")
    voting.get_by_role("button", name="Dichiara").click()
    office.recorded(voting)
    criteria = [one.words.it for one in judged_by(call)]
    office.vote(voting, criteria, "I sensori sui forni sono Internet delle cose industriale.")
    assert check(voting) == []
    call.vote(ours, rest)
    for one in call.others[:2]:
        call.vote(one, [voter, *rest])


def judged_by(call: Call) -> tuple[Judged, ...]:
    """What the committee of the call votes on."""
    return judged_by_committee(rules_of(call.edition.id))


def minuted(page: Page, call: Call, check: Accessible) -> None:
    """The coordinator keeps the minutes, as a PDF."""
    page.goto("/nucleo/vdi/")
    page.get_by_label("Dove").fill("Catania, sala Giunta")
    for one in call.members[1:]:
        page.get_by_label(str(one), exact=True).check()
    page.get_by_role("button", name="Redigi il verbale").click()
    office.recorded(page)
    assert check(page) == []
    assert fetched(page, "n. 1 del").startswith(b"%PDF-")


def explained(desk: Page, check: Accessible) -> None:
    """The rating comes before the hour of arrival, and more funds would serve the third (VDI-37)."""
    desk.goto("/graduatorie/vdi/")
    assert check(desk) == []
    names = desk.get_by_role("table").first.get_by_role("row").all_inner_texts()
    assert [OURS in names[1], STARRED in names[2]] == [True, True]
    expect(desk.get_by_role("row").filter(has_text=STARRED)).to_contain_text("punteggio del rating")
    picture(desk, "ranking")
    desk.get_by_label("i fondi aumentassero di").fill("10.000,00")
    desk.get_by_role("button", name="Simula").click()
    expect(desk.get_by_role("table", name="Che cosa cambierebbe")).to_contain_text(PLAIN)


def published(page: Page, check: Accessible) -> None:
    """Anybody reads the three lists (VDI-38), on a phone, as CSV and as JSON."""
    page.goto("/bandi/vdi/atti/")
    for title in ("Ammesse e finanziate", "Ammesse, non finanziate per esaurimento dei fondi", "Non ammesse"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=OURS)).to_contain_text("9.210,00")
    assert check(page) == []
    picture(page, "lists-phone", "h2:nth-of-type(3)")
    assert OURS.encode() in fetched(page, "Concessioni in CSV")
    lists = page.request.get("/bandi/vdi/atti.json").json()["lists"]
    assert {name: len(one) for name, one in lists.items()} == {"financed": 2, "waiting": 1, "not_admitted": 1}


def coded(desk: Page, check: Accessible) -> None:
    """The award takes effect with its COR."""
    desk.goto("/graduatorie/vdi/")
    desk.get_by_role("table", name="Concessioni").get_by_role("link", name=OURS).click()
    desk.get_by_label("CUP").fill("B12F19000120001")
    desk.get_by_label("COR").fill("1234567")
    assert check(desk) == []
    desk.get_by_role("button", name="Registra").click()
    office.recorded(desk, "Codici registrati.")
    assert fetched(desk, "Lettera di concessione").startswith(b"%PDF-")


def renounced(page: Page, check: Accessible) -> None:
    """A beneficiary with a phone finds the award, and gives it back."""
    page.goto("/domande/")
    page.get_by_role("link", name="Voucher digitali").first.click()
    assert check(page) == []
    page.get_by_role("link", name="Rinuncia").click()
    assert check(page) == []
    page.get_by_label("Rinuncio").check()
    page.get_by_role("button", name="Rinuncia").click()
    office.recorded(page, "Rinuncia registrata.")
