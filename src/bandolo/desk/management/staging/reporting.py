"""How is a report filled in from an application file, by the same actions that beneficiaries use?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bandolo.desk.actions.attach import attach
from bandolo.desk.actions.change_records import add_record
from bandolo.desk.actions.draw_up_report import draw_up_report
from bandolo.desk.actions.pass_report_step import pass_report_step
from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.save_fields import Outcome, Typed
from bandolo.desk.actions.save_report import save_report
from bandolo.desk.actions.sign_report import sign_report
from bandolo.desk.flow import Refusal
from bandolo.desk.management.staging.filling import done
from bandolo.desk.management.staging.submitted import PAPER
from bandolo.desk.models import Application, Report
from bandolo.desk.outside.demo_authority import demo_authority, signed_in_demo
from bandolo.desk.outside.files import kept
from bandolo.desk.outside.uploads import Upload, checked
from bandolo.desk.queries.report_form import report_form_of
from bandolo.desk.queries.report_now import report_now
from bandolo.desk.queries.signers import entitled_to_sign
from bandolo.desk.typed import shown_value
from bandolo.papers.signature_prefix import Generated
from bandolo.papers.test_authority import Person as Name

# An account of the form that the example only stands for.
IBAN = "IT60X0542811101000000123456"


def beneficiary(application: Application) -> Actor:
    """Who opened the application, for its enterprise."""
    return Actor(application.opened_by, "applicant", application.enterprise)


def type_facts(
    application: Application, values: Mapping[str, Any], now: datetime, place: str = "fact"
) -> tuple[Outcome, ...] | Refusal:
    """Type values, as an application file writes them, at a place; each into a field that is empty."""
    form = report_form_of(application.edition_id)
    typed = []
    for name, value in values.items():
        fact = form.fact_at(f"{place}/{name}")
        if fact is not None:
            shown = shown_value(fact, value, "it")
            typed.append(Typed(f"{place}/{name}", 0, (shown,) if isinstance(shown, str) else tuple(shown)))
    return save_report(application, typed, str(application.edition_id), beneficiary(application), now)


def type_record(application: Application, kind: str, values: Mapping[str, Any], now: datetime) -> str:
    """Add a record and type what it says."""
    id = add_record(application, kind, beneficiary(application), now, "edit_report")
    if isinstance(id, Refusal):
        raise RuntimeError(id.words.en)
    done(type_facts(application, values, now, f"record/{kind}/{id}"))
    return id


def report_all(
    application: Application, tables: Mapping[str, Any], now: datetime, without: Sequence[str] = ()
) -> None:
    """Go through the pages in order with what an application file says, and give each paper."""
    actor = beneficiary(application)
    facts = {**tables["facts"], "iban": IBAN, "account_holder": application.enterprise.name}
    for page in report_form_of(application.edition_id).pages:
        type_facts(application, {one.id: facts[one.id] for one in page.facts if one.id in facts}, now)
        if page.step is not None and page.step.fixed:
            done(pass_report_step(application, page.id, actor, now))
        for kind in page.kinds:
            for record in tables.get(kind, ()):
                type_record(application, kind, record, now)
        if page.has_papers:
            give_papers(application, now, without)


def give_papers(application: Application, now: datetime, without: Sequence[str] = ()) -> None:
    """Give a page for each paper that the report still misses."""
    at = report_now(application, now)
    for paper in at.form.papers:
        records = (
            [""] if paper.per is None else [f"{paper.per}/{id}" for id in at.told.items.get(paper.per, ())]
        )
        for record in records if paper.id not in without else ():
            content = PAPER.replace(b"{}", f"{paper.id} {record}".encode())
            upload = Upload(f"{paper.id}.pdf", content, "application/pdf")
            done(attach(application, paper.id, upload, None, beneficiary(application), now, record))


def drawn_up(application: Application, now: datetime) -> Report:
    """The report with its payment request."""
    made = draw_up_report(application, beneficiary(application), now)
    if isinstance(made, Refusal):
        raise RuntimeError(made.words.en)
    return made


def signed(application: Application, report: Report, now: datetime) -> Report | Refusal:
    """The request signed by the legal representative, given back."""
    person, maker = application.opened_by, demo_authority(now)
    name = Name(person.given_name, person.family_name, person.fiscal_code)
    pdf = kept(report.pdf_sha256)
    content = signed_in_demo(pdf, name, maker, now)
    generated = Generated(len(pdf), report.pdf_sha256)
    found = checked(content, now, entitled_to_sign(application), generated)
    upload = Upload("richiesta.pdf.p7m", content, "application/pkcs7-mime")
    return sign_report(application, upload, found, beneficiary(application), now)
