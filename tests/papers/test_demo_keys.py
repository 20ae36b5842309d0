"""Are the keys of the demo the same after a second start, for their owner alone, and does its list hold?"""

from datetime import UTC, datetime
from pathlib import Path

from bandolo.papers.pec_provider import notices
from bandolo.papers.pec_signature import vouched
from bandolo.papers.pec_write import written
from bandolo.papers.test_authority_files import DOMAIN, SINCE, UNTIL, kept_authority, kept_provider
from bandolo.papers.test_authority_list import list_of
from bandolo.papers.trust_list import verified
from tests.papers.mail_records import LATER, LETTER


def test_the_keys_are_made_once_and_readable_by_their_owner_alone(tmp_path: Path) -> None:
    first, second = kept_authority(tmp_path), kept_authority(tmp_path)
    assert first.issuing.der == second.issuing.der
    assert kept_provider(tmp_path).certificate == kept_provider(tmp_path).certificate
    assert {one.stat().st_mode & 0o077 for one in tmp_path.iterdir()} == {0}


def test_its_list_holds_in_all_years_of_a_demo(tmp_path: Path) -> None:
    maker = kept_authority(tmp_path)
    xml = list_of(maker, SINCE, SINCE, (UNTIL - SINCE).days)
    record = verified(xml, [maker.operator.der], datetime(2012, 1, 1, tzinfo=UTC))
    assert record.next_update is not None
    assert record.next_update.year >= 2049


def test_its_provider_signs_what_it_answers(tmp_path: Path) -> None:
    provider = kept_provider(tmp_path)
    notice = next(iter(notices(written(LETTER), provider, LATER)))
    assert provider.domain == DOMAIN
    assert vouched(notice, LATER, []) == "signature_unchecked"
