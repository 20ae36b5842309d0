"""Does a hostile XML file do nothing, and a clumsy one get read?"""

from pathlib import Path

import pytest

from bandolo.papers.hardened_xml import (
    LONGEST_TEXT,
    MOST_BYTES,
    MOST_TAGS,
    child,
    children,
    inner,
    line_of,
    read_tree,
    text_at,
)
from bandolo.papers.paper_problem import UnreadableError

BOMB = '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("<a>qualità €</a>".encode(), "utf-8", "qualità €"),
        (b"\xef\xbb\xbf" + "<a>qualità</a>".encode(), "utf-8", "qualità"),
        ('<?xml version="1.0" encoding="windows-1252"?><a>€ è</a>'.encode("cp1252"), "windows-1252", "€ è"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?><a>€ è</a>".encode("cp1252"), "windows-1252", "€ è"),
        ('<?xml version="1.0" encoding="iso-8859-15"?><a>€</a>'.encode("iso-8859-15"), "iso-8859-15", "€"),
        (b'<?xml version="1.0" encoding="US-ASCII"?><a>x</a>', "utf-8", "x"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>è</a>'.encode("utf-16"), "utf-16-le", "è"),
        (b"\xfe\xff" + "<a>è</a>".encode("utf-16-be"), "utf-16-be", "è"),
        (b"\r\n<a> x\n y </a>\x00\x00\n", "utf-8", "x y"),
        (b"<a>&lt;&#232;&amp;</a>", "utf-8", "<è&"),
        (b"<a><![CDATA[<b>]]></a>", "utf-8", "<b>"),
        (f"<a>{'x' * 20_000}</a>".encode(), "utf-8", "x" * LONGEST_TEXT),
    ],
)
def test_text_is_read_in_every_encoding(data: bytes, encoding: str, text: str) -> None:
    tree = read_tree(data)
    assert (tree.encoding, text_at(tree.root, "."), tree.problems) == (encoding, text, ())


def test_text_in_another_encoding_than_it_says_is_told() -> None:
    tree = read_tree('<?xml version="1.0" encoding="UTF-8"?>\n<a>\nqualità</a>'.encode("cp1252"))
    assert (tree.encoding, text_at(tree.root, ".")) == ("windows-1252", "qualità")
    assert [(one.line, one.words.en) for one in tree.problems] == [
        (3, "the text is not utf-8 as it says: it is read as windows-1252")
    ]


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (BOMB.encode(), 0, "the file declares a document type (DTD), which is not admitted"),
        (b"\xff\xfe" + BOMB.encode("utf-16-le"), 0, "the file declares a document type (DTD)"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', 0, "the file declares a document type (DTD)"),
        (b"<a><!-- <!ENTITY --></a>", 0, "the file declares a document type (DTD)"),
        (
            b'<?xml version="1.0"\nencoding="UTF-8"?>\n<a>\n<b></a>',
            4,
            "it is not well-formed XML: Opening and",
        ),
        # Without a mark, an encoding that a parser might guess.
        (BOMB.encode("utf-16-le"), 1, "it is not well-formed XML: "),
        (BOMB.encode("utf-16-be"), 1, "it is not well-formed XML: "),
        (BOMB.encode("cp037"), 1, "it is not well-formed XML: "),
        (b"<a>&x;</a>", 1, "it is not well-formed XML: Entity 'x' not defined"),
        (b"<a>\x01</a>", 1, "it is not well-formed XML: "),
        (b"<a", 1, "it is not well-formed XML: "),
        (b"", 1, "it is not well-formed XML: "),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', 0, 'the file says that it is written in "utf-7"'),
        (b"<a>" * 300, 1, "it is not well-formed XML: Excessive depth"),
        (b"<a>" + b"<b/>" * MOST_TAGS + b"</a>", 0, "the file has more than 1000000 tags"),
        (b"x" * (MOST_BYTES + 1), 0, "the file is above 10 MB"),
    ],
)
def test_what_could_harm_is_refused(data: bytes, line: int, words: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_tree(data)
    assert (refused.value.problem.line, refused.value.problem.words.en[: len(words)]) == (line, words)


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<s>secret</s>", encoding="utf-8")
    included = f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{secret.as_uri()}"/></a>'
    tree = read_tree(included.encode())
    assert (text_at(tree.root, "include"), line_of(child(tree.root, "include"))) == ("", 1)
    with pytest.raises(UnreadableError):
        read_tree(f'<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]><a>&s;</a>'.encode())


def test_names_lose_their_namespace_and_are_found() -> None:
    tree = read_tree(b'<p:a xmlns:p="urn:x" xmlns="urn:y"><?pi?><!-- c --><b><c>1</c><c>2</c></b></p:a>')
    assert (tree.namespace, [node.text for node in children(tree.root, "b/c")]) == ("urn:x", ["1", "2"])
    assert [node.text for node in inner(tree.root, "c", "d")] == ["1", "2"]
    assert (child(None, "a"), children(None, "a"), text_at(None, "a"), line_of(None)) == (None, [], "", 0)
