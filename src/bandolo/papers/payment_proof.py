"""What does a paper prove of a payment: how much, when, by which means, to whom, for what?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import iban as iban_number

from bandolo.papers.invoice_codes import MEANS, Means
from bandolo.papers.invoice_fields import plain_code
from bandolo.papers.paper_problem import PaperProblem, problem
from bandolo.rules.money import read_cents

# Only what is executed has paid anything; "returned" money came back.
State = Literal["executed", "pending", "refused", "returned"]
Source = Literal["statement", "status_report", "csv", "typed"]
LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One movement out of an account, in cents above zero; `means` None where the paper does not say.

    `why` is what a bank that refused it says.
    """

    id: str
    cents: int
    on: date | None
    means: Means | None
    reason: str
    payee: str
    payee_iban: str
    payer_iban: str
    state: State
    source: Source
    where: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """Money that came into an account on a day, in cents above zero; `id` is how the bank names it."""

    id: str
    cents: int
    on: date | None
    reason: str
    payer: str
    payer_iban: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFile:
    """The payments of a file of a bank, and what is odd about it; `refused` says why nothing was read.

    `incoming` is what a statement shows that came in.
    """

    name: str
    kind: str
    payments: tuple[Payment, ...]
    problems: tuple[PaperProblem, ...]
    refused: PaperProblem | None = None
    incoming: tuple[Incoming, ...] = ()


def typed_payment(given: Mapping[str, str], where: str) -> tuple[Payment | None, tuple[PaperProblem, ...]]:
    """A payment that a person typed: `amount` (1250.00), `on` (2026-03-31), `means`, `reason`, ...

    None, with every fault and its place, where one of them is wrong; `payee` and `iban` may be empty.
    """
    faults = tuple(_typed_faults(given, where))
    if faults:
        return None, faults
    payment = Payment(
        id=where,
        cents=read_cents(given["amount"]),
        on=date.fromisoformat(given["on"]),
        means=_means(given),
        reason=given.get("reason", "").strip()[:LONGEST_REASON],
        payee=given.get("payee", "").strip(),
        payee_iban=plain_code(given.get("iban", "")),
        payer_iban="",
        state="executed",
        source="typed",
        where=where,
    )
    return payment, ()


def _typed_faults(given: Mapping[str, str], where: str) -> Iterator[PaperProblem]:
    try:
        if not read_cents(given.get("amount", "")):
            yield problem(
                f"{where}.amount", 0, "un pagamento non è di zero euro", "a payment is not of nothing"
            )
    except ValueError as fault:
        yield problem(f"{where}.amount", 0, "l'importo si scrive in euro, come 1250.00", str(fault))
    try:
        date.fromisoformat(given.get("on", ""))
    except ValueError:
        yield problem(f"{where}.on", 0, "la data si scrive 2026-03-31", "a date is written 2026-03-31")
    if _means(given) is None:
        known = ", ".join(MEANS)
        yield problem(f"{where}.means", 0, f"il mezzo è uno tra {known}", f"the means is one of {known}")
    account = plain_code(given.get("iban", ""))
    if account and not iban_number.is_valid(account):
        yield problem(
            f"{where}.iban", 0, "l'IBAN non è valido: si ricontrolla", "the IBAN is not valid: check it"
        )


def _means(given: Mapping[str, str]) -> Means | None:
    return next((one for one in MEANS if one == given.get("means")), None)
