"""Is what people type kept field by field, and is nothing of it lost or overwritten unseen?"""

from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from bandolo.desk.actions.tell_amendment import tell_amendment
from bandolo.desk.models import Application, Attachment, Event, Field, FieldHistory, Person
from bandolo.desk.queries.editions import assessor_of
from bandolo.desk.queries.form import form_of
from tests.desk.applying import Fields, an_open_call, edition_of, fields_of
from tests.desk.made import a_pdf, a_person, an_application, an_enterprise, logged_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def person() -> Person:
    return a_person(1)


@pytest.fixture
def draft(person: Person) -> Application:
    return an_application(an_open_call(), an_enterprise(1, person), person)


@pytest.fixture
def client(person: Person, draft: Application) -> Client:
    del draft
    return logged_in(person, "applicant")


def page_of(draft: Application, step: str) -> str:
    return reverse("application_step", kwargs={"application": draft.id, "step": step})


def value_at(draft: Application, path: str) -> object:
    found = Field.objects.filter(application=draft, path=path).first()
    return found.value if found else None


def test_the_form_follows_from_the_call(client: Client, draft: Application) -> None:
    answer = client.get(reverse("application", args=[draft.id]))
    page = client.get(answer["location"])
    assert "Qual è la dimensione dell&#x27;impresa" in page.text
    assert "Salvata non vuol dire inviata" in page.text
    assert "Valutazione fin qui" in page.text
    for step in ("enterprise", "project", "cost", "prior_aid", "other_aid"):
        assert client.get(page_of(draft, step)).status_code == 200
    assert client.get(page_of(draft, "invoice")).status_code == 404


def test_a_step_is_saved_without_javascript_and_goes_on(client: Client, draft: Application) -> None:
    page = page_of(draft, "enterprise")
    sent = {**fields_of(client, page), "fact/size": "small", "fact/annual_fee_paid": "yes", "onward": "1"}
    answer = client.post(page, sent)
    assert answer.status_code == 302
    assert answer["location"] == page_of(draft, "project")
    assert value_at(draft, "fact/size") == "small"
    assert value_at(draft, "fact/annual_fee_paid") is True
    assert Event.objects.filter(dossier=draft.id, what="edit").count() == 1
    # Sent twice, as by the back button: nothing changes.
    again = {**fields_of(client, page), "onward": "1"}
    client.post(page, again)
    client.post(page, sent)
    assert FieldHistory.objects.filter(application=draft).count() == 2


def test_one_field_is_saved_as_it_is_typed(client: Client, draft: Application) -> None:
    page = page_of(draft, "enterprise")
    sent = {"v:fact/size": "0", "fact/size": "micro", "edition": str(draft.edition_id)}
    answer = client.post(page, sent, headers=HTMX)
    assert answer.status_code == 200
    assert 'name="v:fact/size" value="1"' in answer.text
    assert "Salvato, non inviato" in answer.text
    assert 'id="panel"' in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text


def test_two_people_never_overwrite_each_other_unseen(client: Client, draft: Application) -> None:
    other = a_person(2)
    other.representations.create(enterprise=draft.enterprise, since="2012-01-01", evidence="x")
    second = logged_in(other, "applicant")
    page = page_of(draft, "project")
    first_fields, second_fields = fields_of(client, page), fields_of(second, page)
    client.post(page, {**first_fields, "fact/website": "https://one.example"})
    answer = second.post(
        page, {**second_fields, "fact/website": "https://two.example", "fact/website_owned": "yes"}
    )
    assert answer.status_code == 409
    assert "https://one.example" in answer.text
    assert 'value="https://two.example"' in answer.text
    assert "Maria Rossi 1" in answer.text
    assert value_at(draft, "fact/website") == "https://one.example"
    # What does not clash is saved all the same, and saving once more is a choice made with open eyes.
    assert value_at(draft, "fact/website_owned") is True
    second.post(page, Fields(answer.text).values)
    assert value_at(draft, "fact/website") == "https://two.example"
    history = FieldHistory.objects.filter(application=draft, path="fact/website").order_by("version")
    assert [(one.value, one.by.family_name) for one in history] == [
        ("https://one.example", "Rossi 1"),
        ("https://two.example", "Rossi 2"),
    ]


def test_a_field_that_only_the_other_one_changed_is_no_conflict(client: Client, draft: Application) -> None:
    page = page_of(draft, "project")
    stale = fields_of(client, page)
    client.post(page, {**stale, "fact/website": "https://one.example"})
    answer = client.post(page, {**stale, "fact/website_owned": "no"})
    assert answer.status_code == 302
    assert value_at(draft, "fact/website") == "https://one.example"
    assert value_at(draft, "fact/website_owned") is False


def test_costs_are_added_filled_counted_and_removed(client: Client, draft: Application) -> None:
    page = page_of(draft, "cost")
    answer = client.post(page, {**fields_of(client, page), "add": "1"})
    assert answer["location"] == f"{page}#last"
    fields = fields_of(client, page)
    place = (
        next(name for name in fields if name.endswith("/amount")).removesuffix("/amount").removeprefix("v:")
    )
    typed = {
        f"{place}/line": "seo",
        f"{place}/amount": "1.234,56",
        f"{place}/nature": "seo",
        f"{place}/italian_market": "no",
        f"{place}/site_named": "yes",
    }
    client.post(page, {**fields, **typed})
    assert value_at(draft, f"{place}/amount") == "1234.56"
    assert "1.234,56 €" in client.get(page).text
    client.post(page, {**fields_of(client, page), "remove": place.rpartition("/")[2]})
    assert not Field.objects.filter(application=draft).exists()
    # A page that was open meanwhile does not bring it back.
    answer = client.post(page, {**fields, f"{place}/amount": "9"})
    assert answer.status_code == 409
    assert not Field.objects.filter(application=draft).exists()


def test_that_there_is_none_is_an_answer(client: Client, draft: Application) -> None:
    page = page_of(draft, "other_aid")
    client.post(page, {"edition": str(draft.edition_id), "none": "1"})
    assert "Dichiarato: nessuna voce." in client.get(page).text
    client.post(page, {"edition": str(draft.edition_id), "add": "1"})
    assert "Dichiarato" not in client.get(page).text


@pytest.mark.parametrize(
    ("step", "fact", "typed", "said"),
    [
        ("cost", "amount", "12,345,6", "come 1.234,56"),
        ("cost", "amount", "-5", "mai negativo"),
        ("cost", "line", "9" * 20_001, "Scrivere un testo di al massimo"),
        ("prior_aid", "granted_on", "31/02/2025", "Scrivere una data"),
        ("prior_aid", "granted_on", "05/02/0026", "Scrivere una data"),
        ("other_aid", "max_rate", "sessanta", "Scrivere una percentuale"),
        ("other_aid", "aid_kind", "gift", "Scegliere tra"),
    ],
)
def test_what_is_no_answer_is_kept_and_said_beside_its_field(
    client: Client, draft: Application, step: str, fact: str, typed: str, said: str
) -> None:
    page = page_of(draft, step)
    client.post(page, {"edition": str(draft.edition_id), "add": "1"})
    fields = fields_of(client, page)
    name = next(one for one in fields if one.endswith(f"/{fact}")).removeprefix("v:")
    answer = client.post(page, {**fields, name: typed})
    assert answer["location"].endswith(f"#{name.replace('/', '-')}")
    shown = client.get(page).text
    assert said in shown
    if len(typed) < 100 and fact not in ("line", "aid_kind"):
        assert f'value="{typed}"' in shown
    assert value_at(draft, name) == {"typed": [typed]}


def test_who_has_an_application_under_way_is_written_to_of_an_amendment_once(draft: Application) -> None:
    Person.objects.update(email="anna@example.org")
    later = edition_of("c26", bytes(draft.edition.content) + b"\n# amended\n")
    for _ in range(2):
        tell_amendment.call(str(later.id))
    [mail] = DBTaskResult.objects.values_list("args_kwargs", flat=True)
    to, subject, text = mail["args"]
    assert (to, subject.partition(":")[0]) == ("anna@example.org", "Bando modificato / Call amended")
    assert "Motivo: Rettifica" in text
    assert "si può passare all'edizione 2" in text
    assert "how to move to edition 2" in text


def test_a_form_opened_before_an_amendment_says_so(client: Client, draft: Application) -> None:
    page = page_of(draft, "enterprise")
    before = fields_of(client, page)
    content = bytes(draft.edition.content) + b"\n# amended\n"
    later = edition_of("c26", content)
    assert "Passa all'edizione 2" in client.get(page).text
    assert "un’edizione nuova" in client.get("/domande/").text
    client.post(reverse("application_edition", args=[draft.id]), {"edition": later.id})
    draft.refresh_from_db()
    assert draft.edition_id == later.id
    answer = client.post(page, {**before, "fact/size": "small"})
    assert answer.status_code == 422
    assert "altra edizione" in answer.text
    assert "selected" in answer.text
    assert value_at(draft, "fact/size") is None


SHOP = """[[fact]]
id = "has_shop"
type = "yes_no"
attested_by = ["applicant"]
clauses = ["C26-1"]
ask = { it = "Ha un negozio?", en = "Has it a shop?" }
"""


def test_who_is_asked_to_move_is_told_what_the_new_edition_asks_and_keeps_what_was_typed(
    client: Client, draft: Application
) -> None:
    page = page_of(draft, "enterprise")
    client.post(page, {**fields_of(client, page), "fact/size": "small"})
    old = bytes(draft.edition.content).decode()
    later = edition_of("c26", f"{old}\n{SHOP}".encode())
    shown = client.get(page).text
    assert [one in shown for one in ("chiede in più", "Ha un negozio?", "Non chiede più")] == [
        True,
        True,
        False,
    ]
    Application.objects.filter(id=draft.id).update(state="sealed")
    assert "prima riapri la domanda" in client.get(page).text
    Application.objects.filter(id=draft.id).update(state="submitted")
    assert "Ha un negozio?" not in client.get(page).text
    Application.objects.filter(id=draft.id).update(state="draft")
    moved = client.post(reverse("application_edition", args=[draft.id]), {"edition": later.id}, follow=True)
    assert "Ora la domanda segue l’edizione 2" in moved.content.decode()
    assert "Ha un negozio?" in client.get(page_of(draft, "project")).text
    assert value_at(draft, "fact/size") == "small"
    assert "un’edizione nuova" not in client.get("/domande/").text


def test_a_sealed_application_is_not_changed_and_the_refusal_is_recorded(
    client: Client, draft: Application
) -> None:
    page = page_of(draft, "enterprise")
    fields = fields_of(client, page)
    Application.objects.filter(id=draft.id).update(state="sealed")
    answer = client.post(page, {**fields, "fact/size": "small"})
    assert answer.status_code == 422
    assert "non si può" in answer.text
    assert Event.objects.filter(dossier=draft.id, what="edit_refused").count() == 1


def test_another_ones_draft_is_not_found(draft: Application) -> None:
    stranger = a_person(9)
    an_enterprise(9, stranger)
    assert logged_in(stranger, "applicant").get(page_of(draft, "enterprise")).status_code == 404


@pytest.mark.parametrize("how_many", [1, 30])
def test_a_step_takes_the_same_few_questions_however_many_costs_there_are(
    client: Client, draft: Application, how_many: int
) -> None:
    page = page_of(draft, "cost")
    for _ in range(how_many):
        client.post(page, {"edition": str(draft.edition_id), "add": "1"})
    assessor_of(draft.edition_id)
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).text.count('class="record"') == how_many
    # Session, person, roles, transaction, the application, instant, fields, attachments, last edition, acts,
    # versions.
    assert len(asked) == 14


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_list_takes_the_same_few_questions_however_many_there_are(person: Person, how_many: int) -> None:
    edition, mine = an_open_call("c26", "listed"), an_enterprise(5, person)
    for _ in range(how_many):
        an_application(edition, mine, person)
    client = logged_in(person, "applicant")
    client.get(reverse("applications"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("applications")).text.count("<tr>") == how_many + 1
    assert len(asked) == 12


@pytest.mark.parametrize("name", ["c24", "c26", "t50", "vdi", "vnm"])
def test_every_call_with_a_window_yields_a_form(name: str) -> None:
    form = form_of(an_open_call(name, f"form-{name}").id)
    assert [one.id for one in form.steps][-1] == "check"
    asked = {fact.id for fact in form.facts.values()}
    assert {"size", "line", "amount", "supplier_name", "description"} <= asked
    # What is told later, or by others, is not asked of whoever applies.
    assert asked.isdisjoint({"found_amount", "paid_on", "execution_ends", "awarded_on", "course_done"})
    assert all(fact.attested_by[0] in ("applicant", "supplier") for fact in form.facts.values())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("budget.pdf", b"", "Il file è vuoto"),
        ("budget.pdf", b"MZ\x90\x00" + b"\0" * 64, "è un programma"),
        ("budget.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "ma il contenuto è"),
        ("budget.zip", b"PK\x03\x04" + b"\0" * 64, "qui si ammettono"),
        ("budget.pdf", b"%PDF-1.7\ncut", "danneggiato"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_beside_its_paper(
    client: Client, draft: Application, name: str, content: bytes, said: str
) -> None:
    page = reverse("application_documents", args=[draft.id])
    answer = client.post(page, {"document": "budget", "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert 'id="p-budget"' in answer.text
    assert said in answer.text
    assert not Attachment.objects.exists()


def test_files_are_attached_kept_by_digest_handed_out_and_taken_away(
    client: Client, draft: Application
) -> None:
    page = reverse("application_documents", args=[draft.id])
    for _ in range(2):
        file = SimpleUploadedFile("../../etc/quote\0.pdf", a_pdf())
        assert client.post(page, {"document": "campaign-screenshots", "file": file}).status_code == 302
    one = Attachment.objects.get()
    assert (one.name, one.state, one.sha256) == ("quote.pdf", "not_verified", sha256(a_pdf()).hexdigest())
    assert "non verificato" in client.get(page).text
    answer = client.get(reverse("application_file", args=[draft.id, one.id]))
    assert answer.content == a_pdf()
    assert answer["Content-Disposition"] == "attachment; filename=\"quote.pdf\"; filename*=UTF-8''quote.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    client.post(page, {"document": "campaign-screenshots", "remove": str(one.id)})
    one.refresh_from_db()
    assert one.state == "replaced"
    assert (
        client.post(page, {"document": "none", "file": SimpleUploadedFile("a.pdf", a_pdf())}).status_code
        == 422
    )
    assert client.post(page, {"remove": "x"}).status_code == 404


def test_an_unsigned_paper_that_is_to_be_signed_says_so(client: Client, draft: Application) -> None:
    page = reverse("application_documents", args=[draft.id])
    client.post(page, {"document": "budget", "file": SimpleUploadedFile("budget.pdf", a_pdf())})
    shown = client.get(page).text
    assert "non verificato" in shown
    assert "Il file non contiene alcuna firma digitale." in shown
