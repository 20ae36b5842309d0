"""Is a loan lent, its instalment found in a statement of the bank, and paid back, in a browser?"""

from datetime import timedelta

from playwright.sync_api import expect

from bandolo.desk import clock
from bandolo.desk.actions.move_loan import receive_instalment
from bandolo.desk.models import LoanContract
from bandolo.desk.queries.loans import loan_of
from tests.desk.paying import Paying
from tests.desk.test_loans import agreed
from tests.journeys.conftest import WIDE, NewPage
from tests.journeys.filling import Accessible
from tests.journeys.office import recorded
from tests.journeys.pictures import picture
from tests.papers.banks import Move, camt053, entry_xml


# long: one way, from the tranche that leaves to the last instalment
def test_a_loan_is_lent_and_comes_back_as_the_bank_shows_it(
    committed: str,  # noqa: ARG001 - where the server finds its data
    new_page: NewPage,
    accessible: Accessible,
) -> None:
    office = Paying()
    now = clock.now()
    application = agreed(office, now.date() + timedelta(days=10))
    money = new_page(WIDE, person=office.people["accountant"], role="accountant")
    money.goto(f"/domande/{application.id}/finanziamento/")
    money.get_by_label("Importo").fill("53.414,40")
    money.get_by_label("Riferimento della banca").fill("CRO 1")
    money.get_by_role("button", name="Registra").click()
    recorded(money)
    assert accessible(money) == []
    picture(money, "loan")

    # The first half-year of grace: 0.75% of 53,414.40 (VNM-L1).
    day = now.date().isoformat()
    credit = entry_xml(Move("400.61", "prima rata", day, sign="CRDT", id="TRN 1"))
    statement = {"name": "estratto.xml", "mimeType": "application/xml", "buffer": camt053([credit])}
    money.goto("/ragioneria/recuperi/")
    money.get_by_label("Estratto conto").set_input_files(statement)  # type: ignore[arg-type]
    money.get_by_role("button", name="Leggi").click()
    came = money.get_by_role("region", name="Accrediti")
    expect(came).to_contain_text("finanziamento di Impresa 1 s.r.l.: è quanto si attende")
    assert accessible(money) == []
    picture(money, "credits", "#estratto")
    came.get_by_role("button", name="Registra").click()
    recorded(money)

    contract = LoanContract.objects.get()
    *others, last = loan_of(contract, now.date()).instalments[1:]
    for number, one in enumerate(others):
        cents, name = one.instalment.total, f"TRN {number + 2}"
        assert isinstance(
            receive_instalment(application.id, cents, now.date(), name, office.accountant, now), list
        )
    total = last.instalment.total
    money.get_by_label("rata incassata").check()
    money.get_by_label("Importo").fill(f"{total // 100},{total % 100:02}")
    money.get_by_label("Riferimento della banca").fill("TRN 99")
    money.get_by_role("button", name="Registra").click()
    recorded(money)
    stands = loan_of(contract, now.date())
    assert (stands.outstanding, stands.next, stands.overdue) == (0, None, 0)
    mine = new_page(person=application.opened_by, role="applicant")
    mine.goto(f"/domande/{application.id}/finanziamento/")
    expect(mine.locator("dl.counts")).to_contain_text("0,00")
