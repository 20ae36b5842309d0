"""What can be said of an uploaded file, in which words?"""

from bandolo.papers.signature_words import Finding, finding_of, sayings_in
from bandolo.rules.rule import Words

_SAYINGS = sayings_in("upload_words.toml")
_STEP = 1024


def upload_finding(code: str, *values: str | int | Words) -> Finding:
    """The finding of a code; `values` fill its words in order."""
    return finding_of(_SAYINGS, code, *values)


def size_words(size: int) -> Words:
    """A size in bytes for people, in units of 1,024, rounded up: too large never looks fit."""
    if size < _STEP:
        return Words(it=f"{size} byte", en=f"{size} bytes")
    unit, name = (_STEP * _STEP, "MB") if size >= _STEP * _STEP else (_STEP, "kB")
    tenths = -(-size * 10 // unit)
    whole, rest = divmod(tenths, 10)
    if not rest:
        return Words(it=f"{whole} {name}", en=f"{whole} {name}")
    return Words(it=f"{whole},{rest} {name}", en=f"{whole}.{rest} {name}")
