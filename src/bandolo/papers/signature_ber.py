"""Where does the content of a signed envelope stand, so that a large one need not be copied to be read?

asn1crypto copies the content at each of seven levels. Here the lengths of the outer levels are read (ITU-T
X.690, definite and indefinite), the content is handed back as pieces of the file, and the rest, which is
small, as an envelope without content for asn1crypto.
"""

import mmap
from typing import NamedTuple

Bytes = bytes | mmap.mmap
DEEPEST = 24
MOST_SIGNERS = 100
_MOST_PARTS = 64
_SEQUENCE, _OID, _SET, _OCTETS, _CONTEXT_0 = 0x30, 0x06, 0x31, 0x04, 0xA0
_OCTETS_IN_PARTS = 0x24
_IN_PARTS = 0x20
_LARGEST_LENGTH_BYTES = 6


class BerError(ValueError):
    """Bytes that are no ASN.1 envelope; the message says where."""


class Node(NamedTuple):
    """One element: its tag, where it stands, where its contents start and stop, where the next one stands."""

    tag: int
    at: int
    start: int
    stop: int
    end: int


class Envelope(NamedTuple):
    """A SignedData: without its content in BER, and the pieces of its content; None where it is detached."""

    rest: bytes
    pieces: tuple[tuple[int, int], ...] | None
    end: int


def open_envelope(data: Bytes) -> Envelope:
    """The parts of a ContentInfo with SignedData (RFC 5652, 5.1); BerError where the bytes are none."""
    outer = _expect(node(data, 0, len(data)), _SEQUENCE, "an envelope")
    parts = _children(data, outer, 2)
    if len(parts) < 2:  # noqa: PLR2004
        raise BerError("an envelope has a type and a content")
    kind, wrapped = _expect(parts[0], _OID, "a content type"), parts[1]
    inner = _expect(
        node(data, _expect(wrapped, _CONTEXT_0, "a content").start, wrapped.stop), _SEQUENCE, "signed data"
    )
    parts = _children(data, inner, _MOST_PARTS)
    if len(parts) < 4:  # noqa: PLR2004
        raise BerError("signed data have a version, digests, a content and signers")
    version, digests, content = parts[0], _expect(parts[1], _SET, "digests"), parts[2]
    inside = _children(data, _expect(content, _SEQUENCE, "a content"), 2)
    if not inside:
        raise BerError(f"a content type is missing at byte {content.at}")
    pieces = None if len(inside) == 1 else _pieces(data, _expect(inside[1], _CONTEXT_0, "a content"))
    signed = _der(
        _SEQUENCE,
        _raw(data, version)
        + _raw(data, digests)
        + _der(_SEQUENCE, _raw(data, inside[0]))
        + b"".join(_raw(data, part) for part in parts[3:]),
    )
    return Envelope(_der(_SEQUENCE, _raw(data, kind) + _der(_CONTEXT_0, signed)), pieces, outer.end)


def one_by_one(rest: bytes) -> tuple[bytes, ...]:
    """An envelope without content, once for each of its signers, with that signer alone.

    The bytes of each signer stay as they are: encoding them anew would break what the signer signed.
    """
    outer = node(rest, 0, len(rest))
    kind, wrapped = _children(rest, outer, 2)
    inner = node(rest, wrapped.start, wrapped.stop)
    *before, signers = _children(rest, inner, _MOST_PARTS)
    start = b"".join(_raw(rest, part) for part in before)
    return tuple(
        _der(
            _SEQUENCE,
            _raw(rest, kind) + _der(_CONTEXT_0, _der(_SEQUENCE, start + _der(_SET, _raw(rest, signer)))),
        )
        for signer in _children(rest, _expect(signers, _SET, "signers"), MOST_SIGNERS + 1)
    )


def node(data: Bytes, at: int, stop: int, depth: int = 0) -> Node:
    """The element at a byte, which must end before `stop`."""
    if at + 2 > stop:
        raise BerError(f"the file ends at byte {at}, inside an element")
    if depth > DEEPEST:
        raise BerError(f"more than {DEEPEST} elements lie one in another at byte {at}")
    tag, length = data[at], data[at + 1]
    if tag & 0x1F == 0x1F:  # noqa: PLR2004
        raise BerError(f"an element of no known kind at byte {at}")
    start = at + 2
    if length == 0x80:  # noqa: PLR2004
        return _indefinite(data, at, stop, depth)
    if length > 0x80:  # noqa: PLR2004
        size = length & 0x7F
        if size > _LARGEST_LENGTH_BYTES or start + size > stop:
            raise BerError(f"no length at byte {at}")
        length = int.from_bytes(data[start : start + size])
        start += size
    if start + length > stop:
        raise BerError(f"the element at byte {at} says that it is longer than the file")
    return Node(tag, at, start, start + length, start + length)


def _indefinite(data: Bytes, at: int, stop: int, depth: int) -> Node:
    if not data[at] & _IN_PARTS:
        raise BerError(f"the element at byte {at} has no end")
    inside = at + 2
    while data[inside : inside + 2] != b"\0\0":
        inside = node(data, inside, stop, depth + 1).end
    return Node(data[at], at, at + 2, inside, inside + 2)


def _children(data: Bytes, parent: Node, most: int) -> list[Node]:
    found: list[Node] = []
    at = parent.start
    while at < parent.stop and len(found) < most:
        found.append(node(data, at, parent.stop))
        at = found[-1].end
    return found


def _pieces(data: Bytes, wrapped: Node) -> tuple[tuple[int, int], ...]:
    """The pieces of an OCTET STRING, which BER may cut; one level of parts, as signers' programs write."""
    octets = node(data, wrapped.start, wrapped.stop)
    if octets.tag == _OCTETS:
        return ((octets.start, octets.stop),)
    _expect(octets, _OCTETS_IN_PARTS, "octets")
    found, at = [], octets.start
    while at < octets.stop:
        part = _expect(node(data, at, octets.stop), _OCTETS, "a piece of the octets")
        found.append((part.start, part.stop))
        at = part.end
    return tuple(found)


def _expect(found: Node, tag: int, what: str) -> Node:
    if found.tag != tag:
        raise BerError(f"{what} was expected at byte {found.at}")
    return found


def _raw(data: Bytes, one: Node) -> bytes:
    return data[one.at : one.end]


def _der(tag: int, contents: bytes) -> bytes:
    size = len(contents)
    if size < 0x80:  # noqa: PLR2004
        return bytes((tag, size)) + contents
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + contents
