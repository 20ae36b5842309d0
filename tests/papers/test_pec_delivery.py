"""Does a message stand where its notices say, in whatever order they come in?"""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.papers.pec_delivery import DeliveryState, RecipientDelivery, Sent, delivery_of
from bandolo.papers.pec_records import Mail, MailKind, Vouched
from tests.papers.mail_records import AT, LATER, ONE, OTHER

SENT = Sent("nostro@bandi.example", (ONE, OTHER), AT)
KINDS: tuple[MailKind, ...] = ("accepted", "refused", "taken_over", "delivered", "late", "failed", "virus")


def notice(kind: MailKind, *recipients: str, minutes: int = 2, vouched: Vouched = "signature_valid") -> Mail:
    """A notice about the message some minutes after it was sent."""
    at = AT + timedelta(minutes=minutes)
    return Mail(
        kind=kind,
        message_id=f"{kind}.{minutes}",
        sender="",
        subject="",
        at=at,
        refers_to=SENT.message_id,
        recipients=recipients,
        vouched=vouched,
    )


ACCEPTED = notice("accepted", minutes=1)


@pytest.mark.parametrize(
    ("mails", "states"),
    [
        ([], ("sent", "sent")),
        ([ACCEPTED], ("accepted", "accepted")),
        ([ACCEPTED, notice("delivered", ONE)], ("delivered", "accepted")),
        ([ACCEPTED, notice("delivered", ONE), notice("failed", OTHER)], ("delivered", "failed")),
        ([ACCEPTED, notice("late", ONE), notice("delivered", ONE)], ("delivered", "accepted")),
        ([ACCEPTED, notice("late", ONE), notice("failed", ONE)], ("failed", "accepted")),
        ([ACCEPTED, notice("virus", OTHER)], ("accepted", "failed")),
        ([notice("refused")], ("refused", "refused")),
        ([notice("taken_over")], ("sent", "sent")),
        ([notice("delivered")], ("sent", "sent")),
        ([notice("delivered", "altri@pec.example")], ("sent", "sent")),
        ([replace(notice("delivered", ONE), refers_to="altro@bandi.example")], ("sent", "sent")),
    ],
)
def test_states(mails: list[Mail], states: tuple[DeliveryState, ...]) -> None:
    for order in permutations(mails):
        assert tuple(one.state for one in delivery_of(SENT, order).recipients) == states


def test_terms_run_from_the_last_delivery_and_not_before() -> None:
    first, second = notice("delivered", ONE, minutes=2), notice("delivered", OTHER, minutes=50)
    assert delivery_of(SENT, [ACCEPTED, first]).delivered_at is None
    whole = delivery_of(SENT, [ACCEPTED, first, second])
    assert (whole.accepted_at, whole.delivered_at) == (AT + timedelta(minutes=1), AT + timedelta(minutes=50))
    assert whole.recipients == (
        RecipientDelivery(ONE, "delivered", LATER, "", is_proved=True),
        RecipientDelivery(OTHER, "delivered", AT + timedelta(minutes=50), "", is_proved=True),
    )


def test_a_sole_recipient_needs_no_name() -> None:
    alone = SENT._replace(recipients=(ONE,))
    assert delivery_of(alone, [notice("delivered")]).delivered_at == LATER


def test_addresses_are_the_same_in_capitals() -> None:
    loud = SENT._replace(recipients=(ONE.upper(),))
    assert delivery_of(loud, [notice("delivered", ONE)]).delivered_at == LATER


@pytest.mark.parametrize("vouched", ["unsigned", "signature_invalid"])
def test_what_nobody_vouches_for_is_a_doubt(vouched: Vouched) -> None:
    forged = notice("delivered", ONE, vouched=vouched)
    found = delivery_of(SENT, [forged, forged])
    assert (found.recipients[0].state, found.doubts) == ("sent", (forged,))


def test_a_checked_notice_goes_before_an_earlier_one_that_was_not() -> None:
    early = notice("delivered", ONE, minutes=1, vouched="signature_unchecked")
    checked = notice("delivered", ONE, minutes=9)
    assert delivery_of(SENT, [early]).recipients[0].is_proved is False
    found = delivery_of(SENT, [early, checked]).recipients[0]
    assert (found.at, found.is_proved) == (AT + timedelta(minutes=9), True)


def test_why_it_failed() -> None:
    told = replace(notice("failed", ONE), fault="no-dest", explanation="5.1.1 - indirizzo non valido")
    assert delivery_of(SENT, [told]).recipients[0].reason == "5.1.1 - indirizzo non valido"
    assert delivery_of(SENT, [replace(told, explanation="")]).recipients[0].reason == "no-dest"
    assert delivery_of(SENT, [notice("virus", ONE)]).recipients[0].reason == "virus"


def test_a_message_to_nobody_is_never_delivered() -> None:
    assert delivery_of(SENT._replace(recipients=()), [ACCEPTED]).delivered_at is None


some_notice = st.builds(
    lambda kind, to, minutes, vouched: notice(kind, *to, minutes=minutes, vouched=vouched),
    st.sampled_from(KINDS),
    st.lists(st.sampled_from((ONE, OTHER)), max_size=2, unique=True),
    st.integers(0, 5),
    st.sampled_from(("signature_valid", "signature_unchecked", "unsigned", "signature_invalid")),
)


@given(st.lists(some_notice, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(mails: list[Mail], chance: object) -> None:
    mixed = [*mails, *mails[:3]]
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis gives a random.Random
    assert delivery_of(SENT, mixed) == delivery_of(SENT, mails)


@given(st.lists(some_notice, max_size=6), some_notice)
def test_what_is_delivered_stays_delivered(mails: list[Mail], more: Mail) -> None:
    before, after = delivery_of(SENT, mails), delivery_of(SENT, [*mails, more])
    for one, other in zip(before.recipients, after.recipients, strict=True):
        assert one.state != "delivered" or other.state == "delivered"
