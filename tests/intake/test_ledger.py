"""Is each minute of fault kept so that nobody can change it, and what does it give back?"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bandolo.intake.head import Signer
from bandolo.intake.ledger import BEGINNING, MINUTE, Minute, Span, extended, faults_within, read_ledger
from bandolo.intake.line import Standing
from bandolo.intake.ticket import write_revocation, write_ticket
from bandolo.intake.watch import append, minute_of, probe, watch, whole_lines
from tests.intake.nodes import Desk

SIGNER = Signer(Ed25519PrivateKey.generate())
START = 10**15 // MINUTE * MINUTE


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger of four minutes, two of them with faults."""
    for at, failed in enumerate((0, 3, 60, 0)):
        append(
            tmp_path / "ledger",
            SIGNER,
            Minute(START + at * MINUTE, 60, failed, 7, ("status: 503",) * (failed > 0)),
        )
    return tmp_path / "ledger"


def test_minutes_are_read_as_they_were_written(ledger: Path) -> None:
    minutes, faults = read_ledger(whole_lines(ledger), SIGNER.public)
    assert faults == []
    assert [(one.start - START, one.failed) for one in minutes] == [
        (0, 0),
        (MINUTE, 3),
        (2 * MINUTE, 60),
        (3 * MINUTE, 0),
    ]


def test_a_line_that_is_changed_left_out_or_moved_is_found(ledger: Path) -> None:
    lines = list(whole_lines(ledger))
    for wrong in (
        [*lines[:1], *lines[2:]],
        [lines[1], lines[0], *lines[2:]],
        [lines[0].replace('"failed":0', '"failed":1'), *lines[1:]],
        ["nonsense\n", *lines[1:]],
    ):
        assert read_ledger(wrong, SIGNER.public)[1] != []
    assert read_ledger(lines, Signer(Ed25519PrivateKey.generate()).public)[1] != []


def test_a_line_cut_short_by_a_crash_is_left_out(ledger: Path) -> None:
    with ledger.open("a", encoding="ascii") as file:
        file.write('{"format":"bando')
    append(ledger, SIGNER, Minute(START + 4 * MINUTE, 60, 0, 7))
    minutes, faults = read_ledger(whole_lines(ledger), SIGNER.public)
    assert (len(minutes), faults) == (5, [])
    assert BEGINNING == "0" * 64


def test_the_time_lost_while_the_window_was_open_is_given_back(ledger: Path) -> None:
    minutes, _ = read_ledger(whole_lines(ledger), SIGNER.public)
    whole = Standing(opens=START, closes=START + 10 * MINUTE, funds=5)
    assert faults_within(minutes, whole) == [Span(START + MINUTE, START + 3 * MINUTE)]
    assert extended(whole, minutes) == Standing(opens=START, closes=START + 12 * MINUTE, funds=5)
    cut = Standing(opens=START + MINUTE + 7, closes=START + 2 * MINUTE + 9)
    assert faults_within(minutes, cut) == [Span(cut.opens, cut.closes)]
    assert faults_within(minutes, Standing(opens=0, closes=START)) == []


def test_it_looks_with_a_ticket_that_never_takes_a_place(desk: Desk, tmp_path: Path) -> None:
    desk.announce()
    ticket = desk.ticket(0)
    desk.order(write_revocation(desk.ring, desk.call, ticket.application, ticket.seal))
    look = probe(desk.node.address, desk.call, write_ticket(desk.ring, ticket))
    assert (look(), look()) == (None, None)
    assert desk.state()["accepted"] == 0
    assert probe(desk.node.address, "nobody", write_ticket(desk.ring, ticket))() == "status: 400"
    assert probe("http://127.0.0.1:9", desk.call, "T1")() == "unreachable: ConnectionRefusedError"
    said = iter([look(), "status: 503"])
    watch(said.__next__, tmp_path / "ledger", SIGNER, ends_after(2).__next__)
    minutes, faults = read_ledger(whole_lines(tmp_path / "ledger"), SIGNER.public)
    assert faults == []
    assert [sum(one.looks for one in minutes), sum(one.failed for one in minutes)] == [2, 1]


def ends_after(looks: int) -> Iterator[bool]:
    """No, so many times; then yes."""
    yield from (False for _ in range(looks))
    yield True


def test_a_minute_tells_its_worst() -> None:
    assert minute_of(START, [(3, None), (9, "x"), (5, "y"), (1, "x")]) == Minute(START, 4, 3, 9, ("x", "y"))
