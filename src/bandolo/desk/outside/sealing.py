"""How does a secret stand in the database so that whoever reads a copy of it cannot use it?"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def sealed(secret: str) -> str:
    """The secret, encrypted by a key derived from the desk's."""
    return _box().encrypt(secret.encode()).decode()


def opened(text: str) -> str:
    """The secret that was sealed under the present key or a former one; InvalidToken otherwise."""
    return _box().decrypt(text.encode()).decode()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(one)) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    made = HKDF(SHA256(), length=32, salt=None, info=b"bandolo second factor").derive(secret.encode())
    return urlsafe_b64encode(made)
