"""How does a template say something in the reader's language?

{% say "Restano {n} giorni" "{n} days left" n=days %}     both texts beside each other
{{ call.title|said }}  {{ cents|euro }}  {{ instant|instant }}  {{ day|day }}
"""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bandolo.desk import deeds, words
from bandolo.desk.roles import ROLE_WORDS, Role

register = template.Library()
for _filter in (
    words.said,
    words.euro,
    words.rate,
    words.instant,
    words.until,
    words.day,
    words.to_second,
    words.machine,
    words.lasting,
):
    register.filter(_filter.__name__, _filter)


@register.filter
def deed(what: str) -> str:
    """What was done to a dossier."""
    return words.said(deeds.deed(what))


@register.filter
def attester(who: str) -> str:
    """Who attests a fact."""
    return words.said(deeds.attester(who))


@register.filter
def scan(scans: Mapping[str, str], digest: str) -> str:
    """What a virus scanner said of a file, among what it said of those on the page."""
    return words.said(deeds.SCANS[scans[digest]])


@register.filter
def role_words(role: Role) -> str:
    """What a role is called."""
    return words.said(ROLE_WORDS[role])


@register.simple_tag
def say(it: str, en: str, **values: object) -> SafeString:
    """The one of two texts that the reader understands; `{name}` takes a value, which is escaped."""
    return format_html(words.say(it, en), **values) if values else format_html("{}", words.say(it, en))
