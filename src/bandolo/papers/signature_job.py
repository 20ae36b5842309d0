"""What are the signatures of a file worth, checked in a process of its own?"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bandolo.papers.bounded import USUAL, Bounds, Stop, run
from bandolo.papers.bounded_records import Json, from_json, to_json
from bandolo.papers.signature_prefix import Generated
from bandolo.papers.signature_records import Verification
from bandolo.papers.signature_verify import Question, verify
from bandolo.papers.signature_words import finding
from bandolo.papers.trust_list import NO_TRUST
from bandolo.papers.trust_store import kept_evidence, kept_trust


def verify_apart(
    path: Path,
    at: datetime,
    trust_folder: Path | None,
    detached: Path | None = None,
    generated: Generated | None = None,
    bounds: Bounds = USUAL,
) -> Verification:
    """What is to be said of the signatures of a file; that the check was stopped, where it was.

    `at` is the instant at which the file was surely there; `trust_folder` has the lists (`trust_store`).
    TrustError where a list was changed since it was kept; OSError where the file cannot be opened.
    """
    with path.open("rb"):
        pass
    if trust_folder is not None:
        # Said here, where it can be mended: the check would only say that it failed.
        kept_trust(trust_folder)
    arguments = {
        "path": str(path.resolve()),
        "at": at,
        "trust": None if trust_folder is None else str(trust_folder.resolve()),
        "detached": None if detached is None else str(detached.resolve()),
        "generated": generated,
    }
    reads = [one for one in (path, trust_folder, detached) if one is not None]
    answer = run("signatures", arguments, reads, bounds)
    if isinstance(answer, Stop):
        return Verification(at, (), None, None, (), (finding("check_stopped", answer.words),))
    return from_json(Verification, answer)


def verify_file(arguments: Mapping[str, object]) -> Json:
    """The check itself: first without what is known of revocations, then with what is of its signers."""
    trust_folder, detached = _path(arguments["trust"]), _path(arguments["detached"])
    generated = arguments["generated"]
    question = Question(
        at=from_json(datetime, arguments["at"]),
        trust=NO_TRUST if trust_folder is None else kept_trust(trust_folder),
        detached=detached,
        generated=None if generated is None else from_json(Generated, generated),
    )
    path = Path(str(arguments["path"]))
    found = verify(path, question)
    wanted = [one for signature in found.signatures for one in signature.wanted]
    if trust_folder is not None and wanted:
        evidence = kept_evidence(trust_folder, wanted)
        if evidence.crls or evidence.ocsps:
            found = verify(
                path, Question(question.at, question.trust, evidence, detached, question.generated)
            )
    return to_json(found)


def _path(text: object) -> Path | None:
    return Path(text) if isinstance(text, str) else None
