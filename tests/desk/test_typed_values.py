"""Is what people type read as they mean it, and are they told what would be right?"""

import pytest

from bandolo.desk.typed import NotUnderstoodError, shown_value, typed_value
from bandolo.rules.facts import Fact, FactType
from bandolo.rules.rule import Words


def a_fact(of: FactType, id: str = "made") -> Fact:
    choices = {"DE": Words(it="Germania", en="Germany"), "FR": Words(it="Francia", en="France")}
    named = choices if of in ("choice", "choices") else None
    return Fact(id=id, type=of, ask=Words(it="?", en="?"), choices=named)


@pytest.mark.parametrize(
    ("of", "texts", "value"),
    [
        ("amount", ["1.234,56"], "1234.56"),
        ("amount", ["1234.56"], "1234.56"),
        ("amount", ["€ 1,234.50"], "1234.50"),
        ("amount", ["1.234"], "1234.00"),
        ("count", ["1.200"], 1200),
        ("count", [" 12 "], 12),
        ("percent", ["12,5 %"], "12.5%"),
        ("percent", ["60"], "60%"),
        ("date", ["5/2/2026"], "2026-02-05"),
        ("date", ["2026-02-05"], "2026-02-05"),
        ("instant", ["2026-07-01T09:00"], "2026-07-01T09:00:00+02:00"),
        ("yes_no", ["no"], False),
        ("choice", ["FR"], "FR"),
        ("choices", ["DE", "FR", "DE"], ["DE", "FR"]),
        ("choices", ["-"], []),
        ("choices", ["-", "DE"], ["DE"]),
        ("text", ["  two words "], "two words"),
        ("text", ["   "], None),
        ("amount", [], None),
    ],
)
def test_what_is_typed_is_read_and_shown_again_the_same(
    of: FactType, texts: list[str], value: object
) -> None:
    fact = a_fact(of)
    assert typed_value(fact, texts) == value
    if value is not None:
        for lang in ("it", "en"):
            shown = shown_value(fact, value, lang)
            assert typed_value(fact, [shown] if isinstance(shown, str) else shown) == value


@pytest.mark.parametrize(
    ("of", "text"),
    [
        ("amount", "12,345,6"),
        ("amount", "1.23.4"),
        ("amount", "-1"),
        ("amount", "1e9"),
        ("amount", "9" * 30),
        ("count", "1,5"),
        ("count", "-3"),
        ("count", "²"),
        ("percent", "many"),
        ("date", "30/02/2026"),
        ("date", "1/1/1899"),
        ("date", "yesterday"),
        ("instant", "2026-13-01T00:00"),
        ("yes_no", "maybe"),
        ("choice", "IT"),
        ("choices", "IT"),
        ("text", "x" * 20_001),
    ],
)
def test_what_is_no_answer_says_what_would_be_right(of: FactType, text: str) -> None:
    with pytest.raises(NotUnderstoodError) as refused:
        typed_value(a_fact(of), [text])
    assert refused.value.words.it
    assert refused.value.words.en


@pytest.mark.parametrize(
    ("id", "text", "is_right"),
    [
        ("supplier_vat", "01234560884", True),
        ("supplier_vat", "IT01234560884", True),
        ("supplier_vat", "01234560881", False),
        ("supplier_vat", "0123456088", False),
        ("supplier_vat", "IE6388047V", True),
        ("supplier_vat", "IE6388047X", False),
        ("supplier_vat", "GB980780684", True),
        ("supplier_vat", "nobody", False),
        ("iban", "IT60 X054 2811 1010 0000 0123 456", True),
        ("iban", "IT61X0542811101000000123456", False),
    ],
)
def test_numbers_that_prove_themselves_are_checked(id: str, text: str, is_right: bool) -> None:
    fact = a_fact("text", id)
    if is_right:
        assert typed_value(fact, [text]) == text
    else:
        with pytest.raises(NotUnderstoodError):
            typed_value(fact, [text])
