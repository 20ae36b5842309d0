"""Which papers do the tests set?"""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bandolo.papers.typeset_application import ApplicationDocument, AttachedFile, Filing, application_document
from bandolo.papers.typeset_receipt import LogProof, Receipt, drawn_code
from bandolo.papers.typeset_records import Enterprise, Exact, Issuer, Paper, Person, Svg
from bandolo.rules.application import Application, read_application
from bandolo.rules.assess import Assessment, Assessor
from bandolo.rules.facts import read_instant
from bandolo.rules.load import Edition, law, load_call, parse
from bandolo.rules.money import Cents

CALLS = Path(__file__).parents[2] / "calls"
CALL_IDS = tuple(sorted(folder.name for folder in CALLS.iterdir()))
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
AT = datetime(2026, 2, 5, 8, 0, 0, 123456, tzinfo=UTC)
ARMS = Svg(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 72">'
    '<path d="M4 4h52v34c0 16-12 26-26 31C16 64 4 54 4 38z" fill="#17324d"/>'
    '<path d="M30 10v52M12 26h36" stroke="#fff" stroke-width="7"/></svg>'
)
ISSUER = Issuer(
    name="Camera di commercio di Esempio",
    office="Servizio incentivi alle imprese",
    place="Esempio",
    contacts=("Via Roma 1, 20900 Esempio", "incentivi@pec.esempio.example"),
    arms=ARMS,
)
ENTERPRISE = Enterprise(
    name="Forno Brianza Srl",
    fiscal_code="01234567890",
    vat_number="01234567890",
    rea="MB-1234567",
    office="Via Italia 10, 20900 Monza (MB)",
    pec="forno@pec.esempio.example",
)
SIGNER = Person(name="Giulia Colombo", capacity="legale rappresentante", fiscal_code="CLMGLI80A41F704X")


@cache
def assessed(call: str) -> tuple[Edition, Application, Assessment]:
    """The example application of a call, as assessed at submission."""
    edition = load_call(CALLS / call / "call.toml")
    raw = parse((CALLS / call / "example.toml").read_bytes(), call)
    at = read_instant(raw.pop("at"))
    assert at is not None
    application, problems = read_application(edition.call, raw, law())
    assert problems == []
    return edition, application, Assessor(edition.call, law()).assess(application, "submission", at)


def filing(edition: Edition) -> Filing:
    """Whose the example application is, with one file for the first paper but one."""
    call = edition.call
    heading = Paper(issuer=ISSUER, call=call.title.it, reference=f"{call.id}-000123", made_at=AT)
    papers = call.documents[1:2]
    files = {paper.id: (AttachedFile(name=f"{paper.id}.pdf.p7m", sha256=DIGEST),) for paper in papers}
    return Filing(heading, edition.digest, ENTERPRISE, SIGNER, files, call.documents[0].id)


def application_of(call: str) -> ApplicationDocument:
    """The document of the example application of a call."""
    edition, application, assessment = assessed(call)
    return application_document(filing(edition), application, assessment)


def receipt() -> Receipt:
    """A receipt with its proof."""
    address = "https://bandi.esempio.example/ricevute/17"
    return Receipt(
        issuer=ISSUER,
        call="Bando di prova",
        reference="prova-000123",
        made_at=AT,
        edition=DIGEST,
        enterprise=ENTERPRISE,
        signer=SIGNER,
        number=17,
        received_at=Exact(AT),
        grant=Cents(5_500_00),
        dossier=DIGEST,
        document=DIGEST,
        token="eyJhbGciOiJFZERTQSJ9." + "Q2FtZXJh" * 40,
        check_at=address,
        code=drawn_code(address),
        proof=LogProof(leaf=16, size=41, root=DIGEST, path=(DIGEST,) * 6, signed_head="eyJzaXplIjo0MX0=" * 4),
    )
