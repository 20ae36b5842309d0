"""How do the tests make the files of a bank?"""

from collections.abc import Sequence
from typing import NamedTuple

from tests.papers.invoices import IBAN, tag

PAYER_IBAN = "IT05V0542811101000000654321"


class Move(NamedTuple):
    """A movement of a statement, as written."""

    amount: str = "1220.00"
    reason: str = "Saldo fatt. 12/2026 del 10/03/2026"
    day: str = "2026-04-02"
    payee: str = "Officina Dati Srl"
    iban: str = IBAN
    sign: str = "DBIT"
    id: str = "E2E-1"
    family: str = "ICDT"
    status: str = "BOOK"
    more: str = ""


def part_xml(move: Move, version: int, amount: str = "") -> str:
    """The details of one transfer, in the names of a version."""
    payee = f"<Pty><Nm>{move.payee}</Nm></Pty>" if version >= 8 else f"<Nm>{move.payee}</Nm>"
    amounts = {
        "": "",
        "new": f'<Amt Ccy="EUR">{move.amount}</Amt>',
        "old": f'<AmtDtls><TxAmt><Amt Ccy="EUR">{move.amount}</Amt></TxAmt></AmtDtls>',
    }
    return (
        f"<TxDtls><Refs><EndToEndId>{move.id}</EndToEndId></Refs>{amounts[amount]}"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{move.family}</Cd></Fmly></Domn></BkTxCd>"
        f"<RltdPties><Cdtr>{payee}</Cdtr><CdtrAcct><Id><IBAN>{move.iban}</IBAN></Id></CdtrAcct></RltdPties>"
        f"<RmtInf>{tag('Ustrd', move.reason)}</RmtInf></TxDtls>"
    )


def entry_xml(move: Move, version: int = 2, parts: str | None = None) -> str:
    """An entry of a statement, with the details of its one transfer, or others."""
    status = f"<Cd>{move.status}</Cd>" if version >= 8 else move.status
    details = part_xml(move, version) if parts is None else parts
    return (
        f'<Ntry><Amt Ccy="EUR">{move.amount}</Amt><CdtDbtInd>{move.sign}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>{move.day}</Dt></BookgDt>{move.more}<NtryDtls>{details}</NtryDtls></Ntry>"
    )


def camt053(entries: Sequence[str], version: int = 2) -> bytes:
    """A statement of some entries."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:'
        f'camt.053.001.{version:02d}"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>{PAYER_IBAN}</IBAN></Id></Acct>'
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def pain002(transfers: str, version: int = 3, root: str = "CstmrPmtStsRpt", status: str = "") -> bytes:
    """A status report of some transfers."""
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version:02d}"><{root}>'
        f"<OrgnlGrpInfAndSts>{tag('GrpSts', status)}</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>{transfers}"
        f"</OrgnlPmtInfAndSts></{root}></Document>"
    ).encode()


def transfer_xml(status: str = "ACSC", amount: str = "1220.00", version: int = 3, id: str = "E2E-1") -> str:
    """A transfer of a status report."""
    new = version >= 10
    payee = "<Pty><Nm>Officina Dati Srl</Nm></Pty>" if new else "<Nm>Officina Dati Srl</Nm>"
    day = "<Dt>2026-04-02</Dt>" if new else "2026-04-02"
    amounts = f'<Amt><InstdAmt Ccy="EUR">{amount}</InstdAmt></Amt>' if amount else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId>{tag('TxSts', status)}<OrgnlTxRef>{amounts}"
        f"<ReqdExctnDt>{day}</ReqdExctnDt><RmtInf><Ustrd>Fatt. 12/2026</Ustrd></RmtInf>"
        f"<DbtrAcct><Id><IBAN>{PAYER_IBAN}</IBAN></Id></DbtrAcct><Cdtr>{payee}</Cdtr>"
        f"<CdtrAcct><Id><IBAN>{IBAN}</IBAN></Id></CdtrAcct></OrgnlTxRef></TxInfAndSts>"
    )
