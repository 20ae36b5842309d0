"""How does the bank's file of outcomes (pain.002) come into the books?"""

from dataclasses import dataclass
from datetime import datetime

from bandolo.desk.actions.record_event import Actor
from bandolo.desk.actions.take_outcome import Told, take_outcome
from bandolo.desk.flow import Refusal
from bandolo.desk.outside.files import keep
from bandolo.desk.outside.invoices import read_bank
from bandolo.desk.queries.transfers import has_order_with
from bandolo.papers.payment_proof import Payment
from bandolo.rules.days import day_in_rome
from bandolo.rules.rule import Words

_REFUSED = "rifiutato dalla banca, che non dice perché"


@dataclass(frozen=True)
class Imported:
    """What a file came to: how many transfers were executed and rejected, which outcomes were not taken."""

    executed: int
    failed: int
    not_taken: tuple[tuple[str, Words], ...]
    refused: Words | None = None


def import_outcomes(name: str, content: bytes, actor: Actor, now: datetime) -> Imported:
    """Keep a file of outcomes and take each of them that is of a transfer of ours; pending ones wait.

    The same file again takes nothing twice: its outcomes are told as recorded already.
    """
    file = read_bank(keep(content), name)
    if file.refused is not None:
        return Imported(0, 0, (), file.refused.words)
    executed = failed = 0
    not_taken: list[tuple[str, Words]] = []
    for one in file.payments:
        if one.state == "pending" or not has_order_with(one.id):
            continue
        outcome = take_outcome(_told(one, now), actor, now)
        if isinstance(outcome, Refusal):
            not_taken.append((f"{one.payee} ({one.id})", outcome.words))
        elif outcome.state == "executed":
            executed += 1
        else:
            failed += 1
    return Imported(executed, failed, tuple(not_taken))


def _told(one: Payment, now: datetime) -> Told:
    if one.state == "executed":
        return Told(one.id, one.on or day_in_rome(now), cents=one.cents)
    return Told(one.id, None, one.why or _REFUSED, one.cents)
