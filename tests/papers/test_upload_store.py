"""Are uploaded files kept whole, and served so that nothing in them runs?"""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest

from bandolo.papers.upload_kind import Kind
from bandolo.papers.upload_store import is_digest, put, safe_headers

NAME = hashlib.sha256(b"a").hexdigest()


def files(tmp_path: Path) -> list[Path]:
    return sorted(one for one in tmp_path.rglob("*") if one.is_file())


def test_a_file_is_put_whole_for_reading_only(tmp_path: Path) -> None:
    data = b"testo" * 500_000
    for _ in range(2):
        put(tmp_path / "ab" / NAME, BytesIO(data))
    assert [(one.name, one.stat().st_mode & 0o777) for one in files(tmp_path)] == [(NAME, 0o440)]
    assert (tmp_path / "ab" / NAME).read_bytes() == data


class Cut(BytesIO):
    """A file that cannot be read to its end."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError("cut")
        return super().read(min(size or 0, 10))


def test_a_file_cut_short_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cut"):
        put(tmp_path / NAME, Cut(b"a" * 100))
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "is_one"), [(NAME, True), ("../" * 3, False), ("", False), ("A" * 64, False)]
)
def test_a_digest_is_told_from_a_way_elsewhere(text: str, is_one: bool) -> None:
    assert is_digest(text) is is_one


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
