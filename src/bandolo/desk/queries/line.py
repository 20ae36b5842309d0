"""What stands in the line of a call: who has come that the desk has not taken in, what became of a seal?

The tables of the intake are the truth; the desk reads them, and only the line writes them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from bandolo.intake.kept import line_of
from bandolo.intake.line import Line

# What was given last and what was taken in last stand at the ends of two indexes, however long those are.
_AHEAD = """
    SELECT line.id, coalesce(taken.last, 0)
    FROM intake.line JOIN desk_call ON desk_call.slug = line.call
    CROSS JOIN LATERAL (
        SELECT number FROM intake.head WHERE head.line = line.id ORDER BY size DESC LIMIT 1
    ) AS given
    CROSS JOIN LATERAL (SELECT max(number) AS last FROM desk_submission WHERE call_id = desk_call.id) AS taken
    WHERE given.number > coalesce(taken.last, 0)"""
_MISSED = """
    SELECT line.id, 0
    FROM intake.line JOIN desk_call ON desk_call.slug = line.call
    CROSS JOIN LATERAL (
        SELECT number FROM intake.head WHERE head.line = line.id ORDER BY size DESC LIMIT 1
    ) AS given
    WHERE given.number > (SELECT count(*) FROM desk_submission WHERE call_id = desk_call.id)"""
_COME = """
    SELECT entry.subject, entry.position, entry.number, entry.at
    FROM intake.entry JOIN desk_seal ON desk_seal.id = entry.subject
    WHERE entry.line = %s AND entry.number > %s
      AND NOT EXISTS (SELECT FROM desk_submission WHERE seal_id = entry.subject)
    ORDER BY entry.number LIMIT %s"""
_LEFT = """
    SELECT entry.subject
    FROM intake.entry JOIN desk_seal ON desk_seal.id = entry.subject
    JOIN desk_application ON desk_application.id = desk_seal.application_id
    WHERE entry.kind = 'withdrawn' AND desk_application.state = 'submitted'"""
_OF_SEALS = """
    SELECT subject, position, number, kind, at
    FROM intake.entry JOIN intake.line ON line.id = entry.line
    WHERE subject = ANY(%s) AND line.call = %s ORDER BY position"""
_LAST = """
    SELECT head.*, key.public FROM intake.head JOIN intake.line ON line.id = head.line
    JOIN intake.key ON key.id = head.key WHERE line.call = %s ORDER BY size DESC LIMIT 1"""
_ACT = """
    SELECT text FROM intake.entry JOIN intake.line ON line.id = entry.line
    WHERE line.call = %s AND kind = 'act' ORDER BY position DESC LIMIT 1"""


class Come(NamedTuple):
    """An entry that was accepted: of which seal, where in the log, which place, when."""

    seal: UUID
    position: int
    number: int
    at: datetime


class Answer(NamedTuple):
    """What the line has answered to a seal: an entry of a kind."""

    seal: UUID
    position: int
    number: int | None
    kind: str
    at: datetime


class Lines(NamedTuple):
    """Where a line stands, with the head that was signed last."""

    line: Line
    head: dict[str, Any] | None


def ahead() -> dict[int, int]:
    """The lines with places after the last that the desk took in: to the id of each, its number."""
    return _lines(_AHEAD)


def missed() -> dict[int, int]:
    """The lines with places that the desk has not taken in, wherever in them; to the id of each, 0.

    Counts what was taken in: for the worker, not for every page.
    """
    return _lines(_MISSED)


def _lines(question: str) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return dict(cursor.fetchall())


def come(line: int, after: int, most: int) -> list[Come]:
    """The places of a line after a number that the desk has not taken in, by number."""
    with connection.cursor() as cursor:
        cursor.execute(_COME, [line, after, most])
        return [Come(*row) for row in cursor.fetchall()]


def left() -> list[UUID]:
    """The seals that were withdrawn in the line, of applications that the desk still calls submitted."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT)
        return [seal for (seal,) in cursor.fetchall()]


def answers_to(seals: Sequence[UUID], call: str) -> list[Answer]:
    """What the line of a call has answered to some seals, in its order."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_SEALS, [list(seals), call])
        return [Answer(*row) for row in cursor.fetchall()]


def come_by(seal: UUID, call: str) -> Come | None:
    """The place of a seal, where it has one."""
    found = [one for one in answers_to([seal], call) if one.kind == "accepted"]
    return Come(seal, found[0].position, found[0].number or 0, found[0].at) if found else None


def line_at(call: str) -> Lines | None:
    """Where the line of a call stands; None where it has none yet."""
    with connection.cursor() as cursor:
        cursor.execute(_ACT, [call])
        act = cursor.fetchone()
        cursor.execute(_LAST, [call])
        row = cursor.fetchone()
        names = [column.name for column in cursor.description]
    head = dict(zip(names, row, strict=True)) if row else None
    return Lines(line_of(call, head, act[0] if act else None), head) if head else None
