"""Which identity providers does the body use, and what does one of them answer?

A TOML file, named by BANDOLO_IDENTITY, lists them (docs/identity.md). Authlib speaks OpenID Connect: codes
with PKCE (RFC 7636), state, nonce, signature by the provider's keys.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from bandolo.desk.claims import LEVELS, NAMES
from bandolo.rules.rule import Words

# Seconds that a provider has for an answer.
PATIENCE = 10
# OpenID Connect Back-Channel Logout 1.0, 2.4.
BACK_CHANNEL = "http://schemas.openid.net/event/backchannel-logout"
# What a provider may sign with (RFC 7518, 3.1; RFC 8037): with a key of its own that nobody else has. Neither
# `none` nor a secret that the desk has too, whatever its metadata say.
SIGNED_WITH = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
)
_SIGNED_WITH = "id_token_signing_alg_values_supported"
# Whatever a provider, or whoever stands between, can get wrong.
FAULTS = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError)


@dataclass(frozen=True, eq=False)
class Provider:
    """An OpenID Provider: how it is reached, how it names persons and levels. Each is read once."""

    id: str
    name: Words
    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid profile"
    names: Mapping[str, Sequence[str]] = field(default_factory=lambda: NAMES)
    levels: Mapping[str, int] = field(default_factory=lambda: LEVELS)


@cache
def providers() -> Mapping[str, Provider]:
    """The providers of the body by id, in the order of their file; none where no file is named."""
    if not settings.IDENTITY:
        return {}
    path = Path(settings.IDENTITY)
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("provider", [])
    return {one.id: one for one in (_provider(table, path.parent) for table in tables)}


def _provider(table: Mapping[str, Any], folder: Path) -> Provider:
    secret = table.get("client_secret") or (folder / table["client_secret_file"]).read_text("utf-8").strip()
    return Provider(
        id=table["id"],
        name=Words(it=table["name"]["it"], en=table["name"]["en"]),
        issuer=table["issuer"].rstrip("/"),
        client_id=table["client_id"],
        client_secret=secret,
        scope=table.get("scope", "openid profile"),
        names={**NAMES, **{key: tuple(value) for key, value in table.get("claims", {}).items()}},
        levels={**LEVELS, **table.get("levels", {})},
    )


@cache
def client(provider: Provider) -> Any:
    """Authlib's client of a provider, which asks it once for its addresses."""
    return OAuth().register(
        provider.id,
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": provider.scope, "code_challenge_method": "S256", "default_timeout": PATIENCE},
    )


def _metadata(provider: Provider) -> dict[str, Any]:
    """What a provider says of itself, with no way to sign that proves nothing; raises one of FAULTS.

    Authlib reads the same table when it checks a token.
    """
    metadata: dict[str, Any] = client(provider).load_server_metadata()
    named = metadata.get(_SIGNED_WITH) or ["RS256"]
    metadata[_SIGNED_WITH] = [one for one in named if one in SIGNED_WITH]
    return metadata


@dataclass(frozen=True)
class Answer:
    """What a provider said of whoever came back from it, checked; `hint` is what it wants at the logout."""

    claims: Mapping[str, object]
    subject: str
    sid: str
    hint: str


def answer(provider: Provider, request: Any) -> Answer:
    """Exchange the code that a person came back with; raises one of FAULTS.

    The claims are those of the signed token, and beside them those of the provider's endpoint on the same
    subject: the level is only taken from the token.
    """
    app, metadata = client(provider), _metadata(provider)
    token = app.authorize_access_token(request)
    signed = token["userinfo"]
    more = app.userinfo(token=token) if metadata.get("userinfo_endpoint") else {}
    if more and more.get("sub") != signed["sub"]:
        raise ValueError("the endpoint speaks of somebody else")
    claims = {**more, **signed}
    if "acr" not in signed:
        claims.pop("acr", None)
    return Answer(claims, str(signed["sub"]), str(signed.get("sid", "")), str(token["id_token"]))


def ended(provider: Provider, logout_token: str) -> tuple[str, str]:
    """Subject and session that a provider says have ended, either empty; raises one of FAULTS.

    OpenID Connect Back-Channel Logout 1.0, 2.6: signature, issuer, audience, age, event, and no nonce.
    """
    metadata = _metadata(provider)
    keys = KeySet.import_key_set(client(provider).fetch_jwk_set(force=True))
    claims = jwt.decode(logout_token, keys, algorithms=metadata[_SIGNED_WITH]).claims
    expected = jwt.JWTClaimsRegistry(
        leeway=120,
        iss={"essential": True, "value": metadata["issuer"]},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        jti={"essential": True},
    )
    expected.validate(claims)
    if BACK_CHANNEL not in claims.get("events", {}) or "nonce" in claims:
        raise ValueError("not a logout token")
    subject, sid = str(claims.get("sub", "")), str(claims.get("sid", ""))
    if not subject and not sid:
        raise ValueError("a logout token of nobody")
    return subject, sid


def farewell(provider: Provider, hint: str, onward: str) -> str | None:
    """The address at which the provider ends its own session, None where it has none or does not answer."""
    try:
        metadata = client(provider).load_server_metadata()
        if not metadata.get("end_session_endpoint"):
            return None
        made = client(provider).create_logout_url(
            post_logout_redirect_uri=onward, id_token_hint=hint, client_id=provider.client_id
        )
    except FAULTS:
        return None
    return str(made["url"])
