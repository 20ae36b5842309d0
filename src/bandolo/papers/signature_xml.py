"""How is XML read that anybody may have signed, and does its signature cover all of it?"""

from lxml import etree

from bandolo.papers.hardened_xml import parser

DS = "{http://www.w3.org/2000/09/xmldsig#}"
_IDS = ("Id", "ID", "id")


class NotXmlError(ValueError):
    """Bytes that are no XML, or XML with a DOCTYPE, which is refused."""


def tree_of(xml: bytes, *, is_large: bool = False) -> etree._Element:
    """The root of a document as it was signed, to the byte; NotXmlError where it is none.

    `hardened_xml` reads the text of an invoice in the encodings of Italian software, which would break what
    a signature covers: the parser is the same, and nothing is written anew before it.
    """
    try:
        root = etree.fromstring(xml, parser(is_signed=True, is_large=is_large))
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise NotXmlError(f"not XML: {problem}") from problem
    if root.getroottree().docinfo.doctype:
        raise NotXmlError("DOCTYPE is refused")
    return root


def covers_all(root: etree._Element, signature: etree._Element) -> bool:
    """Whether one of the references of a signature is to the whole document that it stands in."""
    references = signature.iterfind(f"{DS}SignedInfo/{DS}Reference")
    names = {"", *(f"#{root.get(name)}" for name in _IDS if root.get(name))}
    return any(one.get("URI") in names for one in references)
