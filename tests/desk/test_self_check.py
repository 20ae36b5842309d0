"""Does the self-check ask only what still matters, say what the rules say, and keep nothing?"""

import re
import tomllib
from dataclasses import replace

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bandolo.desk.queries.editions import rules_of
from bandolo.desk.web.public.asking import answers_of
from bandolo.rules.facts import Fact
from bandolo.rules.rule import Words
from tests.desk.made import CALLS, a_call

pytestmark = pytest.mark.django_db
ADDRESS = "/bandi/c26/autoverifica/"
Form = dict[str, list[str]]


def hidden(page: str) -> Form:
    """What the form of the question hands on."""
    form: Form = {}
    first = page.partition('class="check-form"')[2].partition("</form>")[0]
    for name, value in re.findall(
        r'<input type="hidden" name="((?:f-|skip|asked)[^"]*)" value="([^"]*)">', first
    ):
        form.setdefault(name, []).append(value)
    return form


def walk(address: str, facts: dict[str, object], client: Client | None = None) -> tuple[list[str], str]:
    """Answer until there is no question left; facts not among `facts` are passed over. Also the last page."""
    client = client or Client()
    page, asked = client.get(address).text, []
    while 'class="check-form"' in page:
        form = hidden(page)
        fact = form["asked"][0]
        asked.append(fact)
        value = facts.get(fact)
        if value is None:
            form["skip"] = [*form.get("skip", []), fact]
        else:
            form[f"f-{fact}"] = typed(value)
        assert len(asked) < 100
        page = client.post(address, form).text
    return asked, page


def typed(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def example(name: str) -> dict[str, object]:
    found = tomllib.loads((CALLS / name / "example.toml").read_text("utf-8"))
    return {**found["facts"], **{key: False for key in found if found[key] == []}}


def test_the_first_question_is_the_first_requirement_s() -> None:
    a_call()
    page = Client().get(ADDRESS).text
    assert "Qual è la dimensione dell&#x27;impresa" in page
    assert "meno di 10 addetti e fatturato fino a 2.000.000 €" in page
    assert "C26-B1" in page


@pytest.mark.parametrize("name", ["c24", "c26", "vdi", "vnm"])
def test_whoever_may_apply_is_told_so_and_is_asked_nothing_twice(name: str) -> None:
    a_call(name)
    asked, page = walk(f"/bandi/{name}/autoverifica/", example(name))
    assert len(asked) == len(set(asked)) > 3
    assert "Finora nulla vi esclude" in page or "Sì: potete chiedere" in page


def test_one_answer_that_decides_ends_the_questions_with_clause_and_words() -> None:
    a_call()
    asked, page = walk(ADDRESS, {**example("c26"), "in_insolvency": True})
    assert asked[-1] == "in_insolvency"
    assert "No: così la domanda non sarebbe ammessa" in page
    assert "non è in una procedura concorsuale" in page
    assert 'href="/bandi/c26/#c-C26-B5"' in page


def test_what_no_longer_matters_is_not_asked() -> None:
    a_call()
    either, _ = walk(ADDRESS, {**example("c26"), "on_marketplace": True})
    neither, _ = walk(ADDRESS, {**example("c26"), "on_marketplace": False})
    assert ("on_social_media" in either, "on_social_media" in neither) == (False, True)


def test_what_can_be_mended_says_how() -> None:
    a_call()
    _, page = walk(ADDRESS, {**example("c26"), "annual_fee_paid": False})
    assert "Finora nulla vi esclude" in page
    assert "si può regolarizzare: Regolarizzare il diritto annuale" in page


def test_what_the_office_finds_out_is_not_asked() -> None:
    edition = a_call("vdi")
    asked, _ = walk("/bandi/vdi/autoverifica/", {})
    attested = {fact.id: fact.attested_by[0] for fact in rules_of(edition.id).facts}
    assert {attested.get(fact, "applicant") for fact in asked} == {"applicant"}


def test_an_answer_can_be_changed_and_the_others_stay() -> None:
    a_call()
    answers = {"f-size": ["small"], "f-site_province": ["MI"], "change": ["size"]}
    page = Client().post(ADDRESS, answers).text
    assert hidden(page) == {"f-site_province": ["MI"], "asked": ["size"]}
    assert 'value="small" checked' in page


@pytest.mark.parametrize(
    ("sent", "mend"),
    [
        ({"asked": "size"}, "Scegliete una risposta, o «Non lo so»."),
        ({"asked": "size", "f-size": "huge"}, "Scegliere tra: microimpresa"),
        ({"f-size": "small", "f-site_active": "perhaps"}, "Rispondere sì o no."),
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_again(sent: dict[str, str], mend: str) -> None:
    a_call()
    answer = Client().post(ADDRESS, sent)
    assert answer.status_code == 422
    assert mend in answer.text


def test_markup_in_an_answer_is_text() -> None:
    a_call()
    page = Client().post(ADDRESS, {"f-markets": '"><script>x</script>', "change": "markets"}).text
    assert "<script>x" not in page


def test_nothing_is_kept() -> None:
    a_call()
    client = Client()
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as asked:
        _, page = walk(ADDRESS, {**example("c26"), "size": "large"}, client)
    verbs = {one["sql"].split()[0] for one in asked}
    assert verbs == {"SAVEPOINT", "SET", "SELECT", "RELEASE"}
    assert "sessionid" not in client.cookies
    assert "No: così" in page


def test_a_day_as_people_type_it_is_read_and_a_part_of_a_number_is_not() -> None:
    words = Words(it="?", en="?")
    facts = (Fact(id="staff", type="count", ask=words), Fact(id="founded", type="date", ask=words))
    rules = rules_of(a_call().id)
    found = answers_of(replace(rules, facts=facts), QueryDict("f-staff=1.5&f-founded=5/2/2026"))
    assert (found.facts, [*found.errors]) == ({"founded": "2026-02-05"}, ["staff"])
