"""Are papers archival, tagged, the same each time, and deaf to what people type into them?"""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from bandolo.papers.typeset import _glyphs, plain, printable, typeset
from bandolo.papers.typeset_records import Answered, Exact, Paper, Svg
from bandolo.rules.money import Cents
from tests.papers.paper_records import ISSUER, application_of, receipt
from tests.papers.reading_pdf import alternatives_of, letters_of, pages_of, tags_of, text_of

MARKUP = (
    '#panic("x")',
    "*forte* _corsivo_ `codice`",
    "$ x^2 $ <etichetta> @rif",
    "= Titolo",
    '#read("/etc/passwd") #import "theme.typ": *',
    "] ) } \\ \\u{41} // commento /* altro */",
    "https://esempio.example/#x?y=<z>&w",
    '"); #sys.inputs.record',
)


def test_the_standards_are_declared() -> None:
    with pikepdf.open(io.BytesIO(typeset(receipt()))) as pdf:
        root = pdf.Root
        meta = pdf.open_metadata()
        declared = {key: meta.get(key) for key in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")}
        assert declared == {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
        assert meta["dc:title"] == "Ricevuta della domanda – Bando di prova"
        assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("it-IT", True)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/JavaScript" not in root.get("/Names", pikepdf.Dictionary())
        assert "/OpenAction" not in root


def test_every_font_is_embedded() -> None:
    with pikepdf.open(io.BytesIO(typeset(application_of("c26")))) as pdf:
        described = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]
        assert described
        assert all("/FontFile2" in one or "/FontFile3" in one for one in described)
        assert {str(one.FontName).partition("+")[2].partition("-")[0] for one in described} == {
            "LibertinusSerif",
            "DejaVuSansMono",
        }


def test_the_structure_is_tagged() -> None:
    tags = tags_of(typeset(application_of("c26")))
    assert tags["/H1"] == 1
    assert tags["/H2"] > 5
    assert tags["/Table"] == tags["/THead"] == 5
    assert tags["/TH"] == 2 + 4 + 3 + 3 + 2
    assert tags["/LI"] > 10


def test_figures_have_words() -> None:
    assert sorted(alternatives_of(typeset(receipt()))) == [
        "Codice QR: https://bandi.esempio.example/ricevute/17",
        "Stemma: Camera di commercio di Esempio",
    ]


def test_the_same_record_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from bandolo.papers.typeset import typeset; "
        "from tests.papers.paper_records import application_of; "
        "sys.stdout.buffer.write(typeset(application_of('c26')))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert other.stdout == typeset(application_of("c26"))


def test_another_record_gives_other_bytes() -> None:
    later = replace(receipt(), made_at=datetime(2026, 2, 5, 8, 0, 1, tzinfo=UTC))
    assert typeset(later) != typeset(receipt())


@pytest.mark.parametrize("text", MARKUP)
def test_what_people_type_is_never_markup(text: str) -> None:
    paper = replace(application_of("c26"), answers=(Answered(question="Testo libero", answer=text),))
    assert letters_of(printable(text)) in letters_of(text_of(typeset(paper)))


@settings(max_examples=40)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=4))
def test_any_text_can_be_set(texts: list[str]) -> None:
    base = application_of("c26")
    name, *answers = texts
    paper = replace(
        base,
        call=name,
        reference=name,
        enterprise=replace(base.enterprise, name=name),
        answers=tuple(Answered(question=one, answer=one) for one in answers),
    )
    assert typeset(paper).startswith(b"%PDF-1.7")


def test_every_character_that_is_kept_has_a_glyph() -> None:
    """In the plain, bold and large text of the theme: PDF/A refuses a character without one."""
    every = [chr(code) for code in sorted(_glyphs())]
    text = " ".join(every)
    paper = replace(application_of("c26"), call=text, answers=(Answered(question=text, answer=text),))
    paper = replace(paper, enterprise=replace(paper.enterprise, name=text))
    assert typeset(paper).startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Perché l'impresa", "Perché l’impresa"),
        ("Perche\u0301", "Perché"),
        ("D'Angelo & C. 'virgolette'", "D’Angelo & C. 'virgolette'"),
        ("pane 🍞 e \u202eevil\u202c", "pane [U+1F35E] e [U+202E]evil[U+202C]"),
        ("a\x00b\x1bc", "a[U+0000]b[U+001B]c"),
        ("\ud800", "[U+D800]"),
        ("上海", "[U+4E0A][U+6D77]"),
        ("soft\u00adhyphen\ufeff", "softhyphen"),
        ("riga\r\nriga\tfine", "riga\nriga\tfine"),
        ("w" * 25, "\u200b".join("w" * 25)),
        ("w" * 24, "w" * 24),
    ],
)
def test_printable(typed: str, printed: str) -> None:
    assert printable(typed) == printed


@pytest.mark.parametrize(
    ("value", "hint", "shown"),
    [
        (1_234_567_89, Cents, "1.234.567,89 €"),
        (1_234_567, int, "1.234.567"),
        (Fraction(3, 40), Fraction, "7,5%"),
        (date(2026, 3, 1), date, "1° marzo 2026"),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), datetime, "2 marzo 2026, ore 00:30"),
        (datetime(2026, 3, 1, 8, 0, 0, 7, tzinfo=UTC), Exact, "1° marzo 2026, ore 09:00:00,000007"),
        (None, Cents | None, None),
        (5, Cents | None, "0,05 €"),
        (True, bool, True),
    ],
)
def test_values_are_written_as_italian_offices_do(value: object, hint: object, shown: object) -> None:
    assert plain(value, hint) == shown


def test_the_text_of_the_receipt() -> None:
    said = letters_of(text_of(typeset(receipt())))
    for words in ("ore 09:00:00,123456", "5.500,00 €", "Numero d’ordine", receipt().token):
        assert letters_of(words) in said


def test_a_letterhead_without_arms() -> None:
    bare = replace(receipt(), issuer=replace(ISSUER, arms=None), code=None, proof=None)
    assert alternatives_of(typeset(bare)) == []
    assert len(pages_of(typeset(bare))) == 1


def test_arms_that_are_no_image_are_refused() -> None:
    with pytest.raises(typst.TypstError, match="SVG"):
        typeset(replace(receipt(), issuer=replace(ISSUER, arms=Svg("<html>"))))


def test_every_page_is_numbered() -> None:
    pages = pages_of(typeset(application_of("c26")))
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"pagina {number} di {len(pages)}")


def test_a_paper_names_its_template() -> None:
    assert not hasattr(Paper, "TEMPLATE")
