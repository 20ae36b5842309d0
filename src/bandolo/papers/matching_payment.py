"""Which invoices does each payment settle: wholly, in part, several at once, less credit notes?

A payment settles what its reason cites; one that cites nothing settles the one invoice whose amount and
supplier fit. Money goes to the oldest invoice first. What is left over is told.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from bandolo.papers.invoice import Invoice
from bandolo.papers.invoice_codes import Means
from bandolo.papers.invoice_fingerprint import plain_number
from bandolo.papers.matching_reason import cited
from bandolo.papers.payment_proof import Payment


class Allocation(NamedTuple):
    """Cents of a payment that go to an invoice, both by their index, and how that was told."""

    payment: int
    invoice: int
    cents: int
    by: Literal["reason", "amount"]


class Settled(NamedTuple):
    """What is paid of an invoice, in cents: `credited` by notes, `beyond` what its supplier was due.

    `on` is the day on which it was paid in full, None while it is not; `cites_number` and `cites_date` tell
    whether the reasons of all its payments do, None without any.
    """

    invoice: int
    due: int
    paid: int
    credited: int
    beyond: int
    is_full: bool
    on: date | None
    means: tuple[Means | None, ...]
    payments: tuple[int, ...]
    cites_number: bool | None
    cites_date: bool | None


class Settlement(NamedTuple):
    """Every invoice with what is paid of it, the allocations, and the cents of payments that fit nothing."""

    settled: tuple[Settled, ...]
    allocations: tuple[Allocation, ...]
    unused: tuple[tuple[int, int], ...]


def settle(invoices: Sequence[Invoice], payments: Sequence[Payment]) -> Settlement:
    """Lay executed payments to invoices, the earliest first.

    Every cent of a payment is either allocated or unused, never both.
    """
    work = _Settling(invoices, payments)
    order = sorted(range(len(payments)), key=lambda at: (payments[at].on or date.max, payments[at].cents, at))
    for at in order:
        if payments[at].state == "executed" and at not in work.returned:
            work.pay(at)
    work.use_credits(range(len(invoices)))
    return Settlement(
        tuple(work.settled(at) for at in range(len(invoices))), tuple(work.allocations), tuple(work.unused)
    )


class _Settling:
    """One settlement under way, in cents; a credit note has nothing due and `credit` to give."""

    def __init__(self, invoices: Sequence[Invoice], payments: Sequence[Payment]) -> None:
        self.invoices, self.payments = invoices, payments
        self.left = [max(one.payable, 0) for one in invoices]
        self.credit = [max(-one.payable, 0) for one in invoices]
        # What the customer owes to the state, and may have paid to the supplier instead.
        self.spare = [max(one.total - one.payable, 0) if not one.is_credit else 0 for one in invoices]
        self.credited = [0] * len(invoices)
        self.beyond = [0] * len(invoices)
        self.allocations: list[Allocation] = []
        self.unused: list[tuple[int, int]] = []
        self.returned = _returned(payments)

    def pay(self, at: int) -> None:
        """Allocate one payment."""
        payment = self.payments[at]
        named = self._named(payment)
        by: Literal["reason", "amount"] = "reason" if named else "amount"
        chosen = named or self._fitting(payment)
        left = payment.cents
        if chosen:
            self._net(chosen, payment)
            for one in chosen:
                left -= self._give(at, one, min(left, self.left[one]), by)
            for one in chosen:
                more = min(left, self.spare[one])
                self.spare[one] -= more
                self.beyond[one] += more
                left -= self._give(at, one, more, by, is_beyond=True)
        if left:
            self.unused.append((at, left))

    def use_credits(self, among: Sequence[int], reason: str = "") -> None:
        """Take credit notes off the invoices that they name, or that the reason names with them."""
        for one in among:
            for note in self._notes_of(one, reason):
                cents = min(self.left[one], self.credit[note])
                self.left[one] -= cents
                self.credit[note] -= cents
                self.credited[one] += cents

    def settled(self, at: int) -> Settled:
        """What became of one invoice."""
        own = [one for one in self.allocations if one.invoice == at]
        used = [self.payments[one.payment] for one in own]
        found = [cited(one.reason, self.invoices[at]) for one in used]
        is_full = self.left[at] == 0 and bool(own or self.credited[at])
        days = [one.on for one in used if one.on is not None]
        return Settled(
            invoice=at,
            due=self.invoices[at].payable,
            paid=sum(one.cents for one in own),
            credited=self.credited[at],
            beyond=self.beyond[at],
            is_full=is_full,
            on=max(days) if is_full and days and len(days) == len(used) else None,
            means=tuple(dict.fromkeys(one.means for one in used)),
            payments=tuple(dict.fromkeys(one.payment for one in own)),
            cites_number=all(one.number for one in found) if found else None,
            cites_date=all(one.date for one in found) if found else None,
        )

    def _open(self) -> list[int]:
        """The invoices of which something is due, the oldest first."""
        due = [at for at, left in enumerate(self.left) if left > 0]
        return sorted(due, key=lambda at: (self.invoices[at].dated or date.max, self.invoices[at].number, at))

    def _named(self, payment: Payment) -> list[int]:
        """The invoices that a reason cites; of several suppliers those of the payee, else of the day."""
        found = {one: cited(payment.reason, self.invoices[one]) for one in self._open()}
        named = [one for one, seen in found.items() if seen.number]
        own = [one for one in named if is_payee(payment, self.invoices[one])] or named
        if len({self.invoices[one].supplier.vat_number for one in own}) > 1:
            own = [one for one in own if found[one].date] or own
        return own

    def _fitting(self, payment: Payment) -> list[int]:
        """The one invoice whose amount and supplier fit; none where there are several."""
        found = [
            at
            for at in self._open()
            if payment.cents in (self.left[at], self.left[at] + self.spare[at])
            and is_payee(payment, self.invoices[at])
        ]
        return found if len(found) == 1 else []

    def _net(self, chosen: Sequence[int], payment: Payment) -> None:
        """Use credit notes first where the payment is just what is left then."""
        notes = {note for one in chosen for note in self._notes_of(one, payment.reason)}
        credit = sum(self.credit[note] for note in notes)
        if credit and payment.cents == sum(self.left[one] for one in chosen) - credit:
            self.use_credits(chosen, payment.reason)

    def _notes_of(self, at: int, reason: str) -> list[int]:
        invoice = self.invoices[at]
        return [
            note
            for note, credit in enumerate(self.credit)
            if credit > 0
            and self.invoices[note].supplier.vat_number == invoice.supplier.vat_number
            and (is_related(self.invoices[note], invoice) or cited(reason, self.invoices[note]).number)
        ]

    def _give(
        self, payment: int, one: int, cents: int, by: Literal["reason", "amount"], *, is_beyond: bool = False
    ) -> int:
        if cents:
            self.allocations.append(Allocation(payment, one, cents, by))
            self.left[one] -= 0 if is_beyond else cents
        return cents


def is_related(note: Invoice, invoice: Invoice) -> bool:
    """Whether a credit note names an invoice as the one that it corrects."""
    return any(
        plain_number(one.number) == plain_number(invoice.number) and one.dated in (None, invoice.dated)
        for one in note.related
    )


def is_payee(payment: Payment, invoice: Invoice) -> bool:
    """Whether the payee is the supplier, as far as is told: by account, else by a word of the name."""
    asked = {term.iban for term in invoice.terms if term.iban}
    if payment.payee_iban and payment.payee_iban in asked:
        return True
    told = _name_words(payment.payee or payment.reason)
    return bool(told & _name_words(invoice.supplier.name))


# What names of enterprises share.
_FORMS = frozenset(
    (
        "SRL",
        "SPA",
        "SNC",
        "SAS",
        "SRLS",
        "SCARL",
        "COOP",
        "SOCIETA",
        "DITTA",
        "STUDIO",
        "DI",
        "DEL",
        "DELLA",
        "E",
    )
)
_SHORTEST_WORD = 3


def _name_words(name: str) -> frozenset[str]:
    plain = name.upper().replace(".", "")
    words = "".join(sign if sign.isalnum() else " " for sign in plain).split()
    return frozenset(word for word in words if len(word) >= _SHORTEST_WORD and word not in _FORMS)


def _returned(payments: Sequence[Payment]) -> frozenset[int]:
    """The payments whose money came back: for each return, the last of its amount and id before it."""
    gone: set[int] = set()
    for back in payments:
        if back.state != "returned":
            continue
        same = [
            at
            for at, one in enumerate(payments)
            if one.state == "executed"
            and at not in gone
            and one.cents == back.cents
            and (one.id == back.id or not back.id)
            and (one.on or date.min) <= (back.on or date.max)
        ]
        gone.update(sorted(same, key=lambda at: (payments[at].on or date.min, at))[-1:])
    return frozenset(gone)
