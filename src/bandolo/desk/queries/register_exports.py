"""What do the registers of the State and the yearly table want to know of awards and calls, column by column?

The names of the columns are those of the open data that the registers publish.
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from bandolo.desk.models import Award, Call
from bandolo.desk.queries.calls import PublishedCall
from bandolo.desk.queries.choice import adopted_acts, adopted_steps, last_rules
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.payments import account_of
from bandolo.desk.queries.standing import costs_in
from bandolo.rules.aid import Ceiling, DeMinimis, Fixed, Share
from bandolo.rules.call import Call as Rules
from bandolo.rules.money import show_cents

Cells = tuple[str, ...]
# The state-aid register, individual aids (L. 234/2012, art. 52; D.M. 115/2017). CAR is its own code of the
# measure.
RNA = (
    *("CAR", "TITOLO_MISURA", "BASE_GIURIDICA_NAZIONALE", "SOGGETTO_CONCEDENTE", "COR", "TITOLO_PROGETTO"),
    *("DATA_CONCESSIONE", "CUP", "DENOMINAZIONE_BENEFICIARIO", "CODICE_FISCALE_BENEFICIARIO"),
    *(
        "COD_REGOLAMENTO",
        "COD_STRUMENTO",
        "DES_STRUMENTO",
        "IMPORTO_NOMINALE",
        "ELEMENTO_DI_AIUTO",
        "DOMANDA",
    ),
)
# The system of project codes (L. 3/2003, art. 11): what a request in bulk tells.
CUP = (
    *("DOMANDA", "ANNO_DECISIONE", "NATURA", "DENOMINAZIONE_BENEFICIARIO", "CODICE_FISCALE_BENEFICIARIO"),
    *("PARTITA_IVA", "TITOLO_BANDO", "ATTO", "DATA_ATTO", "COSTO_PROGETTO", "FINANZIAMENTO"),
)
# D.Lgs. 33/2013, art. 27, par. 1, letters a to f.
YEARLY = (
    *("beneficiario", "codice_fiscale", "importo_euro", "norma_o_titolo", "ufficio", "responsabile"),
    *("modalita", "atto", "data_atto", "link_bando", "stato"),
)
# The catalogue of incentives (D.L. 34/2020, art. 18-ter).
INCENTIVES = (
    *("Titolo", "Descrizione", "Data_apertura", "Data_chiusura", "Soggetto_Concedente", "Forma_agevolazione"),
    *(
        "Agevolazione_Concedibile_max",
        "Stanziamento_incentivo",
        "Base_normativa_primaria",
        "Link_istituzionale",
    ),
)
# In cents: above it an award has no effect until it is published (art. 26, par. 2 and 3).
PUBLISHED_ABOVE = 100_000
_GRANT = ("1", "Sovvenzione/Contributo in conto interessi")
_NATURE = "07 - Concessione di incentivi ad unità produttive"


def rna_rows(call: Call, car: str) -> Iterator[Cells]:
    """The awards of a call that have no COR yet, as the state-aid register takes them."""
    rules = last_rules(call)
    regulations = next((step.regulations for step in rules.aid if isinstance(step, DeMinimis)), ())
    for award in _awards(call).filter(cor="", state__in=("granted", "effective")):
        enterprise = award.application.enterprise
        stands = show_cents(account_of(award).stands)
        yield (
            *(
                car,
                rules.title.it,
                _basis(rules),
                rules.body.name.it,
                award.cor,
                reference_of(award.application),
            ),
            *(_day(award), award.cup, enterprise.name, enterprise.fiscal_code),
            *(", ".join(regulations), *_GRANT, stands, stands, reference_of(award.application)),
        )


def cup_rows(call: Call) -> Iterator[Cells]:
    """The awards of a call that have no CUP yet, as a request in bulk tells them."""
    rules, admitted = last_rules(call), costs_in(adopted_steps(adopted_acts(call)))
    for award in _awards(call).filter(cup="", state__in=("granted", "effective")):
        enterprise, dated = award.application.enterprise, award.act.dated
        name = reference_of(award.application)
        costs = admitted.get(name, award.amount_cents)
        yield (
            *(name, str(dated.year) if dated else "", _NATURE, enterprise.name),
            *(enterprise.fiscal_code, enterprise.vat_number, rules.title.it, award.act.number, _day(award)),
            *(show_cents(costs), show_cents(award.amount_cents)),
        )


def yearly_rows(year: int, address: str) -> Iterator[Cells]:
    """The awards of all calls by acts of a year, above a thousand euro (D.Lgs. 33/2013, arts. 26 and 27).

    The fiscal code of a person stays out (art. 26, par. 4); `address` is what a link begins with.
    """
    # PostgreSQL and Python know the years in between.
    if not date.min.year < year < date.max.year:
        return
    awards = Award.objects.filter(act__dated__year=year, amount_cents__gt=PUBLISHED_ABOVE)
    about = ("act__prepared_by", "application__enterprise", "application__call")
    for award in awards.select_related(*about).order_by("act__dated", "application__enterprise__name", "id"):
        call, enterprise = award.application.call, award.application.enterprise
        rules = last_rules(call)
        code = enterprise.fiscal_code if enterprise.fiscal_code.isdigit() else enterprise.vat_number
        yield (
            *(enterprise.name, code, show_cents(award.amount_cents), rules.title.it, settings.BODY),
            *(str(award.act.prepared_by), _way(rules), award.act.number, _day(award)),
            *(f"{address}/bandi/{call.slug}/", award.state),
        )


def years_of_awards() -> list[int]:
    """The years with awards to publish, the last first."""
    days = Award.objects.filter(act__dated__isnull=False, amount_cents__gt=PUBLISHED_ABOVE)
    return sorted(set(days.values_list("act__dated__year", flat=True)), reverse=True)


def incentive_row(one: PublishedCall, address: str) -> Cells:
    """A call as the catalogue of incentives lists it."""
    rules, window = one.rules, one.rules.window
    funds = show_cents(rules.allocation.funds) if rules.allocation is not None else ""
    return (
        *(rules.title.it, rules.summary.it, "" if window is None else window.opens.isoformat()),
        *("" if window is None else window.closes.isoformat(), rules.body.name.it, _forms(rules)),
        *(_most(rules), funds, _basis(rules), f"{address}/bandi/{one.call.slug}/"),
    )


def _awards(call: Call) -> QuerySet[Award]:
    found = Award.objects.filter(application__call=call)
    return found.select_related("act__ranking", "application__enterprise", "application__call").order_by("id")


def _day(award: Award) -> str:
    return award.act.dated.isoformat() if award.act.dated is not None else ""


def _basis(rules: Rules) -> str:
    """The regulations of the Union that a call rests on, else its title."""
    named = [
        f"Reg. (UE) {id}" for step in rules.aid if isinstance(step, DeMinimis) for id in step.regulations
    ]
    return ", ".join(named) or rules.title.it


def _way(rules: Rules) -> str:
    ranking = rules.ranking
    if ranking is None:
        return "procedura del bando"
    return "procedura valutativa a graduatoria" if ranking.order else "procedura a sportello"


def _forms(rules: Rules) -> str:
    words = {"grant": "Contributo/Fondo perduto", "premium": "Contributo/Fondo perduto"}
    words |= {"loan": "Prestito/Anticipo rimborsabile", "services": "Servizi"}
    used = [step.instrument for step in rules.aid if isinstance(step, Share | Fixed)]
    return ", ".join(dict.fromkeys(words[one] for one in used))


def _most(rules: Rules) -> str:
    """The largest amount that a ceiling of the call leaves, where it is one number."""
    found = [step.amount for step in rules.aid if isinstance(step, Ceiling) and isinstance(step.amount, int)]
    return show_cents(max(found)) if found else ""
