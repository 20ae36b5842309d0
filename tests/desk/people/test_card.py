"""Does the card of a person let in, only by the word of a trusted proxy, and only a card for it?"""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.test import Client, override_settings

from bandolo.desk import clock
from bandolo.desk.models import Entry, Person
from bandolo.desk.outside.certificate import POLICY
from tests.desk.people.conftest import BARE, ROSSI

pytestmark = pytest.mark.django_db

PROXY = "192.0.2.1"
CLIENT_USE = ExtendedKeyUsageOID.CLIENT_AUTH
BROKEN = quote("-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----")


@pytest.fixture(autouse=True)
def by_card() -> Iterator[None]:
    with override_settings(CNS=True, PROXIES=[ip_network(f"{PROXY}/32")]):
        yield


def certificate(
    name: str = f"{ROSSI}/6090000000000001.abcdef=",
    policy: x509.ObjectIdentifier = POLICY,
    use: x509.ObjectIdentifier = CLIENT_USE,
    days: int = 1,
) -> str:
    """A certificate as a proxy hands it over."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.GIVEN_NAME, "MARIO"),
            x509.NameAttribute(NameOID.SURNAME, "ROSSI"),
        ]
    )
    wall = clock.wall()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Regione di prova")]))
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(wall - timedelta(days=9))
        .not_valid_after(wall + timedelta(days=days))
        .add_extension(x509.CertificatePolicies([x509.PolicyInformation(policy, None)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return quote(made.public_bytes(serialization.Encoding.PEM).decode(), safe="")


def show(text: str, verified: str = "SUCCESS", address: str = PROXY) -> tuple[Client, int, str]:
    client = Client(REMOTE_ADDR=address)
    headers = {"x-client-cert": text, "x-client-verify": verified}
    answer = client.post("/accesso/cns/", {"next": "/scrivania/"}, headers=headers)
    return client, answer.status_code, answer.text


def test_the_holder_of_a_card_comes_in_at_the_highest_level() -> None:
    client, status, _ = show(certificate())
    assert status == 302
    assert client.get("/scrivania/").status_code == 200
    person = Person.objects.get()
    assert (person.fiscal_code, str(person)) == (ROSSI, "MARIO ROSSI")
    assert [(one.way, one.level) for one in Entry.objects.all()] == [("cns", 3)]


def test_only_a_trusted_proxy_is_believed() -> None:
    _, status, text = show(certificate(), address="192.0.2.2")
    assert (status, "Nessuna CNS è stata letta" in text) == (403, True)
    with override_settings(PROXIES=[]):
        assert show(certificate())[1] == 403
    assert show(certificate(), verified="FAILED:certificate revoked")[1] == 403
    assert show("")[1] == 403
    with override_settings(CNS=False):
        assert show(certificate())[1] == 404
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("shown", "mend"),
    [
        ({"policy": x509.ObjectIdentifier("1.2.3")}, "non è quello di autenticazione"),
        ({"use": ExtendedKeyUsageOID.EMAIL_PROTECTION}, "non è quello di autenticazione"),
        ({"days": -1}, "scaduto"),
        ({"name": "Mario Rossi"}, "16 segni"),
        ({"name": f"{BARE}{'A' if ROSSI[-1] != 'A' else 'B'}/1"}, "ultima lettera"),
    ],
)
def test_another_certificate_is_refused_with_the_reason(shown: dict[str, object], mend: str) -> None:
    _, status, text = show(certificate(**shown))  # type: ignore[arg-type]
    assert (status, mend in text) == (403, True)


@pytest.mark.parametrize("text", ["x", "%%%", BROKEN])
def test_what_is_no_certificate_is_refused(text: str) -> None:
    assert show(text)[1] == 403
