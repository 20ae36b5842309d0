"""Is each message of the mailbox taken for what it is, and never for more?"""

import hashlib
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bandolo.papers.paper_problem import UnreadableError
from bandolo.papers.pec_daticert import read_certificate
from bandolo.papers.pec_provider import Fate, Provider, notices
from bandolo.papers.pec_read import read_mail
from bandolo.papers.pec_records import MailKind
from bandolo.papers.pec_write import message_id, written
from tests.papers.mail_records import AT, LATER, LETTER, ONE, OTHER, provider

OURS = message_id(LETTER)
BARE = Provider("pec.gestore.example")


def said(fate: Fate, by: Provider = BARE) -> list[bytes]:
    """The notices on the letter of which the first recipient has a fate."""
    return list(notices(written(LETTER), by, LATER, {ONE: fate}))


def without(data: bytes, name: str) -> bytes:
    """A message without one of its headers."""
    head, gap, body = data.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.startswith(name.encode() + b":")]
    return b"\r\n".join(kept) + gap + body


def certificate(kind: str = "avvenuta-consegna", zone: str = "+0200", day: str = "20/04/2026") -> bytes:
    """A daticert.xml as a provider writes it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<postacert tipo="{kind}" errore="nessuno">
  <intestazione>
    <mittente>incentivi@pec.camera.example</mittente>
    <destinatari tipo="certificato">{ONE}</destinatari>
    <destinatari tipo="esterno">altro@esempio.example</destinatari>
    <risposte>incentivi@pec.camera.example</risposte>
    <oggetto>Richiesta è &amp; resta</oggetto>
  </intestazione>
  <dati>
    <gestore-emittente>Gestore di prova S.p.A.</gestore-emittente>
    <data zona="{zone}"><giorno>{day}</giorno><ora>10:17:30</ora></data>
    <identificativo>opec123.20260420101730.1@pec.gestore.example</identificativo>
    <msgid>&lt;{OURS}&gt;</msgid>
    <ricevuta tipo="completa"/>
    <consegna>{ONE}</consegna>
  </dati>
</postacert>""".encode()


def enclosed(headers: dict[str, str], parts: dict[str, bytes]) -> bytes:
    """A message with some headers and files."""
    message = EmailMessage(policy=SMTP)
    for name, value in {"From": "posta-certificata@pec.gestore.example", **headers}.items():
        message[name] = value
    message.set_content("Testo.\n")
    for name, content in parts.items():
        message.add_attachment(content, maintype="application", subtype="xml", filename=name)
    return message.as_bytes()


@pytest.mark.parametrize(
    ("fate", "kind", "fault"),
    [
        ("delivered", "delivered", ""),
        ("failed", "failed", "no-dest"),
        ("late", "late", "altro"),
        ("virus", "virus", "virus"),
    ],
)
@pytest.mark.parametrize("by", ["signed", "unsigned"])
def test_a_notice_with_its_certificate(fate: Fate, kind: MailKind, fault: str, by: str) -> None:
    signer = provider() if by == "signed" else BARE
    accepted, first, second = map(read_mail, said(fate, signer))
    assert (accepted.kind, accepted.refers_to, accepted.recipients, accepted.at) == (
        "accepted",
        OURS,
        (),
        LATER,
    )
    assert (first.kind, first.refers_to, first.recipients, first.at) == (kind, OURS, (ONE,), LATER)
    assert (first.fault, first.provider, first.problems) == (fault, "pec.gestore.example", ())
    assert (second.kind, second.recipients) == ("delivered", (OTHER,))
    assert first.vouched == ("signature_unchecked" if by == "signed" else "unsigned")
    assert first.original is None


def test_a_notice_without_its_certificate_is_read_from_headers_and_text() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = "posta-certificata@pec.gestore.example"
    message["Subject"] = "CONSEGNA: Richiesta"
    message["Date"] = "Mon, 20 Apr 2026 10:17:30 +0200"
    message["X-Ricevuta"] = "avvenuta-consegna"
    message["X-Riferimento-Message-ID"] = f"<{OURS}>"
    message.set_content(
        f'Il giorno 20/04/2026 alle ore 10:17:30 (+0200) il messaggio "Richiesta" proveniente da\n'
        f'"incentivi@pec.camera.example" ed indirizzato a "{ONE}"\nè stato consegnato nella casella.\n'
    )
    mail = read_mail(message.as_bytes())
    assert (mail.kind, mail.refers_to, mail.recipients, mail.at) == ("delivered", OURS, (ONE,), LATER)


def test_the_certificate_counts_where_headers_say_another_thing() -> None:
    data = enclosed(
        {"X-Ricevuta": "avvenuta-consegna", "X-Riferimento-Message-ID": "<altro@esempio.example>"},
        {"daticert.xml": certificate("errore-consegna")},
    )
    mail = read_mail(data)
    assert (mail.kind, mail.refers_to) == ("failed", OURS)
    assert [one.where for one in mail.problems] == ["X-Ricevuta", "X-Riferimento-Message-ID"]


def test_a_notice_about_nothing_says_so() -> None:
    mail = read_mail(enclosed({"X-Ricevuta": "accettazione"}, {}))
    assert (mail.kind, mail.refers_to) == ("accepted", "")
    assert [one.words.en for one in mail.problems] == ["the notice does not say which message it is about"]


def test_certified_mail_gives_the_message_and_its_files() -> None:
    inner = written(LETTER)
    data = enclosed(
        {"X-Trasporto": "posta-certificata", "Subject": "POSTA CERTIFICATA: Richiesta"},
        {"daticert.xml": certificate("posta-certificata"), "postacert.eml": inner},
    )
    mail = read_mail(data)
    assert (mail.kind, mail.refers_to, mail.recipients) == ("message", "", ())
    assert mail.original is not None
    assert (mail.original.message_id, mail.original.sender, mail.original.subject) == (
        OURS,
        LETTER.sender,
        LETTER.subject,
    )
    assert mail.original.text == LETTER.text.replace("\n", "\r\n")
    [file] = mail.original.files
    content = LETTER.files[0].content
    assert (file.name, file.content, file.sha256) == (
        "richiesta.pdf",
        content,
        hashlib.sha256(content).hexdigest(),
    )


@pytest.mark.parametrize("form", ["attached as a file", "attached as a message"])
def test_a_notice_inside_what_somebody_sent_is_no_notice(form: str) -> None:
    forged = said("delivered")[1]
    if form == "attached as a file":
        data = enclosed(
            {"X-Trasporto": "errore", "Subject": "ANOMALIA MESSAGGIO: x"}, {"postacert.eml": forged}
        )
    else:
        outer = EmailMessage(policy=SMTP)
        outer["From"], outer["X-Trasporto"] = "posta-certificata@pec.gestore.example", "errore"
        outer.set_content("Il messaggio non è di posta certificata.\n")
        wrapped = EmailMessage(policy=SMTP)
        wrapped["Subject"] = "CONSEGNA: Richiesta"
        wrapped["X-Ricevuta"] = "avvenuta-consegna"
        wrapped["X-Riferimento-Message-ID"] = f"<{OURS}>"
        wrapped.set_content("Falso.\n")
        outer.add_attachment(wrapped, filename="postacert.eml")
        data = outer.as_bytes()
    mail = read_mail(data)
    assert (mail.kind, mail.refers_to) == ("anomaly", "")
    assert mail.original is not None
    assert mail.original.subject.startswith("CONSEGNA")


def test_an_anomaly_with_a_certificate_stays_an_anomaly() -> None:
    mail = read_mail(enclosed({"X-Trasporto": "errore"}, {"daticert.xml": certificate()}))
    assert (mail.kind, mail.refers_to) == ("anomaly", "")


def test_ordinary_mail_is_kept_apart() -> None:
    mail = read_mail(enclosed({"Subject": "CONSEGNA: sembra una ricevuta"}, {"preventivo.xml": b"<a/>"}))
    assert (mail.kind, mail.refers_to, mail.vouched) == ("ordinary", "", "unsigned")
    assert mail.original is not None
    assert [one.name for one in mail.original.files] == ["preventivo.xml"]


def test_a_certificate() -> None:
    found, problems = read_certificate(certificate())
    assert problems == ()
    assert found.recipients == ((ONE, True), ("altro@esempio.example", False))
    assert (found.subject, found.message_id, found.delivered_to) == ("Richiesta è & resta", OURS, (ONE,))
    assert found.at == LATER


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"zone": ""}, "the date should be written as 05/02/2026, 09:00:00, zone +0100"),
        ({"day": "31/02/2026"}, "there is no such date"),
        ({"day": "2026-04-20"}, "the date should be written as 05/02/2026, 09:00:00, zone +0100"),
        ({"zone": "+9999"}, "there is no such date"),
        ({"day": "01/01/0001"}, "there is no such date"),
    ],
)
def test_a_certificate_with_a_strange_date(change: dict[str, str], problem: str) -> None:
    found, problems = read_certificate(certificate(**change))
    assert (found.at, [one.words.en for one in problems]) == (None, [problem])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<postacert",
        b"<html/>",
        b'<!DOCTYPE postacert [<!ENTITY x SYSTEM "file:///etc/passwd">]><postacert>&x;</postacert>',
        b"<postacert>" + b" " * 2_000_001 + b"</postacert>",
    ],
)
def test_what_is_no_certificate_is_refused_and_the_headers_still_count(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_certificate(data)
    headers = {"X-Ricevuta": "avvenuta-consegna", "X-Riferimento-Message-ID": f"<{OURS}>"}
    mail = read_mail(enclosed(headers, {"daticert.xml": data}))
    assert (mail.kind, mail.refers_to) == ("delivered", OURS)
    assert [one.where for one in mail.problems] == ["daticert.xml"]


def test_a_message_that_is_nested_without_end() -> None:
    data = b""
    for depth in range(3_000):
        data += b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth)
    mail = read_mail(data)
    assert mail.kind == "ordinary"
    assert [one.words.en for one in mail.problems] == ["the message is nested too deeply"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff" * 100,
        b"Subject: =?utf-8?b?/?=\r\nFrom: <>,;\r\nDate: x\r\nContent-Type: text/plain; charset=z\r\n\r\n\xff",
        b"From: =?x-none?q?a?= <a@b.example>\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: application/octet-stream; name*0*=x''%ff; name*1=\"\r\n\r\nx",
        b"Date: Mon, 20 Apr 2026 10:17:30 -0000\r\n\r\n",
    ],
)
def test_broken_mail_is_ordinary_mail(data: bytes) -> None:
    assert read_mail(data).kind == "ordinary"


def test_a_header_keeps_the_words_that_were_meant() -> None:
    mail = read_mail(written(LETTER))
    assert (mail.subject, mail.sender, mail.at, mail.message_id) == (LETTER.subject, LETTER.sender, AT, OURS)


def test_headers_are_needed_for_a_notice() -> None:
    data = without(without(said("delivered")[0], "X-Ricevuta"), "X-Riferimento-Message-ID")
    assert read_mail(data).kind == "accepted"
    bare = without(enclosed({"X-Ricevuta": "accettazione"}, {}), "X-Ricevuta")
    assert read_mail(bare).kind == "ordinary"
