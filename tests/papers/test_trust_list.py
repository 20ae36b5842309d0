"""Is a trusted list taken only where its operator signed it, and kept for what it was on its day?"""

from datetime import timedelta

import pytest

from bandolo.papers.test_authority import YEAR, operator
from bandolo.papers.test_authority_list import Listed, list_of_lists, trusted_list
from bandolo.papers.trust_list import ListPlace, TrustError, places_of, trust_of, verified
from tests.papers.made import DAY, LISTED, NOW, PLACE, SINCE, italian_list, lists_of_lists, maker

SIGNERS = [maker().operator.der]
LOTL_SIGNERS = [maker().lotl_operator.der]


def test_the_list_of_the_lists_says_who_may_sign_each() -> None:
    assert places_of(lists_of_lists(), LOTL_SIGNERS) == (ListPlace("IT", PLACE, (maker().operator.der,)),)


def test_a_list_of_lists_signed_by_another_is_refused() -> None:
    with pytest.raises(TrustError, match="does not hold"):
        places_of(lists_of_lists(), SIGNERS)


def test_without_signers_those_of_the_official_journal_are_asked() -> None:
    with pytest.raises(TrustError, match="does not hold"):
        places_of(lists_of_lists())


def test_a_list_is_kept_with_its_digest_and_dates() -> None:
    record = verified(italian_list(), SIGNERS, NOW)
    assert (record.territory, record.sequence, record.issued, record.next_update) == (
        "IT",
        7,
        LISTED,
        LISTED + 180 * DAY,
    )
    assert (len(record.digest), record.left_out, record.verified_on) == (64, (), NOW)
    assert "Gestore elenco IT di prova" in record.signed_by


@pytest.mark.parametrize(
    ("change", "to"), [(b"granted", b"withdrawn"), (b">IT<", b">AT<"), (b"ListIssue", b"Listissue")]
)
def test_a_list_that_was_changed_is_refused(change: bytes, to: bytes) -> None:
    with pytest.raises(TrustError):
        verified(italian_list().replace(change, to), SIGNERS, NOW)


def test_a_list_signed_by_another_is_refused() -> None:
    with pytest.raises(TrustError, match="no operator of the list signed it"):
        verified(italian_list(), LOTL_SIGNERS, NOW)
    with pytest.raises(TrustError, match="none is named"):
        verified(italian_list(), [], NOW)


def test_a_list_of_the_day_to_come_is_refused() -> None:
    with pytest.raises(TrustError, match="is to come"):
        verified(italian_list(), SIGNERS, LISTED - timedelta(seconds=1))


def test_a_list_kept_since_holds_although_its_operator_has_expired() -> None:
    past = operator("Gestore di una volta", NOW - 5 * YEAR, NOW - YEAR)
    services = [Listed(maker().issuing, "CA", "granted", SINCE)]
    then = NOW - 2 * YEAR
    assert verified(trusted_list(services, past, then), [past.der], NOW).issued == then
    with pytest.raises(TrustError, match="not valid after"):
        verified(trusted_list(services, past, NOW - DAY), [past.der], NOW)


def test_a_list_of_lists_kept_since_holds_as_of_its_day() -> None:
    # The certificate runs from three years before now: before that day its signature does not hold.
    assert places_of(list_of_lists(maker(), NOW - 2 * YEAR, []), LOTL_SIGNERS) == ()
    with pytest.raises(TrustError, match="not valid before"):
        places_of(list_of_lists(maker(), NOW - 4 * YEAR, []), LOTL_SIGNERS)


def test_a_list_that_changed_after_it_was_verified_is_not_used() -> None:
    record = verified(italian_list(), SIGNERS, NOW)
    assert trust_of([(record, italian_list())]).lists == (record,)
    with pytest.raises(TrustError, match="has changed since"):
        trust_of([(record, italian_list() + b" ")])


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        (b"", "not XML"),
        (b"<a/>", "not a trusted list"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE is refused"),
        (b'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"/>', "states its territory"),
        (
            italian_list().replace(b"T10:00:00Z</ListIssueDateTime>", b"T10:00:00</ListIssueDateTime>"),
            "has no zone",
        ),
    ],
)
def test_what_is_no_list_is_refused(xml: bytes, why: str) -> None:
    with pytest.raises(TrustError, match=why):
        verified(xml, SIGNERS, NOW)


def test_a_signature_that_covers_another_part_is_refused() -> None:
    # The whole signed list, put into another one: it still verifies, and is not what would be read.
    inner = italian_list().split(b"?>", 1)[1]
    outer = b'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeInformation>'
    outer += b"<TSLSequenceNumber>9</TSLSequenceNumber><SchemeTerritory>IT</SchemeTerritory>"
    outer += b"<ListIssueDateTime>2026-03-01T00:00:00Z</ListIssueDateTime></SchemeInformation>"
    with pytest.raises(TrustError, match="no signature on the whole"):
        verified(outer + inner + b"</TrustServiceStatusList>", SIGNERS, NOW)
