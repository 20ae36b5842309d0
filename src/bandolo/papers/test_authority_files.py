"""Where are the keys of the demo's authority, and of its provider of mail, kept between two starts?"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from bandolo.papers.pec_provider import Provider
from bandolo.papers.test_authority import NO_URL, Authority, Holder, PrivateKey, authority, operator

# A demo lives through the calls of years: what certifies in it is valid in all of them.
SINCE, UNTIL = datetime(2005, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
_PARTS = ("root", "issuing", "tsa", "operator", "lotl_operator")
DOMAIN = "pec.example.org"


def kept_authority(folder: Path) -> Authority:
    """The authority whose keys are in a folder, made there the first time; valid in all years of a demo."""
    if not (folder / f"{_PARTS[-1]}.pem").exists():
        made = authority(SINCE, valid=(SINCE, UNTIL))
        for name in _PARTS:
            _keep(folder / f"{name}.pem", getattr(made, name))
    return Authority(**{name: _kept(folder / f"{name}.pem") for name in _PARTS}, url=NO_URL)


def kept_provider(folder: Path) -> Provider:
    """The provider of certified mail whose key is in a folder, made there the first time."""
    path = folder / "provider.pem"
    if not path.exists():
        _keep(path, operator("Gestore PEC di prova", SINCE, UNTIL))
    held = _kept(path)
    return Provider(DOMAIN, held.key, held.certificate)


def _keep(path: Path, holder: Holder) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = holder.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(key + holder.pem)
    fresh.replace(path)


def _kept(path: Path) -> Holder:
    text = path.read_bytes()
    load: Callable[..., object] = serialization.load_pem_private_key
    key = load(text, None)
    if not isinstance(key, PrivateKey):
        raise TypeError(f"{path}: neither RSA nor an elliptic curve")
    return Holder(x509.load_pem_x509_certificate(text), key)
