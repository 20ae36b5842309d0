"""What do the registers of the State and the yearly table want to know of awards and calls, column by column?

The names of the columns are those of the open data that the registers publish.
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from bandolo.desk.models import Award, Call, Edition, Site
from bandolo.desk.queries.award_account import award_account
from bandolo.desk.queries.calls import PublishedCall
from bandolo.desk.queries.choice import last_rules
from bandolo.desk.queries.later import approved_of
from bandolo.desk.queries.letters import reference_of
from bandolo.desk.queries.published import AWARD_WORDS
from bandolo.rules.aid import Ceiling, DeMinimis, Fixed, Share
from bandolo.rules.call import Call as Rules
from bandolo.rules.days import day_in_rome
from bandolo.rules.money import read_cents, show_cents

Cells = tuple[str, ...]
# The state-aid register, individual aids (L. 234/2012, art. 52; D.M. 115/2017): elements of its open data, a
# row for each instrument. CAR is its own code of the measure; the code of its table of instruments is left to
# whoever brings the rows in.
RNA = (
    *("CAR", "TITOLO_MISURA", "DES_TIPO_MISURA", "BASE_GIURIDICA_NAZIONALE", "LINK_TESTO_INTEGRALE_MISURA"),
    *("SOGGETTO_CONCEDENTE", "COR", "TITOLO_PROGETTO", "DATA_CONCESSIONE", "CUP", "ATTO_CONCESSIONE"),
    *("DENOMINAZIONE_BENEFICIARIO", "CODICE_FISCALE_BENEFICIARIO", "DES_PROCEDIMENTO", "COD_REGOLAMENTO"),
    *("DES_REGOLAMENTO", "SETTORE_ATTIVITA", "COD_STRUMENTO", "DES_STRUMENTO", "ELEMENTO_DI_AIUTO"),
    *("IMPORTO_NOMINALE", "DOMANDA"),
)
# The system of project codes (L. 3/2003, art. 11): what a request in bulk tells of an incentive to an
# enterprise (CONCESSIONE_INCENTIVI_UNITA_PRODUTTIVE), in euros, where its own XML counts thousands.
CUP = (
    *("DOMANDA", "ANNO_DECISIONE", "NATURA", "DENOMINAZIONE_BENEFICIARIO", "CODICE_FISCALE_BENEFICIARIO"),
    *("PARTITA_IVA", "PROVINCIA", "COMUNE", "INDIRIZZO", "ATECO", "TITOLO_BANDO", "ATTO", "DATA_ATTO"),
    *("COSTO_PROGETTO", "FINANZIAMENTO"),
)
# D.Lgs. 33/2013, art. 27, par. 1, letters a to f.
YEARLY = (
    *("beneficiario", "codice_fiscale", "importo_euro", "norma_o_titolo", "ufficio", "responsabile"),
    *("modalita", "atto", "data_atto", "link_bando", "stato"),
)
# The catalogue of incentives (D.L. 34/2019, art. 18-ter; D.M. 30/09/2021): the columns of its open data, in
# their order; those that a call file does not tell stay empty, for whoever brings the row in.
INCENTIVES = (
    *("ID_Incentivo", "Titolo", "Descrizione", "Obiettivo_Finalita", "Data_apertura", "Data_chiusura"),
    *("Note_di_apertura_chiusura", "Dimensioni", "Tipologia_Soggetto", "Forma_agevolazione", "Costi_Ammessi"),
    *("Spesa_Ammessa_min", "Spesa_Ammessa_max", "Agevolazione_Concedibile_min"),
    *("Agevolazione_Concedibile_max", "Settore_Attivita", "Codici_ATECO", "Regioni", "Comuni"),
    *("Ambito_territoriale", "Soggetto_Concedente", "Base_normativa_primaria", "Base_normativa_secondaria"),
    *("Provvedimento_attuativo", "Gazzetta_ufficiale", "Stanziamento_incentivo", "Link_istituzionale"),
    "Data_ultimo_aggiornamento",
)
# In cents: above it an award has no effect until it is published (art. 26, par. 2 and 3).
PUBLISHED_ABOVE = 100_000
_GRANT, _LOAN = "Sovvenzione/Contributo in conto interessi", "Prestito/Anticipo rimborsabile"
_NATURE = "07 - Concessione di incentivi ad unità produttive"


def rna_rows(call: Call, car: str, address: str) -> Iterator[Cells]:
    """The awards of a call that have no COR yet, as the state-aid register takes them.

    What is lent has a row of its own, with what is lent as its nominal amount and its aid left to the
    register's own reckoning. `address` is what a link begins with.
    """
    rules = last_rules(call)
    regulations = next((step.regulations for step in rules.aid if isinstance(step, DeMinimis)), ())
    of_measure = (
        *(car, rules.title.it, "Regime di aiuti", _basis(rules), f"{address}/bandi/{call.slug}/"),
        rules.body.name.it,
    )
    for award in _awards(call).filter(cor="", state__in=("granted", "effective")):
        enterprise, name = award.application.enterprise, reference_of(award.application)
        of_award = (award.cor, name, _day(award), award.cup, award.act.number)
        of_rules = (
            "De Minimis" if regulations else "",
            *(", ".join(regulations), ", ".join(f"Reg. (UE) {one}" for one in regulations)),
            ", ".join(_ateco(award)),
        )
        stands = award_account(award).stands
        lent = min(read_cents(approved_of(award.application).get("loan", "0")) or 0, stands)
        for form, cents in ((_GRANT, stands - lent), (_LOAN, lent)):
            if cents:
                aid = "" if form == _LOAN else show_cents(cents)
                yield (
                    *(*of_measure, *of_award, enterprise.name, enterprise.fiscal_code, *of_rules),
                    *("", form, aid, show_cents(cents), name),
                )


def cup_rows(call: Call) -> Iterator[Cells]:
    """The awards of a call that have no CUP yet, as a request in bulk tells them."""
    rules = last_rules(call)
    for award in _awards(call).filter(cup="", state__in=("granted", "effective")):
        enterprise, dated = award.application.enterprise, award.act.dated
        step = award.act.ranking.result["inputs"] if award.act.ranking is not None else {}
        costs = step.get("costs", {}).get(reference_of(award.application), award.amount_cents)
        site = _office(award)
        place = ("", "", "") if site is None else (site.province, site.municipality, site.address)
        yield (
            *(reference_of(award.application), str(dated.year) if dated else "", _NATURE, enterprise.name),
            *(enterprise.fiscal_code, enterprise.vat_number, *place, ", ".join(_ateco(award))),
            *(rules.title.it, award.act.number, _day(award)),
            *(show_cents(costs), show_cents(award.amount_cents)),
        )


def _office(award: Award) -> Site | None:
    """The registered office of a beneficiary, else any site."""
    sites = award.application.enterprise.sites.filter(is_active=True)
    return min(sites, key=lambda one: (one.kind != "registered_office", one.at), default=None)


def _ateco(award: Award) -> list[str]:
    site = _office(award)
    return [] if site is None else list(site.ateco)


def yearly_rows(year: int, address: str) -> Iterator[Cells]:
    """The awards of all calls by acts of a year, above a thousand euro (D.Lgs. 33/2013, arts. 26 and 27).

    The fiscal code of a person stays out (art. 26, par. 4); `address` is what a link begins with.
    """
    # PostgreSQL and Python know the years in between.
    if not date.min.year < year < date.max.year:
        return
    awards = Award.objects.filter(act__dated__year=year, amount_cents__gt=PUBLISHED_ABOVE)
    about = ("act__prepared_by", "application__enterprise", "application__call")
    of_calls: dict[object, Rules] = {}
    for award in awards.select_related(*about).order_by("act__dated", "application__enterprise__name", "id"):
        call, enterprise = award.application.call, award.application.enterprise
        rules = of_calls.get(call.id) or of_calls.setdefault(call.id, last_rules(call))
        code = enterprise.fiscal_code if enterprise.fiscal_code.isdigit() else enterprise.vat_number
        yield (
            *(enterprise.name, code, show_cents(award.amount_cents), rules.title.it, settings.BODY),
            *(str(award.act.prepared_by), _way(rules), award.act.number, _day(award)),
            *(f"{address}/bandi/{call.slug}/", AWARD_WORDS[award.state].it),
        )


def years_of_awards() -> list[int]:
    """The years with awards to publish, the last first."""
    days = Award.objects.filter(act__dated__isnull=False, amount_cents__gt=PUBLISHED_ABOVE)
    return [*days.order_by("-act__dated__year").values_list("act__dated__year", flat=True).distinct()]


def incentive_row(one: PublishedCall, address: str) -> Cells:
    """A call as the catalogue of incentives lists it."""
    rules, window = one.rules, one.rules.window
    told = {
        "ID_Incentivo": one.call.slug,
        "Titolo": rules.title.it,
        "Descrizione": rules.summary.it,
        "Data_apertura": "" if window is None else window.opens.isoformat(),
        "Data_chiusura": "" if window is None else window.closes.isoformat(),
        "Note_di_apertura_chiusura": "" if window is None else window.words.it,
        "Forma_agevolazione": _forms(rules),
        "Agevolazione_Concedibile_max": _most(rules),
        "Soggetto_Concedente": rules.body.name.it,
        "Base_normativa_primaria": _basis(rules),
        "Stanziamento_incentivo": show_cents(rules.allocation.funds) if rules.allocation is not None else "",
        "Link_istituzionale": f"{address}/bandi/{one.call.slug}/",
        "Data_ultimo_aggiornamento": day_in_rome(Edition.objects.get(id=one.edition).at).isoformat(),
    }
    return tuple(told.get(name, "") for name in INCENTIVES)


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
