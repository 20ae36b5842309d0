"""Which real identity provider do the tests of the ways in ask, and which people does it know?"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.test import override_settings
from stdnum.it import codicefiscale

from bandolo.desk.outside.identity import client, providers
from bandolo.server.identity_provider import configuration, desk_file, install, words_of
from tests.desk.people.walk import Door, LogoutDesk

SECRET = "a-secret-of-the-tests-that-is-long-enough"  # noqa: S105 - of a provider that lives as long as a test
BARE = "RSSMRA80A01F205"
ROSSI = BARE + codicefiscale.calc_check_digit(BARE)
# The same signs with letters for digits, as the tax office gives them to the second of two (omocodia).
OMOCODE = "RSSMRA80A01F20R"
TWIN = OMOCODE + codicefiscale.calc_check_digit(OMOCODE)


def person(id: str, claims: Mapping[str, object]) -> dict[str, object]:
    return {"id": id, "label": id, "acr": "https://www.spid.gov.it/SpidL2", "claims": claims}


NAMES = {"given_name": "Mario", "family_name": "Rossi", "email": "mario@example.org"}
PEOPLE = [
    person("spid", {**NAMES, "fiscal_number": f"TINIT-{ROSSI}"}),
    person("bare", {**NAMES, "codice_fiscale": ROSSI.lower()}),
    person("listed", {"name": "Mario", "familyName": "Rossi", "fiscalNumber": [f"TINIT-{ROSSI}"]}),
    person("twin", {**NAMES, "fiscal_number": f"TINIT-{TWIN}"}),
    person("own-name", {**NAMES, "cf": ROSSI}),
    person("wrong", {**NAMES, "fiscal_number": f"TINIT-{BARE}{'A' if ROSSI[-1] != 'A' else 'B'}"}),
    person("german", {**NAMES, "fiscal_number": "TINDE-12345678901"}),
    person("eidas", {**NAMES, "person_identifier": "AT/IT/abc+123/=="}),
    person("nobody", NAMES),
]


@pytest.fixture(scope="session")
def logout_desk() -> Iterator[LogoutDesk]:
    """A server to which the provider says that a session has ended."""
    with LogoutDesk.listening() as desk:
        yield desk


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory, logout_desk: LogoutDesk) -> Iterator[Door]:
    """The running provider; its packages are installed once for each environment."""
    place = install(Path(sys.prefix) / "share" / "bandolo-identity")
    folder = tmp_path_factory.mktemp("identity")
    settings = folder / "provider.json"
    told = configuration(["http://testserver"], 0, SECRET)
    told["clients"][0]["backchannel_logout_uri"] = f"{logout_desk.address}/accesso/via/demo/fine/"  # type: ignore[index]
    settings.write_text(json.dumps(told), encoding="utf-8")
    people = folder / "people.json"
    people.write_text(json.dumps(PEOPLE), encoding="utf-8")
    with subprocess.Popen(words_of(place, settings, people), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        issuer = ""
        for line in process.stdout:
            if line.startswith("Demo identity provider: "):
                issuer = line.split()[-1]
                break
        file = folder / "desk.toml"
        file.write_text(
            desk_file(issuer, SECRET) + '[provider.claims]\nfiscal_code = ["fiscal_number", '
            '"fiscalNumber", "codice_fiscale", "cf"]\n',
            encoding="utf-8",
        )
        yield Door(issuer, file)
        process.terminate()


@pytest.fixture
def door(provider: Door) -> Iterator[Door]:
    """The provider, known to the desk."""
    providers.cache_clear()
    client.cache_clear()
    with override_settings(IDENTITY=str(provider.file)):
        yield provider
    providers.cache_clear()
    client.cache_clear()
