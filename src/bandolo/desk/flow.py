"""What can be done with an application in its state, by whom, and what state does it come to?

One table. Whoever adds a verb adds rows here; `move` is the only reader.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

from bandolo.desk.roles import Role
from bandolo.rules.rule import Words

State = Literal[
    "draft",
    "sealed",
    "submitted",
    "withdrawn",
    "review",
    "supplement",
    "notice",
    "proposed",
    "admissible",
    "refused",
    "awarded",
    "waiting",
    "not_admitted",
    "renounced",
    "reported",
    "report_check",
    "report_supplement",
    "payment_proposed",
    "payable",
    "paid",
    "closed",
    "recovery",
    "lapsed",
    "disposed",
]
STATES: tuple[State, ...] = get_args(State)
Verb = Literal[
    "edit",
    "seal",
    "unseal",
    "submit",
    "withdraw",
    "take",
    "ask_supplement",
    "answer_supplement",
    "lapse_supplement",
    "send_notice",
    "answer_notice",
    "resume",
    "propose",
    "return",
    "approve_admission",
    "approve_refusal",
    "vote",
    "award",
    "put_waiting",
    "not_admit",
    "draw",
    "renounce",
    "record_milestone",
    "ask_progress",
    "answer_progress",
    "ask_variation",
    "propose_variation",
    "decide_variation",
    "edit_report",
    "send_report",
    "take_report",
    "ask_report_supplement",
    "answer_report_supplement",
    "lapse_report_supplement",
    "propose_payment",
    "return_report",
    "approve_payment",
    "recall_payment",
    "pay",
    "pay_stage",
    "fail_payment",
    "close",
    "start_revocation",
    "answer_revocation",
    "drop_revocation",
    "revoke",
    "revoke_part",
    "revoke_paid",
    "recover_all",
    "recover_part",
    "inspect",
    "tell_office",
    "dispose",
    "erase",
]
VERBS: tuple[Verb, ...] = get_args(Verb)

STATE_WORDS: Mapping[str, Words] = {
    "draft": Words(it="in bozza: salvata, non inviata", en="draft: saved, not sent"),
    "sealed": Words(it="chiusa e pronta: non inviata", en="sealed and ready: not sent"),
    "submitted": Words(it="inviata", en="submitted"),
    "withdrawn": Words(it="ritirata", en="withdrawn"),
    "review": Words(it="in istruttoria", en="in review"),
    "supplement": Words(it="in attesa di integrazione", en="waiting for a supplement"),
    "notice": Words(it="preavviso di rigetto inviato", en="notice of refusal sent"),
    "proposed": Words(it="esito proposto, da approvare", en="outcome proposed, to be approved"),
    "admissible": Words(it="ammissibile", en="admissible"),
    "refused": Words(it="non ammissibile", en="not admissible"),
    "awarded": Words(it="ammessa e finanziata", en="awarded"),
    "waiting": Words(it="ammessa, in lista d'attesa", en="on the waiting list"),
    "not_admitted": Words(it="non ammessa", en="not admitted"),
    "renounced": Words(it="rinunciata", en="renounced"),
    "reported": Words(it="rendicontata, da controllare", en="reported, to be checked"),
    "report_check": Words(it="rendicontazione in controllo", en="report being checked"),
    "report_supplement": Words(
        it="in attesa di integrazione della rendicontazione", en="waiting for a supplement of the report"
    ),
    "payment_proposed": Words(
        it="liquidazione proposta, da approvare", en="payment proposed, to be approved"
    ),
    "payable": Words(it="da pagare", en="to be paid"),
    "paid": Words(it="pagata", en="paid"),
    "closed": Words(it="chiusa", en="closed"),
    "recovery": Words(it="revocata, somme da restituire", en="revoked, sums to be returned"),
    "lapsed": Words(it="decaduta", en="lapsed"),
    "disposed": Words(it="dati eliminati", en="data destroyed"),
}


class Step(NamedTuple):
    """From a state, a verb by one of some roles leads to a state; `guard` names what else must hold."""

    state: State
    verb: Verb
    to: State
    who: tuple[Role, ...]
    guard: str | None = None


class Refusal(NamedTuple):
    """A verb that is not allowed, and why."""

    verb: Verb
    words: Words


_ENTERPRISE: tuple[Role, ...] = ("applicant", "consultant")
_OFFICER: tuple[Role, ...] = ("officer",)
_APPROVER: tuple[Role, ...] = ("approver",)
_ACCOUNTANT: tuple[Role, ...] = ("accountant",)
_UNSENT: tuple[State, ...] = ("draft", "withdrawn")
# Until the last payment, and after it. Where nothing is to come back, a revocation ends the dossier or leaves
# it where it is; what is to come back comes back first, of an advance too.
_BEFORE: tuple[State, ...] = ("awarded", "reported", "report_check", "report_supplement")
_PROPOSED: tuple[State, ...] = ("payment_proposed", "payable")
_UNPAID: tuple[State, ...] = (*_BEFORE, *_PROPOSED)
_PAID: tuple[State, ...] = ("paid", "closed")
# Where there is a project to follow.
AFTER_AWARD: tuple[State, ...] = (*_UNPAID, *_PAID, "recovery")

# Nothing more happens to these, but that their data are destroyed at the end of their keeping.
ENDED: tuple[State, ...] = (
    *("withdrawn", "refused", "waiting", "not_admitted", "renounced", "closed", "lapsed"),
)

# From the report that was sent to the last euro.
REPORT_STATES: tuple[State, ...] = (
    *("reported", "report_check", "report_supplement", "payment_proposed", "payable", "paid", "closed"),
)

STEPS: tuple[Step, ...] = (
    Step("draft", "edit", "draft", _ENTERPRISE),
    Step("draft", "seal", "sealed", _ENTERPRISE, "complete"),
    Step("sealed", "unseal", "draft", _ENTERPRISE),
    Step("sealed", "submit", "submitted", _ENTERPRISE, "window_open"),
    Step("draft", "withdraw", "withdrawn", _ENTERPRISE),
    Step("sealed", "withdraw", "withdrawn", _ENTERPRISE),
    Step("submitted", "withdraw", "withdrawn", _ENTERPRISE),
    Step("submitted", "take", "review", _OFFICER),
    Step("review", "ask_supplement", "supplement", _OFFICER),
    Step("supplement", "answer_supplement", "review", _ENTERPRISE, "within_term"),
    Step("supplement", "lapse_supplement", "review", _OFFICER, "term_passed"),
    Step("review", "send_notice", "notice", _OFFICER, "notice_applies"),
    Step("notice", "answer_notice", "review", _ENTERPRISE, "within_term"),
    Step("notice", "resume", "review", _OFFICER, "term_passed"),
    Step("review", "propose", "proposed", _OFFICER),
    Step("proposed", "return", "review", _APPROVER, "other_person"),
    Step("proposed", "approve_admission", "admissible", _APPROVER, "other_person"),
    Step("proposed", "approve_refusal", "refused", _APPROVER, "other_person"),
    Step("admissible", "vote", "admissible", ("committee",), "no_conflict"),
    Step("admissible", "award", "awarded", _APPROVER, "within_funds"),
    Step("admissible", "put_waiting", "waiting", _APPROVER),
    Step("admissible", "not_admit", "not_admitted", _APPROVER),
    Step("refused", "not_admit", "not_admitted", _APPROVER),
    Step("waiting", "draw", "awarded", _APPROVER, "within_funds"),
    Step("awarded", "renounce", "renounced", _ENTERPRISE),
    Step("waiting", "renounce", "renounced", _ENTERPRISE),
    # The project under way
    Step("awarded", "record_milestone", "awarded", _OFFICER),
    Step("awarded", "ask_progress", "awarded", _OFFICER),
    Step("awarded", "answer_progress", "awarded", _ENTERPRISE),
    Step("awarded", "ask_variation", "awarded", _ENTERPRISE, "before_the_cost"),
    Step("awarded", "propose_variation", "awarded", _OFFICER),
    Step("awarded", "decide_variation", "awarded", _APPROVER, "other_person"),
    # The report, its check and the payment
    Step("awarded", "edit_report", "awarded", _ENTERPRISE),
    Step("awarded", "send_report", "reported", _ENTERPRISE, "complete"),
    Step("reported", "take_report", "report_check", _OFFICER),
    Step("report_check", "ask_report_supplement", "report_supplement", _OFFICER),
    Step("report_supplement", "edit_report", "report_supplement", _ENTERPRISE, "within_term"),
    Step("report_supplement", "answer_report_supplement", "report_check", _ENTERPRISE, "within_term"),
    Step("report_supplement", "lapse_report_supplement", "report_check", _OFFICER, "term_passed"),
    Step("report_check", "propose_payment", "payment_proposed", _OFFICER),
    Step("payment_proposed", "return_report", "report_check", _APPROVER),
    Step("payment_proposed", "approve_payment", "payable", _APPROVER, "other_person"),
    Step("payable", "recall_payment", "report_check", _OFFICER),
    Step("payable", "pay", "paid", _ACCOUNTANT, "within_award"),
    Step("payable", "pay_stage", "awarded", _ACCOUNTANT, "within_award"),
    # Before it is executed, a transfer that the bank rejects changes nothing; one that comes back does.
    Step("payable", "fail_payment", "payable", _ACCOUNTANT),
    Step("paid", "fail_payment", "payable", _ACCOUNTANT),
    Step("awarded", "fail_payment", "payable", _ACCOUNTANT),
    Step("paid", "close", "closed", _ACCOUNTANT),
    *(Step(state, "inspect", state, _OFFICER) for state in AFTER_AWARD),
    *(Step(state, "tell_office", state, _ENTERPRISE) for state in _UNPAID),
    # Revocation and recovery: the procedure runs beside the state that it may end
    *(Step(state, "start_revocation", state, _OFFICER) for state in (*_UNPAID, *_PAID)),
    *(Step(state, "answer_revocation", state, _ENTERPRISE, "within_term") for state in (*_UNPAID, *_PAID)),
    *(Step(state, "drop_revocation", state, _OFFICER) for state in (*_UNPAID, *_PAID)),
    *(Step(state, "revoke", "lapsed", _APPROVER, "other_person") for state in (*_UNPAID, *_PAID)),
    *(Step(state, "revoke_part", state, _APPROVER, "other_person") for state in (*_BEFORE, *_PAID)),
    # What was to be paid was worked out from the whole: it is worked out again.
    *(Step(state, "revoke_part", "report_check", _APPROVER, "other_person") for state in _PROPOSED),
    *(Step(state, "revoke_paid", "recovery", _APPROVER, "other_person") for state in (*_UNPAID, *_PAID)),
    Step("recovery", "recover_all", "lapsed", _ACCOUNTANT),
    Step("recovery", "recover_part", "closed", _ACCOUNTANT),
    # The end of the keeping: by an act of disposal; what was never sent also where a person asks
    *(Step(state, "dispose", "disposed", _APPROVER, "keeping_over") for state in ENDED),
    *(Step(state, "erase", "disposed", _OFFICER, "never_sent") for state in _UNSENT),
)
_OF_REPORT: Mapping[Verb, Verb] = {
    "propose": "propose_payment",
    "ask_supplement": "ask_report_supplement",
    "answer_supplement": "answer_report_supplement",
    "lapse_supplement": "lapse_report_supplement",
}
_TABLE: Mapping[tuple[str, Verb], Step] = {(step.state, step.verb): step for step in STEPS}


def move(state: str, verb: Verb, role: Role | None) -> Step | Refusal:
    """The step that a role takes with a verb from a state, or the reason why there is none.

    Whoever acts in no role takes none.
    """
    step = _TABLE.get((state, verb))
    if step is None:
        now = STATE_WORDS[state]
        return Refusal(
            verb,
            Words(it=f"non si può: la domanda è {now.it}", en=f"not possible: the application is {now.en}"),
        )
    if role not in step.who:
        return Refusal(verb, Words(it="spetta a un altro ruolo", en="this belongs to another role"))
    return step


def of_report(state: str, verb: Verb) -> Verb:
    """The verb of a review, or the one that does the same in the check of a report."""
    return _OF_REPORT[verb] if state in ("report_check", "report_supplement") else verb


def verbs_of(state: str, role: Role | None) -> tuple[Verb, ...]:
    """What a role can do with an application in a state, its guards apart."""
    return tuple(step.verb for step in STEPS if step.state == state and role in step.who)
