"""How is a message handed to the provider, and what did it say?"""

import smtplib
import ssl
from typing import Literal, NamedTuple

SECONDS = 60
_FINAL = 500


class SmtpAccount(NamedTuple):
    """Where and as whom messages are handed in; `plain` is for a sink on this machine alone."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Literal["tls", "starttls", "plain"] = "tls"


class Handed(NamedTuple):
    """How handing in went.

    `taken`: the provider has it. `refused`: it will not take it, trying again is of no use. `not_taken`: it
    was not reached or is busy, try again. `unknown`: the line broke after the message was sent; it is sent
    again under the same Message-ID unless a notice of acceptance comes.
    """

    outcome: Literal["taken", "refused", "not_taken", "unknown"]
    answer: str = ""
    refused: tuple[tuple[str, str], ...] = ()


def hand_in(
    account: SmtpAccount, sender: str, recipients: tuple[str, ...], message: bytes, seconds: int = SECONDS
) -> Handed:
    """Hand a message in bytes to the provider; `seconds` is the longest that each step may take."""
    try:
        client = _connected(account, seconds)
    except smtplib.SMTPAuthenticationError as fault:
        return Handed("refused", _said(fault.smtp_code, fault.smtp_error))
    except (OSError, smtplib.SMTPException) as fault:
        return Handed("not_taken", str(fault))
    try:
        return _handed(client, sender, recipients, message)
    finally:
        client.close()


def _connected(account: SmtpAccount, seconds: int) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if account.security == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(account.host, account.port, timeout=seconds, context=context)
    else:
        client = smtplib.SMTP(account.host, account.port, timeout=seconds)
    try:
        if account.security == "starttls":
            client.starttls(context=context)
        if account.user:
            client.login(account.user, account.password)
    except BaseException:
        client.close()
        raise
    return client


def _handed(client: smtplib.SMTP, sender: str, recipients: tuple[str, ...], message: bytes) -> Handed:
    """The dialogue of a message, step by step: only so is it known at which the line broke."""
    refused: list[tuple[str, str]] = []
    try:
        client.ehlo_or_helo_if_needed()
        code, answer = client.mail(sender)
        if not _is_well(code):
            return _turned_down(code, answer, refused)
        for address in recipients:
            code, answer = client.rcpt(address)
            if not _is_well(code):
                refused.append((address, _said(code, answer)))
        if refused:
            # All or none: a letter to several must not stand half sent.
            return _turned_down(code if not _is_well(code) else 550, answer, refused)
    except (OSError, smtplib.SMTPException) as fault:
        return Handed("not_taken", str(fault))
    try:
        code, answer = client.data(message)
    except smtplib.SMTPDataError as fault:
        return _turned_down(fault.smtp_code, fault.smtp_error, refused)
    except (OSError, smtplib.SMTPException) as fault:
        return Handed("unknown", str(fault))
    return Handed("taken", _said(code, answer)) if _is_well(code) else _turned_down(code, answer, refused)


def _is_well(code: int) -> bool:
    return code in (250, 251)


def _turned_down(code: int, answer: bytes | str, refused: list[tuple[str, str]]) -> Handed:
    """A code from 500 is final, one below may pass (RFC 5321, section 4.2.1)."""
    is_final = any(said.startswith("5") for _, said in refused) or code >= _FINAL
    return Handed("refused" if is_final else "not_taken", _said(code, answer), tuple(refused))


def _said(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.split())}"[:500]
