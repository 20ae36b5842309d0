"""Are applications ranked, awarded, published, renounced and drawn as the rules say, within the funds?"""

import json
import tomllib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bandolo.desk import clock
from bandolo.desk.actions.adopt_act import adopt_act
from bandolo.desk.actions.enter_award_codes import enter_award_codes
from bandolo.desk.actions.prepare_act import ActKind, prepare_act
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.renounce import renounce
from bandolo.desk.flow import Refusal
from bandolo.desk.models import (
    Act,
    Application,
    Award,
    Call,
    Edition,
    LedgerEntry,
    Publication,
    Undertaking,
    UndertakingMember,
)
from bandolo.desk.outside.files import kept
from bandolo.desk.queries.act_lists import Lists, explained
from bandolo.desk.queries.choice import (
    adopted_acts,
    adopted_steps,
    last_rules,
    ranking_step,
    standing_now,
    supposed,
)
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.funds import funds_of
from bandolo.desk.queries.letters import award_letter_pdf
from bandolo.desk.queries.standing import costs_in
from bandolo.papers.test_authority_signs import sign_pades
from bandolo.rules.money import show_euro
from bandolo.rules.rule import Words
from tests.desk.made import CALLS, a_call, a_person, funds, logged_in
from tests.desk.reviewed import NOW, Office, sent, tables_of
from tests.desk.signing import Signing, adopted
from tests.papers.reading_pdf import text_of

pytestmark = pytest.mark.django_db


def prepared(call: Call, office: Office, kind: ActKind = "ranking") -> Act:
    act = prepare_act(call, kind, office.people["approver"], office.officer, clock.now())
    assert isinstance(act, Act), act
    return act


def admitted(
    edition: Edition, office: Office, how_many: int, call: str = "c26", start: int = 1
) -> list[Application]:
    tables = tables_of(call)
    listed = [sent(edition, number, tables) for number in range(start, start + how_many)]
    return [office.admitted(one, clock.now()) for one in listed]


def states(applications: list[Application]) -> list[str]:
    for one in applications:
        one.refresh_from_db()
    return [one.state for one in applications]


def lists_of(call: Call) -> Lists:
    standing = standing_now(call, adopted_acts(call), clock.now())
    return explained(call, last_rules(call), standing)


def as_enterprise(application: Application) -> Actor:
    return Actor(application.opened_by, "applicant", application.enterprise)


def test_the_act_awards_in_order_and_the_last_gets_what_is_left() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    applications = admitted(edition, office, 4)
    act = adopted(prepared(edition.call, office), office)
    # C26-S1: 5,500 each in order of arrival; the third gets the 1,000 that are left, the fourth waits.
    awards = Award.objects.order_by("application__submissions__number").values_list("amount_cents", flat=True)
    assert list(awards) == [550_000, 550_000, 100_000]
    assert states(applications) == ["awarded", "awarded", "awarded", "waiting"]
    money = funds_of(edition.call)
    assert (money.budget, money.committed, money.left) == (1_200_000, 1_200_000, 0)
    assert kept(act.pdf_sha256).startswith(b"%PDF")
    published = Publication.objects.get(act=act).content
    assert [one["amount"] for one in published["financed"]] == ["5500.00", "5500.00", "1000.00"]
    assert [one["reference"] for one in published["waiting"]] == ["c26-000004"]


def test_nobody_adopts_what_they_prepared_or_another_was_to_sign() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    admitted(edition, office, 1)
    assert isinstance(
        prepare_act(edition.call, "ranking", office.people["officer"], office.officer, clock.now()), Words
    )
    act = prepared(edition.call, office)
    pdf, now = kept(act.pdf_sha256), clock.now()
    card = Signing(office)
    other = Actor(a_person(9, "approver"), "approver")
    stranger = Signing(office, "RSSMRA99T01F205X")
    tries = [
        adopt_act(act.id, "1", now.date(), card.cades(pdf), office.officer, now),
        adopt_act(act.id, "1", now.date(), card.cades(pdf), other, now),
        adopt_act(act.id, "1", now.date(), pdf, office.approver, now),
        adopt_act(act.id, "1", now.date(), card.cades(b"%PDF-1.4 another act"), office.approver, now),
        adopt_act(act.id, "1", now.date(), stranger.cades(pdf), office.approver, now),
        adopt_act(act.id, "", now.date(), card.cades(pdf), office.approver, now),
        adopt_act(act.id, "1", date(2019, 1, 1), card.cades(pdf), office.approver, now),
    ]
    assert [isinstance(one, Words) for one in tries] == [True] * 7
    assert Award.objects.count() == 0
    signed = sign_pades(pdf, card.holder, card.maker, "Firma")
    assert isinstance(adopt_act(act.id, "1", now.date(), signed, office.approver, now), Act)
    again = adopt_act(act.id, "2", now.date(), signed, office.approver, now)
    assert isinstance(again, Words)
    with pytest.raises(IntegrityError, match="act_four_eyes"), transaction.atomic():
        Act.objects.filter(id=act.id).update(adopted_by=act.prepared_by)


def test_the_refused_stand_in_the_act_with_the_clause() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    good = office.admitted(sent(edition, 1), clock.now())
    bad = office.decided(sent(edition, 2, tables_of("c26", durc_regular=False)), "refused", clock.now())
    adopted(prepared(edition.call, office), office)
    assert states([good, bad]) == ["awarded", "not_admitted"]
    [row] = Publication.objects.get().content["not_admitted"]
    assert (row["reference"], row["clauses"]) == ("c26-000002", ["C26-B4"])


def test_an_act_of_a_counter_procedure_goes_as_far_as_nobody_earlier_waits() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 10_000_000)
    first = office.admitted(sent(edition, 1), clock.now())
    second = sent(edition, 2)
    third = office.admitted(sent(edition, 3), clock.now())
    adopted(prepared(edition.call, office), office)
    assert states([first, second, third]) == ["awarded", "submitted", "admissible"]
    office.admitted(second, clock.now())
    adopted(prepared(edition.call, office), office, "2")
    assert states([first, second, third]) == ["awarded", "awarded", "awarded"]
    assert funds_of(edition.call).committed == 3 * 550_000


def test_where_points_decide_nothing_is_adopted_while_one_is_pending() -> None:
    office, edition = Office(), a_call("vdi")
    funds(edition.call, 10_000_000)
    sent(edition, 1)
    refused = prepare_act(edition.call, "ranking", office.people["approver"], office.officer, clock.now())
    assert isinstance(refused, Words)
    assert "istruttoria" in refused.it


def test_of_one_undertaking_only_what_the_call_says_counts() -> None:
    office, edition = Office(), a_call("c24")
    funds(edition.call, 10_000_000)
    tables = tables_of("c24", second_grant_found=False)
    applications = [sent(edition, number, tables) for number in (1, 2)]
    group = Undertaking.objects.create(name="Gruppo")
    for one in applications:
        UndertakingMember.objects.create(undertaking=group, enterprise=one.enterprise, since=date(2020, 1, 1))
        office.admitted(one, clock.now())
    lists = lists_of(edition.call)
    assert [one.reference for one in lists.financed] == ["c24-000001"]
    [superseded] = lists.superseded
    assert superseded.reference == "c24-000002"
    assert "impresa unica" in superseded.funds.it


def test_the_members_of_a_group_stand_in_line_with_their_parts() -> None:
    made_up = CALLS.parent / "tests" / "made_up"
    edition = a_call("filiera", among=made_up)
    funds(edition.call, 1_000_000_00)
    text = (made_up / "filiera" / "application.toml").read_text(encoding="utf-8")
    sent(edition, 1, tomllib.loads(text, parse_float=Decimal))
    answer = json.loads((made_up / "filiera" / "answer.json").read_text(encoding="utf-8"))

    (entry,) = ranking_step(edition.call, NOW)["entry"]

    assert entry["members"] == {one["name"]: one["aid"]["total"] for one in answer["entities"]}
    assert entry["grant"] == answer["aid"]["total"]


def test_every_place_is_explained_on_the_page_and_in_the_file() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    admitted(edition, office, 3)
    client = logged_in(office.people["officer"])
    page = client.get("/graduatorie/c26/")
    assert "Prima in graduatoria." in page.text
    assert "Segue c26-000001, che è stata presentata prima." in page.text
    assert "in parte a fondi finiti" in page.text
    made = client.get("/graduatorie/c26/domande.json").json()
    assert [one["grant"] for one in made["entry"]] == ["5500.00"] * 3
    assert made["funds"] == "12000.00"


def test_what_if_changes_nothing_and_says_who_would_gain() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    admitted(edition, office, 4)
    client = logged_in(office.people["officer"])
    before = LedgerEntry.objects.count()
    raised = client.get("/graduatorie/c26/", {"added": "10.000,00"}).text
    assert "c26-000004" in raised[raised.index("Che cosa cambierebbe") :]
    supposition = supposed(edition.call, [], 0, ["c26-000001"], clock.now())
    assert [one.placed.entry.id for one in supposition.lists.financed] == [
        "c26-000002",
        "c26-000003",
        "c26-000004",
    ]
    assert LedgerEntry.objects.count() == before
    assert client.get("/graduatorie/c26/", {"added": "1,2,3"}).status_code == 200


def test_a_renunciation_releases_and_the_next_is_drawn() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_100_000)
    applications = admitted(edition, office, 4)
    adopted(prepared(edition.call, office), office)
    assert states(applications) == ["awarded", "awarded", "waiting", "waiting"]
    owner = applications[0]
    assert not isinstance(renounce(owner.id, "non serve più", as_enterprise(owner), clock.now()), Refusal)
    twice = renounce(owner.id, "", as_enterprise(owner), clock.now())
    assert isinstance(twice, Refusal)
    assert funds_of(edition.call).left == 550_000
    adopted(prepared(edition.call, office, "draw"), office, "2")
    assert states(applications) == ["renounced", "awarded", "awarded", "waiting"]
    # A draw ranks nobody anew: what was admitted stands in the ranking before it.
    drawn = Award.objects.get(application=applications[2])
    costs = show_euro(costs_in(adopted_steps(adopted_acts(edition.call)))["c26-000003"], "it")
    assert f"Spesa ammessa {costs}" in " ".join(text_of(award_letter_pdf(drawn)).split())
    assert costs != "0,00 €"
    assert funds_of(edition.call).left == 0
    kinds = LedgerEntry.objects.order_by("at").values_list("kind", "amount_cents")
    assert list(kinds) == [
        ("fund", 1_100_000),
        ("commitment", 550_000),
        ("commitment", 550_000),
        ("release", 550_000),
        ("commitment", 550_000),
    ]
    funds(edition.call, 600_000)
    adopted(prepared(edition.call, office, "draw"), office, "3")
    assert states(applications) == ["renounced", "awarded", "awarded", "awarded"]
    nothing = prepare_act(edition.call, "draw", office.people["approver"], office.officer, clock.now())
    assert isinstance(nothing, Words)


def a_call_with_term() -> Edition:
    """A call whose waiting list is drawn with what comes free within 90 days of the award (as VDI-39)."""
    text = (CALLS / "c26" / "call.toml").read_text(encoding="utf-8")
    text = text.replace("waiting_list = {}", 'waiting_list = { freed_within = "freed" }')
    text += """
[[deadline]]
id = "freed"
clauses = ["C26-S1"]
words = { it = "Liberare fondi.", en = "Free funds." }
counted_from = "award"
days = 90
who = "body"
"""
    call = Call.objects.create(slug="c26", body="Camera")
    return Edition.objects.create(call=call, number=1, content=text.encode(), sha256="0" * 64)


@pytest.mark.parametrize(("days", "is_drawn"), [(90, True), (91, False)])
def test_funds_freed_after_the_term_of_the_call_are_not_drawn_on(days: int, is_drawn: bool) -> None:
    office, edition = Office(), a_call_with_term()
    funds(edition.call, 550_000)
    applications = admitted(edition, office, 2)
    adopted(prepared(edition.call, office), office)
    assert states(applications) == ["awarded", "waiting"]
    owner = applications[0]
    later = clock.now() + timedelta(days=days)
    assert not isinstance(renounce(owner.id, "", as_enterprise(owner), later), Refusal)
    drawn = prepare_act(edition.call, "draw", office.people["approver"], office.officer, later)
    assert isinstance(drawn, Act) is is_drawn


def test_an_award_takes_effect_with_the_codes_that_its_day_demands() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    [application] = admitted(edition, office, 1)
    adopted(prepared(edition.call, office), office)
    award = Award.objects.get()
    assert award.state == "granted"
    client = logged_in(office.people["officer"])
    letter = f"/domande/{application.id}/concessione/"
    assert client.get(letter).status_code == 404
    address = f"/istruttoria/{application.id}/codici/"
    assert client.post(address, {"cup": "B87"}).status_code == 422
    assert client.post(address, {"cup": "B87H26000010005"}).status_code == 302
    award.refresh_from_db()
    assert award.state == "granted"
    done = enter_award_codes(application.id, "", "21345678", office.officer, clock.now())
    assert isinstance(done, Award)
    assert (done.state, done.cup, done.cor) == ("effective", "B87H26000010005", "21345678")
    assert logged_in(application.opened_by).get(letter).content.startswith(b"%PDF")


def test_an_act_is_adopted_on_its_page_and_a_wrong_file_keeps_what_was_typed() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    admitted(edition, office, 1)
    officer, approver = logged_in(office.people["officer"]), logged_in(office.people["approver"])
    signer = str(office.people["approver"].id)
    made = officer.post("/graduatorie/c26/atti/", {"kind": "ranking", "signer": signer})
    address = made["location"]
    pdf = approver.get(f"{address}atto/").content
    typed = {"number": "112/2026", "dated": clock.now().date().isoformat()}
    wrong = approver.post(f"{address}adozione/", {**typed, "signed": SimpleUploadedFile("a.p7m", b"no")})
    assert wrong.status_code == 422
    assert "112/2026" in wrong.text
    signed = SimpleUploadedFile("a.p7m", Signing(office).cades(pdf))
    assert approver.post(f"{address}adozione/", {**typed, "signed": signed}).status_code == 302
    assert "112/2026" in approver.get(address).text
    assert Award.objects.count() == 1


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_ranking_takes_the_same_questions_however_many_there_are(how_many: int) -> None:
    edition = a_call()
    rules_of(edition.id)
    funds(edition.call, 100_000_000)
    for number in range(1, how_many + 1):
        sent(edition, number)
    Application.objects.update(state="admissible")
    with CaptureQueriesContext(connection) as asked:
        lists_of(edition.call)
    assert len(asked) == 19


def test_the_act_that_would_exceed_the_funds_is_not_adopted_at_all() -> None:
    office, edition = Office(), a_call()
    funds(edition.call, 1_200_000)
    applications = admitted(edition, office, 2)
    act = prepared(edition.call, office)
    # Between preparing and signing the budget is lowered by an act (VDI-7).
    LedgerEntry.objects.create(call=edition.call, kind="fund", amount_cents=-600_000)
    now = clock.now()
    signed = Signing(office).cades(kept(act.pdf_sha256))
    refused = adopt_act(act.id, "1", now.date(), signed, office.approver, now)
    assert isinstance(refused, Words)
    assert "fondi" in refused.it
    assert states(applications) == ["admissible", "admissible"]
    assert (Award.objects.count(), Publication.objects.count()) == (0, 0)
