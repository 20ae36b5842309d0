"""How do the accounts of a call stand, award by award, entry by entry?"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from bandolo.desk.csv_cells import plain_cell
from bandolo.desk.models import Award, Call, LedgerEntry, Transfer
from bandolo.desk.queries.payments import Account, account_of_call, accounts_of
from bandolo.desk.queries.transfers import reason_of
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import show_cents
from bandolo.rules.rule import Words

KIND_WORDS = {
    "fund": Words(it="dotazione", en="funds"),
    "commitment": Words(it="impegno", en="commitment"),
    "release": Words(it="disimpegno", en="release"),
    "payment": Words(it="pagamento", en="payment"),
    "withholding": Words(it="ritenuta", en="withholding"),
    "recovery": Words(it="recupero", en="recovery"),
    "interest": Words(it="interessi", en="interest"),
}


@dataclass(frozen=True)
class CallAccounts:
    """The accounts of a call: of the whole, of each award, and every entry in order."""

    whole: Account
    awards: Sequence[tuple[Award, Account]]
    entries: Sequence[tuple[LedgerEntry, Words]]


def accounts_of_call(call: Call) -> CallAccounts:
    """The accounts of a call, in four questions however many awards there are."""
    awards = list(
        Award.objects.filter(application__call=call)
        .select_related("application__enterprise")
        .order_by("application__enterprise__name", "id")
    )
    accounts = accounts_of(one.id for one in awards)
    listed = [(one, accounts.get(one.id, Account())) for one in awards]
    return CallAccounts(account_of_call(call), listed, entries_of(LedgerEntry.objects.filter(call=call)))


def entries_of(entries: Iterable[LedgerEntry]) -> list[tuple[LedgerEntry, Words]]:
    """Entries in the order in which they were made, each with what it is."""
    known = LedgerEntry.objects.filter(id__in=[one.id for one in entries])
    listed = known.select_related("award__application__enterprise", "act", "by").order_by("at", "id")
    return [(one, KIND_WORDS[one.kind]) for one in listed]


def entries_csv(entries: Iterable[tuple[LedgerEntry, Words]]) -> str:
    """Entries as a table: a day, a kind, whose, by which act, euro with a point before the cents."""
    rows = [
        [
            day_in_rome(one.at).isoformat(),
            words.it,
            plain_cell(str(one.award.application.enterprise) if one.award else ""),
            plain_cell(one.award.application.enterprise.fiscal_code if one.award else ""),
            plain_cell(one.act.number if one.act else ""),
            show_cents(one.amount_cents),
            plain_cell(one.note),
        ]
        for one, words in entries
    ]
    return _table(["giorno", "movimento", "impresa", "codice fiscale", "atto", "importo", "nota"], rows)


def transfers_csv(transfers: Iterable[Transfer]) -> str:
    """The transfers of an order as the treasury asks them: payee, account, amount, reason, tax withheld."""
    rows = [
        [
            plain_cell(one.payee),
            one.iban,
            show_cents(one.cents),
            plain_cell(reason_of(one)),
            plain_cell(one.payment.award.cup),
            plain_cell(one.payment.act.number if one.payment.act else ""),
            show_cents(_withheld(one)),
            one.end_to_end,
        ]
        for one in transfers
    ]
    head = ["creditore", "IBAN", "importo", "causale", "CUP", "atto", "ritenuta", "id bonifico"]
    return _table(head, rows)


def _withheld(transfer: Transfer) -> int:
    """What is withheld of whom a transfer pays: a member of a group has its own tax."""
    if transfer.is_creditor:
        return 0
    each = {one["name"]: int(one["withholding"]) for one in transfer.payment.members}
    return each.get(transfer.payee, transfer.payment.withholding_cents)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([head, *rows])
    # Spreadsheets take UTF-8 for what it is only with this mark.
    return f"\ufeff{out.getvalue()}"
