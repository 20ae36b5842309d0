"""Whom does an identity provider say it has before it, and how sure is it?

Gateways of SPID, CIE and CNS name the same things differently, with the fiscal code bare or after `TINIT-`
(ETSI EN 319 412-1, 5.1.3). The names looked for are data; `NAMES` are those that a body need not configure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bandolo.desk.codes import PersonCode, person_code
from bandolo.rules.rule import Words

# Of each thing, the claims that may hold it: the first that is there counts.
NAMES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "fiscal_code": (
            "fiscal_number",
            "fiscalNumber",
            "https://attributes.eid.gov.it/fiscal_number",
            "https://attributes.spid.gov.it/fiscalNumber",
            "codice_fiscale",
            "codiceFiscale",
            "fiscal_code",
        ),
        "foreign_code": (
            "person_identifier",
            "PersonIdentifier",
            "https://attributes.eid.gov.it/eidas_person_identifier",
        ),
        "given_name": ("given_name", "name", "https://attributes.spid.gov.it/name"),
        "family_name": ("family_name", "familyName", "https://attributes.spid.gov.it/familyName"),
        "email": ("email", "https://attributes.spid.gov.it/email"),
    }
)
# SPID's levels, which CIE takes too, and the levels of assurance of Reg. (EU) 910/2014, art. 8.
LEVELS: Mapping[str, int] = MappingProxyType(
    {
        "https://www.spid.gov.it/SpidL1": 1,
        "https://www.spid.gov.it/SpidL2": 2,
        "https://www.spid.gov.it/SpidL3": 3,
        "http://eidas.europa.eu/LoA/low": 1,
        "http://eidas.europa.eu/LoA/substantial": 2,
        "http://eidas.europa.eu/LoA/high": 3,
    }
)
_ETSI = re.compile(r"(?:TIN|IDC|PAS|PNO)(?P<country>[A-Z]{2})-(?P<code>.{1,50})")
_EIDAS = re.compile(r"[A-Z]{2}/IT/.{1,50}")


@dataclass(frozen=True)
class Identity:
    """A person as the provider names them; `level` is 1 to 3, the least where the provider does not say."""

    code: str
    is_foreign: bool
    given_name: str
    family_name: str
    email: str
    level: int


def identity_of(
    claims: Mapping[str, object],
    names: Mapping[str, Sequence[str]] = NAMES,
    levels: Mapping[str, int] = LEVELS,
) -> Identity | Words:
    """The person of the claims, or why they name none; `names` and `levels` as the body configures them."""
    stated = _first(claims, names["fiscal_code"])
    code = _code_of(stated, _first(claims, names["foreign_code"]))
    if isinstance(code, Words):
        return code
    return Identity(
        code=code.code,
        is_foreign=code.is_foreign,
        given_name=_first(claims, names["given_name"])[:100],
        family_name=_first(claims, names["family_name"])[:100],
        email=_first(claims, names["email"])[:254],
        # What is not said, or not known, counts as the least.
        level=levels.get(_first(claims, ("acr",)), 1),
    )


def asked_levels(level: int, levels: Mapping[str, int] = LEVELS) -> str:
    """The value of `acr_values` that asks for a level or more, the least first (OpenID Core, 3.1.2.1)."""
    enough = [(one, name) for name, one in levels.items() if one >= level]
    return " ".join(name for _, name in sorted(enough, key=lambda pair: pair[0]))


def _code_of(stated: str, foreign: str) -> PersonCode | Words:
    bare = stated.upper().removeprefix("TINIT-").strip()
    code = person_code(bare)
    if not isinstance(code, Words):
        return PersonCode(code, is_foreign=False)
    etsi = _ETSI.fullmatch(bare)
    if etsi and etsi["country"] != "IT":
        return PersonCode(bare, is_foreign=True)
    if not bare and _EIDAS.fullmatch(foreign.upper()):
        return PersonCode(foreign.upper(), is_foreign=True)
    return Words(
        it="Il gestore dell’identità non ha detto un codice fiscale valido.",
        en="The identity provider did not state a valid fiscal code.",
    )


def _first(claims: Mapping[str, object], names: Sequence[str]) -> str:
    """The text of the first of the claims that is there; of a list of one, its element."""
    for name in names:
        value = claims.get(name)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""
