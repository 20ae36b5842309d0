"""Are uploaded files kept whole and unchanged, and served so that nothing in them runs?"""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from bandolo.papers.upload_kind import Kind
from bandolo.papers.upload_store import DamagedError, FolderStore, Store, safe_headers


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return FolderStore(tmp_path / "store")


def files(tmp_path: Path) -> list[Path]:
    return sorted(one for one in (tmp_path / "store").rglob("*") if one.is_file())


def test_a_file_is_kept_once_under_its_digest(store: Store, tmp_path: Path) -> None:
    data = b"testo" * 500_000
    digest = store.keep(BytesIO(data))
    assert (digest, store.keep(BytesIO(data))) == (hashlib.sha256(data).hexdigest(), digest)
    assert [one.name for one in files(tmp_path)] == [digest]
    with store.opened(digest) as kept:
        assert kept.read() == data


def test_a_kept_file_is_for_reading_only(store: Store, tmp_path: Path) -> None:
    store.keep(BytesIO(b"a"))
    assert [one.stat().st_mode & 0o777 for one in files(tmp_path)] == [0o440]


def test_a_file_that_changed_is_not_given(store: Store, tmp_path: Path) -> None:
    digest = store.keep(BytesIO(b"a"))
    (place,) = files(tmp_path)
    place.chmod(0o600)
    place.write_bytes(b"b")
    with pytest.raises(DamagedError, match="has changed"):
        store.opened(digest)


@pytest.mark.parametrize("digest", ["0" * 64, "../" * 3, "", "A" * 64])
def test_a_file_that_is_not_there_is_not_given(store: Store, digest: str) -> None:
    with pytest.raises(KeyError):
        store.opened(digest)


class Cut(BytesIO):
    """A file that cannot be read to its end."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError("cut")
        return super().read(min(size or 0, 10))


def test_a_file_cut_short_leaves_nothing(store: Store, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cut"):
        store.keep(Cut(b"a" * 100))
    assert files(tmp_path) == []


def test_a_file_is_served_as_a_download() -> None:
    headers = safe_headers(Kind.PDF, 'perché "a"\r\nSet-Cookie: b.pdf')
    assert headers["Content-Disposition"] == (
        'attachment; filename="perch_a_Set-Cookie_b.pdf"; '
        "filename*=UTF-8''perch%C3%A9%20%22a%22%0D%0ASet-Cookie%3A%20b.pdf"
    )
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert all("\n" not in value for value in headers.values())


def test_a_name_of_nothing_is_called_file() -> None:
    assert 'filename="file"' in safe_headers(Kind.OTHER, "../..")["Content-Disposition"]
