"""Which tree does a strange XML file hold, read so that it can harm nobody?

No document type at all (so no entities), no network, no huge trees; the encodings that Italian software
writes. Names lose their namespace: programs declare it in many ways, and no name here means two things.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from bandolo.papers.paper_problem import PaperProblem, UnreadableError, problem

# The exchange system of the revenue agency takes files up to 5 MB; what is larger is no invoice.
MOST_BYTES = 10_000_000
MOST_TAGS = 1_000_000
LONGEST_TEXT = 10_000
Node = etree._Element  # noqa: SLF001  # lxml gives the class of elements no other name

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_START = re.compile(r"[\s\ufeff]*(?:<\?xml\b[^>]*\?>)?")
_ENCODING = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# What calls itself Latin-1 is windows-1252 in practice: only there is the euro sign in its bytes.
_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252"), "windows-1252"),
    "iso-8859-15": "iso-8859-15",
    "utf-16": "utf-16",
}


class Tree(NamedTuple):
    """The root of a file, the namespace that it had, the encoding read, and what was odd about the text."""

    root: Node
    namespace: str
    encoding: str
    problems: tuple[PaperProblem, ...]


def read_tree(data: bytes) -> Tree:
    """The tree of an XML file in bytes, names without namespace; UnreadableError where it is not read."""
    root, encoding, problems = named_root(data)
    namespace = etree.QName(root).namespace or ""
    for node in root.iter(etree.Element):
        node.tag = etree.QName(node).localname
    return Tree(root, namespace, encoding, problems)


def named_root(data: bytes) -> tuple[Node, str, tuple[PaperProblem, ...]]:
    """The root of an XML file in bytes with its names as they are, the encoding, and what was odd.

    UnreadableError says what stands against reading it.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableError(
            f"il file supera {MOST_BYTES // 1_000_000} MB", f"the file is above {MOST_BYTES // 1_000_000} MB"
        )
    text, encoding, problems = _decoded(data)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableError(
            "il file dichiara un tipo di documento (DTD), che qui non si ammette: serve l'XML senza DOCTYPE",
            "the file declares a document type (DTD), which is not admitted: send the XML without DOCTYPE",
        )
    if text.count("<") > MOST_TAGS:
        raise UnreadableError(
            f"il file ha più di {MOST_TAGS} marcatori", f"the file has more than {MOST_TAGS} tags"
        )
    # Some signing programs fill the end with zeros.
    text = _START.sub(_line_ends, text.rstrip("\x00\r\n\t "), count=1)
    return _parsed(text.encode("utf-8", "surrogatepass")), encoding, problems


def child(node: Node | None, path: str) -> Node | None:
    """The first element at a path such as "a/b"; None where there is none."""
    return None if node is None else node.find(path)


def children(node: Node | None, path: str) -> list[Node]:
    """All elements at a path."""
    return [] if node is None else node.findall(path)


def inner(node: Node, *names: str) -> Iterator[Node]:
    """All elements of some names at any depth, in the order of the file."""
    return node.iter(*names)


def text_at(node: Node | None, path: str) -> str:
    """The text at a path on one line, at most 10,000 characters; empty where there is none."""
    found = child(node, path)
    return "" if found is None else text_of(found)


def text_of(node: Node) -> str:
    """The text of an element on one line, at most 10,000 characters."""
    return " ".join((node.text or "").split())[:LONGEST_TEXT]


def line_of(node: Node | None) -> int:
    """The line on which an element starts; 0 where it is not known."""
    return 0 if node is None else node.sourceline or 0


def _decoded(data: bytes) -> tuple[str, str, tuple[PaperProblem, ...]]:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _text(data[len(mark) :], codec, codec)
    match = _ENCODING.match(data)
    declared = match[1].decode("ascii").lower() if match else "utf-8"
    codec = _CODECS.get(declared, "")
    if not codec:
        raise UnreadableError(
            f"il file dice di essere scritto in «{declared}»: serve UTF-8",
            f'the file says that it is written in "{declared}": it should be UTF-8',
        )
    return _text(data, codec, declared)


def _text(data: bytes, codec: str, declared: str) -> tuple[str, str, tuple[PaperProblem, ...]]:
    try:
        return data.decode(codec), codec, ()
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
    odd = problem(
        "",
        line,
        f"il testo non è {declared} come dice: è letto come windows-1252",
        f"the text is not {declared} as it says: it is read as windows-1252",
    )
    return data.decode("windows-1252", "replace"), "windows-1252", (odd,)


def _line_ends(match: re.Match[str]) -> str:
    """Only the line ends of what stands before the root, so that lines keep their number."""
    return "\n" * match[0].count("\n")


def parser(*, is_signed: bool = False, is_large: bool = False) -> etree.XMLParser:
    """The parser of all that comes from outside: no entities, no document type, no network.

    What is signed is read to the byte, comments too; `is_large` is for lists of known origin.
    """
    return etree.XMLParser(
        # Said, so that libxml2 does not guess another encoding in which a document type would hide.
        encoding=None if is_signed else "utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=is_large,
        remove_comments=not is_signed,
        remove_pis=not is_signed,
        collect_ids=is_signed,
    )


def _parsed(data: bytes) -> Node:
    try:
        return etree.fromstring(data, parser())
    except etree.XMLSyntaxError as fault:
        # What libxml2 says ends with a place in its own words.
        said = (fault.msg or "").partition(", line ")[0]
        raise UnreadableError(
            f"non è XML ben formato: {said}", f"it is not well-formed XML: {said}", fault.lineno or 0
        ) from None
