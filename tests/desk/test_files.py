"""Are files kept once, whole and unchanged, in a folder and in an object store, open or sealed?"""

import json
import socket
import subprocess
import sysconfig
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from pytest_django import Settings

from bandolo.desk.outside.files import at_hand, keep, kept
from bandolo.desk.settings import files_storage
from bandolo.papers.upload_store import DamagedError

CONTENT = b"testo" * 500_000
KEYS = ("11" * 32, "22" * 32)


def place_of(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES = tmp_path / "files"
    return tmp_path / "files"


def test_a_file_is_kept_once_for_reading_only(folder: Path) -> None:
    digest = keep(CONTENT)
    assert (digest, keep(CONTENT)) == (sha256(CONTENT).hexdigest(), digest)
    [place] = [one for one in folder.rglob("*") if one.is_file()]
    assert (place, place.stat().st_mode & 0o777) == (place_of(folder, digest), 0o440)
    assert kept(digest) == CONTENT
    with at_hand(digest) as path:
        assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("digest", ["0" * 64, "../" * 3, "", "A" * 64])
@pytest.mark.usefixtures("folder")
def test_a_file_that_is_not_there_is_not_given(digest: str) -> None:
    with pytest.raises(FileNotFoundError):
        kept(digest)


def test_a_file_that_changed_is_not_given(folder: Path) -> None:
    digest = keep(b"a")
    place_of(folder, digest).chmod(0o600)
    place_of(folder, digest).write_bytes(b"b")
    with pytest.raises(DamagedError, match="has changed"):
        kept(digest)


def test_a_sealed_file_says_nothing_and_opens_under_its_key(folder: Path, settings: Settings) -> None:
    open_one = keep(b"open")
    settings.FILES_KEYS = [KEYS[0]]
    digest = keep(CONTENT)
    at_rest = place_of(folder, digest).read_bytes()
    assert b"testo" not in at_rest
    # A former key opens what it sealed, and what was never sealed is still read.
    settings.FILES_KEYS = [KEYS[1], KEYS[0]]
    assert (kept(digest), kept(open_one)) == (CONTENT, b"open")
    settings.FILES_KEYS = [KEYS[1]]
    with pytest.raises(DamagedError, match="not at hand"):
        kept(digest)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:45],
        lambda data: data[:40],
        lambda data: data[:-1] + bytes((data[-1] ^ 1,)),
        lambda data: data[:40] + data[40 + (1 << 20) + 16 :],
    ],
    ids=["a byte less", "half", "a few bytes", "the head alone", "a bit turned", "a piece less"],
)
def test_a_sealed_file_that_changed_is_not_given(folder: Path, settings: Settings, change: object) -> None:
    settings.FILES_KEYS = [KEYS[0]]
    digest = keep(CONTENT)
    place = place_of(folder, digest)
    at_rest = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(change(at_rest))  # type: ignore[operator]
    with pytest.raises(DamagedError):
        kept(digest)


@pytest.mark.usefixtures("folder")
def test_a_sealed_file_does_not_stand_for_another(folder: Path, settings: Settings) -> None:
    settings.FILES_KEYS = [KEYS[0]]
    one, other = keep(b"one"), keep(b"other")
    place_of(folder, one).chmod(0o600)
    place_of(folder, one).write_bytes(place_of(folder, other).read_bytes())
    with pytest.raises(DamagedError):
        kept(one)


@pytest.mark.parametrize("key", ["", "x", "11" * 31])
@pytest.mark.usefixtures("folder")
def test_a_key_that_is_none_is_refused(key: str, settings: Settings) -> None:
    settings.FILES_KEYS = [key]
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        keep(b"x")


def free_ports(how_many: int) -> list[int]:
    """Ports that nobody listens on; those of the server's other tongue are ten thousand above."""
    found: list[int] = []
    while len(found) < how_many:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
        if port < 55_000 and port not in found:
            found.append(port)
    return found


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[str]:
    """The address of a bucket of a real object store (SeaweedFS), which ends with the test."""
    people = {
        "name": "x",
        "credentials": [{"accessKey": "key", "secretKey": "se/cret"}],
        "actions": ["Admin"],
    }
    (tmp_path / "s3.json").write_text(json.dumps({"identities": [people]}))
    (tmp_path / "data").mkdir()
    names = ("master", "volume", "filer", "s3")
    ports = dict(zip((*names, *(f"{name}.grpc" for name in names)), free_ports(8), strict=True))
    words = [
        str(Path(sysconfig.get_path("scripts")) / "weed"),
        "server",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={tmp_path / 'data'}",
        "-s3",
        f"-s3.config={tmp_path / 's3.json'}",
        "-master.telemetry=false",
        "-master.volumeSizeLimitMB=64",
        "-volume.max=8",
        *(
            f"-{name.replace('.grpc', '')}.port{'.grpc' if 'grpc' in name else ''}={port}"
            for name, port in ports.items()
        ),
    ]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, cwd=tmp_path)
        try:
            _wait_for(ports["s3"], process)
            yield f"http://key:se%2Fcret@127.0.0.1:{ports['s3']}/fascicoli"
        finally:
            # It would take half a minute to end in good order, and keeps nothing.
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        assert process.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            Event().wait(timeout=1 / 10)
        else:
            return
    raise TimeoutError("the object store does not answer")


def test_files_stand_in_an_object_store_as_in_a_folder(bucket: str, settings: Settings) -> None:
    settings.FILES_KEYS = [KEYS[0]]
    settings.STORAGES = {**settings.STORAGES, "files": files_storage(bucket)}
    digest = keep(CONTENT)
    assert keep(CONTENT) == digest
    assert kept(digest) == CONTENT
    with at_hand(digest) as path:
        assert path.stat().st_size == len(CONTENT)
    with pytest.raises(FileNotFoundError):
        kept("0" * 64)
