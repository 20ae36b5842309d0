"""What does an editor, or a program, need to know of the application files of one call, as a JSON Schema?

What one answer says of another `bandolo assess` tells; no answer is asked for, since any can be missing.
"""

from collections.abc import Iterator

from bandolo.rules.application import CLAIM_KINDS
from bandolo.rules.call import Call
from bandolo.rules.costs import Tree
from bandolo.rules.criteria import VOTE, ByVotes
from bandolo.rules.facts import Fact, RecordKind
from bandolo.rules.schema import DRAFT, Schema, record_schema, shared_schemas, table_schema
from bandolo.rules.so_far import SoFar

APPROVED = ("grant", "premium", "loan")
_CLAIMING = {kind for kinds in CLAIM_KINDS.values() for kind in kinds}
_AMOUNT: Schema = {"$ref": "#/$defs/amount"}
_OF_TYPE: dict[str, Schema] = {
    "yes_no": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0},
    "amount": _AMOUNT,
    "percent": {"$ref": "#/$defs/rate"},
    "date": {"$ref": "#/$defs/day"},
    "instant": {"$ref": "#/$defs/instant"},
    "text": {"type": "string"},
}


def application_schema(call: Call) -> Schema:
    """The schema of an application to a call without problems."""
    own = {fact.id: _fact(fact) for fact in call.facts if not fact.of}
    documents = [document.id for document in call.documents]
    tables: Schema = {
        "call": {"const": call.id},
        "at": {"$ref": "#/$defs/instant"},
        "facts": table_schema(own),
        "approved": _approved(call),
        "attached": {"type": "array", "items": {"enum": documents} if documents else False},
        "so_far": record_schema(SoFar),
        **{kind.id: {"type": "array", "items": _records(call, kind)} for kind in call.records},
    }
    title = f"{call.title.it} / {call.title.en}"
    return {"$schema": DRAFT, "title": title, **table_schema(tables), "$defs": shared_schemas()}


def _records(call: Call, kind: RecordKind) -> Schema:
    """One record of a kind: whose it is must be told, and the cost line of what is claimed."""
    found = {fact.id: _fact(fact) for fact in call.facts if kind.id in fact.of}
    if "line" in found:
        found["line"] |= {"enum": [line.id for line in call.lines if line.flat_rate is None]}
    if kind.id == VOTE:
        found["criterion"] |= {"enum": [one.id for one in call.criteria if isinstance(one.points, ByVotes)]}
    if kind.named_by is not None:
        found["approved"] = _approved(call)
    owners = {one.named_by or "" for one in call.records} & found.keys()
    needed = [*sorted(owners), *(["line"] if kind.id in _CLAIMING else [])]
    return {"title": f"{kind.words.it} / {kind.words.en}", **table_schema(found, needed)}


def _approved(call: Call) -> Schema:
    """The amounts of the award: instruments, regimes, and nodes, which can stand under `lines` too."""
    nodes = dict.fromkeys(Tree(call.lines, call.groups).order, _AMOUNT)
    named = dict.fromkeys((*APPROVED, *(regime.id for regime in call.regimes)), _AMOUNT)
    return table_schema({**named, **nodes, "lines": table_schema(nodes)})


def _fact(fact: Fact) -> Schema:
    return {**_value(fact), "description": " / ".join(_question(fact))}


def _question(fact: Fact) -> Iterator[str]:
    """The question in both languages, and what each choice means."""
    yield from (fact.ask.it, fact.ask.en)
    for name, words in (fact.choices or {}).items():
        yield f"{name}: {words.it}, {words.en}"


def _value(fact: Fact) -> Schema:
    if fact.type not in ("choice", "choices"):
        return dict(_OF_TYPE[fact.type])
    one: Schema = {"type": "string"} if fact.any_choice else {"enum": [*(fact.choices or {})]}
    return one if fact.type == "choice" else {"type": "array", "items": one}
