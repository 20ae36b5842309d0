"""Does the calculator say what the rules say, which limit cut what, and what is still missing?"""

from html import unescape
from re import DOTALL, findall

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bandolo.desk.models import Call, Edition
from bandolo.desk.queries.editions import estimator_of
from bandolo.desk.words import euro
from bandolo.rules.application import read_application
from tests.desk.made import CALLS, a_call
from tests.rules.small_calls import SMALL, fact, rule

pytestmark = pytest.mark.django_db
ADDRESS = "/bandi/c26/calcolatore/"
COSTS = {"c-digital_marketing": "7.200", "c-campaigns": "5000", "c-seo": "2.400,00"}
NAMES = sorted(path.parent.name for path in CALLS.glob("*/call.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_the_amounts_are_those_of_the_rules(name: str) -> None:
    edition = a_call(name)
    assessor = estimator_of(edition.id)
    lines = [line.id for line in assessor.call.lines if line.flat_rate is None]
    items = [{"line": line, "amount": "12345.67"} for line in lines]
    application, _ = read_application(assessor.call, {"cost": items}, assessor.law)
    at = assessor.call.window.closes if assessor.call.window else None
    page = Client().post(f"/bandi/{name}/calcolatore/", {f"c-{line}": "12.345,67" for line in lines}).text
    if at is not None:
        outcome = assessor.assess(application, "submission", at).outcome
        assert f"<dd>{euro(outcome.aid.total)}</dd>" in page
        assert f"<dd>{euro(outcome.admitted_total)}</dd>" in page
    assert "una per una" in page


def test_each_cut_names_the_limit_that_binds() -> None:
    a_call()
    page = Client().post(ADDRESS, COSTS).text
    assert "Chiesti 7.200,00 €: 1.200,00 € in meno. Marketing digitale: al massimo 6.000 euro." in page
    assert 'href="/bandi/c26/#c-C26-A3"' in page
    assert "8.040,00 €" in page
    assert "Contributo (provvisorio)" in page


def test_de_minimis_aid_of_before_makes_it_less_and_final() -> None:
    a_call()
    sent = {**COSTS, "f-de_minimis_sector": "general", "prior": "294.500,00"}
    page = Client().post(ADDRESS, sent).text
    assert "(provvisorio)" not in page
    assert "<dt>Contributo</dt><dd>5.500,00 €</dd>" in page
    assert "Reg. (UE)" in page


def test_what_an_amount_waits_for_is_named() -> None:
    a_call("vnm")
    costs = {"c-consulting": "20000", "c-initiatives": "20000", "c-training": "20000"}
    address = "/bandi/vnm/calcolatore/"
    page = Client().post(address, costs).text
    assert "<li>Almeno un dipendente, in Italia o all&#x27;estero, lavora al progetto?</li>" in page
    page = Client().post(address, {**costs, "f-staff_on_project": "yes"}).text
    assert "<li>Almeno un dipendente" not in page
    assert "(provvisorio)" not in page


def named(words: str) -> str:
    """The words of a rule, the same in both languages."""
    return f"words = {{ it = {words!r}, en = {words!r} }}"


WINDOW = "opens = 2026-03-02T09:00:00\ncloses = 2026-04-30T12:00:00\n"
GRANT = ("kind = 'share'", "instrument = 'grant'", "base = { of = ['total'] }")
ROOM = ("kind = 'de_minimis'", "regulations = ['2023/2831']", "counts = ['grant']", "cuts = ['grant']")
ASKED = ("when = { fact = 'wants_small_aid', is = true }", "gives_way = 'when_cut'")
TWO_REGIMES = (
    SMALL
    + fact("wants_small_aid", "yes_no")
    + rule("window", "window", *WINDOW.splitlines()).replace("[[window]]", "[window]")
    + rule(
        "regime",
        "small-aid",
        named("De minimis"),
        "when = { fact = 'wants_small_aid', is = true }",
        "gives_way = 'when_cut'",
    )
    + rule("regime", "exempted", named("In esenzione"))
    + rule("aid", "half", *GRANT, "share = '50%'", "regime = 'small-aid'")
    + rule("aid", "room", *ROOM, "regime = 'small-aid'", "at = ['submission', 'review', 'award']")
    + rule("aid", "fifth", *GRANT, "share = '20%'", "regime = 'exempted'")
)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            {},
            [
                ("De minimis", "non si sa ancora se può essere: l'aiuto è provvisorio"),
                ("In esenzione", "è il regime dell'aiuto: 400,00 €"),
            ],
        ),
        (
            {"f-wants_small_aid": "yes", "f-de_minimis_sector": "general", "prior": "0"},
            [("De minimis", "è il regime dell'aiuto: 1.000,00 €")],
        ),
        (
            {"f-wants_small_aid": "yes", "f-de_minimis_sector": "general", "prior": "299.500"},
            [
                ("De minimis", "lo spazio non basta (ne resterebbero 500,00 €): si passa a un altro regime"),
                ("In esenzione", "è il regime dell'aiuto: 400,00 €"),
            ],
        ),
        (
            {"f-wants_small_aid": "no"},
            [
                ("De minimis", "non può essere: la sua condizione non vale"),
                ("In esenzione", "è il regime dell'aiuto: 400,00 €"),
            ],
        ),
    ],
)
def test_the_regime_of_the_aid_is_named_with_each_fall_back(
    sent: dict[str, str], said: list[tuple[str, str]]
) -> None:
    call = Call.objects.create(slug="small", body="Camera")
    Edition.objects.create(call=call, number=1, content=TWO_REGIMES.encode(), sha256="0" * 64)
    page = Client().post("/bandi/small/calcolatore/", {"c-works": "2.000", **sent}).text
    shown = unescape(page.partition("Sotto quale regime di aiuto")[2].partition("Dalle spese")[0])
    assert findall(r"<span>(.+?)</span>.+?<p class=\"cut\">(.+?)</p>", shown, DOTALL) == said


def test_too_little_is_said() -> None:
    a_call()
    page = Client().post(ADDRESS, {"c-seo": "1000"}).text
    assert "Così non basta: Le spese ammesse sono almeno 4.000 euro." in page


def test_what_cannot_be_read_stays_and_says_how_to_write_it() -> None:
    a_call()
    answer = Client().post(ADDRESS, {**COSTS, "c-seo": "molto", "prior": "-3"})
    assert answer.status_code == 422
    assert 'value="molto"' in answer.text
    assert answer.text.count("Scrivete un importo, come 1.234,56.") == 4


def test_htmx_gets_the_result_alone() -> None:
    a_call()
    page = Client().post(ADDRESS, COSTS, headers={"hx-request": "true"}).text
    assert "<html" not in page
    assert "8.040,00 €" in page


def test_nothing_is_kept_and_nothing_can_be() -> None:
    a_call()
    client = Client()
    client.post(ADDRESS, COSTS)
    with CaptureQueriesContext(connection) as asked:
        client.post(ADDRESS, COSTS)
    verbs = [one["sql"].split()[0] for one in asked]
    assert verbs[:2] == ["SAVEPOINT", "SET"]
    assert set(verbs[2:]) == {"SELECT", "RELEASE"}
