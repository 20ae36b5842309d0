"""Does each payment settle the invoices that it is for, to the cent?"""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bandolo.papers.invoice import Invoice
from bandolo.papers.invoice_codes import Means
from bandolo.papers.matching_payment import Settled, is_payee, settle
from bandolo.papers.matching_reason import Cited, cited
from bandolo.papers.payment_proof import Payment, State, typed_payment
from tests.papers.invoices import (
    IBAN,
    OTHER_SUPPLIER,
    Row,
    Sum,
    body_xml,
    header_xml,
    held_xml,
    invoice_of,
    payment_xml,
)

RELATED = "<DatiFattureCollegate><IdDocumento>{}</IdDocumento></DatiFattureCollegate>"
BOTH = "Saldo fatt. FT 12/2026 del 10/03/2026"


def invoice(
    number: str = "FT 12/2026", net: str = "1000.00", day: str = "2026-03-10", **more: str
) -> Invoice:
    """An invoice without VAT, so that its amount is what is due."""
    rows, sums = [Row(total=net, rate="0.00", nature="N2.2")], [Sum(net, "0.00", "0.00", "N2.2")]
    supplier = more.pop("supplier", "")
    header = header_xml(supplier) if supplier else None
    return invoice_of(
        body_xml(number=number, day=day, rows=rows, sums=sums, total=net, **more), header=header
    )


def payment(
    cents: int = 100000,
    reason: str = BOTH,
    day: int = 2,
    *,
    means: Means | None = "transfer",
    payee: str = "",
    payee_iban: str = "",
    state: State = "executed",
    id_: str = "",
) -> Payment:
    """A payment of April 2026."""
    return Payment(
        id=id_,
        cents=cents,
        on=date(2026, 4, day),
        means=means,
        reason=reason,
        payee=payee,
        payee_iban=payee_iban,
        payer_iban="",
        state=state,
        source="statement",
        where="",
    )


def told(invoices: Sequence[Invoice], payments: Sequence[Payment]) -> list[tuple[int, bool, date | None]]:
    """Of each invoice: what is paid, whether wholly, and when."""
    return [(one.paid, one.is_full, one.on) for one in settle(invoices, payments).settled]


def test_one_payment_settles_one_invoice() -> None:
    found = settle([invoice()], [payment()])
    assert found.settled == (
        Settled(0, 100000, 100000, 0, 0, True, date(2026, 4, 2), ("transfer",), (0,), True, True),
    )
    assert (found.unused, [one.by for one in found.allocations]) == ((), ["reason"])


def test_nothing_paid() -> None:
    found = settle([invoice()], [])
    assert found.settled == (Settled(0, 100000, 0, 0, 0, False, None, (), (), None, None),)


def test_parts_add_up_and_the_last_one_tells_the_day() -> None:
    parts = [payment(60000, day=9), payment(30000, day=5)]
    assert told([invoice()], parts) == [(90000, False, None)]
    assert told([invoice()], [*parts, payment(10000, day=7)]) == [(100000, True, date(2026, 4, 9))]


def test_one_transfer_for_several_invoices_goes_to_the_oldest_first() -> None:
    old, new = invoice("11", day="2026-03-01"), invoice("12", "500.00")
    reason = "Fatture 11, 12 e 13"
    assert told([new, old], [payment(150000, reason)]) == [
        (50000, True, date(2026, 4, 2)),
        (100000, True, date(2026, 4, 2)),
    ]
    assert [one[:2] for one in told([new, old], [payment(120000, reason)])] == [
        (20000, False),
        (100000, True),
    ]


def test_what_is_over_fits_nothing() -> None:
    found = settle([invoice()], [payment(100001)])
    assert ([one.paid for one in found.settled], found.unused) == ([100000], ((0, 1),))
    assert settle([invoice()], [payment(reason="Affitto aprile")]).unused == ((0, 100000),)


def test_a_credit_note_is_taken_off() -> None:
    note = invoice("NC 3", "200.00", kind="TD04", general=RELATED.format("FT 12/2026"))
    found = settle([invoice(), note], [payment(80000)])
    assert [(one.paid, one.credited, one.is_full, one.on) for one in found.settled] == [
        (80000, 20000, True, date(2026, 4, 2)),
        (0, 0, False, None),
    ]
    # Also where it came after the payment, or is only named with the invoice in the reason.
    assert [one.is_full for one in settle([note, invoice()], [payment(70000), payment(10000)]).settled] == [
        False,
        True,
    ]
    alone = invoice("NC 3", "200.00", kind="TD04")
    assert [one.is_full for one in settle([invoice(), alone], [payment(80000)]).settled] == [False, False]
    assert [
        one.is_full for one in settle([invoice(), alone], [payment(80000, f"{BOTH} meno NC 3")]).settled
    ] == [True, False]


def test_a_credit_note_of_somebody_else_is_left_alone() -> None:
    note = invoice(
        "NC 3", "200.00", kind="TD04", general=RELATED.format("FT 12/2026"), supplier=OTHER_SUPPLIER
    )
    assert [one.is_full for one in settle([invoice(), note], [payment(80000)]).settled] == [False, False]


def test_an_invoice_that_a_credit_note_takes_back_whole_needs_no_payment() -> None:
    note = invoice("NC 3", kind="TD04", general=RELATED.format("12/2026") + RELATED.format("FT12/2026"))
    found = settle([invoice(), note], [])
    assert [(one.credited, one.is_full, one.on) for one in found.settled] == [
        (100000, True, None),
        (0, False, None),
    ]


@pytest.mark.parametrize(
    ("body", "cents", "beyond", "is_full"),
    [
        # Withholding tax: the supplier gets 1,020 of 1,220; who paid 1,220 paid the state's part to it.
        (body_xml(held=held_xml()), 102000, 0, True),
        (body_xml(held=held_xml()), 122000, 20000, True),
        (body_xml(held=held_xml()), 101999, 0, False),
        # Split payment: the supplier gets 1,000.
        (body_xml(sums=[Sum(due="S")]), 100000, 0, True),
        (body_xml(sums=[Sum(due="S")]), 122000, 22000, True),
    ],
)
def test_what_the_state_is_owed_is_not_the_suppliers(
    body: str, cents: int, beyond: int, is_full: bool
) -> None:
    found = settle([invoice_of(body)], [payment(cents)])
    (one,) = found.settled
    assert (one.paid, one.beyond, one.is_full, found.unused) == (cents, beyond, is_full, ())


def test_an_amount_and_a_payee_stand_in_for_a_reason() -> None:
    invoices = [invoice(payment=payment_xml("1000.00"))]
    for named in (payment(reason="", payee="OFFICINA DATI S.R.L."), payment(reason="", payee_iban=IBAN)):
        found = settle(invoices, [named])
        assert [(one.is_full, one.cites_number) for one in found.settled] == [(True, False)]
        assert [one.by for one in found.allocations] == ["amount"]
    assert settle(invoices, [payment(reason="", payee="Forno Vecchio Srl")]).allocations == ()
    assert settle(invoices, [payment(99999, "", payee="Officina Dati")]).allocations == ()
    # Two alike: nobody can tell.
    assert settle([*invoices, invoice("13")], [payment(reason="", payee="Officina Dati")]).allocations == ()
    held = invoice_of(body_xml(held=held_xml()))
    assert settle([held], [payment(122000, "", payee="Officina Dati")]).settled[0].beyond == 20000


def test_one_number_of_two_suppliers_is_told_apart() -> None:
    ours, theirs = invoice("12"), invoice("12", day="2026-03-11", supplier=OTHER_SUPPLIER)
    found = settle([theirs, ours], [payment(reason="Fattura 12 del 10/03/2026")])
    assert [one.paid for one in found.settled] == [0, 100000]
    # Both suppliers bear one name here, so the account tells.
    own = invoice("12", payment=payment_xml("1000.00"))
    found = settle([theirs, own], [payment(reason="Fattura 12", payee_iban=IBAN)])
    assert [one.paid for one in found.settled] == [0, 100000]


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_what_is_not_executed_pays_nothing(state: State) -> None:
    found = settle([invoice()], [payment(state=state)])
    assert ([one.paid for one in found.settled], found.unused) == ([0], ())


def test_money_that_comes_back_has_paid_nothing() -> None:
    back = payment(day=5, state="returned", id_="A")
    assert told([invoice()], [payment(id_="A"), back]) == [(0, False, None)]
    assert told([invoice()], [payment(id_="B"), back]) == [(100000, True, date(2026, 4, 2))]
    assert told([invoice()], [payment(id_="A", day=9), back]) == [(100000, True, date(2026, 4, 9))]
    again = payment(id_="A", day=9)
    assert told([invoice()], [payment(id_="A"), back, again]) == [(100000, True, date(2026, 4, 9))]


def test_means_are_kept_apart() -> None:
    halves = [payment(50000), payment(50000, means="cash"), payment(1, "Altro")]
    assert settle([invoice()], halves).settled[0].means == ("transfer", "cash")


@pytest.mark.parametrize(
    ("reason", "number", "seen"),
    [
        ("Saldo fatt. 12 del 10.03.26", "FT 12/2026", Cited(True, True)),
        ("FT 0012/2026 - 10 marzo 2026", "FT 12/2026", Cited(True, True)),
        ("ft12/2026 2026-03-10", "FT 12/2026", Cited(True, True)),
        ("Fattura n. 12/2026", "FT 12/2026", Cited(True, False)),
        ("PAGAMENTO FATTURE NN. 11, 12 E 13", "12", Cited(True, False)),
        ("Invoice 000012", "12", Cited(True, False)),
        ("ft 12/A", "12/A", Cited(True, False)),
        ("IT000123456", "IT000123456", Cited(True, False)),
        ("parcella 12 del 11/03/2026", "12", Cited(True, False)),
        ("nota AB", "AB", Cited(True, False)),
        # Not this one.
        ("Fattura 13 del 12/03/2026", "12", Cited(False, False)),
        ("Fattura 112", "12", Cited(False, False)),
        ("Fattura 12/2025", "FT 12/2026", Cited(False, False)),
        ("12 rate", "12", Cited(False, False)),
        ("10/03/2026", "10", Cited(False, True)),
        ("Affitto", "12", Cited(False, False)),
        ("31/02/2026", "12", Cited(False, False)),
        ("Fattura 12", "12/34/56", Cited(False, False)),
        ("", "", Cited(False, False)),
    ],
)
def test_a_reason_cites_an_invoice(reason: str, number: str, seen: Cited) -> None:
    assert cited(reason, invoice(number)) == seen


def test_an_invoice_without_a_day_has_none_cited() -> None:
    assert cited("Fattura 12 del 10/03/2026", invoice("12", day="")) == Cited(True, False)


def test_names_are_told_by_their_own_words() -> None:
    assert is_payee(payment(payee="officina-dati s.r.l."), invoice())
    assert not is_payee(payment(payee="Altra S.R.L."), invoice())
    assert is_payee(payment(reason="Bonifico a OFFICINA"), invoice())


def test_a_typed_payment_is_checked() -> None:
    good = {
        "amount": "1250.00",
        "on": "2026-03-31",
        "means": "cheque",
        "reason": " Fatt. 1 ",
        "iban": "IT60 X054 2811 1010 0000 0123 456",
    }
    one, faults = typed_payment(good, "payment[1]")
    assert one is not None
    assert (one.cents, one.on, one.means, one.reason, one.payee_iban, one.source, faults) == (
        125000,
        date(2026, 3, 31),
        "cheque",
        "Fatt. 1",
        IBAN,
        "typed",
        (),
    )
    none, faults = typed_payment({"amount": "1.250,00", "means": "gold", "iban": "IT00"}, "payment[1]")
    assert none is None
    assert [(fault.where, fault.words.en) for fault in faults] == [
        ("payment[1].amount", "an amount is digits with a point before the cents, such as 1250.00"),
        ("payment[1].on", "a date is written 2026-03-31"),
        ("payment[1].means", "the means is one of transfer, cheque, riba, rid, card, cash"),
        ("payment[1].iban", "the IBAN is not valid: check it"),
    ]
    _, faults = typed_payment({"amount": "0", "on": "2026-03-31", "means": "cash"}, "payment[1]")
    assert [fault.words.en for fault in faults] == ["a payment is not of nothing"]
    bare, faults = typed_payment({"amount": "1", "on": "2026-03-31", "means": "cash"}, "payment[1]")
    assert (bare is not None, faults) == (True, ())


NUMBERS = ("11", "12", "13")
INVOICES = st.lists(
    st.builds(
        lambda number, net, note: invoice(
            number, f"{net}.00", kind="TD04" if note else "TD01", general=RELATED.format("11") if note else ""
        ),
        st.sampled_from(NUMBERS),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=4,
)
PAYMENTS = st.lists(
    st.builds(
        lambda cents, number, day, state: payment(cents, f"fatture {number}", day, state=state),
        st.integers(1, 2000),
        st.sampled_from((*NUMBERS, "11, 12", "99")),
        st.integers(1, 28),
        st.sampled_from(("executed", "executed", "pending", "returned")),
    ),
    max_size=5,
)


@given(INVOICES, PAYMENTS)
def test_no_cent_is_lost_or_made(invoices: list[Invoice], payments: list[Payment]) -> None:
    found = settle(invoices, payments)
    spent: dict[int, int] = {}
    for at, cents in (*((one.payment, one.cents) for one in found.allocations), *found.unused):
        spent[at] = spent.get(at, 0) + cents
    executed = {at: one.cents for at, one in enumerate(payments) if one.state == "executed"}
    assert all(executed[at] == cents for at, cents in spent.items())
    for one in found.settled:
        due = max(one.due, 0)
        assert one.paid - one.beyond + one.credited <= due
        assert one.is_full == (due > 0 and one.paid - one.beyond + one.credited == due)
    credit = sum(-one.payable for one in invoices if one.is_credit)
    assert sum(one.credited for one in found.settled) <= credit


@given(INVOICES, PAYMENTS)
def test_paying_more_never_leaves_less_paid(invoices: list[Invoice], payments: list[Payment]) -> None:
    executed = [one for one in payments if one.state == "executed"]
    before = sum(one.paid + one.credited for one in settle(invoices, executed).settled)
    after = sum(
        one.paid + one.credited for one in settle(invoices, [*executed, payment(5, "fattura 12", 28)]).settled
    )
    assert before <= after
