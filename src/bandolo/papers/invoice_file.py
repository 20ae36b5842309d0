"""Which invoices lie in a file, plain or signed, and what is odd about it?"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bandolo.papers.hardened_xml import Node, Tree, child, children, line_of, read_tree
from bandolo.papers.invoice import Form, Invoice, InvoiceFile
from bandolo.papers.invoice_envelope import unwrap
from bandolo.papers.invoice_ordinary import read_ordinary
from bandolo.papers.invoice_schema import InvoiceSchema, schema_problems
from bandolo.papers.invoice_shape import (
    ORDINARY_BODY,
    ORDINARY_HEADER,
    SIMPLIFIED_BODY,
    SIMPLIFIED_HEADER,
    shape_problems,
)
from bandolo.papers.invoice_simplified import read_simplified
from bandolo.papers.invoice_sums import sum_problems
from bandolo.papers.paper_problem import PaperProblem, UnreadableError, problem

_FORMS: dict[str, Form] = {"FatturaElettronica": "ordinary", "FatturaElettronicaSemplificata": "simplified"}
_NAMESPACES = {
    "ordinary": "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2",
    "simplified": "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.0",
}
_SHAPES = {"ordinary": (ORDINARY_HEADER, ORDINARY_BODY), "simplified": (SIMPLIFIED_HEADER, SIMPLIFIED_BODY)}


def read_invoice_file(name: str, data: bytes, schemas: Sequence[InvoiceSchema] = ()) -> InvoiceFile:
    """The invoices of a file in bytes, with its problems; `refused` where it is no e-invoice.

    Whatever the bytes are, the answer is a record. The digest is SHA-256 of the inner XML as it is: signing
    the file again does not change it. What the `schemas` find, where there are any, are problems of the file.
    """
    digest, signatures = "", 0
    try:
        xml, signatures = unwrap(data)
        digest = hashlib.sha256(xml).hexdigest()
        tree = read_tree(xml)
        read = _read(name, digest, signatures, tree)
        return replace(read, problems=(*read.problems, *schema_problems(xml, tree, schemas)))
    except UnreadableError as fault:
        return refused_file(name, fault.problem, digest, signatures)


def refused_file(name: str, why: PaperProblem, digest: str = "", signatures: int = 0) -> InvoiceFile:
    """A file of which nothing could be read."""
    return InvoiceFile(
        name=name,
        digest=digest,
        signatures=signatures,
        encoding="",
        version="",
        invoices=(),
        problems=(),
        refused=why,
    )


def _read(name: str, digest: str, signatures: int, tree: Tree) -> InvoiceFile:
    root = tree.root
    tag = str(root.tag)
    form = _FORMS.get(tag)
    if form is None:
        raise UnreadableError(
            f"l'XML è «{tag}», non una fattura elettronica",
            f'the XML is "{tag}", not an e-invoice',
            line_of(root),
        )
    header, bodies = child(root, "FatturaElettronicaHeader"), children(root, "FatturaElettronicaBody")
    if not bodies:
        raise UnreadableError(
            "la fattura non ha corpo (FatturaElettronicaBody)",
            "the invoice has no body (FatturaElettronicaBody)",
            line_of(root),
        )
    return InvoiceFile(
        name=name,
        digest=digest,
        signatures=signatures,
        encoding=tree.encoding,
        version=str(root.get("versione", "")),
        invoices=tuple(_invoices(form, header, bodies)),
        problems=(*tree.problems, *_file_problems(form, tree.namespace, root, header)),
    )


def _file_problems(form: Form, namespace: str, root: Node, header: Node | None) -> Iterator[PaperProblem]:
    if namespace != _NAMESPACES[form]:
        yield problem(
            str(root.tag),
            line_of(root),
            f"lo spazio dei nomi è «{namespace}», non «{_NAMESPACES[form]}»",
            f'the namespace is "{namespace}", not "{_NAMESPACES[form]}"',
        )
    if header is None:
        yield problem(
            "FatturaElettronicaHeader",
            line_of(root),
            "manca, e lo schema lo chiede",
            "is missing, and the schema asks for it",
        )
    else:
        yield from shape_problems(header, _SHAPES[form][0], "FatturaElettronicaHeader")


def _invoices(form: Form, header: Node | None, bodies: list[Node]) -> Iterator[Invoice]:
    read = read_ordinary if form == "ordinary" else read_simplified
    for number, body in enumerate(bodies, 1):
        place = "FatturaElettronicaBody" if len(bodies) == 1 else f"FatturaElettronicaBody[{number}]"
        invoice = read(header, body, place)
        found = (
            *invoice.problems,
            *shape_problems(body, _SHAPES[form][1], place),
            *sum_problems(invoice, place),
        )
        yield replace(invoice, problems=found)
