"""What do an invoice and its dossier say of each other, before any rule of the call is asked?"""

import re
from collections.abc import Iterable, Iterator

from bandolo.papers.invoice import Invoice, Party
from bandolo.papers.invoice_codes import TYPES
from bandolo.papers.invoice_fields import plain_code
from bandolo.papers.invoice_fingerprint import Fingerprint
from bandolo.papers.matching import Dossier, Enterprise, Finding, Proposal, Quote, Use
from bandolo.papers.paper_problem import with_amounts
from bandolo.rules.rule import Words

# Words of a title too short to tell it.
_SHORTEST_WORD = 3


def same_enterprise(party: Party | Enterprise, other: Enterprise) -> bool | None:
    """Whether two are one enterprise: by VAT number or tax code, either in the place of the other.

    Where both state a tax code of one kind it decides: the members of a VAT group share their VAT number
    (D.P.R. 633/1972, art. 70-bis). None where the numbers of one can tell nothing of the other's.
    """
    code = plain_code(other.tax_code)
    if party.tax_code and len(party.tax_code) == len(code):
        return party.tax_code == code
    ours = {code for code in (party.vat_number, party.tax_code) if code}
    theirs = {plain_code(code).removeprefix("IT") for code in (other.vat_number, other.tax_code) if code}
    if ours & theirs:
        return True
    # A person's tax code and a VAT number tell nothing of each other.
    comparable = any(len(one) == len(two) for one in ours for two in theirs)
    return False if comparable else None


def customer_proposal(invoice: Invoice, dossier: Dossier) -> Proposal | None:
    """Whether the invoice is made out to the beneficiary; None where no number tells."""
    is_same = same_enterprise(invoice.customer, dossier.beneficiary)
    if is_same is None:
        return None
    name, code = invoice.customer.name, invoice.customer.vat_number or invoice.customer.tax_code
    return Proposal(
        "made_out_to_applicant",
        is_same,
        Words(
            it=f"la fattura è intestata a {name} ({code})", en=f"the invoice is made out to {name} ({code})"
        ),
    )


def citation_proposal(invoice: Invoice, dossier: Dossier) -> Proposal:
    """Whether the invoice cites the CUP of the dossier or a wording of the call, and where."""
    if dossier.cup:
        for kind, value, where in invoice.references:
            if kind == "CUP" and value == plain_code(dossier.cup):
                words = Words(it=f"cita il CUP {value} ({where})", en=f"cites the CUP {value} ({where})")
                return Proposal("cites_call", True, words)
    for wording in dossier.citations:
        for where, text in invoice.texts:
            if is_cited(wording, text):
                words = Words(it=f"cita «{wording}» ({where})", en=f'cites "{wording}" ({where})')
                return Proposal("cites_call", True, words)
    others = ", ".join(invoice.values_of("CUP"))
    found = Words(
        it=f"non cita il bando; porta il CUP {others}"
        if others
        else "non cita né il CUP né il titolo del bando",
        en=f"does not cite the call; carries the CUP {others}"
        if others
        else "cites neither the CUP nor the title",
    )
    return Proposal("cites_call", False, found)


def is_cited(wording: str, text: str) -> bool:
    """Whether a text has the words of a wording in their order, whatever stands between them as signs."""
    wanted = [word for word in re.findall(r"\w+", wording.casefold()) if len(word) >= _SHORTEST_WORD]
    found = [word for word in re.findall(r"\w+", text.casefold()) if len(word) >= _SHORTEST_WORD]
    size = len(wanted)
    return size > 0 and any(found[at : at + size] == wanted for at in range(len(found) - size + 1))


def quote_of(invoice: Invoice, dossier: Dossier) -> tuple[Quote | None, Finding]:
    """The quote admitted that the invoice belongs to, and what was found; several leave it to a person."""
    own = [quote for quote in dossier.quotes if same_enterprise(invoice.supplier, quote.supplier)]
    if not own:
        name = invoice.supplier.name
        return None, Finding(
            "supplier",
            False,
            Words(
                it=f"nessun preventivo ammesso è di {name}: serve una variazione",
                en=f"no quote admitted is by {name}: a variation is needed",
            ),
        )
    exact = [quote for quote in own if quote.cents == abs(invoice.taxable)]
    if len(own) == 1 or len(exact) == 1:
        chosen = own[0] if len(own) == 1 else exact[0]
        words = Words(
            it=f"il fornitore è quello del preventivo {chosen.id}",
            en=f"the supplier is that of quote {chosen.id}",
        )
        return chosen, Finding("supplier", True, words)
    listed = ", ".join(quote.id for quote in own)
    words = Words(it=f"può essere di più preventivi: {listed}", en=f"may belong to several quotes: {listed}")
    return None, Finding("supplier", None, words)


def independence(invoice: Invoice, dossier: Dossier) -> Iterator[Finding]:
    """Whether the supplier is the beneficiary, tied to it, or a beneficiary of the same measure."""
    supplier = invoice.supplier
    if invoice.is_self_issued:
        kind = TYPES[invoice.type]
        yield Finding(
            "independent",
            None,
            Words(
                it=f"{kind.it}: l'ha scritta il cliente, serve anche la fattura del fornitore",
                en=f"{kind.en}: the customer wrote it, the supplier's own invoice is needed too",
            ),
        )
    elif same_enterprise(supplier, dossier.beneficiary):
        words = Words(it="il fornitore è il beneficiario stesso", en="the supplier is the beneficiary itself")
        yield Finding("independent", False, words)
    for others, it, en in (
        (dossier.linked, "è legato al beneficiario", "is tied to the beneficiary"),
        (dossier.beneficiaries, "è beneficiario della stessa misura", "is a beneficiary of the same measure"),
    ):
        for other in others:
            if same_enterprise(supplier, other):
                yield Finding("independent", False, Words(it=f"{other.name} {it}", en=f"{other.name} {en}"))


def seen_before(own: Fingerprint, place: str, uses: Iterable[Use]) -> Iterator[Finding]:
    """The same invoice in this dossier (`place`), in another or in another call."""
    for use in uses:
        other = use.fingerprint
        if other.key != own.key:
            continue
        is_here, is_same = use.dossier == place, other.digest == own.digest
        words = Words(
            it=f"la fattura è già in {'questa domanda' if is_here else f'{use.dossier} ({use.call})'}"
            f", {'lo stesso file' if is_same else 'in un altro file'}",
            en=f"the invoice is already in {'this application' if is_here else f'{use.dossier} ({use.call})'}"
            f", {'the same file' if is_same else 'in another file'}",
        )
        yield Finding("seen_before", False, words)


def readable(invoice: Invoice) -> Iterator[Finding]:
    """What is odd about the invoice itself: a person looks."""
    for one in invoice.problems:
        it, en = f"{one.where}: {one.words.it}", f"{one.where}: {one.words.en}"
        yield Finding("readable", None, Words(it=it, en=en))


def vat_finding(invoice: Invoice, dossier: Dossier, counts: bool) -> Finding | None:
    """Whether the VAT counts as a cost, where `counts` says that it may; None for an invoice without VAT."""
    if not invoice.vat:
        return None
    if not counts or dossier.vat_recoverable is True:
        it, en = "l'IVA di {} non conta, conta {}", "the VAT of {} does not count, {} counts"
        return Finding("vat", True, with_amounts(it, en, invoice.vat, invoice.taxable))
    if dossier.vat_recoverable is None:
        it, en = (
            "l'IVA di {} conta solo se non si recupera",
            "the VAT of {} counts only if it is not recovered",
        )
        return Finding("vat", None, with_amounts(it, en, invoice.vat))
    it, en = "l'IVA di {} conta, perché non si recupera", "the VAT of {} counts, since it is not recovered"
    return Finding("vat", True, with_amounts(it, en, invoice.vat))
