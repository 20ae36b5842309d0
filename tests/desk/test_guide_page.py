"""Does the guide's page hold all of its Markdown, links that lead somewhere, no markup of others?"""

import re
from html import unescape

import pytest
from django.test import Client

from bandolo.desk.queries.editions import guide_of, rules_of
from tests.desk.made import CALLS, a_call

pytestmark = pytest.mark.django_db
NAMES = sorted(path.parent.name for path in CALLS.glob("*/call.toml"))


def page_of(slug: str, lang: str) -> str:
    return Client(headers={"accept-language": lang}).get(f"/bandi/{slug}/").text


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_guide_is_on_the_page(name: str, lang: str) -> None:
    edition = a_call(name)
    page = unescape(" ".join(re.sub(r"<[^>]+>", " ", page_of(name, lang)).split()))
    bare = re.sub(r"[^\w€%]+", "", page)
    for line in guide_of(edition.id, lang).splitlines()[3:]:
        words = re.sub(r"^\s*(#+|-|\d+\.) |\*\*|\\", "", line)
        assert re.sub(r"[^\w€%]+", "", words) in bare


@pytest.mark.parametrize("lang", ["it", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_citation_leads_to_what_it_cites(name: str, lang: str) -> None:
    edition = a_call(name)
    page = page_of(name, lang)
    places = re.findall(r' id="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)
    rules = rules_of(edition.id)
    assert {f"c-{clause.id}" for clause in rules.clauses} <= set(places)
    assert {f"r-{number}" for number, _ in enumerate(rules.interpretations, 1)} <= set(places)
    assert '<a class="clause" href="#c-' in page


def test_markup_in_a_call_is_text_on_its_page() -> None:
    edition = a_call()
    content = (
        bytes(edition.content)
        .decode()
        .replace("CONneSSi 2026: strategie", "<script>x</script> 2026: strategie")
    )
    content = content.replace(
        "La sede dell'intervento è iscritta", "<b>La sede</b> [qui](javascript:x) è iscritta"
    )
    assert "<b>La sede" in content
    marked = edition.call.editions.create(number=2, content=content.encode(), sha256="0" * 64, reason="x")
    assert rules_of(marked.id).title.it.startswith("<script>")
    page = page_of("c26", "it")
    assert "<script>x" not in page
    assert "<b>La sede" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;x" in page
