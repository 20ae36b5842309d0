"""Does a node give each seal one durable place, answer everybody by the same receipt, and refuse the rest?"""

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bandolo.intake.clock import wall_micros
from bandolo.intake.head import read_head
from bandolo.intake.instants import read_micros
from bandolo.intake.keys import make_keys, read_ring
from bandolo.intake.line import Standing
from bandolo.intake.log import receipt_in_log_faults, verify_log
from bandolo.intake.mac import KeyRing
from bandolo.intake.receipt import read_receipt, receipt_faults
from bandolo.intake.send import Answered, AwayError
from bandolo.intake.ticket import write_act, write_revocation, write_ticket, write_withdrawal
from bandolo.rules.windows import Entry as Requested
from bandolo.rules.windows import fold
from tests.intake.nodes import FAR_AWAY, LONG_AGO, Desk, Node, new_id, new_ticket, said, start_node


def log_of(url: str, call: str) -> list[str]:
    """The published log, line by line."""
    with psycopg.connect(url) as connection:
        query = "SELECT text FROM intake.log WHERE call = %s ORDER BY position, part"
        return [text for (text,) in connection.execute(query, (call,))]


def proved(answered: Answered, url: str) -> None:
    """The receipt holds by itself and stands in the log."""
    receipt = read_receipt(answered.body)
    assert receipt_faults(receipt) == []
    log, faults = verify_log(log_of(url, receipt.entry.call), [receipt.entry.position])
    assert faults == []
    assert receipt_in_log_faults(receipt, read_head(receipt.head.text), log) == []


def counts_of(node: Node) -> dict[str, int]:
    """What a node has refused before the line."""
    counts: dict[str, int] = json.loads(node.say("GET", "/health")[1])["counts"]
    return counts


def test_a_ticket_gets_a_place_once_with_a_receipt_that_holds(desk: Desk, shared_url: str) -> None:
    assert desk.announce().status == 200
    tickets = [desk.token() for _ in range(3)]
    first = [desk.submit(one) for one in tickets]
    assert [said(one)["number"] for one in first] == [1, 2, 3]
    assert [one.status for one in first] == [200, 200, 200]
    assert [desk.submit(one) for one in tickets] == first
    for one in first:
        proved(one, shared_url)


def test_the_same_receipt_after_a_restart_and_from_another_node(
    start: Callable[[], Node], ring: KeyRing
) -> None:
    desk = Desk(start(), ring, "demo")
    desk.announce()
    standby = start()
    tokens = [desk.token() for _ in range(20)]
    with ThreadPoolExecutor(10) as pool:
        first = list(pool.map(desk.submit, tokens))
    assert standby.say("POST", "/submit/demo", tokens[0].encode())[0] == 503
    assert desk.node.stop() == 0
    taken_over = Desk(standby, ring, "demo")
    assert [taken_over.submit(token) for token in tokens] == first
    assert said(taken_over.submit(desk.token()))["number"] == 21


def test_before_the_opening_a_signed_refusal_is_kept_once(desk: Desk, shared_url: str) -> None:
    desk.announce(Standing(opens=FAR_AWAY - 1, closes=FAR_AWAY))
    token = desk.token()
    refused = desk.submit(token)
    assert (refused.status, refused.refusal, said(refused)["number"]) == (409, "not_open", None)
    assert desk.submit(token) == refused
    proved(refused, shared_url)
    desk.announce()
    assert desk.submit(token).status == 200


def test_after_the_close_and_at_the_share_of_the_funds_it_refuses(desk: Desk) -> None:
    desk.announce(Standing(opens=LONG_AGO, closes=LONG_AGO + 1))
    assert desk.submit(desk.token()).refusal == "closed"
    desk.announce(Standing(opens=LONG_AGO, closes=FAR_AWAY, funds=100_00, share=Fraction(3, 2)))
    outcomes = [desk.submit(desk.token(75_00)) for _ in range(3)]
    assert [one.refusal for one in outcomes] == [None, None, "closed_early"]
    assert desk.state()["closed_by"] == 2


def test_a_revoked_seal_gets_no_place_and_a_submitted_one_is_not_revoked(desk: Desk) -> None:
    desk.announce()
    revoked, submitted = desk.ticket(), desk.ticket()
    order = write_revocation(desk.ring, desk.call, revoked.application, revoked.seal)
    assert said(desk.order(order))["outcome"] == "revoked"
    assert desk.order(order).status == 200
    assert desk.submit(write_ticket(desk.ring, revoked)).refusal == "seal_revoked"
    place = desk.submit(write_ticket(desk.ring, submitted))
    late = desk.order(write_revocation(desk.ring, desk.call, submitted.application, submitted.seal))
    assert (late.status, late.body) == (409, place.body)


def test_a_withdrawal_leaves_the_number(desk: Desk, shared_url: str) -> None:
    desk.announce()
    ticket = desk.ticket()
    order = write_withdrawal(desk.ring, desk.call, ticket.application, ticket.seal)
    assert (desk.order(order).status, said(desk.order(order))["error"]) == (409, "not_submitted")
    desk.submit(write_ticket(desk.ring, ticket))
    assert said(desk.order(order))["outcome"] == "withdrawn"
    assert said(desk.submit(desk.token()))["number"] == 2
    with psycopg.connect(shared_url) as connection:
        query = """
            SELECT number, application, requested, is_withdrawn FROM intake.submission
            WHERE call = %s ORDER BY number"""
        rows = connection.execute(query, (desk.call,)).fetchall()
    assert rows[0] == (1, ticket.application, ticket.requested, True)
    assert rows[1][3] is False


def test_each_call_has_a_line_of_its_own(desk: Desk) -> None:
    other = replace(desk, call=f"{desk.call}-other")
    desk.announce()
    other.announce()
    token = other.token()
    assert desk.node.say("POST", f"/submit/{desk.call}", token.encode())[0] == 400
    assert said(other.submit(token))["number"] == 1
    assert said(desk.submit(desk.token()))["number"] == 1


def test_what_is_forged_malformed_or_lost_never_reaches_the_line(
    desk: Desk, ring: KeyRing, tmp_path: Path
) -> None:
    desk.announce()
    make_keys(tmp_path)
    forged = write_ticket(read_ring(tmp_path), desk.ticket())
    unknown = write_ticket(ring, new_ticket(call="nobody"))
    before = Counter(counts_of(desk.node))
    act = write_act(desk.ring, desk.call, new_id(), Standing(opens=1, closes=2))
    for method, path, body, status in (
        ("POST", f"/submit/{desk.call}", forged.encode(), 403),
        ("POST", f"/line/{desk.call}", forged.encode(), 403),
        ("POST", f"/submit/{desk.call}", b"x", 400),
        ("POST", f"/submit/{desk.call}", b"", 400),
        ("POST", f"/submit/{desk.call}", b"T1.k1.demo." + b"\xff" * 50, 403),
        ("POST", f"/submit/{desk.call}", act.encode(), 400),
        ("POST", f"/line/{desk.call}", desk.token().encode(), 400),
        ("POST", "/submit/nobody", unknown.encode(), 404),
        ("POST", f"/submit/{desk.call}", b"x" * 20_000, 413),
        ("PUT", f"/submit/{desk.call}", b"x", 405),
        ("GET", "/elsewhere", b"", 404),
        ("POST", "/elsewhere", b"x", 404),
    ):
        assert (path, desk.node.say(method, path, body)[0]) == (path, status)
    assert desk.state()["accepted"] == 0
    assert Counter(counts_of(desk.node)) - before == {"forged": 3, "malformed": 4, "no_line": 1}


def test_a_form_of_a_browser_without_scripts_is_answered_with_a_page(desk: Desk) -> None:
    desk.announce()
    status, page = desk.node.say("POST", f"/submit/{desk.call}", f"ticket={desk.token()}".encode())
    assert (status, b"<dd>1</dd>" in page, b"bandolo-receipt-1" in page) == (200, True, True)
    assert b"Content" not in page
    status, page = desk.node.say("GET", f"/submit/{desk.call}")
    assert (status, b'<form id="form" method="post">' in page) == (200, True)


def test_hundreds_at_once_get_the_numbers_from_one_without_gap(desk: Desk, shared_url: str) -> None:
    desk.announce()
    tokens = [desk.token() for _ in range(300)]
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(desk.submit, tokens + tokens[::3]))
    receipts = [said(one) for one in answers]
    assert sorted(one["number"] for one in receipts[:300]) == list(range(1, 301))
    assert answers[300:] == answers[:300:3]
    by_number = sorted(receipts[:300], key=lambda one: int(one["number"]))
    assert [one["instant"] for one in by_number] == sorted(one["instant"] for one in by_number)
    _, faults = verify_log(log_of(shared_url, desk.call))
    assert faults == []


def test_nothing_that_is_kept_can_be_changed(desk: Desk, shared_url: str) -> None:
    desk.announce()
    desk.submit(desk.token())
    with psycopg.connect(shared_url, autocommit=True) as connection:
        for table in ("line", "entry", "head", "key"):
            named = sql.Identifier("intake", table)
            for statement in ("DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET call = NULL"):
                with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedColumn)):
                    connection.execute(sql.SQL(statement).format(named))


def test_requests_in_pieces_in_one_piece_and_one_after_another(desk: Desk) -> None:
    desk.announce()
    body = desk.token().encode()
    request = b"POST /submit/%s HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n%s" % (
        desk.call.encode(),
        len(body),
        body,
    )
    with socket.create_connection(("127.0.0.1", desk.node.port), timeout=10) as client:
        for at in range(0, len(request), 7):
            client.sendall(request[at : at + 7])
        assert client.recv(4096).startswith(b"HTTP/1.1 200 OK\r\n")
        client.sendall(request)
        assert client.recv(4096).startswith(b"HTTP/1.1 200 OK\r\n")
        client.sendall(b"nonsense\r\n\r\n")
        assert client.recv(4096).startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert client.recv(4096) == b""


def test_a_database_that_is_away_is_told_and_nobody_is_acknowledged(keys: Path, ring: KeyRing) -> None:
    node = start_node("postgresql://nobody@/nowhere?host=/nowhere", keys)
    try:
        desk = Desk(node, ring, "demo")
        status, body = node.say("POST", "/submit/demo", desk.token().encode())
        assert (status, json.loads(body)["error"]) == (503, "away")
        with pytest.raises(AwayError):
            desk.submit(desk.token(), seconds=1)
    finally:
        node.kill()


def test_two_accounts_see_nothing_of_each_other_under_load(desk: Desk) -> None:
    desk.announce()
    tickets = [desk.ticket() for _ in range(200)]
    strange = threading.Event()

    def look(at: int) -> None:
        mine = tickets[at]
        answer = desk.submit(write_ticket(desk.ring, mine)).body.decode()
        others = (one for one in tickets if one is not mine)
        if mine.seal not in answer or any(one.seal in answer or one.application in answer for one in others):
            strange.set()

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(look, [*range(200), *range(200)]))
    assert not strange.is_set()


def test_the_state_tells_the_time_of_the_database(desk: Desk) -> None:
    desk.announce()
    before = wall_micros()
    state = desk.state()
    assert before - 1_000_000 < read_micros(state["now"]) < wall_micros() + 1_000_000
    assert (state["call"], state["accepted"], state["is_suspended"]) == (desk.call, 0, False)


def test_early_closing_stops_at_the_right_entry_whoever_comes_when(desk: Desk, shared_url: str) -> None:
    standing = Standing(opens=LONG_AGO, closes=FAR_AWAY, funds=20_000_00, share=Fraction(3, 2))
    desk.announce(standing)
    tokens = [desk.token(requested) for requested in range(100_00, 1_100_00, 10_00)]
    with ThreadPoolExecutor(16) as pool:
        answers = [said(one) for one in pool.map(desk.submit, tokens)]
    with psycopg.connect(shared_url) as connection:
        query = "SELECT requested FROM intake.submission WHERE call = %s ORDER BY number"
        requested = [cents for (cents,) in connection.execute(query, (desk.call,))]
    folded = fold(
        [Requested(at, cents) for at, cents in enumerate(requested, start=1)], standing.closing_total
    )
    assert (folded.refused, folded.closed_by) == ((), len(requested))
    refused = [one for one in answers if one["outcome"] == "closed_early"]
    assert len(refused) + len(requested) == len(tokens)
    assert {one["entry"].split(".")[6] for one in refused} == {str(len(requested))}
