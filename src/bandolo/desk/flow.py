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
    "lapsed",
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
    "revoke",
]
VERBS: tuple[Verb, ...] = get_args(Verb)

STATE_WORDS: dict[State, Words] = {
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
    "lapsed": Words(it="decaduta", en="lapsed"),
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
    Step("awarded", "revoke", "lapsed", _APPROVER),
)
_TABLE: Mapping[tuple[State, Verb], Step] = {(step.state, step.verb): step for step in STEPS}


def move(state: State, verb: Verb, role: Role) -> Step | Refusal:
    """The step that a role takes with a verb from a state, or the reason why there is none."""
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


def verbs_of(state: State, role: Role) -> tuple[Verb, ...]:
    """What a role can do with an application in a state, its guards apart."""
    return tuple(step.verb for step in STEPS if step.state == state and role in step.who)
