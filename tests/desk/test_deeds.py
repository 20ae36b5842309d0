"""Is what was done to a dossier read in words, also what has none yet?"""

from bandolo.desk.deeds import DEEDS, attester, deed


def test_a_deed_is_read_in_words() -> None:
    assert deed("ask_supplement").it == "integrazione chiesta"
    assert attester("durc").en == "DURC"
    assert all(words.it and words.en and "_" not in words.it for words in DEEDS.values())


def test_what_has_no_words_is_read_as_it_stands() -> None:
    assert deed("carry_over").it == deed("carry_over").en == "carry over"
    assert attester("land_register").it == "land register"
