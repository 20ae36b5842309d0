r"""In which order does a draw put applications, and how can anyone make sure of it?

The body keeps a seed secret and publishes its SHA-256 beforehand: it can change the seed no more. A value
that is public only later, and that nobody chooses, is mixed in: nor could the body pick the seed for its
outcome. The lot of an application is the SHA-256 of three lines, without an end of line after the last:
the seed, the public value, the application's id. The lowest lot is first. Anyone can do it again:
`printf '%s\n%s\n%s' SEED PUBLIC ID | sha256sum`.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from bandolo.rules.rule import Words

Path = tuple[str | int, ...]
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGEST_SHAPE = "64 hexadecimal digits, the letters small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """How the order is drawn.

    `public` names the public value that is mixed in and how it is written, as in "the five numbers of the
    Milan wheel of 10 March 2026, in the order drawn, with a space between": it must lie in the future when
    the seed is committed to. `committed` is the SHA-256 of the seed in hexadecimal; without it the act that
    opens the draw commits to the seed.
    """

    public: Words
    committed: str | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What was revealed at the draw.

    `seed` is 64 hexadecimal digits, made by chance; `public` the public value. `committed` is the SHA-256 of
    the seed where an act, not the call, committed to it. `listed` is the digest of the ids that took part
    (see `list_digest`), published before the public value was known.
    """

    seed: str
    public: str
    committed: str | None = None
    listed: str | None = None


def commitment(seed: str) -> str:
    """The SHA-256 of a seed in hexadecimal, which commits to it; ValueError where it can be guessed."""
    if not _DIGEST.fullmatch(seed):
        raise ValueError(f"a seed is {_DIGEST_SHAPE}: a shorter one could be found by trying")
    return _digest(seed)


def list_digest(ids: Iterable[str]) -> str:
    """The SHA-256 of the ids in order of their characters, one a line, in hexadecimal."""
    return _digest("\n".join(sorted(map(_one_line, ids))))


def lot(drawn: Drawn, id: str) -> str:
    """The lot of an application, 64 hexadecimal digits; it depends on no other application."""
    return _digest(f"{drawn.seed}\n{drawn.public}\n{_one_line(id)}")


def check_drawn(draw: Draw, drawn: Drawn, ids: Collection[str]) -> None:
    """ValueError where what was revealed is not what was committed to."""
    committed = {one for one in (draw.committed, drawn.committed) if one is not None}
    if not committed:
        raise ValueError("the seed counts only if its SHA-256 was published before: committed is missing")
    found = commitment(drawn.seed)
    if committed != {found}:
        raise ValueError(f"the seed is not the one committed to: its SHA-256 is {found}")
    if not drawn.public.strip() or _one_line(drawn.public) != drawn.public.strip():
        raise ValueError("the public value is one line, with no space before or after it")
    if drawn.listed is not None and drawn.listed != (listed := list_digest(ids)):
        raise ValueError(f"the applications are not those listed before the draw: their digest is {listed}")


def draw_words(draw: Draw, drawn: Drawn | None) -> Words:
    """How the order is drawn, and once it is, with what; enough to do it again."""
    if drawn is None:
        seal = draw.committed
        return Words(
            it="Ordine per sorteggio. "
            + (f"L'impronta SHA-256 del seme segreto è {seal}. " if seal else "")
            + f"Al seme, svelato dopo, si unisce un valore pubblico: {draw.public.it}.",
            en="Order by draw. "
            + (f"The SHA-256 of the secret seed is {seal}. " if seal else "")
            + f"To the seed, revealed later, a public value is joined: {draw.public.en}.",
        )
    return Words(
        it=f"Sorteggio con il seme {drawn.seed} e il valore pubblico «{drawn.public}». Il numero di ogni "
        "domanda è lo SHA-256 di tre righe: seme, valore pubblico, identificativo. Vince il più basso.",
        en=f'Drawn with the seed {drawn.seed} and the public value "{drawn.public}". The lot of each '
        "application is the SHA-256 of three lines: seed, public value, identifier. The lowest is first.",
    )


def draw_faults(draw: Draw) -> list[tuple[Path, str]]:
    """What is wrong in the rule of a draw, by the path within it."""
    if draw.committed is None or _DIGEST.fullmatch(draw.committed):
        return []
    return [(("committed",), f"a SHA-256 is {_DIGEST_SHAPE}")]


def _one_line(text: str) -> str:
    if text.splitlines() not in ([text], []):
        raise ValueError(f"{text!r}: is drawn by its text, which is a single line")
    return text


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
