"""What does the official schema find in an e-invoice, where the body has a copy of it?

The schemas cannot be shipped: the body takes them from the revenue agency and names their files. What lies
behind an import (signatures in the XML) is left out, so that nothing else is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from bandolo.papers.hardened_xml import Tree, named_root
from bandolo.papers.paper_problem import PaperProblem, UnreadableError, problem

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_ELSEWHERE = tuple(f"{_XSD}{name}" for name in ("import", "include", "redefine", "override"))
MOST_TOLD = 50


class InvoiceSchema(NamedTuple):
    """A schema, ready to validate documents of its namespace."""

    namespace: str
    validator: etree.XMLSchema


def read_schema(data: bytes) -> InvoiceSchema:
    """The schema of an XSD file in bytes; UnreadableError where it is none."""
    root, _, _ = named_root(data)
    foreign = {prefix for prefix, uri in root.nsmap.items() if f"{{{uri}}}Signature" == _SIGNATURE}
    for node in list(root.iter(*_ELSEWHERE, f"{_XSD}element")):
        is_signature = str(node.get("ref", "")).partition(":")[0] in foreign
        parent = node.getparent()
        if parent is not None and (node.tag in _ELSEWHERE or is_signature):
            parent.remove(node)
    try:
        return InvoiceSchema(str(root.get("targetNamespace", "")), etree.XMLSchema(root))
    except etree.XMLSchemaParseError as fault:
        said = str(fault)[:200]
        raise UnreadableError(f"non è uno schema XSD: {said}", f"it is no XSD schema: {said}") from None


def schema_problems(xml: bytes, tree: Tree, schemas: Sequence[InvoiceSchema]) -> Iterator[PaperProblem]:
    """What the schema of its namespace finds in a document, at most 50 of it, each with its line."""
    known: Mapping[str, etree.XMLSchema] = dict(schemas)
    validator = known.get(tree.namespace)
    if validator is None:
        return
    root, _, _ = named_root(xml)
    for node in root.findall(_SIGNATURE):
        root.remove(node)
    validator.validate(root)
    for found in list(validator.error_log)[:MOST_TOLD]:
        said = str(found.message).replace(f"{{{tree.namespace}}}", "")
        yield problem(
            "", found.line, f"lo schema ufficiale dice: {said}", f"the official schema says: {said}"
        )
