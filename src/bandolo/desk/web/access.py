"""Who may open which page, on what, to read or to write?

One row for each named route, and no other: a test compares them with the real routes, both ways. `Gate`
enforces them. `of` names the argument of the route that the gate turns into the record, if the person may see
it: what belongs to others is not found.
"""

from typing import Literal, NamedTuple

from bandolo.desk.roles import OUTSIDE, ROLES, STAFF, Role

Object = Literal["call", "application", "enterprise"]
# To ask is to send answers that stand in no address; the database refuses every write all the same.
# An exchange is opened by an identity provider: its GET writes, guarded by a state or a signature of its own.
# Pieces of a file come by a protocol of their own (tus), with its methods; each but a read one writes.
Mode = Literal["read", "ask", "write", "exchange", "pieces"]


class Access(NamedTuple):
    """The roles that may come in, None for everybody; whether more than reading is possible; the object.

    `level` is how surely a person must be known: 2 where an application is sent.
    """

    who: tuple[Role, ...] | None
    mode: Mode
    of: Object | None = None
    level: int = 1


EVERYBODY = None
PEOPLE = ROLES
REVIEWERS: tuple[Role, ...] = ("officer", "approver", "committee", "coordinator", "auditor")
MONEY: tuple[Role, ...] = ("accountant", "officer", "approver", "auditor")

ACCESS: dict[str, Access] = {
    # Public pages
    "home": Access(EVERYBODY, "read"),
    "call": Access(EVERYBODY, "read", "call"),
    "self_check": Access(EVERYBODY, "ask", "call"),
    "calculator": Access(EVERYBODY, "ask", "call"),
    "calendar": Access(EVERYBODY, "read", "call"),
    "acts": Access(EVERYBODY, "read", "call"),
    "acts_json": Access(EVERYBODY, "read", "call"),
    "awards_csv": Access(EVERYBODY, "read", "call"),
    "edition": Access(EVERYBODY, "read", "call"),
    "line": Access(EVERYBODY, "read", "call"),
    "line_json": Access(EVERYBODY, "read", "call"),
    "line_file": Access(EVERYBODY, "read", "call"),
    "line_growth": Access(EVERYBODY, "read", "call"),
    "api_calls": Access(EVERYBODY, "read"),
    "api_guide": Access(EVERYBODY, "read", "call"),
    "api_assess": Access(EVERYBODY, "ask", "call"),
    "availability": Access(EVERYBODY, "read"),
    "availability_file": Access(EVERYBODY, "read"),
    "malfunction": Access(EVERYBODY, "read", "call"),
    "language": Access(EVERYBODY, "write"),
    "privacy": Access(EVERYBODY, "read", "call"),
    "transparency": Access(EVERYBODY, "read"),
    "transparency_year": Access(EVERYBODY, "read"),
    "transparency_csv": Access(EVERYBODY, "read"),
    "transparency_json": Access(EVERYBODY, "read"),
    "incentive_csv": Access(EVERYBODY, "read", "call"),
    # People
    "login": Access(EVERYBODY, "read"),
    "openid": Access(EVERYBODY, "exchange"),
    "openid_return": Access(EVERYBODY, "exchange"),
    "openid_ended": Access(EVERYBODY, "exchange"),
    "password": Access(EVERYBODY, "write"),
    "card": Access(EVERYBODY, "write"),
    "account": Access(EVERYBODY, "write"),
    "new_password": Access(EVERYBODY, "write"),
    "second_factor": Access(EVERYBODY, "write"),
    "new_second_factor": Access(EVERYBODY, "write"),
    "logout": Access(PEOPLE, "write"),
    "desk": Access(PEOPLE, "read"),
    "role": Access(PEOPLE, "write"),
    # What is held on a person, and what they ask of it
    "own_data": Access(PEOPLE, "write"),
    "own_data_file": Access(PEOPLE, "read"),
    "data_requests": Access(("officer", "auditor"), "read"),
    "data_request_step": Access(("officer",), "write"),
    # Calls: prepared, published and steered by officers
    "officer_calls": Access(("officer", "approver", "auditor", "administrator"), "read"),
    "call_upload": Access(("officer",), "write"),
    "call_draft": Access(("officer",), "read"),
    "call_publish": Access(("officer",), "write"),
    "call_course": Access(("officer", "approver", "auditor", "administrator"), "read", "call"),
    "call_act": Access(("officer",), "write", "call"),
    # Applicants
    "applications": Access(OUTSIDE, "read"),
    "application_begin": Access(OUTSIDE, "write", "call"),
    "application": Access(OUTSIDE, "read", "application"),
    "application_step": Access(OUTSIDE, "write", "application"),
    "application_documents": Access(OUTSIDE, "write", "application"),
    "application_file": Access(OUTSIDE, "read", "application"),
    "arrivals": Access(OUTSIDE, "pieces", "application"),
    "arrival": Access(OUTSIDE, "pieces", "application"),
    "application_model": Access(OUTSIDE, "read", "application"),
    "application_edition": Access(OUTSIDE, "write", "application"),
    "application_check": Access(OUTSIDE, "read", "application"),
    # Review
    "worklist": Access(REVIEWERS, "read"),
    "dossier": Access(REVIEWERS, "read", "application"),
    "review_step": Access(("officer",), "write", "application"),
    "review_decide": Access(("approver",), "write", "application"),
    "review_check": Access(("officer",), "write", "application"),
    "review_file": Access(REVIEWERS, "read", "application"),
    "post": Access(("officer", "approver", "auditor", "administrator"), "read"),
    "post_mail": Access(("officer", "auditor", "administrator"), "read"),
    "letter_receipt": Access(REVIEWERS, "read", "application"),
    "letter_sent": Access((*OUTSIDE, *REVIEWERS), "read", "application"),
    "registers": Access(("officer",), "write"),
    "registers_tell": Access(("officer",), "write"),
    "committee": Access(REVIEWERS, "read", "call"),
    "committee_seat": Access(("approver",), "write", "call"),
    "committee_minutes": Access(("coordinator",), "write", "call"),
    "minutes_file": Access(REVIEWERS, "read", "call"),
    "committee_judge": Access(("committee", "coordinator"), "write", "application"),
    "ranking": Access((*REVIEWERS, "accountant"), "read", "call"),
    "ranking_inputs": Access(REVIEWERS, "read", "call"),
    "act_prepare": Access(("officer",), "write", "call"),
    "act": Access((*REVIEWERS, "accountant"), "read", "call"),
    "act_adopt": Access(("approver",), "write", "call"),
    "act_file": Access((*REVIEWERS, "accountant"), "read", "call"),
    "award_codes": Access(("officer", "accountant"), "write", "application"),
    "award_letter": Access((*OUTSIDE, *REVIEWERS), "read", "application"),
    # The check of a report, and the payment
    "report_check": Access((*REVIEWERS, "accountant"), "read", "application"),
    "report_step": Access(("officer",), "write", "application"),
    "report_decide": Access(("approver",), "write", "application"),
    "payment_acts": Access(("officer",), "write", "call"),
    "payments": Access(MONEY, "read"),
    "payment_step": Access(("accountant",), "write"),
    "order_file": Access(("accountant", "auditor"), "read"),
    "ledger": Access(MONEY, "read", "call"),
    "ledger_csv": Access(MONEY, "read", "call"),
    "award_ledger": Access(MONEY, "read", "application"),
    "dossier_close": Access(("accountant",), "write", "application"),
    "own_payments": Access(OUTSIDE, "read", "application"),
    "loan": Access((*OUTSIDE, *MONEY), "read", "application"),
    "loan_contract": Access((*OUTSIDE, *MONEY), "read", "application"),
    "loan_step": Access(("officer", "approver", "accountant"), "write", "application"),
    "withholding_certificate": Access((*OUTSIDE, "accountant", "auditor"), "read", "enterprise"),
    "renounce": Access(OUTSIDE, "write", "application"),
    "letter": Access((*OUTSIDE, *REVIEWERS), "read", "application"),
    "supplement": Access(OUTSIDE, "write", "application"),
    "notice": Access(OUTSIDE, "write", "application"),
    # The project under way
    "project": Access(OUTSIDE, "read", "application"),
    "project_calendar": Access(OUTSIDE, "read", "application"),
    "project_progress": Access(OUTSIDE, "write", "application"),
    "project_variation": Access(OUTSIDE, "write", "application"),
    "project_tell": Access(OUTSIDE, "write", "application"),
    "officer_project": Access((*REVIEWERS, "accountant"), "read", "application"),
    "project_step": Access(("officer",), "write", "application"),
    "project_decide": Access(("approver",), "write", "application"),
    # Revocation and recovery
    "revocation": Access((*REVIEWERS, "accountant"), "read", "application"),
    "revocation_start": Access(("officer",), "write", "application"),
    "revocation_drop": Access(("officer",), "write", "application"),
    "revocation_prepare": Access(("officer",), "write", "application"),
    "revocation_parts": Access(("officer",), "ask", "application"),
    "revocation_notice": Access((*OUTSIDE, *REVIEWERS, "accountant"), "read", "application"),
    "revocation_paper": Access((*OUTSIDE, *REVIEWERS, "accountant"), "read", "application"),
    "own_revocation": Access(OUTSIDE, "write", "application"),
    "own_revocation_act": Access(OUTSIDE, "read", "application"),
    "own_recovery_statement": Access(OUTSIDE, "read", "application"),
    # Registers of the State
    "register_files": Access(("officer", "approver", "accountant", "auditor"), "read", "call"),
    "register_rna": Access(("officer", "accountant"), "read", "call"),
    "register_cup": Access(("officer", "accountant"), "read", "call"),
    "register_codes": Access(("officer", "accountant"), "write", "call"),
    # Samples and inspections
    "inspections": Access(("officer", "approver", "auditor"), "read", "call"),
    "sample_announce": Access(("officer",), "write", "call"),
    "sample_draw": Access(("officer",), "write", "call"),
    "inspection_paper": Access((*OUTSIDE, *REVIEWERS, "accountant"), "read", "application"),
    # The end of the keeping
    "disposal": Access(("officer", "approver", "auditor"), "read", "call"),
    "disposal_prepare": Access(("officer",), "write", "call"),
    # The whole dossier as one file
    "dossier_archive": Access(("officer", "approver", "accountant", "auditor"), "read", "application"),
    "own_archive": Access(OUTSIDE, "read", "application"),
    "recoveries": Access(("accountant", "officer", "approver", "auditor"), "read"),
    "recovery_receipts": Access(("accountant",), "write"),
    "recovery_came_in": Access(("accountant",), "write"),
    "recovery": Access(("accountant", "officer", "approver", "auditor"), "read"),
    "recovery_step": Access(("accountant",), "write"),
    "recovery_statement": Access(("accountant", "officer", "approver", "auditor"), "read"),
    # Enterprises
    "acting": Access(OUTSIDE, "write"),
    "enterprises": Access(OUTSIDE, "read"),
    "enterprise_new": Access(OUTSIDE, "write"),
    "enterprise": Access(PEOPLE, "read", "enterprise"),
    "enterprise_change": Access(OUTSIDE, "write", "enterprise"),
    "site": Access(OUTSIDE, "write", "enterprise"),
    "site_close": Access(OUTSIDE, "write", "enterprise"),
    "mandate": Access(("applicant",), "write", "enterprise", level=2),
    "mandate_revoke": Access(OUTSIDE, "write", "enterprise"),
    "mandate_paper": Access(PEOPLE, "read", "enterprise"),
    "undertaking": Access(OUTSIDE, "write", "enterprise"),
    "undertaking_leave": Access(OUTSIDE, "write", "enterprise"),
    "claims": Access(("officer",), "read"),
    "claim_decide": Access(("applicant", "officer"), "write", level=2),
    "claim_paper": Access(("applicant", "officer"), "read"),
    "application_act": Access(OUTSIDE, "write", "application"),
    "application_signed": Access(OUTSIDE, "write", "application"),
    "application_demo_signed": Access(OUTSIDE, "read", "application"),
    "application_submit": Access(OUTSIDE, "write", "application", level=2),
    "application_pdf": Access(OUTSIDE, "read", "application"),
    "application_receipt": Access(OUTSIDE, "read", "application"),
    # The report of expenses
    "report": Access(OUTSIDE, "read", "application"),
    "report_page": Access(OUTSIDE, "write", "application"),
    "report_drop": Access(OUTSIDE, "write", "application"),
    "report_settle": Access(OUTSIDE, "write", "application"),
    "report_file": Access(OUTSIDE, "read", "application"),
    "report_paper": Access(OUTSIDE, "write", "application"),
    "report_draw": Access(OUTSIDE, "write", "application"),
    "report_signed": Access(OUTSIDE, "write", "application"),
    "report_send": Access(OUTSIDE, "write", "application", level=2),
    "report_pdf": Access(OUTSIDE, "read", "application"),
    "report_receipt": Access(OUTSIDE, "read", "application"),
    "application_answer": Access(OUTSIDE, "read", "application"),
    # Whoever holds a ticket can send: it asks for as much as sending does.
    "application_ticket": Access(OUTSIDE, "read", "application", level=2),
    "application_ticket_file": Access(OUTSIDE, "read", "application", level=2),
    "application_ticket_code": Access(OUTSIDE, "read", "application", level=2),
    # Staff
    "staff": Access(("administrator", "auditor"), "read"),
    "staff_add": Access(("administrator",), "write"),
    "staff_end": Access(("administrator",), "write"),
    "jobs": Access(("administrator", "auditor"), "read"),
    "trust": Access(("officer", "auditor", "administrator"), "read"),
    "trust_import": Access(("administrator",), "write"),
    "job_again": Access(("administrator",), "write"),
}

__all__ = ["ACCESS", "EVERYBODY", "OUTSIDE", "PEOPLE", "STAFF", "Access", "Mode", "Object"]
