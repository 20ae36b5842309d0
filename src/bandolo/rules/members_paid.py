"""What of a payment goes to each member of a group, and what has a member to give back?

An advance falls on the members as the grants awarded do, an interim payment as what each has earned; the
balance brings each to its own final grant. All of it adds up to the payment of the whole to the cent.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from bandolo.rules.costs import split_cut
from bandolo.rules.money import split_pro_rata
from bandolo.rules.payment import PaymentBreakdown
from bandolo.rules.rule import Split


class MemberPaid(NamedTuple):
    """What a member gets of a payment, or has to give back of those before, in cents.

    `breakdown` is where its money goes, in a call that pays each by itself.
    """

    name: str
    amount: int
    to_return: int
    breakdown: PaymentBreakdown | None = None


class MembersAccount(NamedTuple):
    """By name, in cents: the grants awarded, those that the costs accepted come to, what has been paid."""

    awarded: Mapping[str, int]
    earned: Mapping[str, int]
    paid: Mapping[str, int]


def members_paid(
    pays: Literal["advance", "interim", "balance"], cents: int, account: MembersAccount, split: Split
) -> tuple[MemberPaid, ...]:
    """The parts of each in a payment; of the balance `cents` is the final grant of all.

    What each has earned is lowered to that as cuts fall on the members. ValueError for a negative amount.
    """
    if min(cents, *(one for amounts in account for one in amounts.values()), 0) < 0:
        raise ValueError("the amounts of an award and its payments are never negative")
    if pays == "balance":
        final = split_cut(cents, account.earned, split)
        due = {name: part - account.paid.get(name, 0) for name, part in final.items()}
        return tuple(MemberPaid(name, max(0, one), max(0, -one)) for name, one in due.items())
    weights = account.earned if pays == "interim" and any(account.earned.values()) else account.awarded
    parts = split_pro_rata(cents, weights)
    return tuple(MemberPaid(name, parts[name], 0) for name in account.earned)
