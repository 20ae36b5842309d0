"""Why is an enterprise of that size, article by article, in words?"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from bandolo.rules.days import show_day
from bandolo.rules.money import round_cents, show_cents, show_euro, show_rate
from bandolo.rules.reason import Reason, reason
from bandolo.rules.rule import Words
from bandolo.rules.size import APPLICANT, SIZES, PeriodSize, Range, Size, Sizing

_SIZE_WORDS: dict[Size, Words] = {
    "micro": Words(it="microimpresa", en="micro enterprise"),
    "small": Words(it="piccola impresa", en="small enterprise"),
    "medium": Words(it="media impresa", en="medium-sized enterprise"),
    "large": Words(it="grande impresa (non PMI)", en="large enterprise (not an SME)"),
}
_APPLICANT_WORDS = Words(it="impresa richiedente", en="applicant")
_MISSING_WORDS: dict[str, Words] = {
    "staff": Words(it="unità lavorative", en="work units"),
    "turnover": Words(it="fatturato", en="turnover"),
    "balance": Words(it="totale di bilancio", en="balance sheet total"),
    "capital": Words(it="quota del capitale", en="share of the capital"),
    "votes": Words(it="quota dei voti", en="share of the votes"),
    "has_control": Words(it="controllo in altro modo", en="control otherwise"),
    "public_share": Words(it="quota degli enti pubblici", en="share of public bodies"),
    "public_share_exempt": Words(
        it="se gli enti pubblici sono ammessi", en="whether the public bodies are allowed"
    ),
}


def size_reasons(sizing: Sizing) -> tuple[Reason, ...]:
    """The steps from the data of each period to the size, with the article of each."""
    act = sizing.definition.act
    reasons: list[Reason] = []
    for at, outcome in enumerate(sizing.periods):
        reasons.extend(_aggregation(act, outcome))
        reasons.append(_numbers(act, outcome))
        if at or outcome.status != outcome.by_numbers:
            reasons.append(_status(act, outcome))
    reasons.extend(_public(sizing))
    reasons.append(_answer(sizing))
    return tuple(reasons)


def _aggregation(act: str, outcome: PeriodSize) -> Iterator[Reason]:
    consolidated = {stake.id for stake in outcome.period.related if stake.is_consolidated}
    for other, weight in outcome.weights.items():
        if other == APPLICANT:
            continue
        if other in consolidated:
            yield reason(
                f"{act}, art. 6.2",
                it=f"{_day(outcome, 'it')}: i dati di {other} sono già nel bilancio consolidato",
                en=f"{_day(outcome, 'en')}: the data of {other} are in the consolidated accounts already",
            )
        elif outcome.relations[other] == "linked":
            yield reason(
                f"{act}, art. 3.3, 6.2",
                it=f"{_day(outcome, 'it')}: {other} è collegata, i suoi dati contano per intero",
                en=f"{_day(outcome, 'en')}: {other} is linked, its data count in full",
            )
        else:
            yield reason(
                f"{act}, art. 3.2, 6.2, 6.3",
                it=f"{_day(outcome, 'it')}: {other} è associata, o collegata a un'associata: "
                f"i suoi dati contano al {show_rate(weight, 'it')}",
                en=f"{_day(outcome, 'en')}: {other} is a partner, or linked to one: "
                f"its data count at {show_rate(weight, 'en')}",
            )


def _numbers(act: str, outcome: PeriodSize) -> Reason:
    staff = show_cents(round_cents(outcome.sums["staff"], "half_up"))
    size = _range_words(outcome.by_numbers)
    at_least = Words(it="almeno " if outcome.missing else "", en="at least " if outcome.missing else "")
    return reason(
        f"{act}, art. 2",
        it=f"{_day(outcome, 'it')}: {at_least.it}{staff.replace('.', ',')} ULA, fatturato "
        f"{_euro(outcome.sums['turnover'], 'it')}, attivo {_euro(outcome.sums['balance'], 'it')}: {size.it}",
        en=f"{_day(outcome, 'en')}: {at_least.en}{staff} AWU, turnover "
        f"{_euro(outcome.sums['turnover'], 'en')}, assets {_euro(outcome.sums['balance'], 'en')}: {size.en}",
    )


def _status(act: str, outcome: PeriodSize) -> Reason:
    status = _range_words(outcome.status)
    if outcome.period.has_new_owner:
        return reason(
            f"{act}, art. 4.2; Guida alla definizione di PMI (2020)",
            it=f"{_day(outcome, 'it')}: la proprietà è cambiata, la dimensione vale subito: {status.it}",
            en=f"{_day(outcome, 'en')}: the ownership changed, the size counts at once: {status.en}",
        )
    return reason(
        f"{act}, art. 4.2",
        it=f"{_day(outcome, 'it')}: la qualifica cambia solo dopo due esercizi di seguito oltre "
        f"o sotto le soglie: {status.it}",
        en=f"{_day(outcome, 'en')}: the status changes only after two periods in a row beyond "
        f"or below the thresholds: {status.en}",
    )


def _public(sizing: Sizing) -> Iterator[Reason]:
    act, share, threshold = sizing.definition.act, sizing.public_share, sizing.definition.public_from
    if sizing.is_public:
        yield reason(
            f"{act}, art. 3.4",
            it=f"Organismi pubblici controllano almeno il {show_rate(threshold, 'it')}: non è una PMI",
            en=f"Public bodies control {show_rate(threshold, 'en')} or more: not an SME",
        )
    elif share is not None and share >= threshold and sizing.is_public is False:
        yield reason(
            f"{act}, art. 3.2 (secondo comma), 3.4",
            it=f"La quota pubblica, {show_rate(share, 'it')}, è di investitori che l'art. 3.2 ammette",
            en=f"The public share, {show_rate(share, 'en')}, belongs to investors that art. 3.2 allows",
        )


def _answer(sizing: Sizing) -> Reason:
    if sizing.size is not None:
        return Reason(sizing.definition.act, _SIZE_WORDS[sizing.size])
    it, en = ("; ".join(_missing(one, lang) for one in sizing.missing) for lang in ("it", "en"))
    return reason(
        sizing.definition.act,
        it=f"Dimensione non determinabile, mancano: {it}",
        en=f"The size cannot be told, missing: {en}",
    )


def _missing(place: str, lang: str) -> str:
    """What `Sizing.missing` names, in words: whose figure of which period, or a share."""
    whose, _, name = place.rpartition(".")
    words = _MISSING_WORDS[name]
    said = words.it if lang == "it" else words.en
    if not whose:
        return said
    day, _, enterprise = whose.partition(" ")
    one = _APPLICANT_WORDS if enterprise == APPLICANT else Words(it=enterprise, en=enterprise)
    return f"{said} ({one.it if lang == 'it' else one.en}, {show_day(date.fromisoformat(day), lang)})"


def _range_words(sizes: Range) -> Words:
    low, high = _SIZE_WORDS[SIZES[sizes.low]], _SIZE_WORDS[SIZES[sizes.high]]
    return low if low == high else Words(it=f"da {low.it} a {high.it}", en=f"from {low.en} to {high.en}")


def _day(outcome: PeriodSize, lang: str) -> str:
    return show_day(outcome.period.closed_on, lang)


def _euro(cents: Fraction, lang: str) -> str:
    return show_euro(round_cents(cents, "half_up"), lang)
