"""What did a person mean who typed an amount, a day, a number, a choice?"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from stdnum import iban
from stdnum.eu import vat
from stdnum.it import iva

from bandolo.desk.codes import typed_day
from bandolo.rules.days import FIRST_YEAR as FIRST_KNOWN
from bandolo.rules.days import LAST_YEAR as LAST_KNOWN
from bandolo.rules.days import LONGEST_COUNT, ROME, is_countable
from bandolo.rules.facts import FIRST_YEAR, LAST_YEAR, LONGEST_TEXT, Fact, FactType, read_value
from bandolo.rules.money import read_cents, show_cents
from bandolo.rules.rule import Words

# Of several choices, that none applies.
NONE = "-"
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?")
_COMMA = re.compile(r"\d+,\d{1,2}")
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?")


def typed_cents(text: str) -> int:
    """Cents of `1.234,56`, `1234,56`, `1234.56`, `1,234.56` or `1234`, with or without `€`.

    `1.234` is one thousand two hundred thirty-four: cents have two digits. ValueError says what is right.
    """
    bare = text.replace("€", "").replace("EUR", "").replace("\u00a0", " ").strip().replace(" ", "")
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif _COMMA.fullmatch(bare):
        bare = bare.replace(",", ".")
    elif _ENGLISH.fullmatch(bare):
        bare = bare.replace(",", "")
    return int(read_cents(bare))


class NotUnderstoodError(ValueError):
    """What was typed is no answer; `words` say what would be right."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def typed_value(fact: Fact, texts: Sequence[str]) -> object:
    """What was typed for a fact, as application files write it (amounts `"1250.00"`, days `"2026-02-05"`).

    None where nothing was. NotUnderstoodError says what would be right.
    """
    given = [bare for text in texts if (bare := text.strip())]
    if not given:
        return None
    try:
        value = _READERS[fact.type](given)
        read_value(fact, value)
    except (ValueError, ArithmeticError):
        raise NotUnderstoodError(_of_choice(fact) or _of_unit(fact) or _RIGHT[fact.type]) from None
    if fact.tells and not is_countable(date.fromisoformat(str(value)[:10])):
        raise NotUnderstoodError(_COUNTABLE)
    check = _NUMBERS.get(fact.id)
    if check is not None and not check[0](str(value)):
        raise NotUnderstoodError(check[1])
    return value


def shown_value(fact: Fact, value: object, lang: str) -> str | list[str]:
    """A value as it stands in a form's field: `typed_value` reads it back; several of a set."""
    point = "," if lang == "it" else "."
    match fact.type:
        case "yes_no":
            return ("yes" if value else "no") if isinstance(value, bool) else ""
        case "choices":
            return ([str(one) for one in value] or [NONE]) if isinstance(value, list) else []
        case "amount" | "percent":
            return str(value).replace(".", point)
        case "instant":
            return datetime.fromisoformat(str(value)).astimezone(ROME).strftime("%Y-%m-%dT%H:%M:%S")
    return str(value)


def _of_choice(fact: Fact) -> Words | None:
    if fact.choices is None or fact.any_choice:
        return None
    named = [*fact.choices.values()]
    return Words(
        it=f"Scegliere tra: {', '.join(one.it for one in named)}.",
        en=f"Choose among: {', '.join(one.en for one in named)}.",
    )


def _of_unit(fact: Fact) -> Words | None:
    if fact.type != "amount" or fact.unit is None:
        return None
    return Words(
        it=f"Scrivere un numero ({fact.unit}), come 12,5: al massimo due decimali, mai negativo.",
        en=f"Write a number ({fact.unit}), such as 12.5: at most two decimals, never negative.",
    )


def _yes_no(texts: Sequence[str]) -> bool:
    if _one(texts) not in ("yes", "no"):
        raise ValueError("yes or no")
    return _one(texts) == "yes"


def _one(texts: Sequence[str]) -> str:
    return texts[-1]


def _count(texts: Sequence[str]) -> int:
    bare = _one(texts).replace(" ", "")
    if not (_WHOLE.fullmatch(bare) or _WHOLE_IN_GROUPS.fullmatch(bare)):
        raise ValueError("a whole number")
    return int(bare.replace(".", ""))


def _amount(texts: Sequence[str]) -> str:
    return show_cents(typed_cents(_one(texts)))


def _percent(texts: Sequence[str]) -> str:
    return _one(texts).replace(" ", "").rstrip("%").replace(",", ".") + "%"


def _day(texts: Sequence[str]) -> str:
    """`2026-02-05` as browsers send it, `5/2/2026` as people type it."""
    found = typed_day(_one(texts))
    if isinstance(found, Words):
        raise ValueError(found.en)
    return found.isoformat()


def _instant(texts: Sequence[str]) -> str:
    """A time by the clock of Rome where it names no other zone."""
    moment = datetime.fromisoformat(_one(texts))
    return (moment if moment.tzinfo else moment.replace(tzinfo=ROME)).isoformat()


def _choices(texts: Sequence[str]) -> list[str]:
    """The choices; NONE alone says that none applies, which is an answer."""
    parts = [part.strip() for text in texts for part in re.split(r"[,;\s]+", text)]
    return [*dict.fromkeys(part for part in parts if part not in ("", NONE))]


def _is_vat_number(text: str) -> bool:
    """An Italian one by its check digit; another country's by the rules of that country, where known."""
    bare = text.upper().replace(" ", "").replace(".", "")
    if bare.removeprefix("IT").isdigit():
        return bool(iva.is_valid(bare))
    return (
        bool(vat.is_valid(bare)) if bare[:2].lower() in vat.MEMBER_STATES else bool(_FOREIGN.fullmatch(bare))
    )


_WHOLE = re.compile(r"\d{1,13}")
_WHOLE_IN_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_FOREIGN = re.compile(r"[A-Z]{2}(?=.*\d)[A-Z0-9]{4,18}")
_READERS: Mapping[FactType, Callable[[Sequence[str]], object]] = {
    "yes_no": _yes_no,
    "count": _count,
    "amount": _amount,
    "percent": _percent,
    "date": _day,
    "instant": _instant,
    "choice": _one,
    "choices": _choices,
    "text": _one,
}
_RIGHT: Mapping[FactType, Words] = {
    "yes_no": Words(it="Rispondere sì o no.", en="Answer yes or no."),
    "count": Words(it="Scrivere un numero intero, come 12.", en="Write a whole number, such as 12."),
    "amount": Words(
        it="Scrivere un importo in euro, come 1.234,56: al massimo due decimali, mai negativo.",
        en="Write an amount in euro, such as 1,234.56: at most two decimals, never negative.",
    ),
    "percent": Words(it="Scrivere una percentuale, come 12,5%.", en="Write a percentage, such as 12.5%."),
    "date": Words(
        it=f"Scrivere una data tra il {FIRST_YEAR} e il {LAST_YEAR}, come 05/02/2026.",
        en=f"Write a date between {FIRST_YEAR} and {LAST_YEAR}, such as 05/02/2026 (day, month, year).",
    ),
    "instant": Words(
        it="Scrivere data e ora, come 2026-02-05T09:00.", en="Write day and time, such as 2026-02-05T09:00."
    ),
    "choice": Words(it="Scegliere una delle voci.", en="Choose one of the options."),
    "choices": Words(
        it="Scrivere le sigle, separate da virgole.", en="Write the codes, separated by commas."
    ),
    "text": Words(
        it=f"Scrivere un testo di al massimo {LONGEST_TEXT} caratteri.",
        en=f"Write a text of at most {LONGEST_TEXT} characters.",
    ),
}
# From these days terms are counted.
_COUNTABLE = Words(
    it=f"Scrivere una data tra il {FIRST_KNOWN + 1} e il {LAST_KNOWN - LONGEST_COUNT}, come 05/02/2026.",
    en=f"Write a date between {FIRST_KNOWN + 1} and {LAST_KNOWN - LONGEST_COUNT}, such as 05/02/2026.",
)
# Numbers that every call can ask for (law/facts.toml) and that prove themselves.
_NUMBERS: Mapping[str, tuple[Callable[[str], bool], Words]] = {
    "supplier_vat": (
        _is_vat_number,
        Words(
            it="Partita IVA errata: 11 cifre, l'ultima di controllo; se estera, con la sigla del paese.",
            en="Wrong VAT number: 11 digits, the last a check digit; if foreign, with its country's code.",
        ),
    ),
    "iban": (
        iban.is_valid,
        Words(
            it="IBAN errato: in Italia 27 caratteri, come IT60X0542811101000000123456.",
            en="Wrong IBAN: 27 characters in Italy, such as IT60X0542811101000000123456.",
        ),
    ),
}
