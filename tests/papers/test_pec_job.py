"""Is a message read apart as it is read here, without the bytes that came with it?"""

from dataclasses import replace
from pathlib import Path

import pytest

from bandolo.papers.bounded import Bounds, Stop
from bandolo.papers.pec_job import Enclosed, read_apart
from bandolo.papers.pec_provider import notices
from bandolo.papers.pec_signature import read_vouched
from bandolo.papers.pec_write import written
from tests.papers.mail_records import LATER, LETTER, provider

MESSAGE = written(LETTER)
MAILS = {"accepted": next(iter(notices(MESSAGE, provider(), LATER))), "ordinary": MESSAGE, "none": b"\x00"}


@pytest.mark.parametrize("what", MAILS)
def test_a_message_is_read_apart_as_here(tmp_path: Path, what: str) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(MAILS[what])
    heard, here = read_apart(path, LATER, []), read_vouched(MAILS[what], LATER, [])
    assert heard.mail == replace(here, original=None)
    if here.original is not None:
        assert (heard.sender, heard.subject, heard.text) == (
            here.original.sender,
            here.original.subject,
            # No database takes a NUL: what comes from the process apart has none.
            here.original.text.replace("\0", ""),
        )
        assert list(heard.files) == [
            Enclosed(one.name, one.type, one.size, one.sha256) for one in here.original.files
        ]


def test_a_reading_that_stops_leaves_the_message_unread(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(MESSAGE)
    heard = read_apart(path, LATER, [], Bounds(seconds=0))
    assert (heard.mail.kind, [one.words for one in heard.mail.problems]) == ("ordinary", [Stop.TIME.words])
