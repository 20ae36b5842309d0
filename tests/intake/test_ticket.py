"""Is a ticket read as it was sealed, by its own key alone, and is nothing else taken for one?"""

import hmac
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.intake.keys import (
    KeysError,
    end_ticket_key,
    make_keys,
    read_ring,
    read_signer,
    rotate_ticket_key,
)
from bandolo.intake.mac import ForgedError, KeyRing, Mac, MalformedError
from bandolo.intake.ticket import (
    Ticket,
    read_order,
    read_submission,
    read_ticket,
    write_act,
    write_revocation,
    write_ticket,
    write_withdrawal,
)
from tests.intake.nodes import OPEN, new_id, new_ticket

NAMES = st.from_regex(r"\A[A-Za-z0-9_-]{1,64}\Z")


@given(st.binary(min_size=1, max_size=64), st.binary(max_size=300))
def test_the_mac_is_hmac_sha_256(key: bytes, text: bytes) -> None:
    assert Mac(key).of(text).decode() == hmac.new(key, text, "sha256").hexdigest()


@given(NAMES, NAMES, st.integers(0, 10**14))
def test_a_ticket_is_read_as_it_was_written(ring: KeyRing, call: str, name: str, requested: int) -> None:
    ticket = Ticket(
        call=call,
        edition=name,
        application=name,
        seal=new_id(),
        enterprise=name,
        undertaking=name,
        requested=requested,
        digest="0f" * 32,
    )
    token = write_ticket(ring, ticket)
    assert read_ticket(ring, f" {token}\n") == ticket
    named, item = read_submission(ring, token.encode())
    assert (named.decode(), item.verb, item.subject, item.requested) == (
        call,
        "submit",
        ticket.seal,
        requested,
    )
    assert token.startswith(f"{item.body}.")


def test_any_changed_sign_is_a_forgery(ring: KeyRing) -> None:
    token = write_ticket(ring, new_ticket()).encode()
    for at in range(len(token)):
        changed = token[:at] + (b"0" if token[at : at + 1] != b"0" else b"1") + token[at + 1 :]
        with pytest.raises((ForgedError, MalformedError)):
            read_submission(ring, changed)


@given(st.binary(max_size=400))
def test_nothing_else_is_a_ticket(ring: KeyRing, token: bytes) -> None:
    with pytest.raises((ForgedError, MalformedError)):
        read_submission(ring, token)


def test_an_order_is_no_ticket_and_a_ticket_no_order(ring: KeyRing) -> None:
    revocation = write_revocation(ring, "demo", new_id(), new_id())
    with pytest.raises(MalformedError):
        read_submission(ring, revocation.encode())
    with pytest.raises(MalformedError):
        read_ticket(ring, revocation)
    with pytest.raises(MalformedError):
        read_order(ring, write_ticket(ring, new_ticket()).encode())


def test_orders_are_read_as_they_were_written(ring: KeyRing) -> None:
    seal, application, act = new_id(), new_id(), new_id()
    for token, verb, subject in (
        (write_revocation(ring, "demo", application, seal), "revoke", seal),
        (write_withdrawal(ring, "demo", application, seal), "withdraw", seal),
        (write_act(ring, "demo", act, OPEN), "act", act),
    ):
        call, item = read_order(ring, token.encode())
        assert (call.decode(), item.verb, item.subject) == ("demo", verb, subject)
        assert item.standing == (OPEN if verb == "act" else None)


def test_what_a_ticket_cannot_say_is_refused() -> None:
    good = new_ticket()
    fields = {name: getattr(good, name) for name in Ticket.__dataclass_fields__}
    for name, value in (
        ("call", "a.b"),
        ("edition", ""),
        ("enterprise", "a" * 65),
        ("seal", "A" * 32),
        ("requested", -1),
        ("digest", "0" * 63),
    ):
        with pytest.raises(ValueError, match="not"):
            Ticket(**{**fields, name: value})
    with pytest.raises(ValueError, match="32 hexadecimal digits"):
        write_act(KeyRing("k", {b"k": b"x" * 32}), "demo", "act", OPEN)


def test_a_ticket_ends_with_its_key(tmp_path: Path) -> None:
    make_keys(tmp_path)
    make_keys(tmp_path)
    old = write_ticket(read_ring(tmp_path), new_ticket())
    assert rotate_ticket_key(tmp_path) == "k2"
    ring = read_ring(tmp_path)
    new = write_ticket(ring, new_ticket())
    assert (read_ticket(ring, old).call, read_ticket(ring, new).call) == ("demo", "demo")
    assert (old.split(".")[1], new.split(".")[1]) == ("k1", "k2")
    end_ticket_key(tmp_path, "k1")
    with pytest.raises(ForgedError):
        read_ticket(read_ring(tmp_path), old)
    for key in ("k2", "k1"):
        with pytest.raises(KeysError, match="rotate first"):
            end_ticket_key(tmp_path, key)


def test_keys_that_others_may_read_or_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="makes keys"):
        read_ring(tmp_path)
    make_keys(tmp_path)
    assert len(read_signer(tmp_path).key) == 16
    tickets = tmp_path / "tickets.json"
    for text in ('{"newest": "k1"}', '{"newest": "k1", "keys": {"k1": "00"}}', "[]", "x"):
        tickets.write_text(text, encoding="utf-8")
        with pytest.raises(KeysError):
            read_ring(tmp_path)
    tickets.chmod(0o644)
    with pytest.raises(KeysError, match="600"):
        read_ring(tmp_path)
