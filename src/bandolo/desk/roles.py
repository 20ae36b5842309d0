"""In which roles do people act, and what are these called?"""

from typing import Literal, get_args

from bandolo.rules.rule import Words

Role = Literal[
    "applicant",
    "consultant",
    "officer",
    "approver",
    "committee",
    "coordinator",
    "accountant",
    "auditor",
    "administrator",
]
ROLES: tuple[Role, ...] = get_args(Role)
# Of the enterprises: whoever represents one, or has its mandate. The others are of the body.
OUTSIDE: tuple[Role, ...] = ("applicant", "consultant")
STAFF: tuple[Role, ...] = tuple(role for role in ROLES if role not in OUTSIDE)

ROLE_WORDS: dict[Role, Words] = {
    "applicant": Words(it="impresa", en="enterprise"),
    "consultant": Words(it="delegato", en="delegate"),
    "officer": Words(it="funzionario istruttore", en="officer"),
    "approver": Words(it="approvatore", en="approver"),
    "committee": Words(it="componente del nucleo", en="committee member"),
    "coordinator": Words(it="coordinatore del nucleo", en="committee coordinator"),
    "accountant": Words(it="ragioneria", en="accountant"),
    "auditor": Words(it="revisore", en="auditor"),
    "administrator": Words(it="amministratore", en="administrator"),
}
