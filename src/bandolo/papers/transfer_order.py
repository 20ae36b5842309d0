"""Which file orders a bank to make transfers (ISO 20022, pain.001.001.09)?

The file is written by sepaxml and holds to the schema that comes with it, or it is not written at all.
"""

import functools
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from lxml import etree
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from sepaxml import SepaTransfer

from bandolo.rules.days import ROME

SCHEMA = "pain.001.001.09"
# An amount of SEPA has eleven digits before its cents.
MOST_CENTS = 99_999_999_999
LONGEST_ID = 35
LONGEST_REASON = 140
_NAMESPACE = {"p": f"urn:iso:std:iso:20022:tech:xsd:{SCHEMA}"}


@dataclass(frozen=True, slots=True)
class Debtor:
    """Whose account the transfers leave: name as the bank has it, IBAN."""

    name: str
    iban: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: `id` comes back with the bank's answer, cents above zero, the reason for payment."""

    id: str
    name: str
    iban: str
    cents: int
    reason: str


def plain_iban(text: str) -> str:
    """An IBAN as typed, without its spaces; ValueError where its digits do not check (ISO 13616)."""
    try:
        return str(IBAN(text, validate_bban=True))
    except SchwiftyException as fault:
        raise ValueError(str(fault)) from fault


def order_file(
    debtor: Debtor, transfers: tuple[Transfer, ...], execute_on: date, message: str, made_at: datetime
) -> bytes:
    """The file that orders the transfers on a day; `message` names it, at most 35 characters.

    The same arguments give the same bytes. ValueError says every reason why there is no such file.
    """
    if faults := order_faults(debtor, transfers, message):
        raise ValueError("; ".join(faults))
    account = IBAN(debtor.iban)
    config = {"name": debtor.name, "IBAN": str(account), "batch": True, "currency": "EUR"}
    order = SepaTransfer(config | _bank(account), schema=SCHEMA, clean=True)
    for one in transfers:
        order.add_payment(
            {
                "name": one.name,
                "IBAN": str(IBAN(one.iban)),
                "amount": one.cents,
                "execution_date": execute_on,
                "description": one.reason,
                "endtoend_id": one.id,
            }
        )
    root = etree.fromstring(order.export(validate=False))
    # The library names the file by chance and dates it by its own clock.
    for path, text in (
        ("//p:GrpHdr/p:MsgId", message),
        ("//p:GrpHdr/p:CreDtTm", f"{made_at.astimezone(ROME):%Y-%m-%dT%H:%M:%S}"),
        ("//p:PmtInf/p:PmtInfId", message),
    ):
        for node in root.xpath(path, namespaces=_NAMESPACE):
            node.text = text
    written = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    if faults := schema_faults(written):
        raise ValueError("; ".join(faults))
    return written


def order_faults(debtor: Debtor, transfers: tuple[Transfer, ...], message: str) -> list[str]:
    """Everything because of which a bank would not take the order, each with its place."""
    found = []
    if not transfers:
        found.append("an order has at least one transfer")
    if not 0 < len(message) <= LONGEST_ID:
        found.append(f"message: 1 to {LONGEST_ID} characters")
    if not debtor.name.strip():
        found.append("debtor: the name is missing")
    ids = [one.id for one in transfers]
    found += [f"transfer {id}: stands there twice" for id in sorted({id for id in ids if ids.count(id) > 1})]
    for place, iban in (("debtor", debtor.iban), *((f"transfer {one.id}", one.iban) for one in transfers)):
        try:
            plain_iban(iban)
        except ValueError as fault:
            found.append(f"{place}: {fault}")
    for one in transfers:
        if not 0 < one.cents <= MOST_CENTS:
            found.append(f"transfer {one.id}: {one.cents} cents, 1 to {MOST_CENTS} would be right")
        if not 0 < len(one.id) <= LONGEST_ID:
            found.append(f"transfer {one.id}: an id has 1 to {LONGEST_ID} characters")
        if not one.name.strip() or not (one.name + one.reason).isprintable():
            found.append(f"transfer {one.id}: the name of the payee is missing, or a sign cannot be written")
        if not 0 < len(one.reason) <= LONGEST_REASON:
            found.append(f"transfer {one.id}: a reason has 1 to {LONGEST_REASON} characters")
    return found


def schema_faults(written: bytes) -> list[str]:
    """What the schema of ISO 20022 finds wrong in a file, line by line; nothing where it holds."""
    schema = _schema()
    root = etree.fromstring(written)
    if schema.validate(root):
        return []
    return [f"{one.line}: {one.message}" for one in schema.error_log]


def _bank(account: IBAN) -> dict[str, str]:
    """The BIC of the bank, where the register of banks that comes with schwifty has it."""
    return {"BIC": str(account.bic)} if account.bic is not None else {}


@functools.cache
def _schema() -> etree.XMLSchema:
    text = (files("sepaxml") / "schemas" / f"{SCHEMA}.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text))
