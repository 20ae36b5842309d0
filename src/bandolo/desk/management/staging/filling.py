"""How is an application filled in from an application file, by the same actions that people use?"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from bandolo.desk.actions.attach import attach
from bandolo.desk.actions.change_records import add_record, say_none
from bandolo.desk.actions.draw_up import draw_up, filing_of
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.save_fields import Typed, save_fields
from bandolo.desk.actions.take_signed import take_signed
from bandolo.desk.flow import Refusal
from bandolo.desk.models import Application, Seal
from bandolo.desk.outside.demo_authority import signed_in_demo
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.uploads import Checked, Upload, checked
from bandolo.desk.queries.assessments import assessed
from bandolo.desk.queries.editions import rules_of
from bandolo.desk.queries.form import form_of, papers_of, signed_paper
from bandolo.desk.queries.signers import entitled_to_sign, representative_of
from bandolo.desk.queries.told import told
from bandolo.desk.typed import shown_value
from bandolo.papers.signature_prefix import Generated
from bandolo.papers.test_authority import Authority
from bandolo.papers.test_authority import Person as Certified
from bandolo.papers.typeset import typeset
from bandolo.papers.typeset_quote import budget
from bandolo.rules.days import day_in_rome
from bandolo.rules.facts import Fact

Tables = Mapping[str, Any]


def fill_in(application: Application, tables: Tables, actor: Actor, now: datetime) -> None:
    """Answer all that the form asks and the tables tell, add their records, say where there are none."""
    form = form_of(application.edition_id)
    typed = [*_typed(form.facts, None, "fact", tables["facts"])]
    for kind in {kind for kind, _ in form.facts if kind is not None}:
        if tables.get(kind) == []:
            done(say_none(application, kind, actor, now))
        for record in tables.get(kind, ()):
            id = done(add_record(application, kind, actor, now))
            typed += _typed(form.facts, kind, f"record/{kind}/{id}", record)
    done(save_fields(application, typed, str(application.edition_id), actor, now))


def _typed(
    facts: Mapping[tuple[str | None, str], Fact], kind: str | None, place: str, told: Tables
) -> Iterator[Typed]:
    for name, value in told.items():
        fact = facts.get((kind, name))
        if fact is not None:
            shown = shown_value(fact, value, "it")
            yield Typed(f"{place}/{name}", 0, (shown,) if isinstance(shown, str) else tuple(shown))


def attach_all(application: Application, papers: Tables, actor: Actor, now: datetime) -> None:
    """Attach a PDF for each paper that the tables name: the budget of the application stands for all."""
    found = told(application, now)
    seen = assessed(application, found, now)
    if seen.assessment is None or actor.person is None:
        raise ValueError("nothing can be attached yet")
    filing = filing_of(application, found, actor.person, now)
    content = typeset(budget(filing, seen.read, seen.assessment, "Budget"))
    for one in papers_of(rules_of(application.edition_id)):
        if one.id in papers["attached"]:
            upload = Upload(f"{one.id}.pdf", content, "application/pdf")
            done(attach(application, one.id, upload, None, actor, now))


def sign(application: Application, maker: Authority, actor: Actor, now: datetime) -> Seal:
    """Draw up the application and give it back signed, where the call asks so, by a test authority."""
    drawn = done(draw_up(application, actor, now))
    person = representative_of(application.enterprise, day_in_rome(now)) or actor.person
    if person is None or not isinstance(drawn, Seal):
        raise TypeError(drawn)
    if signed_paper(rules_of(application.edition_id)) is None:
        return drawn
    holder = Certified(person.given_name, person.family_name, person.fiscal_code)
    pdf = kept(drawn.pdf_sha256)
    content = signed_in_demo(pdf, holder, maker, now)
    upload = Upload("domanda.pdf.p7m", content, "application/pkcs7-mime")
    found: Checked = checked(
        content, now, entitled_to_sign(application), Generated(len(pdf), sha256(pdf).hexdigest())
    )
    done(take_signed(application, upload, found, actor, now))
    return drawn


def done(result: Any) -> Any:
    """What an action gave; ValueError with its reason where it refused."""
    if isinstance(result, Refusal):
        raise ValueError(result.words.en)
    return result
